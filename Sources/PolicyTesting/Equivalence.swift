import CEL
import Graph
import Policy
import Trading

/// Proves that two bots of the same facts decide every event alike, by cases: each measured expression is cut at
/// every constant that it is compared with, and between two cuts all comparisons stay as they are. What is read
/// of other bots is free. More cases are looked at than events can bring about, so that a proof holds; where
/// there are too many cases, there is none.
struct Equivalence {
  private var axes: [Axis] = []
  private var positions: [CheckedExpression: Int] = [:]
  private let plan: DecisionPlan
  private let policies: PolicySet

  private static let mostCases = 200_000

  static func isProved(_ left: CompiledBot, _ right: CompiledBot, _ graph: CompiledGraph) -> Bool {
    // Values of a scope are other constants; a proof for the default would say nothing of them.
    guard let event = left.specification.events.first, !graph.policies.hasScopedValues else {
      return false
    }
    // Lets that use each other twice write out to more than can be looked at.
    guard left.isSmallExpanded, right.isSmallExpanded else { return false }
    var prover = Equivalence(graph.plan(for: left, on: event))
    let sides = (prover.abstract(left), prover.abstract(right))
    return prover.agree(sides.0, sides.1)
  }

  private init(_ plan: DecisionPlan) {
    self.plan = plan
    policies = plan.graph.policies
  }

  // MARK: Abstract bots

  /// What comparisons look at, with everything they ask of it.
  private struct Axis {
    var interval: Interval
    var dependence: Dependence
    var cuts: Set<Int64> = []
  }

  private indirect enum Condition {
    case constant(Int64)
    /// The axis of that position, which is true or false.
    case truth(Int)
    case comparison(CEL.Operation, axis: Int, with: Int64)
    case operation(CEL.Operation, [Condition])
  }

  private enum Step {
    case require([Int])
    case decide(Condition, Outcome)
  }

  private struct Abstract {
    var bot: CompiledBot
    var steps: [Step]
    var gates: [(actions: Set<Action>, condition: Condition, outcome: Outcome)]
  }

  private mutating func abstract(_ bot: CompiledBot) -> Abstract {
    let walk = Walk(bot, plan, Situation(now: 0))
    var steps: [Step] = []
    for step in bot.steps {
      switch step {
      case .require(let facts): steps.append(.require(facts.compactMap { walk.bit(ofFact: $0) }))
      case .decide(let rule): steps.append(.decide(condition(rule.condition, bot), rule.outcome))
      }
    }
    var gates: [(actions: Set<Action>, condition: Condition, outcome: Outcome)] = []
    for gate in bot.gates {
      gates.append((gate.actions, condition(gate.condition, bot), gate.outcome))
    }
    return Abstract(bot: bot, steps: steps, gates: gates)
  }

  private mutating func condition(
    _ expression: CheckedExpression, _ bot: CompiledBot
  ) -> Condition {
    condition(of: bot.expanded(expression, policies), bot)
  }

  private mutating func condition(
    of expression: CheckedExpression, _ bot: CompiledBot
  ) -> Condition {
    switch expression.kind {
    case .constant(let value): return .constant(value)
    case .variable: return .truth(axis(expression, bot, cut: nil))
    case .operation(let operation, let operands):
      guard operation.isComparison else {
        return .operation(operation, operands.map { condition(of: $0, bot) })
      }
      return comparison(operation, operands[0], operands[1], bot)
    }
  }

  private mutating func comparison(
    _ operation: CEL.Operation, _ left: CheckedExpression, _ right: CheckedExpression,
    _ bot: CompiledBot
  ) -> Condition {
    if case .operation(.conditional, let parts) = right.kind, isOneFact(parts[0], left, bot) {
      return .operation(
        .conditional,
        [
          condition(of: parts[0], bot), comparison(operation, left, parts[1], bot),
          comparison(operation, left, parts[2], bot),
        ])
    }
    if case .constant(let threshold) = right.kind {
      return .comparison(
        operation, axis: axis(left, bot, cut: threshold), with: threshold)
    }
    if case .constant(let threshold) = left.kind {
      return .comparison(
        operation.mirrored, axis: axis(right, bot, cut: threshold), with: threshold)
    }
    // Two measured sides. Where one can fail, the failing is part of it, and nothing is moved across.
    guard !Interval.of(left, bot, policies).canFail, !Interval.of(right, bot, policies).canFail
    else { return .truth(axis(whole(operation, left, right), bot, cut: nil)) }
    // Else their difference, which no comparison here can overflow.
    if case .operation(.add, let parts) = right.kind, case .constant(let more) = parts[1].kind {
      guard more.magnitude < Self.largestCut else {
        return .truth(axis(whole(operation, left, right), bot, cut: nil))
      }
      return .comparison(operation, axis: axis(left, minus: parts[0], bot, cut: more), with: more)
    }
    return .comparison(operation, axis: axis(left, minus: right, bot, cut: 0), with: 0)
  }

  /// The neighbours of a cut have to fit a slot.
  private static let largestCut: UInt64 = 1 << 62

  private func whole(
    _ operation: CEL.Operation, _ left: CheckedExpression, _ right: CheckedExpression
  ) -> CheckedExpression {
    CheckedExpression(.operation(operation, [left, right]), .bool, at: 0..<0)
  }

  /// Whether a comparison may be moved into the arms of `?:`: where only one fact can be missing, the order in
  /// which unknowns are met makes no difference.
  private func isOneFact(
    _ choice: CheckedExpression, _ other: CheckedExpression, _ bot: CompiledBot
  ) -> Bool {
    let facts = Dependence.of(choice, bot, plan).may.union(Dependence.of(other, bot, plan).may)
    let mayFail = [choice, other].contains { Interval.of($0, bot, policies).canFail }
    return facts.count < 2 && !mayFail
  }

  private mutating func axis(
    _ expression: CheckedExpression, minus other: CheckedExpression? = nil, _ bot: CompiledBot,
    cut: Int64?
  ) -> Int {
    let key = other.map {
      CheckedExpression(.operation(.subtract, [expression, $0]), .int, at: 0..<0)
    }
    let whole = key ?? expression
    let position: Int
    if let known = positions[whole] {
      position = known
    } else {
      position = axes.count
      positions[whole] = position
      var interval = Interval.of(expression, bot, policies)
      if let other {
        let right = Interval.of(other, bot, policies)
        interval = Interval(
          low: interval.low - right.high, high: interval.high - right.low,
          canFail: interval.canFail || right.canFail)
      }
      axes.append(Axis(interval: interval, dependence: Dependence.of(whole, bot, plan)))
    }
    if let cut { axes[position].cuts.insert(cut) }
    return position
  }

  // MARK: All cases

  private func agree(_ left: Abstract, _ right: Abstract) -> Bool {
    let facts = plan.facts.filter { $0.bot == left.bot.name }.map(\.bit)
    let bits = axes.reduce(into: Set(facts)) { $0.formUnion($1.dependence.may) }.sorted()
    guard bits.count < 16 else { return false }
    var cases = 0
    for mask in 0..<(1 << bits.count) {
      let missing = Set(bits.indices.filter { mask >> $0 & 1 == 1 }.map { bits[$0] })
      let choices = axes.map { Self.choices($0, missing) }
      cases += choices.reduce(1) { $0 * $1.count > Self.mostCases ? Self.mostCases : $0 * $1.count }
      guard cases <= Self.mostCases else { return false }
      var worths = choices.map { $0[0] }
      guard agree(left, right, missing, choices, &worths, from: 0) else { return false }
    }
    return true
  }

  private static func choices(_ axis: Axis, _ missing: Set<Int>) -> [Worth] {
    var choices = axis.dependence.may.intersection(missing).sorted().map { Worth.unknown($0) }
    guard axis.dependence.must.isDisjoint(with: missing) else { return choices }
    if axis.interval.canFail { choices.append(.error) }
    let (low, high) = (axis.interval.low, axis.interval.high)
    var values: Set<Int128> = [low]
    for cut in axis.cuts { values.formUnion([-1, 0, 1].map { Int128(cut) + $0 }) }
    if axis.cuts.isEmpty { values.insert(high) }
    choices += values.filter { $0 >= low && $0 <= high }.sorted().compactMap {
      Int64(exactly: $0).map { .known($0) }
    }
    return choices
  }

  private func agree(
    _ left: Abstract, _ right: Abstract, _ missing: Set<Int>, _ choices: [[Worth]],
    _ worths: inout [Worth], from axis: Int
  ) -> Bool {
    guard axis < choices.count else {
      return decide(left, missing, worths) == decide(right, missing, worths)
    }
    for choice in choices[axis] {
      worths[axis] = choice
      guard agree(left, right, missing, choices, &worths, from: axis + 1) else { return false }
    }
    return true
  }

  private func decide(_ abstract: Abstract, _ missing: Set<Int>, _ worths: [Worth]) -> Outcome {
    var outcome = Outcome(abstract.bot.specification.otherwise)
    for step in abstract.steps {
      switch step {
      case .require(let bits):
        guard let first = missing.intersection(bits).min() else { continue }
        outcome = plan.outcomes[plan.missing[first].outcome]
      case .decide(let condition, let own):
        let worth = value(condition, worths)
        if worth == .known(0) { continue }
        outcome = decided(worth, own, abstract.bot)
      }
      break
    }
    for gate in abstract.gates where gate.actions.contains(outcome.action) {
      let worth = value(gate.condition, worths)
      if worth == .known(0) { continue }
      return decided(worth, gate.outcome, abstract.bot)
    }
    return outcome
  }

  private func decided(_ worth: Worth, _ outcome: Outcome, _ bot: CompiledBot) -> Outcome {
    switch worth {
    case .known: outcome
    case .error: Outcome(bot.specification.onError)
    case .unknown(let bit): plan.outcomes[plan.missing[bit].outcome]
    }
  }

  private func value(_ condition: Condition, _ worths: [Worth]) -> Worth {
    switch condition {
    case .constant(let value): .known(value)
    case .truth(let axis): worths[axis]
    case .comparison(let operation, let axis, let threshold):
      Worth.of(operation, [worths[axis], .known(threshold)])
    case .operation(let operation, let parts):
      Worth.of(operation, parts.map { value($0, worths) })
    }
  }
}

extension Operation {
  /// The comparison with its sides exchanged.
  fileprivate var mirrored: Operation {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }
}

extension CompiledBot {
  /// Nodes of all conditions with lets written out, beyond which nothing is proved.
  private static let mostNodes = 20_000

  fileprivate var isSmallExpanded: Bool {
    var known: [Int: Int] = [:]
    func size(_ expression: CheckedExpression) -> Int {
      switch expression.kind {
      case .constant: return 1
      case .variable(let identity, _):
        guard case .named(let index) = variables[identity] else { return 1 }
        if let size = known[index] { return size }
        let own = size(lets[index].expression)
        known[index] = own
        return own
      case .operation(_, let operands):
        // Cut, so that no sum overflows.
        return operands.reduce(1) { min($0 + size($1), Self.mostNodes) }
      }
    }
    let conditions =
      steps.compactMap { step in
        if case .decide(let rule) = step { rule.condition } else { nil }
      } + gates.map(\.condition)
    return conditions.reduce(0) { min($0 + size($1), Self.mostNodes) } < Self.mostNodes
  }

  /// An expression with lets written out and settings as constants, without places: equal means are equal.
  func expanded(_ expression: CheckedExpression, _ policies: PolicySet) -> CheckedExpression {
    func constant(_ value: Int64) -> CheckedExpression {
      CheckedExpression(.constant(value), expression.type, at: 0..<0)
    }
    switch expression.kind {
    case .constant(let value): return constant(value)
    case .variable(let identity, let name):
      switch variables[identity] {
      case .parameter(let index):
        let parameter = specification.parameters[index].name.value
        return constant(policies.value(of: parameter, bot: self.name, in: Scope()))
      case .staleness(let staleness): return constant(policies.staleness(staleness))
      case .named(let index): return expanded(lets[index].expression, policies)
      default:
        return CheckedExpression(.variable(identity, name: name), expression.type, at: 0..<0)
      }
    case .operation(let operation, let operands):
      let parts = operands.map { expanded($0, policies) }
      let values = parts.compactMap {
        if case .constant(let value) = $0.kind { value } else { nil }
      }
      if values.count == parts.count,
        let value = Worth.of(operation, values.map { .known($0) }).value
      {
        return constant(value)
      }
      return CheckedExpression(.operation(operation, parts), expression.type, at: 0..<0)
    }
  }
}
