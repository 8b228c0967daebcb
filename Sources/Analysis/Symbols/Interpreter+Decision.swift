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
    var last: SymbolicDecision?
    for stage in bot.stages {
      switch decide(stage, bot) {
      case .split(let parts): return .split(parts)
      case .result(let decision):
        last = decision
        let position = stage.bot.outcomes.cases.firstIndex(of: decision.outcome.code) ?? 0
        setOutcome(Int64(position), ofStage: stage.number)
      }
    }
    guard let last else { preconditionFailure("a plan has a stage for its bot") }
    return .result(last)
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
                outcome: bot.outcome(ofMissing: number), cause: .missingFact, step: index,
                missing: number))
          }
        }
      case .decide(let condition, let outcome):
        switch truth(condition) {
        case .value(let form) where form.constant == 0: continue
        case .value:
          return .result(SymbolicDecision(outcome: outcome, cause: .rule, step: index))
        case .unknown(let number):
          return .result(
            SymbolicDecision(
              outcome: bot.outcome(ofMissing: number), cause: .missingFact, step: index,
              missing: number))
        case .error:
          return .result(SymbolicDecision(outcome: stage.onError, cause: .error, step: index))
        case .split(let parts): return .split(parts)
        }
      }
    }
    return .result(
      SymbolicDecision(outcome: stage.otherwise, cause: .otherwise, step: stage.steps.count))
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
