import CEL
import Graph
import Trading

/// What following a bot's rules comes to in a cell.
enum Interpretation<Result> {
  case result(Result)
  case split([[Cell.Constraint]])
}

extension Interpreter {
  /// What `bot` decides for the events of the cell.
  mutating func decide(_ bot: SymbolicBot) -> Interpretation<SymbolicDecision> {
    if case .split(let parts) = decideProviders(of: bot) { return .split(parts) }
    return decide(bot.decider, bot)
  }

  /// Sets the outcomes that the bot's own expressions may name.
  mutating func decideProviders(of bot: SymbolicBot) -> Interpretation<Void> {
    for stage in bot.stages.dropLast() {
      switch decide(stage, bot) {
      case .split(let parts): return .split(parts)
      case .result(let decision):
        let position = stage.bot.outcomes.cases.firstIndex(of: decision.outcome.code) ?? 0
        setOutcome(Int64(position), ofStage: stage.number)
      }
    }
    return .result(())
  }

  private mutating func decide(
    _ stage: SymbolicBot.Stage, _ bot: SymbolicBot
  ) -> Interpretation<SymbolicDecision> {
    switch rule(stage, bot) {
    case .split(let parts): return .split(parts)
    case .result(let decision): return gated(decision, stage, bot)
    }
  }

  private mutating func rule(
    _ stage: SymbolicBot.Stage, _ bot: SymbolicBot
  ) -> Interpretation<SymbolicDecision> {
    for (index, step) in stage.steps.enumerated() {
      switch step {
      case .require(let conditions):
        for number in conditions {
          switch isMissing(number) {
          case .value(let form) where form.constant == 0: continue
          case .split(let parts): return .split(parts)
          default:
            return .result(
              SymbolicDecision(
                bot.outcome(ofMissing: number), .missingFact, step: index,
                missing: number))
          }
        }
      case .decide(let condition, let outcome):
        switch truth(condition) {
        case .value(let form) where form.constant == 0: continue
        case .value:
          return .result(SymbolicDecision(outcome, .rule, step: index, isHeld: true))
        case .unknown(let number):
          return .result(
            SymbolicDecision(
              bot.outcome(ofMissing: number), .missingFact, step: index,
              missing: number))
        case .error:
          return .result(SymbolicDecision(stage.onError, .error, step: index))
        case .split(let parts): return .split(parts)
        }
      }
    }
    return .result(
      SymbolicDecision(stage.otherwise, .otherwise, step: stage.steps.count))
  }

  private mutating func gated(
    _ decision: SymbolicDecision, _ stage: SymbolicBot.Stage, _ bot: SymbolicBot
  ) -> Interpretation<SymbolicDecision> {
    var decision = decision
    for (index, gate) in stage.gates.enumerated()
    where gate.actions.contains(decision.outcome.action) {
      switch truth(gate.condition) {
      case .value(let form) where form.constant == 0: continue
      case .value: decision.outcome = gate.outcome
      case .unknown(let number):
        decision.outcome = bot.outcome(ofMissing: number)
        decision.cause = .missingFact
        decision.missing = number
      case .error:
        decision.outcome = stage.onError
        decision.cause = .error
      case .split(let parts): return .split(parts)
      }
      decision.gate = index
      return .result(decision)
    }
    return .result(decision)
  }
}
