package import Graph
import Policy
import Trading

/// What one side decided, as far as a desk can tell it from another decision.
package struct DiffOutcome: Hashable, Sendable {
  /// `-` for an event that the side refuses.
  package var code: String
  package var action: String
  package var severity: String
  package var cause: Cause

  /// What kind of decision it is: those for lack of data and of the kill switch stand apart from what the limits
  /// decide.
  package enum Cause: String, Hashable, CaseIterable, Sendable {
    case limits, feed, kill
  }

  package init(code: String, action: String, severity: String, cause: Cause) {
    self.code = code
    self.action = action
    self.severity = severity
    self.cause = cause
  }

  /// An event that the side does not accept, such as one beyond the bounds of a field.
  package static let refused = DiffOutcome(
    code: "-", action: "refused", severity: "-", cause: .feed)

  /// Every outcome of a plan by its position, and `refused` behind them.
  package static func all(of plan: DecisionPlan) -> [DiffOutcome] {
    let policies = plan.graph.policies
    let lacking = Set(plan.missing.map(\.outcome) + plan.stages.map(\.onError))
    return plan.outcomes.enumerated().map { position, outcome in
      let isKill = policies.reasonCodes[outcome.code]?.family == "KILL_SWITCH"
      let isFeed = plan.event == .feedCheck || lacking.contains(position)
      return DiffOutcome(
        code: outcome.code, action: outcome.action.rawValue,
        severity: policies.severity(of: outcome.code).rawValue,
        cause: isKill ? .kill : isFeed ? .feed : .limits)
    } + [.refused]
  }

  /// `QUEUE_WARDEN_STALE_ORDER cancel`
  package var text: String { "\(code) \(action)" }

  /// Whether the two are the same to a desk; why a code came does not matter here.
  package func means(_ other: DiffOutcome) -> Bool {
    code == other.code && action == other.action && severity == other.severity
  }
}
