import CEL

extension EventFrame {
  /// Decides the event that was set. Synchronous, pure and total: the same inputs give the same decision.
  package func decide() -> Decision {
    let last = program.stageCount - 1
    for index in 0..<last {
      let provided = decide(stage: index)
      unsafe values[Int(program.stages[index].outcomeSlot)] =
        program.exportNumbers[index * program.outcomeCount + provided.outcome]
    }
    return decide(stage: last)
  }

  func decide(stage index: Int) -> Decision {
    let stage = unsafe program.stages + index
    let missing = unsafe gaps.pointee.missing
    guard unsafe missing & stage.pointee.facts == 0 else { return decideCarefully(stage: index) }
    let label = unsafe frame.run(from: stage.pointee.start)
    guard label >= 0 else { return decideCarefully(stage: index) }
    var decision = unsafe Decision(
      outcome: Int(stage.pointee.otherwise), cause: .otherwise, step: label, masked: 0)
    if unsafe label < stage.pointee.testCount {
      decision.cause = .rule
      unsafe take(program.tests[stage.pointee.tests + label], &decision)
    }
    let gate = unsafe program.gates + (stage.pointee.gates + decision.outcome)
    guard unsafe gate.pointee.start >= 0 else { return decision }
    guard unsafe missing & gate.pointee.facts == 0 else {
      applyGatesCarefully(stage: index, &decision)
      return decision
    }
    let gateLabel = unsafe frame.run(from: gate.pointee.start)
    if gateLabel < 0 {
      applyGatesCarefully(stage: index, &decision)
    } else if unsafe gateLabel < gate.pointee.testCount {
      decision.gate = gateLabel
      unsafe take(program.tests[gate.pointee.tests + gateLabel], &decision)
    }
    return decision
  }

  private func take(_ test: DecisionProgram.Test, _ decision: inout Decision) {
    decision.outcome = Int(test.outcome)
    if test.compares {
      unsafe decision.setComparison(values[Int(test.operand)], values[Int(test.threshold)])
    } else {
      decision.clearComparison()
    }
  }

  // MARK: With unknowns and errors

  /// The first rule whose answer depends on a missing fact gives that fact's outcome; one whose answer is an
  /// error gives the bot's `on_error`. A rule is never skipped.
  private func decideCarefully(stage index: Int) -> Decision {
    let stage = plan.stages[index]
    runCarefully(stage.section)
    var decision = carefulRule(stage)
    decision.masked = frame.masked
    applyGatesCarefully(stage: index, &decision)
    return decision
  }

  /// Computes every value of a section with unknowns and errors; see `Plan.runCarefully`.
  func runCarefully(_ section: Section) {
    unsafe frame.missing = gaps.pointee.missing
    plan.plan.runCarefully(section, in: frame)
  }

  private func carefulRule(_ stage: DecisionPlan.Stage) -> Decision {
    for (index, step) in stage.steps.enumerated() {
      switch step {
      case .require(let bits):
        let absent = unsafe gaps.pointee.missing & bits
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
    runCarefully(gates.section)
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
