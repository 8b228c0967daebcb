package import CEL
import Policy

extension EventFrame {
  /// What decided, in a few words: `5 ticks against 3 ticks`, or the fact that is missing; nothing for words
  /// that were found to be the same.
  package func comparison(of decision: Decision) -> String {
    if let missing = decision.missing { return "\(plan.missing[missing].name) is missing" }
    guard let operand = decision.operand, let threshold = decision.threshold,
      let type = typeOfComparison(decision)
    else { return "" }
    if case .enumeration = type, operand == threshold { return "" }
    return "\(QuantityText.format(operand, as: type)) against "
      + QuantityText.format(threshold, as: type)
  }

  /// The type of the two sides that the decision holds; nil where it compared nothing.
  package func typeOfComparison(_ decision: Decision) -> Type? {
    guard decision.operand != nil, let stage = plan.stages.last else { return nil }
    if let gate = decision.gate {
      return stage.gates[plan.outcomes[ruled(decision, stage)].action]?.tests[gate].type
    }
    guard case .decide(let test)? = step(decision, stage) else { return nil }
    return test.type
  }

  private func step(_ decision: Decision, _ stage: DecisionPlan.Stage) -> DecisionPlan.Step? {
    stage.steps.indices.contains(decision.step) ? stage.steps[decision.step] : nil
  }

  /// The outcome, a position in the plan's, of the rules before a gate took its place.
  private func ruled(_ decision: Decision, _ stage: DecisionPlan.Stage) -> Int {
    switch decision.cause {
    case .rule:
      if case .decide(let test)? = step(decision, stage) { test.outcome } else { stage.otherwise }
    case .otherwise: stage.otherwise
    case .missingFact: decision.missing.map { plan.missing[$0].outcome } ?? stage.otherwise
    case .error: stage.onError
    }
  }
}
