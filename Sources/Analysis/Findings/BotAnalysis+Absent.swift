import CEL
import Graph
import Policy
import Trading

/// Defaults that turn what is unknown into what is fine.
extension BotAnalysis {
  /// Whether an event passes without the field that with some value of it a HARD_REJECT rule refuses.
  mutating func absentPasses(_ input: DecisionPlan.Input) -> Finding? {
    var space = EventSpace([side.plan])
    guard let field = space.variable(input.declaration.path),
      let alternative = space.addAlternative(to: input.declaration.path)
    else { return nil }
    var table = SymbolTable(space: space)
    let without = SymbolicBot(side.plan, in: &table)
    let with = SymbolicBot(
      side.plan, in: &table, replacing: [input.declaration.path: alternative])
    space = table.space
    let none = Definitions(first: space.variables.count)
    let cell = space.cell.narrowed(by: [.absent(field), .present(alternative)], none)
    var exploration = Exploration(table, limit: limit)
    var found: Finding?
    let policies = side.graph.policies
    let search = self
    exploration.walk(cell) { interpreter -> Interpretation<Int?> in
      switch interpreter.decide(without) {
      case .split(let parts): return .split(parts)
      case .result(let passing):
        guard !passing.outcome.action.isProtective else { return .result(nil) }
        switch interpreter.decide(with) {
        case .split(let parts): return .split(parts)
        case .result(let refusing):
          let refuses =
            refusing.isHeld && refusing.gate == nil
            && policies.severity(of: refusing.outcome.code) == .hardReject
          return .result(refuses ? refusing.step : nil)
        }
      }
    } leaf: { step, cell, definitions in
      guard let step,
        case .found(let values) = CellSearch.solve(
          cell, definitions, wishes: table.space.variables.map(\.expected)),
        let shown = search.witness(without: field, values, value: values[alternative], step)
      else { return .goOn }
      found = search.finding(
        .absentPasses(field: input.name, search.rule(step)),
        at: input.declaration.name.location, shown)
      return .stop
    }
    if !exploration.isComplete { isIncomplete = true }
    return found
  }

  /// The event without the field and what becomes of it, then what becomes of the one with it.
  private func witness(
    without field: Int, _ values: [Int64?], value: Int64?, _ step: Int
  ) -> Witness? {
    var full = Array(values.prefix(table.space.variables.count))
    let event = writer.event(full)
    full[field] = value
    guard let passing = writer.judge(event, with: side.evaluator),
      !passing.outcome.action.isProtective,
      let refusing = writer.judge(writer.event(full), with: side.evaluator),
      refusing.decision.cause == .rule, refusing.decision.step == step
    else { return nil }
    return Witness(event: event, decisions: [passing.decided, refusing.decided])
  }

  /// Whether a HARD_REJECT rule takes a default for what the event does not say. An unknown fact stays unknown
  /// through `orValue`; an element or a key that is absent does not.
  func defaultJudged(_ step: Int) -> Finding? {
    guard case .decide(let rule) = bot.steps[step],
      side.graph.policies.severity(of: rule.outcome.code) == .hardReject,
      bot.reach(of: rule.condition).contains(where: takesDefault)
    else { return nil }
    return finding(.defaultJudged(self.rule(step)), at: location(ofRule: step))
  }

  private func takesDefault(_ identity: Int) -> Bool {
    guard bot.variables.indices.contains(identity),
      case .computed(let index) = bot.variables[identity]
    else { return false }
    return bot.computed[index].expression.takesDefault
  }
}

extension TypedExpression {
  fileprivate var takesDefault: Bool {
    if case .alternative(_, _, isValue: true) = kind { return true }
    return parts.contains(where: \.takesDefault)
  }
}
