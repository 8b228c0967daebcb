import CEL
import Graph
import Policy
import Trading

/// A plan's rules and gates over nodes, with one variable left free: what `DecisionLine` follows.
struct LineProgram {
  enum Step {
    case decide(condition: Int, outcome: Int)
    /// Bits of facts with their positions, in the order in which they decide.
    case require([(bit: Int, fact: Int)])
  }

  struct Gate {
    var condition: Int
    var outcome: Int
  }

  struct Stage {
    var steps: [Step] = []
    var gates: [Action: [Gate]] = [:]
    var otherwise: Int
    var onError: Int
    /// By outcome of the plan: how the bot's exports count it.
    var numbers: [Int64]
  }

  private(set) var nodes: [LineNode] = []
  private(set) var stages: [Stage] = []
  let plan: DecisionPlan
  let variable: LineVariable
  /// Of inputs and of facts with an age: whether they are the free value.
  let freeInputs: [Bool]
  let freeAges: [Bool]
  private var known: [LineNode: Int] = [:]
  private var named: [Name: Int] = [:]

  private struct Name: Hashable {
    var stage: Int
    var identity: Int
  }

  /// Refused where texts or lists are computed from the variable: that is followed by no straight line.
  init(_ plan: DecisionPlan, varying variable: LineVariable) throws(DiffProblem) {
    self.plan = plan
    self.variable = variable
    freeInputs = plan.inputs.map { input in
      if case .path(let path) = variable { input.declaration.path == path } else { false }
    }
    freeAges = plan.facts.map { fact in
      if case .path(let path) = variable { fact.declaration.age == path } else { false }
    }
    for (number, stage) in plan.stages.enumerated() {
      let isFree = stage.computation.sources.keys.contains { identity in
        stage.bot.variables.indices.contains(identity)
          && isComputedFrom(stage.bot.variables[identity], of: stage.bot)
      }
      if isFree { throw .inComputation(variable.name, bot: stage.bot.name) }
      stages.append(self.stage(stage, number))
    }
  }

  /// Whether the decision can depend on the variable at all.
  var dependsOnVariable: Bool {
    if nodes.contains(.free) || freeAges.contains(true) { return true }
    for node in nodes { if case .input(let input) = node, freeInputs[input] { return true } }
    guard case .staleness(let name) = variable else {
      return variable == .now && nodes.contains(.now)
    }
    return name == .skewTolerance
      || plan.facts.contains { $0.declaration.staleness?.value == name }
  }

  // MARK: Stages

  private mutating func stage(_ stage: DecisionPlan.Stage, _ number: Int) -> Stage {
    var own = Stage(
      otherwise: stage.otherwise, onError: stage.onError,
      numbers: plan.outcomes.map { outcome in
        Int64(stage.bot.outcomes.cases.firstIndex(of: outcome.code) ?? 0)
      })
    for (position, step) in stage.steps.enumerated() {
      switch (step, stage.bot.steps[position]) {
      case (.decide(let test), .decide(let rule)):
        own.steps.append(
          .decide(condition: add(rule.condition, stage.bot, number), outcome: test.outcome))
      case (.require(let bits), _):
        own.steps.append(
          .require(
            plan.facts.enumerated().filter { bits & 1 << UInt64($1.bit) != 0 }
              .map { (bit: $1.bit, fact: $0) }.sorted { $0.bit < $1.bit }))
      case (.decide, .require): preconditionFailure("a plan has the steps of its bot")
      }
    }
    for (action, gates) in stage.gates {
      let conditions = stage.bot.gates.filter { $0.actions.contains(action) }.map(\.condition)
      own.gates[action] = zip(conditions, gates.tests).map { condition, test in
        Gate(condition: add(condition, stage.bot, number), outcome: test.outcome)
      }
    }
    return own
  }

  // MARK: Nodes

  private mutating func add(_ node: LineNode) -> Int {
    if let position = known[node] { return position }
    nodes.append(node)
    known[node] = nodes.count - 1
    return nodes.count - 1
  }

  private mutating func add(
    _ expression: CheckedExpression, _ bot: CompiledBot, _ stage: Int
  ) -> Int {
    switch expression.kind {
    case .constant(let value): return add(.constant(value))
    case .variable(let identity, _):
      let name = Name(stage: stage, identity: identity)
      if let position = named[name] { return position }
      let position = add(bot.variables[identity], identity, bot, stage)
      named[name] = position
      return position
    case .operation(let operation, let operands):
      var positions = [0, 0, 0]
      for (index, operand) in operands.enumerated() { positions[index] = add(operand, bot, stage) }
      return add(.operation(operation, positions[0], positions[1], positions[2]))
    }
  }

  private mutating func add(
    _ variable: Variable, _ identity: Int, _ bot: CompiledBot, _ stage: Int
  ) -> Int {
    if isFree(variable, of: bot) { return add(.free) }
    switch variable {
    case .now: return add(.now)
    case .field(let fact, let field):
      let declaration = bot.specification.facts[fact]
      let name = "\(declaration.name.value).\(declaration.fields[field].name.value)"
      guard let input = plan.inputs.firstIndex(where: { $0.bot == bot.name && $0.name == name })
      else { preconditionFailure("a plan has the inputs of its bots") }
      return add(.input(input))
    case .parameter(let index):
      let name = bot.specification.parameters[index].name.value
      return add(
        .constant(plan.graph.policies.value(of: name, bot: bot.name, in: plan.scope)))
    case .staleness(let name): return add(.constant(plan.graph.policies.staleness(name)))
    case .named(let index): return add(bot.lets[index].expression, bot, stage)
    case .export(let provider, let export): return add(export: export, of: provider)
    case .computed: return add(.computed(identity, stage: stage))
    case .outcome: return add(.outcome(stage))
    }
  }

  private mutating func add(export name: String, of provider: String) -> Int {
    guard let stage = plan.stages.firstIndex(where: { $0.bot.name == provider }),
      let export = plan.stages[stage].bot.exports.first(where: { $0.name == name })
    else { preconditionFailure("a plan has the bots that it reads") }
    return add(export.expression, plan.stages[stage].bot, stage)
  }

  private func isFree(_ other: Variable, of bot: CompiledBot) -> Bool {
    switch (variable, other) {
    case (.now, .now): true
    case (.parameter(let owner, let name), .parameter(let index)):
      owner == bot.name && bot.specification.parameters[index].name.value == name
    case (.staleness(let name), .staleness(let own)): name == own
    default: false
    }
  }

  /// Whether a computation on texts and lists names the variable.
  private func isComputedFrom(_ other: Variable, of bot: CompiledBot) -> Bool {
    if case (.path(let path), .field(let fact, let field)) = (variable, other) {
      return bot.specification.facts[fact].fields[field].path == path
    }
    return isFree(other, of: bot)
  }
}

extension LineVariable {
  /// As a person writes it.
  package var name: String {
    switch self {
    case .path(let path): path
    case .now: "now_ms"
    case .parameter(_, let name): name
    case .staleness(let name): name.text
    }
  }
}
