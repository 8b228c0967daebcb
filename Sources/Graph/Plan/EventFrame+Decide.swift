import CEL

extension EventFrame {
  /// Decides the event that was set, with the rule-level trace. Synchronous, pure and total: the same inputs give
  /// the same decision.
  package func decide() -> Decision {
    guard missing & neededFacts == 0, start >= 0 else { return decideCarefully() }
    let position = unsafe Frame.follow(steps, from: start, values)
    guard position >= 0 else { return decideCarefully() }
    let exit = unsafe exits + position
    guard unsafe exit.pointee.gateStart >= 0 else { return unsafe traced(exit, behind: exit) }
    let gate = unsafe gate(behind: exit)
    guard gate >= 0 else { return decideCarefully() }
    return unsafe traced(exits[gate].gate >= 0 ? exits + gate : exit, behind: exit)
  }

  /// The outcome of `decide()` alone, a position in the plan's.
  package func decideOutcome() -> Int {
    guard missing & neededFacts == 0, start >= 0 else { return decideCarefully().outcome }
    let position = unsafe Frame.follow(steps, from: start, values)
    guard position >= 0 else { return decideCarefully().outcome }
    let exit = unsafe exits + position
    guard unsafe exit.pointee.gateStart >= 0 else { return unsafe Int(exit.pointee.outcome) }
    let gate = unsafe gate(behind: exit)
    guard gate >= 0 else { return decideCarefully().outcome }
    return unsafe Int((exits[gate].gate >= 0 ? exits + gate : exit).pointee.outcome)
  }

  /// The exit of the gates of what a rule decided; negative where the careful run must decide.
  private func gate(behind exit: UnsafeMutablePointer<DecisionProgram.Exit>) -> Int {
    guard unsafe missing & exit.pointee.gateFacts == 0 else { return -1 }
    return unsafe Frame.follow(steps, from: Int(exit.pointee.gateStart), values)
  }

  /// The decision at an exit, which is the rule's own or that of a gate behind it. Nothing failed and nothing was
  /// missing on the way here, so that nothing was masked.
  private func traced(
    _ exit: UnsafeMutablePointer<DecisionProgram.Exit>,
    behind rule: UnsafeMutablePointer<DecisionProgram.Exit>
  ) -> Decision {
    let decided = unsafe exit.pointee
    if decided.sides >= 0 {
      guard unsafe Frame.follow(steps, from: Int(decided.sides), values) >= 0 else {
        return decideCarefully()
      }
    }
    return unsafe Decision(
      outcome: decided.outcome, cause: rule.pointee.cause, step: rule.pointee.step,
      gate: decided.gate, compares: decided.compares, operand: values[Int(decided.operand)],
      threshold: values[Int(decided.threshold)])
  }
}
