import CEL
import Policy

/// The decision with unknowns and errors: the first rule whose answer depends on a missing fact gives that fact's
/// outcome; one whose answer is an error gives the bot's `on_error`. A rule is never skipped. This is what a
/// decision means; the program is the shorter way to the same where nothing is missing and nothing fails.
extension EventFrame {
  /// The decision of the last stage, behind those of the bots that it reads.
  package func decideCarefully() -> Decision {
    let last = program.stageCount - 1
    for index in 0..<last { _ = decideCarefully(stage: index) }
    return decideCarefully(stage: last)
  }

  /// Decides one stage, once those before it are decided, and leaves its outcome for those behind it.
  func decideCarefully(stage index: Int) -> Decision {
    if computes { compute(stage: index) }
    let rule = ruleCarefully(stage: index)
    let decision = gateCarefully(stage: index, rule) ?? rule
    let number = unsafe program.exportNumbers[index * program.outcomeCount + decision.outcome]
    unsafe values[Int(program.stages[index].outcomeSlot)] = number
    return decision
  }

  /// Computes every value of a section with unknowns and errors; see `Plan.runCarefully`.
  func runCarefully(_ section: Section) {
    frame.missing = missing
    plan.plan.runCarefully(section, in: frame)
  }

  /// What the rules of a stage decide before any gate.
  func ruleCarefully(stage index: Int) -> Decision {
    let stage = unsafe program.stages[index]
    frame.missing = missing
    let exit = frame.leaveCarefully(from: stage.start)
    let masked = frame.masked
    switch exit.state {
    case .unknown(let bit): return decisionMissing(bit, step: exit.label, masked: masked)
    case .error:
      return Decision(
        outcome: Int(stage.onError), cause: .error, step: exit.label, masked: masked)
    case .known where exit.label < stage.testCount:
      let test = unsafe program.tests[stage.tests + exit.label]
      return Decision(
        outcome: Int(test.outcome), cause: .rule, step: exit.label, sides: sides(of: test),
        masked: masked)
    case .known:
      return Decision(
        outcome: Int(stage.otherwise), cause: .otherwise, step: exit.label, masked: masked)
    }
  }

  /// What the gates of the chosen action make of it; nil where they let it pass.
  private func gateCarefully(stage index: Int, _ rule: Decision) -> Decision? {
    let stage = unsafe program.stages[index]
    let gate = unsafe program.gates[stage.gates + rule.outcome]
    guard gate.start >= 0 else { return nil }
    let exit = frame.leaveCarefully(from: gate.start)
    let masked = Int(rule.masked) + frame.masked
    switch exit.state {
    case .unknown(let bit):
      return decisionMissing(bit, step: rule.step, gate: exit.label, masked: masked)
    case .error:
      return Decision(
        outcome: Int(stage.onError), cause: .error, step: rule.step, gate: exit.label,
        masked: masked)
    case .known where exit.label < gate.testCount:
      let test = unsafe program.tests[gate.tests + exit.label]
      return Decision(
        outcome: Int(test.outcome), cause: rule.cause, step: rule.step, gate: exit.label,
        missing: rule.missing, sides: sides(of: test), masked: masked)
    case .known: return nil
    }
  }

  private func decisionMissing(
    _ bit: Int, step: Int, gate: Int? = nil, masked: Int
  ) -> Decision {
    unsafe Decision(
      outcome: Int(program.missing[bit]), cause: .missingFact, step: step, gate: gate,
      missing: bit, masked: masked)
  }

  private func sides(of test: DecisionProgram.Test) -> Decision.Sides? {
    guard test.compares else { return nil }
    return unsafe (values[Int(test.operand)], values[Int(test.threshold)])
  }
}
