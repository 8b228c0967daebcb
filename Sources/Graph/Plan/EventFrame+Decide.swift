import CEL

extension EventFrame {
  /// Decides the event that was set. Synchronous, pure and total: the same inputs give the same decision.
  package func decide() -> Decision {
    for index in 0..<lastStage {
      let outcome = outcome(ofStage: index)
      unsafe values[Int(stages[index].outcomeSlot)] =
        exportNumbers[index * outcomeCount + outcome]
    }
    return decide(stage: lastStage)
  }

  /// The outcome of a stage that other bots read: nobody asks for its trace.
  private func outcome(ofStage index: Int) -> Int {
    let stage = unsafe stages + index
    guard unsafe gaps.pointee.missing & stage.pointee.facts == 0, unsafe !stage.pointee.hasGates
    else { return decide(stage: index).outcome }
    let label = unsafe Frame.run(instructions + stage.pointee.start, values)
    guard label >= 0 else { return decide(stage: index).outcome }
    return unsafe label < stage.pointee.testCount
      ? Int(tests[stage.pointee.tests + label].outcome) : Int(stage.pointee.otherwise)
  }

  func decide(stage index: Int) -> Decision {
    let stage = unsafe stages + index
    let missing = unsafe gaps.pointee.missing
    guard unsafe missing & stage.pointee.facts == 0 else { return decideCarefully(stage: index) }
    let label = unsafe Frame.run(instructions + stage.pointee.start, values)
    guard label >= 0 else { return decideCarefully(stage: index) }
    let isRule = unsafe label < stage.pointee.testCount
    let test = unsafe isRule ? tests + (stage.pointee.tests + label) : nil
    let outcome = unsafe Int(test?.pointee.outcome ?? stage.pointee.otherwise)
    let cause: Decision.Cause = isRule ? .rule : .otherwise
    let gate = unsafe gates + (stage.pointee.gates + outcome)
    if unsafe gate.pointee.start >= 0 {
      guard unsafe missing & gate.pointee.facts == 0 else { return decideCarefully(stage: index) }
      let gateLabel = unsafe Frame.run(instructions + gate.pointee.start, values)
      guard gateLabel >= 0 else { return decideCarefully(stage: index) }
      if unsafe gateLabel < gate.pointee.testCount {
        let held = unsafe tests + (gate.pointee.tests + gateLabel)
        return unsafe Decision(
          outcome: Int(held.pointee.outcome), cause: cause, step: label, gate: gateLabel,
          sides: sides(of: held.pointee))
      }
    }
    guard let test = unsafe test else {
      return Decision(outcome: outcome, cause: cause, step: label)
    }
    return unsafe Decision(
      outcome: outcome, cause: cause, step: label, sides: sides(of: test.pointee))
  }

  private func sides(of test: DecisionProgram.Test) -> Decision.Sides? {
    guard test.compares else { return nil }
    return unsafe (values[Int(test.operand)], values[Int(test.threshold)])
  }

  // MARK: With unknowns and errors

  /// The first rule whose answer depends on a missing fact gives that fact's outcome; one whose answer is an
  /// error gives the bot's `on_error`. A rule is never skipped.
  private func decideCarefully(stage index: Int) -> Decision {
    let stage = plan.stages[index]
    runCarefully(stage.section)
    let masked = frame.masked
    let decision = carefulRule(stage, masked: masked)
    return carefulGate(stage, decision, masked: masked) ?? decision
  }

  /// Computes every value of a section with unknowns and errors; see `Plan.runCarefully`.
  func runCarefully(_ section: Section) {
    unsafe frame.missing = gaps.pointee.missing
    plan.plan.runCarefully(section, in: frame)
  }

  /// What the rules alone decide, after `runCarefully` of the stage's section.
  func carefulRule(_ stage: DecisionPlan.Stage, masked: Int) -> Decision {
    for (index, step) in stage.steps.enumerated() {
      switch step {
      case .require(let bits):
        let absent = unsafe gaps.pointee.missing & bits
        if absent != 0 {
          return missing(absent.trailingZeroBitCount, step: index, masked: masked)
        }
      case .decide(let test):
        switch frame.state(of: test.condition) {
        case .known where frame[test.condition] == 0: continue
        case .known:
          return Decision(
            outcome: test.outcome, cause: .rule, step: index,
            sides: sides(of: DecisionProgram.Test(test)), masked: masked)
        case .unknown(let bit): return missing(bit, step: index, masked: masked)
        case .error:
          return Decision(outcome: stage.onError, cause: .error, step: index, masked: masked)
        }
      }
    }
    return Decision(
      outcome: stage.otherwise, cause: .otherwise, step: stage.steps.count, masked: masked)
  }

  private func missing(_ bit: Int, step: Int, gate: Int? = nil, masked: Int) -> Decision {
    Decision(
      outcome: plan.missing[bit].outcome, cause: .missingFact, step: step, gate: gate,
      missing: bit, masked: masked)
  }

  /// What the gates of the chosen action make of it; nil where they let it pass.
  private func carefulGate(
    _ stage: DecisionPlan.Stage, _ decision: Decision, masked: Int
  ) -> Decision? {
    guard let gates = stage.gates[plan.outcomes[decision.outcome].action] else { return nil }
    runCarefully(gates.section)
    let masked = masked + frame.masked
    for (position, test) in gates.tests.enumerated() {
      switch frame.state(of: test.condition) {
      case .known where frame[test.condition] == 0: continue
      case .known:
        return Decision(
          outcome: test.outcome, cause: decision.cause, step: decision.step, gate: position,
          missing: decision.missing, sides: sides(of: DecisionProgram.Test(test)), masked: masked)
      case .unknown(let bit):
        return missing(bit, step: decision.step, gate: position, masked: masked)
      case .error:
        return Decision(
          outcome: stage.onError, cause: .error, step: decision.step, gate: position,
          masked: masked)
      }
    }
    return nil
  }
}
