import Diagnostics

/// Columns of text for a terminal, each as wide as its widest cell.
package struct TextTable: Sendable {
  /// The head of a column and the side its cells stand on.
  package struct Column: Sendable {
    let title: String
    let isRight: Bool

    package static func left(_ title: String) -> Column { Column(title: title, isRight: false) }

    /// For numbers.
    package static func right(_ title: String) -> Column { Column(title: title, isRight: true) }
  }

  private enum Row {
    case cells([String])
    case rule
  }

  private let columns: [Column]
  private var rows: [Row] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row; missing cells are empty. Control characters in cells are replaced, since names come from outside.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count <= columns.count, "a row has more cells than the table has columns")
    rows.append(.cells(cells.map { $0.printable() }))
  }

  /// A line across, before sums.
  package mutating func addRule() {
    rows.append(.rule)
  }

  /// The table with its heads, each line ending in a line break and no line in blanks.
  package func rendered() -> String {
    var widths = columns.map(\.title.count)
    for case .cells(let cells) in rows {
      for (index, cell) in cells.enumerated() { widths[index] = max(widths[index], cell.count) }
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    var text = line(columns.map(\.title), widths) + line(rule, widths)
    for row in rows {
      switch row {
      case .cells(let cells): text += line(cells, widths)
      case .rule: text += line(rule, widths)
      }
    }
    return text
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[index] - cell.count)
      if index > 0 { text += "  " }
      text += columns[index].isRight ? padding + cell : cell + padding
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }

}

/// `1234567` as `1,234,567`.
package func grouped(_ number: some BinaryInteger) -> String {
  let digits = String(number.magnitude)
  var text = number < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return text
}
