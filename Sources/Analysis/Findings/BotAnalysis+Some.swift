import CEL
import Graph
import Policy
import Trading

/// What some event shows.
extension BotAnalysis {
  mutating func someFindings(overlaps: Bool) -> [Finding] {
    var findings: [Finding] = []
    for step in symbols.decider.steps.indices {
      findings += masked(step)
      if let found = defaultJudged(step) { findings.append(found) }
    }
    for input in side.plan.inputs where input.declaration.absent != nil && input.bot == bot.name {
      if let found = absentPasses(input) { findings.append(found) }
    }
    if overlaps { findings += self.overlaps() }
    return findings
  }

  // MARK: Masked

  /// Times that CEL has: years 1 to 9999. Beyond them every sum may fail, which nobody needs to be told.
  private static let times = Interval(-62_135_596_800_000, 253_402_300_799_999)

  private var plausible: Cell {
    let none = Definitions(first: table.space.variables.count)
    return table.space.variables.indices.reduce(table.space.cell) { cell, number in
      table.space.variables[number].type == .timestamp
        ? cell.narrowed(by: [.within(LinearForm(variable: number), Self.times)], none) : cell
    }
  }

  /// Unknowns and errors in a rule that the other side absorbs, in events that then pass.
  private mutating func masked(_ step: Int) -> [Finding] {
    guard case .decide(let condition, _) = symbols.decider.steps[step] else { return [] }
    var findings: [Finding] = []
    for node in table.logicalNodes(in: condition) {
      guard case .operation(let operation, let sides) = table.nodes[node],
        let found = masked(step, sides[0], sides[1], absorbing: operation == .and ? 0 : 1)
      else { continue }
      if !findings.contains(where: { $0.kind == found.kind }) { findings.append(found) }
    }
    return findings
  }

  private mutating func masked(
    _ step: Int, _ left: Int, _ right: Int, absorbing: Int128
  ) -> Finding? {
    var found: Finding?
    let search = self
    let symbols = symbols
    ask(plausible) { interpreter -> Interpretation<Resolution?> in
      if case .split(let parts) = interpreter.decideProviders(of: symbols) { return .split(parts) }
      let sides = [interpreter.truth(left), interpreter.truth(right)]
      for case .split(let parts) in sides { return .split(parts) }
      let absorbs = sides.contains { side in
        if case .value(let form) = side { form.constant == absorbing } else { false }
      }
      let lack = sides.first { side in
        if case .value = side { false } else { true }
      }
      guard absorbs, let lack else { return .result(nil) }
      switch interpreter.decide(symbols) {
      case .split(let parts): return .split(parts)
      case .result(let decision):
        let passes = decision.step >= step && !decision.outcome.action.isProtective
        return .result(passes ? lack : nil)
      }
    } leaf: { lack, cell, definitions in
      guard let lack else { return .goOn }
      let shown = search.witness(search.possible(cell, definitions).values) {
        $0.decision.masked > 0 && !$0.outcome.action.isProtective
      }
      guard let shown else { return .goOn }
      var fact: String?
      if case .unknown(let number) = lack {
        fact = symbols.plan.missing[number - symbols.firstMissing].name
      }
      found = search.finding(
        .masked(search.rule(step), fact: fact), at: search.location(ofRule: step), shown)
      return .stop
    }
    return found
  }

  // MARK: Overlaps

  private mutating func overlaps() -> [Finding] {
    var findings: [Finding] = []
    let steps = symbols.decider.steps
    for (second, later) in steps.enumerated() {
      for (first, earlier) in steps[..<second].enumerated() {
        guard case .decide(let one, let outcome) = earlier,
          case .decide(let other, let different) = later, outcome != different,
          let found = overlap(first, one, second, other)
        else { continue }
        findings.append(found)
      }
    }
    return findings
  }

  private mutating func overlap(
    _ first: Int, _ one: Int, _ second: Int, _ other: Int
  ) -> Finding? {
    var found: Finding?
    let search = self
    let symbols = symbols
    ask { interpreter -> Interpretation<Bool> in
      if case .split(let parts) = interpreter.decideProviders(of: symbols) { return .split(parts) }
      for condition in [one, other] {
        switch interpreter.truth(condition) {
        case .split(let parts): return .split(parts)
        case .value(let form) where form.constant == 1: continue
        default: return .result(false)
        }
      }
      // Where a third rule stands above both in all such events, their order makes no difference.
      switch interpreter.decide(symbols) {
      case .split(let parts): return .split(parts)
      case .result(let decision): return .result(decision.isHeld && decision.step == first)
      }
    } leaf: { holds, cell, definitions in
      guard holds else { return .goOn }
      let shown = search.witness(search.possible(cell, definitions).values) { judged in
        let rules = Explanation(judged.frame).stages.last?.rules ?? []
        return judged.decision.step == first
          && [first, second].allSatisfy {
            rules.indices.contains($0) && rules[$0].answer == .holds
          }
      }
      guard let shown else { return .goOn }
      found = search.finding(
        .overlap(search.rule(first), with: search.rule(second)),
        at: search.location(ofRule: second), shown)
      return .stop
    }
    return found
  }
}

extension SymbolTable {
  /// The `&&` and `||` at and below a node.
  func logicalNodes(in node: Int) -> [Int] {
    var found: [Int] = []
    var seen: Set<Int> = []
    func visit(_ node: Int) {
      guard seen.insert(node).inserted, case .operation(let operation, let sides) = nodes[node]
      else { return }
      if operation == .and || operation == .or { found.append(node) }
      for side in sides { visit(side) }
    }
    visit(node)
    return found
  }
}
