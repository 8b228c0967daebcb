import CEL
import Graph
import Policy
import Trading

/// One evaluation of a bot, node by node over the checked expressions: slower than a plan by far, and able to say
/// of every part what it was worth. Tests are decided by the plan; this one tells what they went through, and a
/// property test holds the two together.
struct Walk {
  let bot: CompiledBot
  let plan: DecisionPlan
  let situation: Situation
  /// Told of every operation that counted, with its owner and what its operands were worth, as far as they
  /// were asked.
  var observe: ((Owner, CheckedExpression, [Worth]) -> Void)?
  private let graph: CompiledGraph
  private let memory = Memory()

  /// What lets and providers came to: one that is named many times is asked once.
  private final class Memory {
    var lets: [Int: Worth] = [:]
    var outcomes: [String: String] = [:]
  }

  /// What an expression belongs to.
  enum Owner: Hashable, Sendable {
    /// Positions among the bot's steps, gates and lets.
    case step(Int)
    case gate(Int)
    case named(Int)
  }

  /// Where a bot came to.
  struct Arrival: Hashable {
    var outcome: Outcome
    /// The worth of each rule's condition, or of each `require`, as far as they were asked.
    var steps: [Worth] = []
    /// Of each gate that was asked, by its position.
    var gates: [Int: Worth] = [:]
  }

  init(_ bot: CompiledBot, _ plan: DecisionPlan, _ situation: Situation) {
    self.bot = bot
    self.plan = plan
    self.situation = situation
    graph = plan.graph
  }

  // MARK: The bot

  func arrive() -> Arrival {
    var arrival = Arrival(outcome: Outcome(bot.specification.otherwise))
    for (index, step) in bot.steps.enumerated() {
      switch step {
      case .require(let facts):
        let bits = facts.compactMap { bit(ofFact: $0) }.filter { isMissing(bit: $0) }
        arrival.steps.append(bits.min().map { .unknown($0) } ?? .known(0))
        guard let first = bits.min() else { continue }
        arrival.outcome = plan.outcomes[plan.missing[first].outcome]
      case .decide(let rule):
        let worth = worth(of: rule.condition, .step(index))
        arrival.steps.append(worth)
        if worth == .known(0) { continue }
        arrival.outcome = outcome(of: worth, rule.outcome)
      }
      break
    }
    for (index, gate) in bot.gates.enumerated() where gate.actions.contains(arrival.outcome.action)
    {
      let worth = worth(of: gate.condition, .gate(index))
      arrival.gates[index] = worth
      if worth == .known(0) { continue }
      arrival.outcome = outcome(of: worth, gate.outcome)
      break
    }
    return arrival
  }

  private func outcome(of worth: Worth, _ outcome: Outcome) -> Outcome {
    switch worth {
    case .known: outcome
    case .error: Outcome(bot.specification.onError)
    case .unknown(let bit): plan.outcomes[plan.missing[bit].outcome]
    }
  }

  func bit(ofFact position: Int) -> Int? {
    let name = bot.specification.facts[position].name.value
    return plan.facts.indices.first {
      plan.facts[$0].bot == bot.name && plan.facts[$0].name == name
    }.map { plan.facts[$0].bit }
  }

  private func isMissing(bit: Int) -> Bool {
    plan.facts.indices.contains { plan.facts[$0].bit == bit && situation.isMissing($0, of: plan) }
  }

  // MARK: Expressions

  func worth(of expression: CheckedExpression, _ owner: Owner) -> Worth {
    switch expression.kind {
    case .constant(let value): return .known(value)
    case .variable(let identity, _): return worth(ofVariable: identity)
    case .operation(let operation, let operands):
      switch operation {
      case .and, .or:
        let left = worth(of: operands[0], owner)
        // What stands behind a side that decides alone does not matter.
        if left == .known(operation == .and ? 0 : 1) {
          observe?(owner, expression, [left])
          return left
        }
        let worths = [left, worth(of: operands[1], owner)]
        observe?(owner, expression, worths)
        return Worth.of(operation, worths)
      case .conditional:
        let condition = worth(of: operands[0], owner)
        observe?(owner, expression, [condition])
        guard case .known(let value) = condition else { return condition }
        return worth(of: operands[value != 0 ? 1 : 2], owner)
      default:
        let worths = operands.map { worth(of: $0, owner) }
        observe?(owner, expression, worths)
        return Worth.of(operation, worths)
      }
    }
  }

  private func worth(ofVariable identity: Int) -> Worth {
    switch bot.variables[identity] {
    case .now: return .known(situation.now)
    case .parameter(let index):
      let name = bot.specification.parameters[index].name.value
      return .known(graph.policies.value(of: name, bot: bot.name, in: plan.scope))
    case .staleness(let name): return .known(graph.policies.staleness(name))
    case .named(let index):
      if let known = memory.lets[index] { return known }
      let own = worth(of: bot.lets[index].expression, .named(index))
      memory.lets[index] = own
      return own
    case .field(let fact, let field): return worth(ofField: field, fact)
    case .export(let provider, let name): return worth(ofExport: name, provider)
    case .computed: return worth(ofComputed: identity)
    case .outcome: return .error
    }
  }

  private func worth(ofField field: Int, _ fact: Int) -> Worth {
    guard let position = position(ofField: field, fact) else { return .error }
    let owner = plan.inputs[position].fact
    if situation.isMissing(owner, of: plan) { return .unknown(plan.facts[owner].bit) }
    return situation.value(of: plan.inputs[position], plan).map { .known($0) }
      ?? .unknown(plan.inputs[position].ownBit ?? plan.facts[owner].bit)
  }

  /// The input of a field of the bot; what is compared is read in place, since this is asked most.
  private func position(ofField field: Int, _ fact: Int) -> Int? {
    let name = bot.specification.facts[fact].fields[field].name.value
    return plan.inputs.indices.first {
      plan.inputs[$0].declaration.name.value == name && plan.inputs[$0].bot == bot.name
        && plan.facts[plan.inputs[$0].fact].name == bot.specification.facts[fact].name.value
    }
  }

  /// What texts and lists come to: the plan computes that before its rules, by the general evaluator.
  private func worth(ofComputed identity: Int) -> Worth {
    guard let stage = plan.stages.firstIndex(where: { $0.bot.name == bot.name }) else {
      return .error
    }
    let frame = plan.makeFrame()
    situation.fill(frame)
    _ = frame.decideCarefully()
    switch frame.outcome(ofComputed: identity, stage: stage) {
    case .value(let value): return value.slotValue.map { .known($0) } ?? .error
    case .unknown(let bits): return bits.min().map { .unknown($0) } ?? .error
    case .error, nil: return .error
    }
  }

  private func worth(ofExport name: String, _ provider: String) -> Worth {
    guard let provider = graph.bots.first(where: { $0.name == provider }),
      let export = provider.exports.first(where: { $0.name == name })
    else { return .error }
    let code =
      memory.outcomes[provider.name] ?? Walk(provider, plan, situation).arrive().outcome.code
    memory.outcomes[provider.name] = code
    let number = Int64(provider.outcomes.cases.firstIndex(of: code) ?? 0)
    return Walk.worth(of: export.expression, outcome: number)
  }

  /// An export can name nothing but the outcome.
  private static func worth(of expression: CheckedExpression, outcome: Int64) -> Worth {
    switch expression.kind {
    case .constant(let value): .known(value)
    case .variable: .known(outcome)
    case .operation(let operation, let operands):
      Worth.of(operation, operands.map { worth(of: $0, outcome: outcome) })
    }
  }
}

extension Outcome {
  init(_ declaration: OutcomeDeclaration) {
    self.init(code: declaration.code.value, action: declaration.action.value)
  }
}
