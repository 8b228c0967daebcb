import Graph
import Policy
import Trading

/// A bot that only one of two policies has. Where there is no bot nothing is held back, so that adding one
/// changes an event as far as its decision is stricter than the weakest action of its kind.
struct LoneBot {
  private let graph: CompiledGraph
  private let bot: CompiledBot
  private let isNew: Bool
  private let scopes: ScopeList
  private let limit: Int

  init(
    _ graph: CompiledGraph, _ bot: CompiledBot, isNew: Bool, _ scopes: ScopeList, _ limit: Int
  ) {
    self.graph = graph
    self.bot = bot
    self.isNew = isNew
    self.scopes = scopes
    self.limit = limit
  }

  /// Over all scopes, each set of values once.
  var verdict: Verdict {
    var verdict: Verdict?
    var seen: Set<[Int64]> = []
    for scope in scopes.scopes {
      guard let side = PlanPair.Side(graph, bot, in: scope),
        seen.insert(side.plan.values).inserted
      else { continue }
      let next = self.verdict(of: side, in: scope)
      verdict = verdict?.joined(next) ?? next
    }
    let found = verdict ?? .unchanged
    return scopes.leavesOut ? found.withScopesLeftOut : found
  }

  /// What it means for an event that a bot decides it so, against no bot.
  private func relation(_ action: Action) -> Strictness.Relation {
    let ways = Strictness.weakest.map { Strictness.relation($0, action) }
    if ways.contains(.equal) { return .equal }
    guard ways.contains(.tighter) else { return .incomparable }
    return isNew ? .tighter : .looser
  }

  private func verdict(of side: PlanPair.Side, in scope: Scope) -> Verdict {
    let space = EventSpace([side.plan])
    var table = SymbolTable(space: space)
    let symbols = SymbolicBot(side.plan, in: &table)
    let writer = EventWitness(space, in: scope)
    let wishes = space.variables.map(\.expected)
    var witnesses: [Strictness.Relation: Witness] = [:]
    var undecided: Set<Strictness.Relation> = []
    var exploration = Exploration(table, limit: limit)
    exploration.walk(space.cell) { interpreter in
      interpreter.decide(symbols)
    } leaf: { (decision: SymbolicDecision, cell, definitions) in
      let relation = relation(decision.outcome.action)
      guard relation != .equal, witnesses[relation] == nil else { return .goOn }
      switch CellSearch.solve(cell, definitions, wishes: wishes) {
      case .empty: return .goOn
      case .unknown: undecided.insert(relation)
      case .found(let values):
        let event = writer.event(values)
        guard let judged = writer.judge(event, with: side.evaluator),
          self.relation(judged.outcome.action) == relation
        else {
          undecided.insert(relation)
          return .goOn
        }
        witnesses[relation] = Witness(
          event: event,
          decisions: isNew ? [.nobody, judged.decided] : [judged.decided, .nobody])
      }
      return .goOn
    }
    let found = witnesses.keys.reduce(Strictness.Relation.equal) { $0.joined($1) }
    let isKnown =
      found == .incomparable
      || (exploration.isComplete && undecided.allSatisfy { found.joined($0) == found })
    return Verdict(
      relation: isKnown ? found : nil,
      doubt: isKnown ? nil : exploration.isComplete ? .undecidedCell : .tooManyCells(limit),
      witnesses: witnesses, renamed: nil, cells: exploration.visited)
  }
}

extension Witness.Decided {
  /// A policy without the bot.
  fileprivate static let nobody = Witness.Decided(
    code: "-", severity: "-", action: "nobody decides", comparison: "")
}
