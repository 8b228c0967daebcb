import CEL
import Graph
import Policy
import Trading

/// Finds what tests of a bot can go through. See `Coverage`.
struct CoverageMap {
  private(set) var points: [CoveragePoint] = []
  private let bot: CompiledBot
  private let plan: DecisionPlan
  private var canFail = false

  init(_ bot: CompiledBot, _ plan: DecisionPlan) {
    self.bot = bot
    self.plan = plan
    for (index, named) in bot.lets.enumerated()
    where isRead(index) && named.expression.type.isScalar {
      add(named.expression, .named(index))
    }
    let known = addSteps()
    for (index, gate) in bot.gates.enumerated() {
      let first = bot.steps.firstIndex { step in
        if case .decide(let rule) = step {
          gate.actions.contains(rule.outcome.action)
        } else {
          false
        }
      }
      add(gate.condition, .gate(index), known: known[first.map { $0 + 1 } ?? bot.steps.count])
    }
    points.append(CoveragePoint(place: .otherwise, event: .decides))
    if canFail { points.append(CoveragePoint(place: .onError, event: .decides)) }
  }

  /// What is known to be there before each step, and behind the last.
  private mutating func addSteps() -> [Set<Int>] {
    var known: [Set<Int>] = [[]]
    let walk = Walk(bot, plan, Situation(now: 0))
    for (index, step) in bot.steps.enumerated() {
      let before = known[index]
      switch step {
      case .decide(let rule):
        add(rule.condition, .step(index), known: before)
        known.append(before.union(Dependence.of(rule.condition, bot, plan).must))
      case .require(let facts):
        let place = CoveragePoint.Place.expression(.step(index))
        points.append(CoveragePoint(place: place, event: .decides))
        let asked = facts.filter { fact in
          walk.bit(ofFact: fact).map { !before.contains($0) } ?? false
        }
        points += asked.map { CoveragePoint(place: place, event: .missing($0)) }
        points.append(CoveragePoint(place: place, event: .doesNotHold))
        known.append(before.union(facts.compactMap { walk.bit(ofFact: $0) }))
      }
    }
    return known
  }

  private mutating func add(
    _ condition: CheckedExpression, _ owner: Walk.Owner, known: Set<Int>
  ) {
    let place = CoveragePoint.Place.expression(owner)
    var events: [CoveragePoint.Event] = [.decides, .holds, .doesNotHold]
    if !Dependence.of(condition, bot, plan).may.isSubset(of: known) { events.append(.unknown) }
    points += events.map { CoveragePoint(place: place, event: $0) }
    if Interval.of(condition, bot, plan.graph.policies).canFail { canFail = true }
    add(condition, owner)
  }

  /// The sides, arms and thresholds inside an expression.
  private mutating func add(_ expression: CheckedExpression, _ owner: Walk.Owner) {
    guard case .operation(let operation, let operands) = expression.kind else { return }
    let place = CoveragePoint.Place.expression(owner)
    switch operation {
    case .and, .or:
      for operand in operands {
        points.append(CoveragePoint(place: place, range: operand.range, event: .sideHolds))
        points.append(CoveragePoint(place: place, range: operand.range, event: .sideDoesNotHold))
      }
    case .conditional:
      for operand in operands.dropFirst() {
        points.append(CoveragePoint(place: place, range: operand.range, event: .taken))
      }
    case _ where operation.isComparison && operands[0].type.isMeasured:
      points += boundaries(operands).map {
        CoveragePoint(place: place, range: expression.range, event: $0)
      }
    default: break
    }
    for operand in operands { add(operand, owner) }
  }

  /// The sides of the threshold that some event can be on.
  private func boundaries(_ sides: [CheckedExpression]) -> [CoveragePoint.Event] {
    let left = Interval.of(sides[0], bot, plan.graph.policies)
    let right = Interval.of(sides[1], bot, plan.graph.policies)
    let (low, high) = (left.low - right.high, left.high - right.low)
    let step = Int128(sides[0].type.step)
    let reachable: [(Int128, CoveragePoint.Event)] = [(-step, .below), (0, .at), (step, .above)]
    return reachable.filter { $0.0 >= low && $0.0 <= high }.map(\.1)
  }

  /// Whether some condition needs the let: one that nobody reads decides nothing.
  private func isRead(_ index: Int) -> Bool {
    let conditions =
      bot.steps.compactMap { step in
        if case .decide(let rule) = step { rule.condition } else { nil }
      } + bot.gates.map(\.condition)
    var wanted = conditions.reduce(into: Set<Int>()) { $0.formUnion($1.variables) }
    var count = -1
    while count != wanted.count {
      count = wanted.count
      for identity in wanted {
        switch bot.variables[identity] {
        case .named(let position): wanted.formUnion(bot.lets[position].expression.variables)
        case .computed(let position): wanted.formUnion(bot.computed[position].expression.variables)
        default: continue
        }
      }
    }
    return wanted.contains { bot.variables[$0] == .named(index) }
  }
}
