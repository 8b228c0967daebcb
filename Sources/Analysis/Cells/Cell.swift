import CEL

/// A part of the event space: which paths the event has, and between which bounds its values, and sums of
/// them, lie. The events of a cell are those that meet all of it; a cell may turn out to have none.
struct Cell: Sendable {
  enum Presence: Sendable {
    case open, present, absent
  }

  /// One step into a smaller cell.
  enum Constraint: Sendable {
    case present(Int)
    case absent(Int)
    case within(LinearForm, Interval)
  }

  /// A sum of two or more variables, and what is known of it.
  struct Row: Sendable {
    var form: LinearForm
    var interval: Interval
  }

  /// By variable of the event.
  private(set) var presence: [Presence]
  /// By variable, those of definitions behind those of the event.
  private(set) var bounds: [Interval]
  private(set) var rows: [Row] = []
  /// Variables of definitions that something in this cell depends on.
  private(set) var defined: [Int] = []
  /// No event meets the constraints; true means proved.
  private(set) var isEmpty = false

  init(bounds: [Interval]) {
    self.bounds = bounds
    presence = Array(repeating: .open, count: bounds.count)
  }

  // MARK: Ranges

  /// The values that a form can have here; a superset.
  func range(of form: LinearForm) -> Interval {
    var range = sum(of: form)
    guard form.terms.count > 1 || !rows.isEmpty else { return range }
    for row in rows {
      for term in row.form.terms {
        let own = form.coefficient(of: term.variable)
        guard own != 0, own % term.coefficient == 0 else { continue }
        let factor = own / term.coefficient
        // form = factor * row + rest.
        guard let rest = form.plus(row.form, times: -factor) else { continue }
        range = range.meet(row.interval.scaled(by: factor) + sum(of: rest))
      }
    }
    return range
  }

  private func sum(of form: LinearForm) -> Interval {
    form.terms.reduce(Interval(form.constant)) {
      $0 + bounds(of: $1.variable).scaled(by: $1.coefficient)
    }
  }

  func bounds(of variable: Int) -> Interval {
    variable < bounds.count ? bounds[variable] : .unlimited
  }

  // MARK: Narrowing

  /// The events of this cell that meet the constraints, as far as bounds can tell.
  func narrowed(by constraints: [Constraint], _ definitions: Definitions) -> Cell {
    var cell = self
    for constraint in constraints { cell.add(constraint, definitions) }
    cell.propagate(definitions)
    return cell
  }

  mutating func add(_ constraint: Constraint, _ definitions: Definitions) {
    switch constraint {
    case .present(let variable): setPresence(variable, .present)
    case .absent(let variable): setPresence(variable, .absent)
    case .within(let form, let interval):
      demand(form, interval)
      // Of a defined variable, also what it means for the operands.
      guard let variable = form.terms.first?.variable, form.terms.count == 1,
        let definition = definitions[variable]
      else { return }
      for implied in definition.constraints(within: bounds(of: variable)) {
        demand(implied.form, implied.interval)
      }
    }
  }

  private mutating func setPresence(_ variable: Int, _ presence: Presence) {
    if self.presence[variable] == .open { self.presence[variable] = presence }
    if self.presence[variable] != presence { isEmpty = true }
  }

  /// Makes a defined variable part of the cell.
  mutating func use(_ variable: Int, _ definitions: Definitions) {
    guard !defined.contains(variable) else { return }
    while bounds.count <= variable { bounds.append(.unlimited) }
    defined.append(variable)
    forward(variable, definitions)
  }

  private mutating func demand(_ form: LinearForm, _ interval: Interval) {
    if let value = form.value {
      if !interval.contains(value) { isEmpty = true }
      return
    }
    let (row, factor) = form.row
    let wanted = (interval - Interval(form.constant)).divided(by: factor)
    if let variable = row.variable {
      setBounds(variable, wanted)
    } else if let index = rows.firstIndex(where: { $0.form == row }) {
      rows[index].interval = rows[index].interval.meet(wanted)
      if rows[index].interval.isEmpty { isEmpty = true }
    } else {
      let interval = wanted.meet(sum(of: row))
      if interval.isEmpty { isEmpty = true }
      rows.append(Row(form: row, interval: interval))
    }
  }

  @discardableResult
  private mutating func setBounds(_ variable: Int, _ interval: Interval) -> Bool {
    while bounds.count <= variable { bounds.append(.unlimited) }
    let narrowed = bounds[variable].meet(interval)
    guard narrowed != bounds[variable] else { return false }
    bounds[variable] = narrowed
    if narrowed.isEmpty { isEmpty = true }
    return true
  }

  // MARK: Propagation

  /// Narrows bounds by rows and rows by bounds until nothing moves, or long enough: bounds that creep towards
  /// each other over 64 bits are left to `Elimination`.
  private static let mostRounds = 24

  mutating func propagate(_ definitions: Definitions) {
    for _ in 0..<Self.mostRounds where !isEmpty {
      var moved = false
      for variable in defined { moved = forward(variable, definitions) || moved }
      for index in rows.indices where !isEmpty { moved = propagate(row: index) || moved }
      guard moved else { return }
    }
  }

  @discardableResult
  private mutating func forward(_ variable: Int, _ definitions: Definitions) -> Bool {
    guard let definition = definitions[variable] else { return false }
    let left = range(of: definition.left)
    let right = range(of: definition.right)
    let moved = setBounds(variable, definition.range(left, right))
    guard definition.operation == .multiply, !definition.isFree, !isEmpty else { return moved }
    let first = backward(definition.left, bounds[variable], right.meet(.slot))
    let second = backward(definition.right, bounds[variable], left.meet(.slot))
    return first || second || moved
  }

  /// Narrows one factor, where it is a variable, by a product and the other factor, both above zero. A product
  /// without an upper bound, as that of two large slots has none, is no bound of its factors.
  private mutating func backward(
    _ factor: LinearForm, _ product: Interval, _ other: Interval
  ) -> Bool {
    guard let variable = factor.variable, product.lower > 0, other.lower > 0, !other.isEmpty,
      bounds[variable].lower >= 0
    else { return false }
    let lower = Interval.ceiling(product.lower, other.upper)
    let upper =
      product.hasUpper
      ? Interval.floor(product.upper, other.lower) : Interval.unlimited.upper
    return setBounds(variable, Interval(lower, upper))
  }

  private mutating func propagate(row index: Int) -> Bool {
    let form = rows[index].form
    let total = sum(of: form)
    let interval = rows[index].interval.meet(total)
    rows[index].interval = interval
    guard !interval.isEmpty else {
      isEmpty = true
      return true
    }
    var moved = false
    for term in form.terms {
      let rest = form.terms.reduce(Interval(0)) { sum, other in
        other.variable == term.variable
          ? sum : sum + bounds[other.variable].scaled(by: other.coefficient)
      }
      moved =
        setBounds(term.variable, (interval - rest).divided(by: term.coefficient)) || moved
      if isEmpty { return true }
    }
    return moved
  }
}
