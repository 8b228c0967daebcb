package import CEL

/// How often what is decided, as one value of the policies runs through a range: exact at every value, since the
/// turning points of every event are known. Nothing is evaluated again for another value.
package struct SweepCurve: Sendable {
  /// `exec.queuewarden.stale_ttl_s`
  package let name: String
  package let type: Type
  /// Slot units.
  package let range: ClosedRange<Int64>
  /// The value in force where nothing is scoped, and every other that a scope has.
  package let current: Int64
  package let scoped: [Int64]
  package let outcomes: [DiffOutcome]
  package private(set) var events = 0
  /// By outcome, at the start of the range.
  private var counts: [Int]
  /// Where the decision about one event turns: from that value on it is another.
  private var turns: [Turn] = []
  private var isSorted = true

  struct Turn {
    var value: Int64
    var old: Int32
    var new: Int32
  }

  package init(
    name: String, type: Type, range: ClosedRange<Int64>, current: Int64, scoped: [Int64],
    outcomes: [DiffOutcome]
  ) {
    self.name = name
    self.type = type
    self.range = range
    self.current = current
    self.scoped = scoped
    self.outcomes = outcomes
    counts = Array(repeating: 0, count: outcomes.count)
  }

  /// Counts one event, whose pieces fill the range.
  package mutating func count(_ pieces: [DecisionLine.Piece]) {
    guard let first = pieces.first else { return }
    events += 1
    counts[first.point.outcome] += 1
    var last = first.point.outcome
    for piece in pieces.dropFirst() where piece.point.outcome != last {
      turns.append(
        Turn(
          value: piece.range.lowerBound, old: Int32(last), new: Int32(piece.point.outcome)))
      last = piece.point.outcome
      isSorted = false
    }
  }

  /// To be called once, behind the last event: puts the turning points in order.
  package mutating func finish() {
    guard !isSorted else { return }
    turns.sort { ($0.value, $0.old, $0.new) < ($1.value, $1.old, $1.new) }
    isSorted = true
  }

  /// From a value on, how many events have which outcome, until the next step.
  package struct Step: Equatable, Sendable {
    package var value: Int64
    package var counts: [Int]
  }

  /// The whole curve: the start of the range, and every value at which any count changes.
  package var steps: [Step] {
    precondition(isSorted, "a curve is read when it is finished")
    var steps = [Step(value: range.lowerBound, counts: counts)]
    for turn in turns {
      if steps[steps.count - 1].value != turn.value {
        steps.append(Step(value: turn.value, counts: steps[steps.count - 1].counts))
      }
      steps[steps.count - 1].counts[Int(turn.old)] -= 1
      steps[steps.count - 1].counts[Int(turn.new)] += 1
    }
    return steps
  }

  /// By outcome, at one value of the range.
  package func counts(at value: Int64) -> [Int] {
    precondition(isSorted, "a curve is read when it is finished")
    var counts = counts
    for turn in turns {
      if turn.value > value { break }
      counts[Int(turn.old)] -= 1
      counts[Int(turn.new)] += 1
    }
    return counts
  }

  /// `count` values spread evenly over the range, its ends and the current value among them.
  package func samples(_ count: Int) -> [Int64] {
    let most = max(2, count)
    let width = Int128(range.upperBound) - Int128(range.lowerBound)
    var values = Set(
      (0..<most).map { Int64(Int128(range.lowerBound) + width * Int128($0) / Int128(most - 1)) })
    if range.contains(current) { values.insert(current) }
    return values.sorted()
  }

  /// Events that would be decided otherwise if the value moved by at most 10 % of itself, down or up.
  package var nearMisses: (below: Int, above: Int) {
    let reach = Int64(current.magnitude / 10)
    let below = turns.count {
      $0.value <= current && $0.value > current.subtractingSaturated(reach)
    }
    let above = turns.count { $0.value > current && $0.value <= current.addingSaturated(reach) }
    return (below, above)
  }

  /// Where the curve of an outcome bends most: the step that lies furthest from the straight line between its ends,
  /// of those outcomes whose count changes over the range by at least a hundredth of the events.
  package var elbows: [(outcome: Int, value: Int64, count: Int)] {
    let steps = steps
    guard let first = steps.first, let last = steps.last, steps.count > 2 else { return [] }
    let width = Int128(range.upperBound) - Int128(range.lowerBound)
    return outcomes.indices.compactMap { outcome in
      let (start, end) = (first.counts[outcome], last.counts[outcome])
      guard abs(end - start) * 100 >= max(1, events) else { return nil }
      var best: (distance: Int128, step: Step)?
      for step in steps.dropFirst() {
        // Both multiplied by the width of the range.
        let rise = Int128(step.counts[outcome] - start) * width
        let chord = Int128(end - start) * (Int128(step.value) - Int128(range.lowerBound))
        let distance = rise > chord ? rise - chord : chord - rise
        if distance > best?.distance ?? 0 { best = (distance, step) }
      }
      return best.map { (outcome, $0.step.value, $0.step.counts[outcome]) }
    }
  }
}

extension Int64 {
  fileprivate func addingSaturated(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  fileprivate func subtractingSaturated(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? .min : difference
  }
}
