import CEL
package import Policy
package import Trading

/// Builds the plan of one bot, event kind and scope from the graph.
struct DecisionPlanner {
  let graph: CompiledGraph
  let scope: Scope
  private var builder = PlanBuilder()
  private(set) var inputs: [DecisionPlan.Input] = []
  private var facts: [DecisionPlan.Fact] = []
  private var missing: [DecisionPlan.MissingFact] = []
  private(set) var outcomes: [Outcome] = []
  private(set) var stages: [DecisionPlan.Stage] = []
  /// The slots of lets and exports by identity, computed once in each section.
  private var namedSlots: [Int: Slot] = [:]
  private let now: Slot

  static func plan(
    _ graph: CompiledGraph, for bot: CompiledBot, on event: EventKind, in scope: Scope
  ) -> DecisionPlan {
    var planner = DecisionPlanner(graph: graph, scope: scope)
    let parts = bot.withProviders(of: graph.bots)
    // All that an event brings comes first and in one piece: an event is a row of slots.
    for part in parts { planner.declareFacts(of: part) }
    let gaps = DecisionPlan.Gaps(
      absent: planner.builder.input(fact: nil), missing: planner.builder.input(fact: nil))
    for part in parts { planner.stage(part) }
    var program = ProgramBuilder(planner.builder)
    // What is computed from texts and lists can fail or be unknown for reasons of its own: the careful run
    // decides, which costs little beside the computation.
    let computes = planner.stages.contains { !$0.computation.isEmpty }
    let route =
      computes ? DecisionPlan.Route.none : planner.route(through: &program, gaps: gaps)
    return DecisionPlan(
      bot: bot, event: event, scope: scope, graph: graph, inputs: planner.inputs,
      facts: planner.facts, stages: planner.stages, plan: program.build(),
      now: planner.now, gaps: gaps, missing: planner.missing, outcomes: planner.outcomes,
      route: route)
  }

  private init(graph: CompiledGraph, scope: Scope) {
    self.graph = graph
    self.scope = scope
    now = builder.input(fact: nil)
  }

  private mutating func declareFacts(of bot: CompiledBot) {
    for fact in bot.specification.facts {
      let bit = newBit(bot.name, fact.name.value, Outcome(fact.onMissing))
      facts.append(
        DecisionPlan.Fact(
          name: fact.name.value, bot: bot.name, declaration: fact, bit: bit,
          limit: fact.staleness.map { graph.policies.staleness($0.value) },
          ageSlot: fact.age.map { _ in builder.input(fact: nil) }))
      for field in fact.fields {
        let name = "\(fact.name.value).\(field.name.value)"
        let ownBit = field.isOptional ? newBit(bot.name, name, Outcome(fact.onMissing)) : nil
        inputs.append(
          DecisionPlan.Input(
            name: name, bot: bot.name, declaration: field,
            // Of a fact that is missing or too old nothing is known, what may be absent alone included.
            slot: builder.input(
              facts: [bit, ownBit].compactMap { $0 }.reduce(0) { $0 | 1 << UInt64($1) }),
            fact: facts.count - 1, ownBit: ownBit))
      }
    }
  }

  private mutating func newBit(_ bot: String, _ name: String, _ outcome: Outcome) -> Int {
    precondition(
      missing.count < GraphProblem.mostFacts, "GraphProblem.tooManyFacts refuses such a graph")
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
    beginSection()
    var steps: [DecisionPlan.Step] = []
    for (index, step) in bot.steps.enumerated() {
      switch step {
      case .require(let positions):
        let bits = positions.map { bit(ofFact: $0, of: bot) }
        let set = bits.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
        builder.require(facts: set, label: UInt16(index))
        steps.append(.require(set))
      case .decide(let rule):
        steps.append(
          .decide(
            test(rule.outcome, rule.text, rule.condition, label: UInt16(index), bot, resolver)))
      }
    }
    var lets: [(name: String, slot: Slot)] = []
    for named in bot.lets where named.expression.type.isScalar {
      lets.append((named.name, lower(named.expression, bot, resolver)))
    }
    let section = builder.endSection(label: UInt16(bot.steps.count))
    let computation = computation(
      of: bot, outcomes: resolver.slots.filter { $0.key < 0 }, slot: { resolver.slots[$0] })
    var gates: [Action: DecisionPlan.GateStage] = [:]
    for action in Action.allCases {
      gates[action] = gateStage(bot.gates.filter { $0.actions.contains(action) }, bot, resolver)
    }
    stages.append(
      DecisionPlan.Stage(
        bot: bot, steps: steps,
        otherwise: position(of: Outcome(bot.specification.otherwise)),
        onError: position(of: Outcome(bot.specification.onError)), lets: lets, gates: gates,
        computation: computation, section: section, outcomeSlot: builder.input(fact: nil)))
  }

  private mutating func beginSection() {
    builder.beginSection()
    namedSlots = [:]
  }

  private mutating func gateStage(
    _ gates: [CompiledGate], _ bot: CompiledBot, _ resolver: Resolver
  ) -> DecisionPlan.GateStage? {
    guard !gates.isEmpty else { return nil }
    beginSection()
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
    let expanded = expand(condition, bot)
    let slot = slots(for: expanded, bot, resolver)
    let slots = builder.exit(if: expanded, label: label, resolve: slot)
    var type: Type?
    if case .operation(let operation, let sides) = expanded.kind, operation.isComparison {
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
    let slot = slots(for: expression, bot, resolver)
    return builder.lower(expression, resolve: slot)
  }

  private func bit(ofFact position: Int, of bot: CompiledBot) -> Int {
    let name = bot.specification.facts[position].name.value
    return facts.first { $0.bot == bot.name && $0.name == name }?.bit ?? 0
  }
}

// MARK: - Names to slots

extension DecisionPlanner {
  /// The slots of a bot's variables but for lets and exports, which each section computes for itself.
  fileprivate struct Resolver {
    var slots: [Int: Slot]

    func slot(_ identity: Int) -> Slot {
      guard let slot = slots[identity] else {
        preconditionFailure("variable \(identity) was computed or declared")
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
        slots[identity] = builder.constant(graph.policies.staleness(name))
      case .computed(let index):
        if bot.computed[index].type.isScalar { slots[identity] = builder.input(fact: nil) }
      case .export, .named, .outcome: continue
      }
    }
    for stage in stages { slots[outcomeIdentity(stage.bot)] = stage.outcomeSlot }
    return Resolver(slots: slots)
  }

  /// An identity outside the range of any bot's own variables, for the outcome of a provider: its place in
  /// the graph, which no other bot has.
  private func outcomeIdentity(_ bot: CompiledBot) -> Int {
    guard let position = graph.bots.firstIndex(where: { $0.name == bot.name }) else {
      preconditionFailure("bot '\(bot.name)' is a part of the graph")
    }
    return -1 - position
  }

  /// What a let or an export of another bot stands for; nil for other variables.
  func definition(_ identity: Int, _ bot: CompiledBot) -> CheckedExpression? {
    // Identities below zero are the outcomes of providers.
    guard bot.variables.indices.contains(identity) else { return nil }
    switch bot.variables[identity] {
    case .named(let index):
      let name = bot.specification.lets[index].name.value
      return bot.lets.first { $0.name == name }?.expression
    case .export(let provider, let export):
      guard let provider = graph.bots.first(where: { $0.name == provider }),
        let value = provider.exports.first(where: { $0.name == export })
      else { return nil }
      return exported(value.expression, of: provider)
    case .now, .field, .parameter, .staleness, .computed, .outcome: return nil
    }
  }

  /// A condition that is a name alone is what the name stands for, so that its comparison can be shown.
  private func expand(_ condition: CheckedExpression, _ bot: CompiledBot) -> CheckedExpression {
    var expanded = condition
    while case .variable(let identity, _) = expanded.kind,
      let definition = definition(identity, bot)
    {
      expanded = definition
    }
    return expanded
  }

  /// The slots of all that `expression` names. Lets and exports are computed here, each once in a section,
  /// however many lets are built on it.
  private mutating func slots(
    for expression: CheckedExpression, _ bot: CompiledBot, _ resolver: Resolver
  ) -> (Int) -> Slot {
    for identity in expression.variables.sorted() where namedSlots[identity] == nil {
      guard let definition = definition(identity, bot) else { continue }
      let slot = slots(for: definition, bot, resolver)
      namedSlots[identity] = builder.lower(definition, resolve: slot)
    }
    let named = namedSlots
    return { named[$0] ?? resolver.slot($0) }
  }

  private func exported(
    _ expression: CheckedExpression, of provider: CompiledBot
  ) -> CheckedExpression {
    switch expression.kind {
    case .constant: return expression
    case .variable(_, let name):
      return CheckedExpression(
        .variable(outcomeIdentity(provider), name: name), expression.type,
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
