import CEL
import Graph
import Policy
package import Trading

/// What a bot decided in one situation, with what tests may ask about it.
package struct Verdict: Hashable, Sendable {
  package var code: String
  package var action: Action
  package var severity: Severity
  /// Position among the steps; their number for `otherwise`.
  package var step: Int
  /// Position among the bot's gates.
  package var gate: Int?
  /// What was missing, where that decided.
  package var missing: String?
  package var isError: Bool
  /// Operand minus threshold in the words of a person: `2 ticks`.
  package var margin: String?
  /// `5 ticks against 3 ticks`; empty where nothing was compared.
  package var comparison: String
  package var masked: Int

  init(_ decision: Decision, _ frame: EventFrame) {
    let plan = frame.plan
    let outcome = plan.outcome(of: decision)
    code = outcome.code
    action = outcome.action
    severity = plan.graph.policies.severity(of: outcome.code)
    step = decision.step
    isError = decision.cause == .error
    missing = decision.missing.map { plan.missing[$0].name }
    comparison = frame.comparison(of: decision)
    masked = Int(decision.masked)
    gate = decision.gate.flatMap { Self.gate($0, decision, plan) }
    if let difference = decision.margin, let type = frame.typeOfComparison(decision) {
      margin = QuantityText.format(difference, as: type == .timestamp ? .duration : type)
    }
  }

  /// Plans number the gates of each action apart; people number them as they stand in the document.
  private static func gate(_ position: Int, _ decision: Decision, _ plan: DecisionPlan) -> Int? {
    guard let stage = plan.stages.last else { return nil }
    let ruled = ruledAction(decision, stage, plan)
    let own = stage.bot.gates.indices.filter { stage.bot.gates[$0].actions.contains(ruled) }
    return own.indices.contains(position) ? own[position] : nil
  }

  /// The action that the rules chose before a gate took its place.
  private static func ruledAction(
    _ decision: Decision, _ stage: DecisionPlan.Stage, _ plan: DecisionPlan
  ) -> Action {
    guard stage.steps.indices.contains(decision.step) else {
      return plan.outcomes[stage.otherwise].action
    }
    // Only what a rule or `otherwise` chose is gated: protection never waits.
    guard case .decide(let test) = stage.steps[decision.step] else {
      return plan.outcomes[decision.outcome].action
    }
    return plan.outcomes[test.outcome].action
  }

  /// Whether the two mean the same to a desk: the code and the action.
  package func decidesAs(_ other: Verdict) -> Bool {
    code == other.code && action == other.action
  }
}
