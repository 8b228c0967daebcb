import CEL

extension EventFrame {
  /// Decides the event that was set, with the rule-level trace. Synchronous, pure and total: the same inputs give
  /// the same decision.
  package func decide() -> Decision {
    decideInline()
  }

  /// The outcome of `decide()` alone, a position in the plan's.
  package func decideOutcome() -> Int {
    decideOutcomeInline()
  }

  @inline(__always)
  private func decideInline() -> Decision {
    let position = leaveRules()
    guard position >= 0 else { return decideCarefully() }
    let exit = unsafe exits + position
    if unsafe exit.pointee.facts != 0 { return unsafe missed(exit) }
    guard unsafe exit.pointee.gateStart >= 0 else { return unsafe traced(exit, behind: exit) }
    let gate = unsafe leaveGates(behind: exit)
    guard gate >= 0 else { return decideCarefully() }
    return unsafe traced(exits[gate].gate >= 0 ? exits + gate : exit, behind: exit)
  }

  @inline(__always)
  private func decideOutcomeInline() -> Int {
    let position = leaveRules()
    guard position >= 0 else { return decideCarefully().outcome }
    let exit = unsafe exits + position
    if unsafe exit.pointee.facts != 0 { return unsafe missed(exit).outcome }
    guard unsafe exit.pointee.gateStart >= 0 else { return unsafe Int(exit.pointee.outcome) }
    let gate = unsafe leaveGates(behind: exit)
    guard gate >= 0 else { return decideCarefully().outcome }
    return unsafe Int((exits[gate].gate >= 0 ? exits + gate : exit).pointee.outcome)
  }

  /// The exit of the rules; negative where the careful run must decide.
  @inline(__always)
  private func leaveRules() -> Int {
    let start = missing & neededFacts == 0 ? wholeStart : gappyStart
    guard start >= 0 else { return -1 }
    return unsafe Program.follow(steps, from: start, values)
  }

  /// The exit of the gates of what a rule decided; negative where the careful run must decide.
  private func leaveGates(behind exit: UnsafeMutablePointer<DecisionProgram.Exit>) -> Int {
    guard unsafe missing & exit.pointee.gateFacts == 0 else { return -1 }
    return unsafe Program.follow(steps, from: Int(exit.pointee.gateStart), values)
  }

  /// The decision at an exit, which is the rule's own or that of a gate behind it. Nothing failed and nothing was
  /// missing on the way here, so that nothing was masked.
  @inline(__always)
  private func traced(
    _ exit: UnsafeMutablePointer<DecisionProgram.Exit>,
    behind rule: UnsafeMutablePointer<DecisionProgram.Exit>
  ) -> Decision {
    if unsafe exit.pointee.sides >= 0 {
      guard unsafe Program.follow(steps, from: Int(exit.pointee.sides), values) >= 0 else {
        return decideCarefully()
      }
    }
    return unsafe Decision(
      outcome: exit.pointee.outcome, cause: rule.pointee.cause, step: rule.pointee.step,
      gate: exit.pointee.gate, compares: exit.pointee.compares,
      operand: values[Int(exit.pointee.operand)], threshold: values[Int(exit.pointee.threshold)])
  }

  /// The decision at an exit for a missing fact.
  private func missed(_ exit: UnsafeMutablePointer<DecisionProgram.Exit>) -> Decision {
    let bit = unsafe (missing & exit.pointee.facts).trailingZeroBitCount
    let outcome = unsafe Int(program.missing[bit])
    // A gate that looks at what a missing fact decides is a rare thing.
    if program.hasGates(on: outcome) { return decideCarefully() }
    return unsafe Decision(
      outcome: outcome, cause: .missingFact, step: Int(exit.pointee.step), missing: bit)
  }

  /// The decision about the event that was set, once it is known by which exits of the program, for rows or for
  /// columns, it leaves the rules and the gates behind them; negative where it does not.
  func decision(exit position: Int, gate: Int) -> Decision {
    guard position >= 0 else { return decideCarefully() }
    let exit = unsafe exits + position
    if unsafe exit.pointee.facts != 0 { return unsafe missed(exit) }
    return unsafe traced(gate >= 0 ? exits + gate : exit, behind: exit)
  }
}

// MARK: - Rows

extension EventFrame {
  /// Loads a row of `rowWidth` slots and decides it.
  @unsafe package func decide(row: UnsafePointer<Int64>) -> Decision {
    unsafe load(row: row)
    return decideInline()
  }

  /// Loads a row of `rowWidth` slots and gives the outcome alone.
  @unsafe package func decideOutcome(row: UnsafePointer<Int64>) -> Int {
    unsafe load(row: row)
    return decideOutcomeInline()
  }
}
