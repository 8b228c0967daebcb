import Graph
import Policy
import Trading

/// Two versions of one bot in one scope, over one event space.
struct PlanPair {
  /// One version.
  struct Side {
    var graph: CompiledGraph
    var bot: CompiledBot
    var plan: DecisionPlan
    var evaluator: EventEvaluator

    /// Nil where the bot runs on no event.
    init?(_ graph: CompiledGraph, _ bot: CompiledBot, in scope: Scope) {
      guard let event = bot.specification.events.first,
        let evaluator = EventEvaluator(graph: graph, bot: bot)
      else { return nil }
      self.graph = graph
      self.bot = bot
      self.evaluator = evaluator
      plan = graph.plan(for: bot, on: event, in: scope)
    }
  }

  let old: Side
  let new: Side
  private let scope: Scope
  private let limit: Int

  init(_ old: Side, _ new: Side, in scope: Scope, limit: Int) {
    self.old = old
    self.new = new
    self.scope = scope
    self.limit = limit
  }

  /// How the decisions changed over all events that both versions accept, and by events that only one does.
  func verdict() -> Verdict {
    let space = EventSpace([old.plan, new.plan])
    if let conflict = space.conflicts.first {
      return Verdict(
        relation: nil, doubt: .pathsDiffer(conflict.path), witnesses: [:], renamed: nil, cells: 0)
    }
    var table = SymbolTable(space: space)
    let oldBot = SymbolicBot(old.plan, in: &table)
    let newBot = SymbolicBot(new.plan, in: &table)
    var search = Search(pair: self, space: table.space, limit: limit)
    search.refusals()
    search.walk(table, oldBot, newBot)
    return search.verdict
  }

  /// What is looked for and what was found.
  struct Search {
    let pair: PlanPair
    let space: EventSpace
    let limit: Int
    let writer: EventWitness
    let wishes: [Int64]
    var witnesses: [Strictness.Relation: Witness] = [:]
    var undecided: Set<Strictness.Relation> = []
    var isComplete = true
    var cells = 0

    init(pair: PlanPair, space: EventSpace, limit: Int) {
      self.pair = pair
      self.space = space
      self.limit = limit
      writer = EventWitness(space, in: pair.scope)
      wishes = space.variables.map(\.expected)
    }

    mutating func walk(_ table: SymbolTable, _ old: SymbolicBot, _ new: SymbolicBot) {
      var exploration = Exploration(table, limit: limit)
      exploration.walk(space.cell) { interpreter in
        switch interpreter.decide(old) {
        case .split(let parts): return .split(parts)
        case .result(let before):
          switch interpreter.decide(new) {
          case .split(let parts): return .split(parts)
          case .result(let after):
            return .result((old.judgement(before), new.judgement(after)))
          }
        }
      } leaf: { (decisions: (Strictness.Judgement, Strictness.Judgement), cell, definitions) in
        consider(decisions.0, decisions.1, cell, definitions)
        return .goOn
      }
      isComplete = exploration.isComplete
      cells = exploration.visited
    }

    private func relation(
      _ old: Strictness.Judgement, _ new: Strictness.Judgement
    ) -> Strictness.Relation {
      Strictness.relation(
        old, in: pair.old.graph.policies, new, in: pair.new.graph.policies)
    }

    private mutating func consider(
      _ old: Strictness.Judgement, _ new: Strictness.Judgement, _ cell: Cell,
      _ definitions: Definitions
    ) {
      let relation = relation(old, new)
      guard witnesses[relation] == nil, relation != .equal || old.outcome != new.outcome else {
        return
      }
      switch CellSearch.solve(cell, definitions, wishes: wishes) {
      case .empty: return
      case .unknown: undecided.insert(relation)
      case .found(let values):
        let event = writer.event(values)
        guard let before = writer.judge(event, with: pair.old.evaluator),
          let after = writer.judge(event, with: pair.new.evaluator),
          before.judgement == old, after.judgement == new
        else {
          undecided.insert(relation)
          return
        }
        witnesses[relation] = Witness(event: event, decisions: [before.decided, after.decided])
      }
    }

    var verdict: Verdict {
      let changes = witnesses.filter { $0.key != .equal }
      let found = changes.keys.reduce(Strictness.Relation.equal) { $0.joined($1) }
      let open = undecided.subtracting(witnesses.keys)
      // What is incomparable stays so; anything else holds only if nothing open can change it.
      let isKnown =
        found == .incomparable || (isComplete && open.allSatisfy { found.joined($0) == found })
      let doubt: Verdict.Doubt? =
        isKnown ? nil : isComplete ? .undecidedCell : .tooManyCells(limit)
      return Verdict(
        relation: isKnown ? found : nil, doubt: doubt, witnesses: changes,
        renamed: witnesses[.equal], cells: cells)
    }
  }
}

extension Witness.Decided {
  /// A version that does not accept the event decides nothing.
  static let refused = Witness.Decided(
    code: "-", severity: "-", action: "refused: no event", comparison: "")
}
