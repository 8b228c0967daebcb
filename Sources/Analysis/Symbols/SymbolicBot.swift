import CEL
import Graph
import Policy
import Trading

/// A plan as the analysis sees it: the same stages, rules and gates as `DecisionPlan`, over nodes of a
/// `SymbolTable`.
struct SymbolicBot {
  enum Step {
    case decide(condition: Int, outcome: Outcome)
    /// Numbers of missing conditions, in the order in which they decide.
    case require([Int])
  }

  struct Gate {
    var condition: Int
    var outcome: Outcome
    var actions: Set<Action>
  }

  struct Stage {
    var number: Int
    var bot: CompiledBot
    var steps: [Step]
    var gates: [Gate]
    var otherwise: Outcome
    var onError: Outcome
  }

  let plan: DecisionPlan
  /// Providers first.
  private(set) var stages: [Stage] = []
  /// The number of the first missing condition: that of the plan's bit 0.
  let firstMissing: Int

  /// `paths` are those that stand for another variable of the table's space than the event's own.
  init(_ plan: DecisionPlan, in table: inout SymbolTable, replacing paths: [String: Int] = [:]) {
    self.plan = plan
    firstMissing = table.addMissing(of: plan, replacing: paths)
    var numbers: [String: Int] = [:]
    for stage in plan.stages {
      let bot = stage.bot
      var names = SymbolTable.Names(
        plan: plan, bot: bot, firstMissing: firstMissing, stages: numbers, paths: paths)
      var steps: [Step] = []
      for step in bot.steps { steps.append(self.step(step, &names, &table)) }
      var gates: [Gate] = []
      for gate in bot.gates {
        gates.append(
          Gate(
            condition: table.add(gate.condition, &names), outcome: gate.outcome,
            actions: gate.actions))
      }
      let number = table.newStage()
      stages.append(
        Stage(
          number: number, bot: bot, steps: steps, gates: gates,
          otherwise: plan.outcomes[stage.otherwise], onError: plan.outcomes[stage.onError]))
      numbers[bot.name] = number
    }
  }

  private func step(
    _ step: CompiledStep, _ names: inout SymbolTable.Names, _ table: inout SymbolTable
  ) -> Step {
    switch step {
    case .decide(let rule):
      return .decide(condition: table.add(rule.condition, &names), outcome: rule.outcome)
    case .require(let facts):
      let bits = facts.compactMap { position -> Int? in
        let name = names.bot.specification.facts[position].name.value
        return plan.facts.first { $0.bot == names.bot.name && $0.name == name }?.bit
      }
      return .require(bits.sorted().map { firstMissing + $0 })
    }
  }

  /// The stage that decides for the whole.
  var decider: Stage { stages[stages.count - 1] }

  /// What the absence decides that a missing condition stands for.
  func outcome(ofMissing number: Int) -> Outcome {
    plan.outcomes[plan.missing[number - firstMissing].outcome]
  }

  /// A decision as `Strictness` weighs it.
  func judgement(_ decision: SymbolicDecision) -> Strictness.Judgement {
    let lack: Strictness.Judgement.Lack? =
      switch decision.cause {
      case .missingFact:
        decision.missing.map { .fact(plan.missing[$0 - firstMissing].qualifiedName) }
      case .error: .error
      case .rule, .otherwise: nil
      }
    return Strictness.Judgement(decision.outcome, lack: lack)
  }
}

extension DecisionPlan.MissingFact {
  /// `exec.queuewarden order.price`
  var qualifiedName: String { "\(bot) \(name)" }
}

/// What a bot decides for every event of a cell.
struct SymbolicDecision: Hashable {
  var outcome: Outcome
  var cause: Decision.Cause
  /// The position of the rule or `require`; the number of rules for `otherwise`.
  var step: Int
  /// The position of the gate among all gates of the bot.
  var gate: Int?
  /// The number of the missing condition that decided.
  var missing: Int?
  /// What the rules decided, before any gate.
  var ruled: Outcome
  /// Whether the rule at `step` held, whatever a gate made of it.
  var isHeld: Bool

  init(
    _ outcome: Outcome, _ cause: Decision.Cause, step: Int, missing: Int? = nil,
    isHeld: Bool = false
  ) {
    self.outcome = outcome
    self.cause = cause
    self.step = step
    self.missing = missing
    self.isHeld = isHeld
    ruled = outcome
  }
}
