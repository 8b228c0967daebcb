/// Walks the cells of an event space until a question has one answer in each of them.
struct Exploration {
  let table: SymbolTable
  /// How many cells may be looked at.
  let limit: Int
  private(set) var visited = 0
  /// False where the limit was met: then what was not found may still exist.
  private(set) var isComplete = true
  private(set) var definitions: Definitions

  /// Whether the walk goes on.
  enum Next {
    case goOn, stop
  }

  init(_ table: SymbolTable, limit: Int) {
    self.table = table
    self.limit = limit
    definitions = Definitions(first: table.space.variables.count)
  }

  /// Asks `question` of `cell` and, where it has no single answer, of the smaller cells it names; each answer
  /// goes to `leaf` with its cell. Cells without events are left out where bounds show it.
  mutating func walk<Answer>(
    _ cell: Cell, _ question: (inout Interpreter) -> Interpretation<Answer>,
    leaf: (Answer, Cell, Definitions) -> Next
  ) {
    var waiting = [cell]
    while let cell = waiting.popLast() {
      guard visited < limit else {
        isComplete = false
        return
      }
      visited += 1
      var interpreter = Interpreter(table, cell, definitions)
      let interpretation = question(&interpreter)
      definitions = interpreter.definitions
      var refined = interpreter.cell
      refined.propagate(definitions)
      if refined.isEmpty { continue }
      switch interpretation {
      case .result(let answer):
        if leaf(answer, refined, definitions) == .stop { return }
      case .split(let parts):
        for part in parts.reversed() {
          let narrowed = refined.narrowed(by: part, definitions)
          if !narrowed.isEmpty { waiting.append(narrowed) }
        }
      }
    }
  }
}
