import CEL
import Graph
import Trading

/// What an expression is for the events of one cell.
enum Resolution {
  /// Known; its value is the form's.
  case value(LinearForm)
  case error
  /// Unknown because of the missing condition of that number.
  case unknown(Int)
  /// Not the same for all: these smaller cells cover the cell.
  case split([[Cell.Constraint]])
}

/// Evaluates nodes over cells, with the states of the careful run (`Plan.runCarefully`): unknown beats error,
/// `&&` and `||` absorb both where the other side decides, `?:` takes the chosen side's.
struct Interpreter {
  let table: SymbolTable
  var definitions: Definitions
  /// The cell at hand; definitions that its values need are added to it.
  var cell: Cell
  private var known: [Resolution?]
  /// What the stages decided so far, by number.
  private var outcomes: [Int: Int64] = [:]

  init(_ table: SymbolTable, _ cell: Cell, _ definitions: Definitions) {
    self.table = table
    self.cell = cell
    self.definitions = definitions
    known = Array(repeating: nil, count: table.nodes.count)
  }

  mutating func setOutcome(_ position: Int64, ofStage number: Int) {
    outcomes[number] = position
  }

  mutating func resolve(_ node: Int) -> Resolution {
    if let resolution = known[node] { return resolution }
    let resolution = compute(table.nodes[node])
    known[node] = resolution
    return resolution
  }

  /// As `resolve`, for a condition: known only where its value is one constant.
  mutating func truth(_ node: Int) -> Resolution {
    let resolution = resolve(node)
    guard case .value(let form) = resolution else { return resolution }
    let range = cell.range(of: form)
    if let single = range.single { return .value(LinearForm(constant: single)) }
    return .split([
      [.within(form, Interval(0))], [.within(form, Interval(1))],
    ])
  }

  private mutating func compute(_ node: SymbolTable.Node) -> Resolution {
    switch node {
    case .constant(let value): return .value(LinearForm(constant: Int128(value)))
    case .now: return .value(LinearForm(variable: EventSpace.now))
    case .outcome(let stage):
      guard let position = outcomes[stage] else {
        preconditionFailure("stages are interpreted in order")
      }
      return .value(LinearForm(constant: Int128(position)))
    case .input(let variable, let missing):
      return ifPresent(missing) { _ in .value(LinearForm(variable: variable)) }
    case .replacedByNow(let variable, let missing):
      return ifPresent(missing) { cell in
        switch cell.presence[variable] {
        case .present: .value(LinearForm(variable: variable))
        case .absent: .value(LinearForm(variable: EventSpace.now))
        case .open: .split([[.present(variable)], [.absent(variable)]])
        }
      }
    case .operation(let operation, let operands): return compute(operation, operands)
    case .computed(let variable, let ending, let missing):
      return ended(LinearForm(variable: variable), LinearForm(variable: ending), missing)
    }
  }

  /// How a computation over texts and lists ends: with any value, with an error, or unknown by a condition that
  /// does hold.
  private func ended(
    _ value: LinearForm, _ ending: LinearForm, _ missing: [Int]
  ) -> Resolution {
    var endings: [Int128: Resolution] = [0: .value(value), 1: .error]
    for (place, number) in missing.enumerated() {
      switch isMissing(number) {
      case .value(let form) where form.constant == 0: continue
      case .value: endings[Int128(place + 2)] = .unknown(number)
      case let split: return split
      }
    }
    if let single = cell.range(of: ending).single { return endings[single] ?? .error }
    return .split(endings.keys.sorted().map { [.within(ending, Interval($0))] })
  }

  // MARK: Missing facts

  /// The value where none of `missing` holds; the first of them that does makes it unknown.
  private func ifPresent(_ missing: [Int], _ value: (Cell) -> Resolution) -> Resolution {
    for number in missing {
      switch isMissing(number) {
      case .value(let form) where form.constant == 0: continue
      case .value: return .unknown(number)
      case let split: return split
      }
    }
    return value(cell)
  }

  /// Whether a missing condition holds: a constant 0 or 1, or a split.
  func isMissing(_ number: Int) -> Resolution {
    var open: Resolution?
    for cause in table.missing[number].causes {
      switch holds(cause) {
      case .value(let form):
        if form.constant == 1 { return .value(form) }
      case let split: open = open ?? split
      }
    }
    return open ?? .value(LinearForm(constant: 0))
  }

  private func holds(_ cause: SymbolTable.MissingCondition.Cause) -> Resolution {
    func answer(_ holds: Bool) -> Resolution { .value(LinearForm(constant: holds ? 1 : 0)) }
    func presence(
      _ variable: Int, _ fine: Interval, _ bad: [Interval]
    ) -> Resolution {
      let form = LinearForm(variable: variable)
      switch cell.presence[variable] {
      case .absent: return answer(true)
      case .open: return .split([[.present(variable)], [.absent(variable)]])
      case .present:
        let range = cell.range(of: form)
        if fine.contains(range) { return answer(false) }
        if range.isDisjoint(from: fine) { return answer(true) }
        return .split(([fine] + bad).map { [.within(form, $0)] })
      }
    }
    switch cause {
    case .absent(let variable): return presence(variable, .unlimited, [])
    case .unavailable(let variable): return presence(variable, Interval(1), [Interval(0)])
    case .age(let variable, let ages):
      return presence(variable, ages, [.atLeast(ages.upper + 1), .atMost(ages.lower - 1)])
    }
  }
}
