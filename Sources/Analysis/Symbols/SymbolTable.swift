import CEL
import Graph
import Policy
import Trading

/// The expressions of some plans with every let, param and export in place, over the variables of one event
/// space. Equal expressions are one node.
struct SymbolTable {
  enum Node: Hashable {
    case constant(Int64)
    /// A value of the event, unknown where the condition of that number holds.
    case input(variable: Int, missing: [Int])
    /// The same, with `now` in its place where the event has none.
    case replacedByNow(variable: Int, missing: [Int])
    case now
    /// What the stage of that number decided, as a position in its bot's `outcomes`.
    case outcome(stage: Int)
    case operation(Operation, [Int])
    /// What texts and lists come to: a variable for the value and one for how its computation ends, 0 with the
    /// value, 1 with an error, from 2 unknown by the missing condition of that place.
    case computed(variable: Int, ending: Int, missing: [Int])
  }

  /// Why a fact, or an optional field, counts as missing: one of these is enough.
  struct MissingCondition: Hashable {
    enum Cause: Hashable {
      case absent(Int)
      /// Absent or false.
      case unavailable(Int)
      /// Absent, or outside this range of ages.
      case age(Int, Interval)
    }

    var causes: [Cause]
  }

  var space: EventSpace
  private(set) var nodes: [Node] = []
  private(set) var missing: [MissingCondition] = []
  private var numbers: [Node: Int] = [:]
  private var blocks: [[MissingCondition]: Int] = [:]
  private var stageCount = 0
  /// The node of everything that is computed from texts and lists, by its meaning.
  var computed: [String: Int] = [:]

  init(space: EventSpace) {
    self.space = space
  }

  mutating func node(_ node: Node) -> Int {
    if let known = numbers[node] { return known }
    nodes.append(node)
    numbers[node] = nodes.count - 1
    return nodes.count - 1
  }

  mutating func newStage() -> Int {
    stageCount += 1
    return stageCount - 1
  }

  /// The number of the first of a plan's missing conditions, which are added in the order of its bits: the
  /// lowest of several unknowns is the one that decides.
  mutating func addMissing(of plan: DecisionPlan, replacing paths: [String: Int]) -> Int {
    func variable(_ path: String) -> Int {
      guard let variable = paths[path] ?? space.variable(path) else {
        preconditionFailure("the space holds every path of its plans")
      }
      return variable
    }
    var conditions = Array(repeating: MissingCondition(causes: []), count: plan.missing.count)
    let least = -plan.graph.policies.clockSkewTolerance
    for fact in plan.facts {
      if let path = fact.declaration.available {
        conditions[fact.bit].causes.append(.unavailable(variable(path)))
      }
      if let path = fact.declaration.age {
        let ages = Interval(Int128(least), Int128(fact.limit ?? .max))
        conditions[fact.bit].causes.append(.age(variable(path), ages))
      }
    }
    for input in plan.inputs where input.declaration.absent == nil {
      let bit = input.ownBit ?? plan.facts[input.fact].bit
      conditions[bit].causes.append(.absent(variable(input.declaration.path)))
    }
    // Two versions with the same facts share them, and with them their nodes.
    if let known = blocks[conditions] { return known }
    let first = missing.count
    blocks[conditions] = first
    missing += conditions
    return first
  }
}

// MARK: - Expressions

extension SymbolTable {
  /// What the names of one bot stand for.
  struct Names {
    var plan: DecisionPlan
    var bot: CompiledBot
    var firstMissing: Int
    /// The number of the stage of each bot that was added before.
    var stages: [String: Int]
    /// Paths that stand for another variable of the space.
    var paths: [String: Int]
    var lets: [Int: Int] = [:]
  }

  /// The node of an expression of `names.bot`.
  mutating func add(_ expression: CheckedExpression, _ names: inout Names) -> Int {
    switch expression.kind {
    case .constant(let value): return node(.constant(value))
    case .variable(let identity, _): return variable(identity, &names)
    case .operation(let operation, let operands):
      var numbers: [Int] = []
      for operand in operands { numbers.append(add(operand, &names)) }
      return node(.operation(operation, numbers))
    }
  }

  private mutating func variable(_ identity: Int, _ names: inout Names) -> Int {
    switch names.bot.variables[identity] {
    case .now: return node(.now)
    case .parameter(let index):
      let name = names.bot.specification.parameters[index].name.value
      return node(
        .constant(
          names.plan.graph.policies.value(of: name, bot: names.bot.name, in: names.plan.scope)))
    case .staleness(let name):
      return node(.constant(names.plan.graph.policies.staleness(name)))
    case .field(let fact, let field): return input(fact, field, names)
    case .named(let index):
      if let known = names.lets[index] { return known }
      let name = names.bot.specification.lets[index].name.value
      guard let named = names.bot.lets.first(where: { $0.name == name }) else {
        preconditionFailure("a compiled bot has all its lets")
      }
      let number = add(named.expression, &names)
      names.lets[index] = number
      return number
    case .export(let provider, let name): return export(name, of: provider, names)
    case .computed(let index): return computed(names.bot.computed[index], names)
    case .outcome: preconditionFailure("only exports name the outcome")
    }
  }

  private mutating func input(_ fact: Int, _ field: Int, _ names: Names) -> Int {
    let declaration = names.bot.specification.facts[fact]
    let name = "\(declaration.name.value).\(declaration.fields[field].name.value)"
    guard
      let input = names.plan.inputs.first(where: { $0.bot == names.bot.name && $0.name == name }),
      let variable = names.paths[input.declaration.path] ?? space.variable(input.declaration.path)
    else { preconditionFailure("a plan has an input for every field of its bots") }
    // Of a fact that is missing nothing is known, an optional field included.
    let missing = [names.plan.facts[input.fact].bit, input.ownBit].compactMap { bit in
      bit.map { names.firstMissing + $0 }
    }
    return input.declaration.absent == nil
      ? node(.input(variable: variable, missing: missing))
      : node(.replacedByNow(variable: variable, missing: missing))
  }

  private mutating func export(_ name: String, of provider: String, _ names: Names) -> Int {
    guard let stage = names.stages[provider],
      let bot = names.plan.graph.bots.first(where: { $0.name == provider }),
      let export = bot.exports.first(where: { $0.name == name })
    else { preconditionFailure("providers stand before those who read them") }
    return exported(export.expression, stage)
  }

  private mutating func exported(_ expression: CheckedExpression, _ stage: Int) -> Int {
    switch expression.kind {
    case .constant(let value): return node(.constant(value))
    case .variable: return node(.outcome(stage: stage))
    case .operation(let operation, let operands):
      var numbers: [Int] = []
      for operand in operands { numbers.append(exported(operand, stage)) }
      return node(.operation(operation, numbers))
    }
  }
}
