import Graph
import Policy
import Trading

/// Events that one version takes and the other refuses, since it reads a path that the other does not or keeps
/// it between other bounds. They are changes that no decision shows.
extension PlanPair.Search {
  /// The values that a side takes at a path; nil where it does not look there, and takes anything.
  private static func accepted(_ path: String, by plan: DecisionPlan) -> Interval? {
    let bounds = plan.inputs.filter { $0.declaration.path == path }.map {
      EventSpace.bounds(of: $0.declaration)
    }
    if let first = bounds.first { return bounds.reduce(first) { $0.meet($1) } }
    let isRead = plan.facts.contains {
      $0.declaration.available == path || $0.declaration.age == path
    }
    return isRead ? .slot : nil
  }

  mutating func refusals() {
    for (number, variable) in space.variables.enumerated() where number != EventSpace.now {
      let own = Self.accepted(variable.path, by: pair.old.plan)
      let theirs = Self.accepted(variable.path, by: pair.new.plan)
      guard own != theirs else { continue }
      if !isShown(number, own, theirs) { undecided.insert(.incomparable) }
    }
  }

  /// Whether an event shows that one side refuses what the other takes: the first values beyond the bounds of
  /// one, then a value of a kind that nobody reads, where one side does not look at all.
  private mutating func isShown(_ variable: Int, _ own: Interval?, _ theirs: Interval?) -> Bool {
    if witnesses[.incomparable] != nil { return true }
    let whole = Interval.unlimited
    let values = [own, theirs].compactMap { $0 }.flatMap {
      [$0.lower, $0.upper, $0.lower - 1, $0.upper + 1]
    }
    for value in values where (own ?? whole).contains(value) != (theirs ?? whole).contains(value) {
      guard let value = Int64(exactly: value) else { continue }
      for var event in events {
        event[variable] = value
        if shows(writer.event(event)) { return true }
      }
    }
    guard own == nil || theirs == nil else { return false }
    return events.contains { shows(writer.event($0, foreign: (variable, "[]"))) }
  }

  /// Events to start from: what a person would expect, and one of nothing but its time.
  private var events: [[Int64?]] {
    let expected = zip(space.variables, wishes).map { variable, wish in
      Int64(exactly: variable.bounds.nearest(to: Int128(wish)))
    }
    let bare = expected.indices.map { $0 == EventSpace.now ? expected[$0] : nil }
    return [expected, bare]
  }

  private mutating func shows(_ event: String) -> Bool {
    let before = writer.judge(event, with: pair.old.evaluator)
    let after = writer.judge(event, with: pair.new.evaluator)
    guard (before == nil) != (after == nil) else { return false }
    witnesses[.incomparable] = Witness(
      event: event, decisions: [before?.decided ?? .refused, after?.decided ?? .refused])
    return true
  }
}
