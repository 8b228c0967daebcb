import Diagnostics
import Graph
import Policy
import Trading

/// The questions about one bot in one scope.
struct BotAnalysis {
  let side: PlanPair.Side
  let scope: Scope
  let limit: Int
  let table: SymbolTable
  let symbols: SymbolicBot
  let writer: EventWitness
  /// Whether any question met the limit.
  var isIncomplete = false

  init(_ side: PlanPair.Side, in scope: Scope, limit: Int) {
    self.side = side
    self.scope = scope
    self.limit = limit
    let space = EventSpace([side.plan])
    var table = SymbolTable(space: space)
    symbols = SymbolicBot(side.plan, in: &table)
    self.table = table
    writer = EventWitness(table.space, in: scope)
  }

  var bot: CompiledBot { side.bot }

  // MARK: Names and places

  /// The rule or `require` at a position.
  func rule(_ step: Int) -> Finding.Rule {
    switch bot.specification.rules[step] {
    case .decide(let rule):
      Finding.Rule(number: step + 1, name: rule.outcome.code.value)
    case .require(let facts):
      Finding.Rule(
        number: step + 1, name: "require \(facts.map(\.value).joined(separator: ", "))")
    }
  }

  func gate(_ position: Int) -> Finding.Rule {
    Finding.Rule(
      number: position + 1, name: bot.specification.gates[position].outcome.code.value)
  }

  func finding(_ kind: Finding.Kind, at location: Location, _ witness: Witness? = nil) -> Finding {
    Finding(kind: kind, bot: bot.name, location: location, witness: witness)
  }

  /// The place of a rule's condition, or of its facts.
  func location(ofRule step: Int) -> Location {
    switch bot.specification.rules[step] {
    case .decide(let rule): rule.condition.location
    case .require(let facts): facts.first?.location ?? bot.specification.name.location
    }
  }

  // MARK: Asking

  /// Walks the whole space, or a part of it, with a question; `leaf` gets the answers.
  mutating func ask<Answer>(
    _ cell: Cell? = nil, _ question: (inout Interpreter) -> Interpretation<Answer>,
    leaf: (Answer, Cell, Definitions) -> Exploration.Next
  ) {
    var exploration = Exploration(table, limit: limit)
    exploration.walk(cell ?? table.space.cell, question, leaf: leaf)
    if !exploration.isComplete { isIncomplete = true }
  }

  /// An event of a cell.
  func search(_ cell: Cell, _ definitions: Definitions) -> CellSearch.Result {
    CellSearch.solve(cell, definitions, wishes: table.space.variables.map(\.expected))
  }

  /// Whether a cell can have events, with one where it was found.
  func possible(_ cell: Cell, _ definitions: Definitions) -> (isPossible: Bool, values: [Int64?]?) {
    switch search(cell, definitions) {
    case .empty: (false, nil)
    case .unknown: (true, nil)
    case .found(let values): (true, values)
    }
  }

  /// The event of these values, where the evaluator decides it as expected.
  func witness(
    _ values: [Int64?]?, where isExpected: (EventWitness.Judged) -> Bool
  ) -> Witness? {
    guard let values else { return nil }
    let event = writer.event(values)
    guard let judged = writer.judge(event, with: side.evaluator), isExpected(judged) else {
      return nil
    }
    return Witness(event: event, decisions: [judged.decided])
  }
}
