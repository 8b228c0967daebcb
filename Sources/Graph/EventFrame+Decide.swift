import CEL

extension EventFrame {
  /// Decides the event that was set. Synchronous, pure and total: the same inputs give the same decision.
  package func decide() -> Decision {
    let last = unsafe program.stages.count - 1
    for index in 0..<last {
      let provided = decide(stage: index)
      unsafe frame[Slot(program.stages[index].outcomeSlot)] =
        program.exportNumbers[index * outcomeCount + provided.outcome]
    }
    return decide(stage: last)
  }

  func decide(stage index: Int) -> Decision {
    let stage = unsafe program.stages[index]
    guard frame.missing & stage.facts == 0 else { return decideCarefully(stage: index) }
    let label = frame.run(from: stage.start)
    guard label >= 0 else { return decideCarefully(stage: index) }
    var decision = Decision(
      outcome: Int(stage.otherwise), cause: .otherwise, step: label, masked: 0)
    if label < stage.testCount {
      decision.cause = .rule
      unsafe take(program.tests[stage.tests + label], &decision)
    }
    let gate = unsafe program.gates[stage.gates + decision.outcome]
    guard gate.start >= 0 else { return decision }
    guard frame.missing & gate.facts == 0 else {
      applyGatesCarefully(stage: index, &decision)
      return decision
    }
    let gateLabel = frame.run(from: gate.start)
    if gateLabel < 0 {
      applyGatesCarefully(stage: index, &decision)
    } else if gateLabel < gate.testCount {
      decision.gate = gateLabel
      unsafe take(program.tests[gate.tests + gateLabel], &decision)
    }
    return decision
  }

  private func take(_ test: DecisionProgram.Test, _ decision: inout Decision) {
    decision.outcome = Int(test.outcome)
    decision.operand = test.compares ? frame[Slot(test.operand)] : nil
    decision.threshold = test.compares ? frame[Slot(test.threshold)] : nil
  }

  // MARK: With unknowns and errors

  /// The first rule whose answer depends on a missing fact gives that fact's outcome; one whose answer is an
  /// error gives the bot's `on_error`. A rule is never skipped.
  private func decideCarefully(stage index: Int) -> Decision {
    let stage = plan.stages[index]
    plan.plan.runCarefully(stage.section, in: frame)
    var decision = carefulRule(stage)
    decision.masked = frame.masked
    applyGatesCarefully(stage: index, &decision)
    return decision
  }

  private func carefulRule(_ stage: DecisionPlan.Stage) -> Decision {
    for (index, step) in stage.steps.enumerated() {
      switch step {
      case .require(let bits):
        let absent = frame.missing & bits
        if absent != 0 { return missing(absent.trailingZeroBitCount, step: index) }
      case .decide(let test):
        switch frame.state(of: test.condition) {
        case .known where frame[test.condition] == 0: continue
        case .known:
          var decision = Decision(outcome: test.outcome, cause: .rule, step: index, masked: 0)
          take(DecisionProgram.Test(test), &decision)
          return decision
        case .unknown(let bit): return missing(bit, step: index)
        case .error:
          return Decision(outcome: stage.onError, cause: .error, step: index, masked: 0)
        }
      }
    }
    return Decision(
      outcome: stage.otherwise, cause: .otherwise, step: stage.steps.count, masked: 0)
  }

  private func missing(_ bit: Int, step: Int) -> Decision {
    Decision(
      outcome: plan.missing[bit].outcome, cause: .missingFact, step: step, missing: bit, masked: 0)
  }

  private func applyGatesCarefully(stage index: Int, _ decision: inout Decision) {
    let stage = plan.stages[index]
    let action = plan.outcomes[decision.outcome].action
    guard let gates = stage.gates[action] else { return }
    plan.plan.runCarefully(gates.section, in: frame)
    decision.masked += frame.masked
    for (position, test) in gates.tests.enumerated() {
      switch frame.state(of: test.condition) {
      case .known where frame[test.condition] == 0: continue
      case .known: take(DecisionProgram.Test(test), &decision)
      case .unknown(let bit):
        let masked = decision.masked
        decision = missing(bit, step: decision.step)
        decision.masked = masked
      case .error:
        decision.outcome = stage.onError
        decision.cause = .error
      }
      decision.gate = position
      return
    }
  }
}
