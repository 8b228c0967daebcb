import Runtime

/// One simulated run: everything that happens in it follows from this value alone.
package struct SimulationCase: Hashable, Sendable {
  /// Where all chance comes from.
  package var seed: UInt64
  /// What may go wrong.
  package var faults: Set<SimulationFault>
  /// Milliseconds of trading; the world then has time to come to rest.
  package var duration: Int64
  /// The incidents of the script that happen, by their number; nil for all of them. A shrunk case keeps few.
  package var kept: [Int]?

  /// A run of these parts.
  package init(
    seed: UInt64, faults: Set<SimulationFault>, duration: Int64 = SimulationCase.usualDuration,
    kept: [Int]? = nil
  ) {
    self.seed = seed
    self.faults = faults
    self.duration = duration
    self.kept = kept
  }

  /// Three minutes.
  package static let usualDuration: Int64 = 180_000

  /// The run of a swarm with this seed: a random subset of `allowed` is on, so that faults do not always hide
  /// behind each other.
  package static func swarm(
    seed: UInt64, allowed: Set<SimulationFault> = SimulationFault.all,
    duration: Int64 = SimulationCase.usualDuration
  ) -> SimulationCase {
    var random = SplitMix64(seed: seed ^ 0x5357_4152_4D00)
    // One run in eight has everything on.
    let isFull = random.chance(125)
    let faults = SimulationFault.allCases.filter { fault in
      let isOn = random.chance(400)
      return (isOn || isFull) && allowed.contains(fault)
    }
    return SimulationCase(seed: seed, faults: Set(faults), duration: duration)
  }

  /// The words behind `polytraders simulate` that run exactly this.
  package var arguments: String {
    var text = "--seed \(seed) --faults \(SimulationFault.text(faults))"
    if duration % 60_000 == 0 {
      text += " --minutes \(duration / 60_000)"
    } else {
      text += " --seconds \((duration + 999) / 1_000)"
    }
    if let kept { text += " --keep " + (kept.isEmpty ? "none" : Self.ranges(kept)) }
    return text
  }

  /// Numbers in ascending order as `1-3,7`.
  static func ranges(_ numbers: [Int]) -> String {
    var parts: [String] = []
    var start = 0
    while start < numbers.count {
      var end = start
      while end + 1 < numbers.count, numbers[end + 1] == numbers[end] + 1 { end += 1 }
      parts.append(
        start == end ? "\(numbers[start])" : "\(numbers[start])-\(numbers[end])")
      start = end + 1
    }
    return parts.joined(separator: ",")
  }

  /// Reads `1-3,7` or `none`; nil for anything else.
  package static func kept(_ text: String) -> [Int]? {
    if text == "none" { return [] }
    var numbers: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first >= 0, first <= last, last < 100_000
      else { return nil }
      numbers.formUnion(first...last)
    }
    return numbers.sorted()
  }
}
