import CEL
package import Graph
import Policy

/// Which rules, branches and boundaries of one bot tests went through. What no event can bring about is not
/// asked for: the absence of a fact that an earlier rule requires, an error of what cannot fail.
package struct Coverage: Sendable {
  package let bot: CompiledBot
  /// In the order of the document.
  package private(set) var points: [CoveragePoint] = []
  /// How often tests went through each of `points`.
  package private(set) var hits: [CoveragePoint: Int] = [:]
  private var known: Set<CoveragePoint> = []

  /// Nothing is covered yet.
  package init(_ bot: CompiledBot, _ graph: CompiledGraph) {
    self.bot = bot
    guard let event = bot.specification.events.first else { return }
    points = CoverageMap(bot, graph.plan(for: bot, on: event)).points
    known = Set(points)
  }

  /// `covered` of `all` points of a kind.
  package func figure(_ kind: CoveragePoint.Kind) -> Figure {
    let own = points.filter { $0.kind == kind }
    return Figure(covered: own.count { hits[$0] != nil }, all: own.count)
  }

  /// The points that no test went through.
  package var gaps: [CoveragePoint] { points.filter { hits[$0] == nil } }

  private mutating func hit(
    _ place: CoveragePoint.Place, _ range: Range<Int>?, _ event: CoveragePoint.Event
  ) {
    let point = CoveragePoint(place: place, range: range, event: event)
    if known.contains(point) { hits[point, default: 0] += 1 }
  }

  // MARK: Going through

  /// Adds what a situation makes the bot go through, under the values of `plan`.
  mutating func add(_ situation: Situation, _ plan: DecisionPlan) {
    let fixed = plan.stages.last?.bot ?? bot
    var seen: [(Walk.Owner, CheckedExpression, [Worth])] = []
    var walk = Walk(fixed, plan, situation)
    walk.observe = { seen.append(($0, $1, $2)) }
    let arrival = walk.arrive()
    for (owner, expression, worths) in Set(seen.map(Seen.init)).map(\.parts) {
      add(owner, expression, worths)
    }
    add(arrival, plan)
  }

  /// A let may be asked many times in one event; it is one going through.
  private struct Seen: Hashable {
    var owner: Walk.Owner
    var expression: CheckedExpression
    var worths: [Worth]

    init(_ parts: (Walk.Owner, CheckedExpression, [Worth])) {
      (owner, expression, worths) = parts
    }

    var parts: (Walk.Owner, CheckedExpression, [Worth]) { (owner, expression, worths) }
  }

  private mutating func add(_ arrival: Walk.Arrival, _ plan: DecisionPlan) {
    for (index, worth) in arrival.steps.enumerated() {
      add(worth, .expression(.step(index)), bot.steps[index], plan)
    }
    if arrival.steps.last.map({ $0 == .known(0) }) ?? true { hit(.otherwise, nil, .decides) }
    if arrival.steps.last == .error { hit(.onError, nil, .decides) }
    for (index, worth) in arrival.gates { add(worth, .expression(.gate(index)), nil, plan) }
  }

  private mutating func add(
    _ worth: Worth, _ place: CoveragePoint.Place, _ step: CompiledStep?, _ plan: DecisionPlan
  ) {
    switch worth {
    case .known(0): hit(place, nil, .doesNotHold)
    case .known:
      hit(place, nil, .holds)
      hit(place, nil, .decides)
    case .error: hit(.onError, nil, .decides)
    case .unknown(let bit):
      guard case .require(let facts)? = step else { return hit(place, nil, .unknown) }
      hit(place, nil, .decides)
      for fact in facts where plan.missing[bit].name == bot.specification.facts[fact].name.value {
        hit(place, nil, .missing(fact))
      }
    }
  }

  private mutating func add(
    _ owner: Walk.Owner, _ expression: CheckedExpression, _ worths: [Worth]
  ) {
    guard case .operation(let operation, let operands) = expression.kind else { return }
    switch operation {
    case .and, .or:
      for (operand, worth) in zip(operands, worths) {
        guard let value = worth.value else { continue }
        hit(.expression(owner), operand.range, value != 0 ? .sideHolds : .sideDoesNotHold)
      }
    case .conditional:
      guard let value = worths[0].value else { return }
      hit(.expression(owner), operands[value != 0 ? 1 : 2].range, .taken)
    case _ where operation.isComparison:
      guard let left = worths[0].value, let right = worths[1].value else { return }
      let (margin, overflow) = left.subtractingReportingOverflow(right)
      let step = operands[0].type.step
      guard !overflow, margin.magnitude <= step.magnitude else { return }
      hit(.expression(owner), expression.range, margin < 0 ? .below : margin == 0 ? .at : .above)
    default: return
    }
  }
}
