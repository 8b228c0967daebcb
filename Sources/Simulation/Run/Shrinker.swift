/// Makes a failing case small: fewer faults, less time, fewer incidents, as long as it still fails in the same way
/// (delta debugging over the script).
package struct Shrinker {
  /// What is left of the case.
  package private(set) var smallest: SimulationCase
  /// Runs so far.
  package private(set) var attempts = 0
  /// No more runs than this.
  private let limit: Int
  private let fails: (SimulationCase) -> Bool

  /// A shrinker of `failing`; `fails` runs a case and says whether it fails in the way that is looked for.
  package init(
    _ failing: SimulationCase, limit: Int = 200, fails: @escaping (SimulationCase) -> Bool
  ) {
    smallest = failing
    self.limit = limit
    self.fails = fails
  }

  /// Shrinks until nothing can be left out any more, or the limit is reached. `violatedAt` is the time of the first
  /// violation, in milliseconds since the start.
  package mutating func shrink(violatedAt: Int64) {
    // Faults and time decide the numbers of incidents, so that they go first.
    for fault in SimulationFault.allCases where smallest.faults.contains(fault) {
      var candidate = smallest
      candidate.faults.remove(fault)
      take(candidate)
    }
    shorten(violatedAt)
    if smallest.kept == nil {
      var candidate = smallest
      candidate.kept = SimulationScript(smallest).incidents.map(\.number)
      smallest = candidate
    }
    dropIncidents()
  }

  private mutating func take(_ candidate: SimulationCase) {
    guard attempts < limit, candidate != smallest else { return }
    attempts += 1
    if fails(candidate) { smallest = candidate }
  }

  private mutating func shorten(_ violatedAt: Int64) {
    var candidate = smallest
    candidate.duration = min(smallest.duration, violatedAt / 1_000 * 1_000 + 1_000)
    take(candidate)
    for _ in 0..<5 {
      var candidate = smallest
      candidate.duration = max(1_000, smallest.duration * 3 / 4 / 1_000 * 1_000)
      let before = smallest
      take(candidate)
      if smallest == before { return }
    }
  }

  /// ddmin: leaves out ever smaller parts.
  private mutating func dropIncidents() {
    var parts = 2
    while let kept = smallest.kept, !kept.isEmpty, attempts < limit {
      let size = max(1, (kept.count + parts - 1) / parts)
      var isSmaller = false
      var start = 0
      while start < (smallest.kept?.count ?? 0), attempts < limit {
        var candidate = smallest
        let count = candidate.kept?.count ?? 0
        candidate.kept?.removeSubrange(start..<min(start + size, count))
        let before = smallest
        take(candidate)
        if smallest == before { start += size } else { isSmaller = true }
      }
      if size == 1, !isSmaller { return }
      parts = isSmaller ? max(2, parts - 1) : min(kept.count, parts * 2)
    }
  }
}
