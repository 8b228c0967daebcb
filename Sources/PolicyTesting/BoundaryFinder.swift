import CEL
package import Diagnostics
package import Graph
import Policy

/// A comparison of a bot with what happens one step below, at and one step above its threshold.
package struct Boundary: Sendable {
  /// One side of the threshold.
  package struct Case: Sendable {
    package var point: CoveragePoint
    /// Nil where none was found that gets there.
    package var situation: Situation?
    package var verdict: Verdict?
    /// The value on the measured side: `45001ms`.
    package var value: String
  }

  package var bot: String
  package var place: Location
  /// Where it stands, as a person counts: `rule 5`, `gate 1`, `let threshold`.
  package var owner: String
  /// As written: `age > params.stale_ttl_s`; with the threshold where events choose among several.
  package var text: String
  package var cases: [Case]
}

/// Solves for facts at the thresholds of a bot, so that nobody has to think of them.
package struct BoundaryFinder {
  private let bench: Bench
  let bot: CompiledBot
  let plan: DecisionPlan
  let solver: Solver
  /// What a healthy desk looks like, then whatever tests thought of.
  let seeds: [Situation]

  /// Nil where neither a base nor a test says what the bot sees.
  package init?(_ bot: CompiledBot, in suite: TestSuite) {
    guard let event = bot.specification.events.first else { return nil }
    self.bot = bot
    plan = suite.graph.plan(for: bot, on: event)
    bench = Bench(suite.graph, bot)
    solver = Solver(bot, plan)
    let others = suite.tests.filter { $0.bot == bot.name }.map(\.situation)
    let events = ([suite.bases[bot.name]].compactMap { $0 } + others).map { situation in
      var event = situation
      event.fixed = [:]
      return event
    }
    var seen: Set<Situation> = []
    seeds = events.filter { seen.insert($0).inserted }
    guard !seeds.isEmpty else { return nil }
  }

  /// Every comparison of the bot, in the order of the document.
  package func boundaries() -> [Boundary] {
    let points = CoverageMap(bot, plan).points.filter { $0.kind == .boundary }
    var groups: [[CoveragePoint]] = []
    for point in points {
      if let last = groups.last?.first, last.place == point.place, last.range == point.range {
        groups[groups.count - 1].append(point)
      } else {
        groups.append([point])
      }
    }
    return groups.flatMap { boundaries(at: $0) }
  }

  private func boundaries(at points: [CoveragePoint]) -> [Boundary] {
    guard let first = points.first, case .expression(let owner) = first.place,
      let range = first.range, let comparison = bot.expression(of: owner)?.part(at: range),
      case .operation(_, let sides) = comparison.kind
    else { return [] }
    let contexts = Array(contexts(owner, range).prefix(40))
    // A threshold that is chosen by '?:' is several.
    let thresholds = thresholds(sides[1], seeds[0])
    guard thresholds.count > 1 else {
      return [boundary(points, owner, comparison, sides, contexts)]
    }
    return thresholds.map { threshold in
      let chosen = contexts.flatMap { solver.solve(sides[1], threshold, from: $0).prefix(1) }
      var boundary = boundary(points, owner, comparison, sides, chosen)
      boundary.text += " (\(QuantityText.format(threshold, as: sides[1].type)))"
      return boundary
    }
  }

  private func boundary(
    _ points: [CoveragePoint], _ owner: Walk.Owner, _ comparison: CheckedExpression,
    _ sides: [CheckedExpression], _ contexts: [Situation]
  ) -> Boundary {
    // The first context that shows most: every side reached, and the decisions differ.
    var best = points.map { Boundary.Case(point: $0, situation: nil, verdict: nil, value: "") }
    for context in contexts {
      let cases = points.map { found($0, owner, comparison, sides, context) }
      if Self.score(cases) > Self.score(best) { best = cases }
      if Self.score(best) > 10 * points.count + 1 { break }
    }
    return Boundary(
      bot: bot.name, place: bot.location(of: owner, comparison.range),
      owner: bot.title(of: owner), text: bot.words(of: owner, comparison.range), cases: best)
  }

  /// The values that a side can be where people alone set it and events choose among them.
  private func thresholds(_ side: CheckedExpression, _ situation: Situation) -> [Int64] {
    var seen: Set<Int> = []
    return thresholds(side, situation, &seen)
  }

  /// `seen` are lets that were looked at: their values are known.
  private func thresholds(
    _ side: CheckedExpression, _ situation: Situation, _ seen: inout Set<Int>
  ) -> [Int64] {
    switch side.kind {
    case .variable(let identity, _):
      if case .named(let index) = bot.variables[identity] {
        guard seen.insert(index).inserted else { return [] }
        return thresholds(bot.lets[index].expression, situation, &seen)
      }
    case .operation(.conditional, let parts):
      var values: [Int64] = []
      for part in parts.dropFirst() {
        for value in thresholds(part, situation, &seen) where !values.contains(value) {
          values.append(value)
        }
      }
      return values
    default: break
    }
    guard bot.isSetting(side) else { return [] }
    return Walk(bot, plan, situation).worth(of: side, .step(0)).value.map { [$0] } ?? []
  }

  private static func score(_ cases: [Boundary.Case]) -> Int {
    cases.count { $0.situation != nil } * 10 + Set(cases.compactMap(\.verdict?.code)).count
  }

  private func found(
    _ point: CoveragePoint, _ owner: Walk.Owner, _ comparison: CheckedExpression,
    _ sides: [CheckedExpression], _ context: Situation
  ) -> Boundary.Case {
    let step = sides[0].type.step
    let margin: Int64 = point.event == .below ? -step : point.event == .at ? 0 : step
    let solved = solver.apart(sides, by: margin, from: context)
    let found =
      first(of: solved, owner, comparison, margin)
      ?? firstUnblocked(of: solved, owner, comparison, margin)
    guard let (situation, left) = found else {
      return Boundary.Case(point: point, situation: nil, verdict: nil, value: "")
    }
    return Boundary.Case(
      point: point, situation: situation, verdict: bench.judge(situation).verdict,
      value: QuantityText.format(left, as: sides[0].type))
  }

  private func first(
    of situations: [Situation], _ owner: Walk.Owner, _ comparison: CheckedExpression,
    _ margin: Int64
  ) -> (Situation, Int64)? {
    for situation in situations {
      if let left = reached(situation, owner, comparison, margin) { return (situation, left) }
    }
    return nil
  }

  /// The situations that are looked at on the way around earlier rules, for one side of a threshold.
  private static let mostUnblocked = 24

  /// The first that gets there among situations like these in which the rule that decides no longer does, and
  /// the next, up to three rules: a value that an earlier rule looks at too had to move. Nearest first, and
  /// none twice.
  private func firstUnblocked(
    of situations: [Situation], _ owner: Walk.Owner, _ comparison: CheckedExpression,
    _ margin: Int64
  ) -> (Situation, Int64)? {
    var seen = Set(situations)
    let most = seen.count + Self.mostUnblocked
    var layer = situations
    for _ in 0..<3 {
      var next: [Situation] = []
      for situation in layer where seen.count < most {
        for freed in freed(situation) where seen.insert(freed).inserted {
          if let left = reached(freed, owner, comparison, margin) { return (freed, left) }
          next.append(freed)
        }
      }
      layer = next
    }
    return nil
  }

  /// Situations like this one in which the rule that decides does not hold.
  private func freed(_ situation: Situation) -> [Situation] {
    guard let last = Walk(bot, plan, situation).arrive().steps.indices.last,
      case .decide(let rule) = bot.steps[last]
    else { return [] }
    return solver.solve(rule.condition, 0, from: situation)
  }

  /// The left side where the bot, in this situation, asks the comparison with exactly that margin.
  private func reached(
    _ situation: Situation, _ owner: Walk.Owner, _ comparison: CheckedExpression, _ margin: Int64
  ) -> Int64? {
    var found: Int64?
    var walk = Walk(bot, plan, situation)
    walk.observe = { place, expression, worths in
      guard place == owner, expression.range == comparison.range,
        expression.kind == comparison.kind, let left = worths[0].value,
        let right = worths[1].value, Operation.subtract.apply(left, right) == margin
      else { return }
      found = left
    }
    _ = walk.arrive()
    return found
  }

  // MARK: Contexts

  /// Situations in which the comparison is asked and what stands beside it leaves it to decide.
  private func contexts(_ owner: Walk.Owner, _ range: Range<Int>) -> [Situation] {
    var found: [Situation] = []
    for (index, step) in bot.steps.enumerated() {
      guard case .decide(let rule) = step else { continue }
      found += seeds.flatMap { seed in
        sensitised(rule.condition, .step(index), owner, range, seed) ?? []
      }
    }
    for (index, gate) in bot.gates.enumerated() {
      let chosen = bot.steps.flatMap { step -> [Situation] in
        guard case .decide(let rule) = step, gate.actions.contains(rule.outcome.action),
          let base = seeds.first
        else { return [] }
        return solver.solve(rule.condition, 1, from: base)
      }
      found += (chosen + seeds).flatMap { seed in
        sensitised(gate.condition, .gate(index), owner, range, seed) ?? []
      }
    }
    return found
  }

  /// Whether the comparison is a part of `expression`. `seen` are lets that it is not in.
  private func holds(
    _ expression: CheckedExpression, _ place: Walk.Owner, _ owner: Walk.Owner,
    _ range: Range<Int>, _ seen: inout Set<Int>
  ) -> Bool {
    switch expression.kind {
    case .constant: return false
    case .variable(let identity, _):
      guard case .named(let index) = bot.variables[identity], seen.insert(index).inserted else {
        return false
      }
      return holds(bot.lets[index].expression, .named(index), owner, range, &seen)
    case .operation(let operation, let operands):
      if place == owner, expression.range == range, operation.isComparison { return true }
      for operand in operands where holds(operand, place, owner, range, &seen) { return true }
      return false
    }
  }

  /// The situations made from `start` in which the part of `expression` that is looked for decides it; nil
  /// where it is no part of it.
  private func sensitised(
    _ expression: CheckedExpression, _ place: Walk.Owner, _ owner: Walk.Owner,
    _ range: Range<Int>, _ start: Situation
  ) -> [Situation]? {
    switch expression.kind {
    case .constant: return nil
    case .variable(let identity, _):
      guard case .named(let index) = bot.variables[identity] else { return nil }
      return sensitised(bot.lets[index].expression, .named(index), owner, range, start)
    case .operation(let operation, let operands):
      if place == owner, expression.range == range, operation.isComparison { return [start] }
      for (position, operand) in operands.enumerated() {
        var seen: Set<Int> = []
        guard holds(operand, place, owner, range, &seen) else { continue }
        let prepared: [Situation] =
          switch operation {
          case .and: solver.solve(operands[1 - position], 1, from: start)
          case .or: solver.solve(operands[1 - position], 0, from: start)
          case .conditional where position > 0:
            solver.solve(operands[0], position == 1 ? 1 : 0, from: start)
          default: [start]
          }
        return prepared.flatMap { sensitised(operand, place, owner, range, $0) ?? [] }
      }
      return nil
    }
  }
}

extension CompiledBot {
  /// The whole expression of an owner; nil for a `require`.
  func expression(of owner: Walk.Owner) -> CheckedExpression? {
    switch owner {
    case .step(let index):
      if case .decide(let rule) = steps[index] { rule.condition } else { nil }
    case .gate(let index): gates[index].condition
    case .named(let index): lets[index].expression
    }
  }

  /// `rule 5`, `gate 1`, `let threshold`.
  func title(of owner: Walk.Owner) -> String {
    switch owner {
    case .step(let index): "rule \(index + 1)"
    case .gate(let index): "gate \(index + 1)"
    case .named(let index): "let \(lets[index].name)"
    }
  }
}

extension CheckedExpression {
  /// The comparison inside this expression that stands at `range`.
  func part(at range: Range<Int>) -> CheckedExpression? {
    guard case .operation(let operation, let operands) = kind else { return nil }
    if self.range == range, operation.isComparison { return self }
    return operands.lazy.compactMap { $0.part(at: range) }.first
  }
}
