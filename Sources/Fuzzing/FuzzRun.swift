import Runtime

/// A run of made-up inputs in this process, and what it saw.
package struct FuzzRun {
  /// Of a thousand inputs, how many go through each door.
  package struct Shares: Sendable {
    let doors: [(door: FuzzSubject.Door, perMille: Int64)]

    /// Every door often.
    package static let even = Shares(doors: [
      (.condition, 450), (.language, 300), (.document, 200), (.policies, 50),
    ])

    /// Few documents, which cost as much as a hundred expressions each: for builds without optimisation.
    package static let cheap = Shares(doors: [
      (.condition, 600), (.language, 355), (.document, 30), (.policies, 15),
    ])
  }

  package private(set) var counts: [FuzzSubject.Door: Int] = [:]
  package private(set) var finding: (finding: FuzzSubject.Finding, input: [UInt8])?
  /// Nanoseconds, and the input that took them.
  package private(set) var longest: (time: UInt64, door: FuzzSubject.Door, input: [UInt8])?
  /// The largest resident size in bytes, after each tenth of the run.
  package private(set) var memory: [Int] = []

  private let subject: FuzzSubject
  private var mutator: Mutator
  private let shares: Shares
  private var random: SplitMix64

  package init(
    _ subject: FuzzSubject, _ corpus: Corpus, seed: UInt64, shares: Shares = .even
  ) {
    self.subject = subject
    self.shares = shares
    mutator = Mutator(corpus, seed: seed)
    random = SplitMix64(seed: ~seed)
  }

  /// Gives `count` inputs to the doors, and stops at the first broken promise.
  package mutating func run(_ count: Int, progress: (Int) -> Void = { _ in }) {
    let clock = MonotonicClock()
    for index in 1...max(1, count) {
      let door = door()
      let input = mutator.input(for: door)
      counts[door, default: 0] += 1
      let begun = clock.now
      do {
        try subject.run(input, through: door)
      } catch {
        finding = (error, input)
        return
      }
      let time = clock.now - begun
      if time > longest?.time ?? 0 { longest = (time, door, input) }
      if index * 10 / count > (index - 1) * 10 / count {
        memory.append(ProcessUsage.peakMemory)
        progress(index)
      }
    }
  }

  private mutating func door() -> FuzzSubject.Door {
    var draw = random.number(0...999)
    for (door, share) in shares.doors {
      draw -= share
      if draw < 0 { return door }
    }
    return .condition
  }
}
