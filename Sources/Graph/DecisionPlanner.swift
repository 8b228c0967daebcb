import CEL
package import Policy
package import Trading

/// Builds the plan of one bot, event kind and scope from the graph.
struct DecisionPlanner {
  private let graph: CompiledGraph
  private let scope: Scope
  private var builder = PlanBuilder()
  private var inputs: [DecisionPlan.Input] = []
  private var facts: [DecisionPlan.Fact] = []
  private var missing: [DecisionPlan.MissingFact] = []
  private var outcomes: [Outcome] = []
  private var stages: [DecisionPlan.Stage] = []
  private let now: Slot

  static func plan(
    _ graph: CompiledGraph, for bot: CompiledBot, on event: EventKind, in scope: Scope
  ) -> DecisionPlan {
    var planner = DecisionPlanner(graph: graph, scope: scope)
    for part in planner.participants(bot) {
      planner.declareFacts(of: part)
      planner.stage(part)
    }
    return DecisionPlan(
      bot: bot, event: event, scope: scope, graph: graph, inputs: planner.inputs,
      facts: planner.facts, stages: planner.stages, plan: planner.builder.build(),
      now: planner.now, missing: planner.missing, outcomes: planner.outcomes)
  }

  private init(graph: CompiledGraph, scope: Scope) {
    self.graph = graph
    self.scope = scope
    now = builder.input(fact: nil)
  }

  /// The bot behind everything it reads, directly or not, in the order of the graph.
  private func participants(_ bot: CompiledBot) -> [CompiledBot] {
    var wanted: Set<String> = [bot.name]
    for candidate in graph.bots.reversed() where wanted.contains(candidate.name) {
      wanted.formUnion(candidate.providers)
    }
    return graph.bots.filter { wanted.contains($0.name) }
  }

  private mutating func declareFacts(of bot: CompiledBot) {
    for fact in bot.specification.facts {
      let bit = newBit(bot.name, fact.name.value, Outcome(fact.onMissing))
      facts.append(
        DecisionPlan.Fact(
          name: fact.name.value, bot: bot.name, declaration: fact, bit: bit,
          limit: fact.staleness.map { graph.policies.staleness[$0.value] ?? 0 },
          ageSlot: fact.age.map { _ in builder.input(fact: nil) }))
      for field in fact.fields {
        let name = "\(fact.name.value).\(field.name.value)"
        let ownBit = field.isOptional ? newBit(bot.name, name, Outcome(fact.onMissing)) : nil
        inputs.append(
          DecisionPlan.Input(
            name: name, bot: bot.name, declaration: field,
            slot: builder.input(fact: ownBit ?? bit), fact: facts.count - 1, ownBit: ownBit))
      }
    }
  }

  private mutating func newBit(_ bot: String, _ name: String, _ outcome: Outcome) -> Int {
    precondition(missing.count < 60, "GraphProblem.tooManyFacts refuses such a graph")
    missing.append(
      DecisionPlan.MissingFact(bot: bot, name: name, outcome: position(of: outcome)))
    return missing.count - 1
  }

  private mutating func position(of outcome: Outcome) -> Int {
    if let known = outcomes.firstIndex(of: outcome) { return known }
    outcomes.append(outcome)
    return outcomes.count - 1
  }

  // MARK: Stages

  private mutating func stage(_ bot: CompiledBot) {
    let resolver = resolver(for: bot)
    builder.beginSection()
    var steps: [DecisionPlan.Step] = []
    for (index, step) in bot.steps.enumerated() {
      switch step {
      case .require(let positions):
        let bits = positions.map { bit(ofFact: $0, of: bot) }
        for bit in bits { builder.depend(onFact: bit) }
        steps.append(.require(bits.reduce(0) { $0 | 1 << UInt64($1) }))
      case .decide(let rule):
        steps.append(
          .decide(
            test(rule.outcome, rule.text, rule.condition, label: UInt16(index), bot, resolver)))
      }
    }
    var lets: [(name: String, slot: Slot)] = []
    for named in bot.lets {
      lets.append((named.name, lower(named.expression, bot, resolver)))
    }
    let section = builder.endSection(label: UInt16(bot.steps.count))
    var gates: [Action: DecisionPlan.GateStage] = [:]
    for action in Action.allCases {
      gates[action] = gateStage(bot.gates.filter { $0.actions.contains(action) }, bot, resolver)
    }
    stages.append(
      DecisionPlan.Stage(
        bot: bot, steps: steps,
        otherwise: position(of: Outcome(bot.specification.otherwise)),
        onError: position(of: Outcome(bot.specification.onError)), lets: lets, gates: gates,
        section: section, outcomeSlot: builder.input(fact: nil)))
  }

  private mutating func gateStage(
    _ gates: [CompiledGate], _ bot: CompiledBot, _ resolver: Resolver
  ) -> DecisionPlan.GateStage? {
    guard !gates.isEmpty else { return nil }
    builder.beginSection()
    var tests: [DecisionPlan.Test] = []
    for (index, gate) in gates.enumerated() {
      tests.append(
        test(gate.outcome, gate.text, gate.condition, label: UInt16(index), bot, resolver))
    }
    return DecisionPlan.GateStage(
      tests: tests, section: builder.endSection(label: UInt16(gates.count)))
  }

  private mutating func test(
    _ outcome: Outcome, _ text: String, _ condition: CheckedExpression, label: UInt16,
    _ bot: CompiledBot, _ resolver: Resolver
  ) -> DecisionPlan.Test {
    let inlined = inline(condition, bot)
    let slots = builder.exit(if: inlined, label: label) { resolver.slot($0) }
    var type: Type?
    if case .operation(let operation, let sides) = condition.kind, operation.isComparison {
      type = sides[0].type
    }
    return DecisionPlan.Test(
      outcome: position(of: outcome), text: text, condition: slots.condition,
      operand: slots.operand,
      threshold: slots.threshold, type: type)
  }

  private mutating func lower(
    _ expression: CheckedExpression, _ bot: CompiledBot, _ resolver: Resolver
  ) -> Slot {
    let inlined = inline(expression, bot)
    return builder.lower(inlined) { resolver.slot($0) }
  }

  private func bit(ofFact position: Int, of bot: CompiledBot) -> Int {
    let name = bot.specification.facts[position].name.value
    return facts.first { $0.bot == bot.name && $0.name == name }?.bit ?? 0
  }
}

// MARK: - Names to slots

extension DecisionPlanner {
  /// The slots of a bot's variables. Lets and exports are put in place of their names before lowering; the
  /// planner then computes equal parts once.
  fileprivate struct Resolver {
    var slots: [Int: Slot]

    func slot(_ identity: Int) -> Slot {
      guard let slot = slots[identity] else {
        preconditionFailure("variable \(identity) was inlined or declared")
      }
      return slot
    }
  }

  private mutating func resolver(for bot: CompiledBot) -> Resolver {
    var slots: [Int: Slot] = [:]
    for (identity, variable) in bot.variables.enumerated() {
      switch variable {
      case .now: slots[identity] = now
      case .field(let fact, let field):
        let declaration = bot.specification.facts[fact]
        let name = "\(declaration.name.value).\(declaration.fields[field].name.value)"
        slots[identity] = inputs.first { $0.bot == bot.name && $0.name == name }?.slot
      case .parameter(let index):
        let name = bot.specification.parameters[index].name.value
        slots[identity] = builder.constant(
          graph.policies.value(of: name, bot: bot.name, in: scope))
      case .staleness(let name):
        slots[identity] = builder.constant(graph.policies.staleness[name] ?? 0)
      case .export, .named, .outcome: continue
      }
    }
    for stage in stages { slots[Self.outcomeIdentity(stage.bot)] = stage.outcomeSlot }
    return Resolver(slots: slots)
  }

  /// An identity outside the range of any bot's own variables, for the outcome of a provider.
  private static func outcomeIdentity(_ bot: CompiledBot) -> Int {
    -1 - bot.name.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF_FFFF }
  }

  /// The expression without names of lets and exports.
  private func inline(_ expression: CheckedExpression, _ bot: CompiledBot) -> CheckedExpression {
    switch expression.kind {
    case .constant: return expression
    case .operation(let operation, let operands):
      return CheckedExpression(
        .operation(operation, operands.map { inline($0, bot) }), expression.type,
        at: expression.range)
    case .variable(let identity, let name):
      switch bot.variables[identity] {
      case .named(let index):
        let named = bot.specification.lets[index].name.value
        guard let value = bot.lets.first(where: { $0.name == named }) else { return expression }
        return inline(value.expression, bot)
      case .export(let provider, let export):
        guard let provider = graph.bots.first(where: { $0.name == provider }),
          let value = provider.exports.first(where: { $0.name == export })
        else { return expression }
        return exported(value.expression, of: provider)
      case .now, .field, .parameter, .staleness, .outcome:
        return CheckedExpression(
          .variable(identity, name: name), expression.type, at: expression.range)
      }
    }
  }

  private func exported(
    _ expression: CheckedExpression, of provider: CompiledBot
  ) -> CheckedExpression {
    switch expression.kind {
    case .constant: return expression
    case .variable(_, let name):
      return CheckedExpression(
        .variable(Self.outcomeIdentity(provider), name: name), expression.type,
        at: expression.range)
    case .operation(let operation, let operands):
      return CheckedExpression(
        .operation(operation, operands.map { exported($0, of: provider) }), expression.type,
        at: expression.range)
    }
  }
}

extension CompiledGraph {
  /// The plan by which `bot` decides events of a kind in a scope.
  package func plan(
    for bot: CompiledBot, on event: EventKind, in scope: Scope = Scope()
  ) -> DecisionPlan {
    DecisionPlanner.plan(self, for: bot, on: event, in: scope)
  }
}
