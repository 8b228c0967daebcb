package import CEL
import Policy

extension EventFrame {
  /// What decided, in a few words: `5 ticks against 3 ticks`, or the fact that is missing.
  package func comparison(of decision: Decision) -> String {
    if let missing = decision.missing { return "\(plan.missing[missing].name) is missing" }
    guard let operand = decision.operand, let threshold = decision.threshold,
      let type = typeOfComparison(decision)
    else { return "" }
    return "\(QuantityText.format(operand, as: type)) against "
      + QuantityText.format(threshold, as: type)
  }

  /// The type of the two sides that the decision holds; nil where it compared nothing.
  package func typeOfComparison(_ decision: Decision) -> Type? {
    guard let stage = plan.stages.last else { return nil }
    if let gate = decision.gate {
      let action = stage.steps.indices.contains(decision.step) ? stage.steps[decision.step] : nil
      guard case .decide(let rule)? = action else { return nil }
      return stage.gates[plan.outcomes[rule.outcome].action]?.tests[gate].type
    }
    guard decision.step < stage.steps.count, case .decide(let test) = stage.steps[decision.step]
    else { return nil }
    return test.type
  }
}
