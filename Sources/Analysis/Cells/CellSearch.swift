/// Looks for one event of a cell: fixes value after value near what a person would expect and narrows in
/// between, with a bounded number of second tries.
struct CellSearch {
  enum Result {
    /// By variable of the event; nil where the event has none.
    case found([Int64?])
    /// Proved: the cell has no event.
    case empty
    case unknown
  }

  private let definitions: Definitions
  /// What a person would expect, by variable of the event.
  private let wishes: [Int64]
  private var tries = 0
  private var isExhaustive = true

  private static let mostTries = 400

  static func solve(_ cell: Cell, _ definitions: Definitions, wishes: [Int64]) -> Result {
    guard !cell.isEmpty else { return .empty }
    var search = CellSearch(definitions, wishes)
    if let values = search.dive(cell, 0) { return .found(values) }
    if search.isExhaustive || Elimination.isEmpty(cell) { return .empty }
    return .unknown
  }

  private init(_ definitions: Definitions, _ wishes: [Int64]) {
    self.definitions = definitions
    self.wishes = wishes
  }

  private mutating func dive(_ cell: Cell, _ variable: Int) -> [Int64?]? {
    guard variable < wishes.count else { return values(of: cell) }
    guard cell.presence[variable] != .absent else { return dive(cell, variable + 1) }
    let bounds = cell.bounds(of: variable)
    if bounds.single != nil { return dive(cell, variable + 1) }
    let candidates = candidates(bounds, Int128(wishes[variable]))
    for value in candidates {
      tries += 1
      guard tries <= Self.mostTries else {
        isExhaustive = false
        return nil
      }
      let narrowed = cell.narrowed(
        by: [.within(LinearForm(variable: variable), Interval(value))], definitions)
      if !narrowed.isEmpty, let values = dive(narrowed, variable + 1) { return values }
    }
    if bounds.upper - bounds.lower >= Int128(candidates.count) { isExhaustive = false }
    return nil
  }

  private func candidates(_ bounds: Interval, _ wish: Int128) -> [Int128] {
    let near = bounds.nearest(to: wish)
    let middle = bounds.lower + (bounds.upper - bounds.lower) / 2
    var candidates = [near]
    for value in [bounds.lower, bounds.upper, middle]
      + (1...8).flatMap({ [near + Int128($0), near - Int128($0)] })
    where bounds.contains(value) && !candidates.contains(value) {
      candidates.append(value)
    }
    return candidates
  }

  /// Every row and definition is a single value now, or the cell says less than it means.
  private func values(of cell: Cell) -> [Int64?]? {
    var cell = cell
    cell.propagate(definitions)
    guard !cell.isEmpty else { return nil }
    return wishes.indices.map { variable in
      cell.presence[variable] == .absent
        ? nil : cell.bounds(of: variable).single.flatMap(Int64.init(exactly:))
    }
  }
}
