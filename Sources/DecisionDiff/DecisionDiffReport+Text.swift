import CommandLine
import Diagnostics

extension DecisionDiffReport {
  /// For a terminal.
  package var text: String {
    var parts = sections.map(Self.text)
    if !examples.isEmpty {
      parts.append(
        "examples\n" + examples.enumerated().map { text(of: $1, $0 + 1) }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n")
  }

  private static func text(_ section: ReportSection) -> String {
    var text = section.title + "\n"
    for line in section.lines { text += "  \(line)\n" }
    if let table = section.table {
      var rendered = TextTable(
        table.columns.enumerated().map { index, column in
          index == 0 || column.isText ? .left(column.title) : .right(column.title)
        })
      for row in table.rows { rendered.add(row) }
      text += rendered.rendered()
    }
    for line in section.remarks { text += "  \(line)\n" }
    return text
  }

  private func text(of example: DecisionExample, _ number: Int) -> String {
    var lines = ["\(number) \(EventTime.text(example.time)) \(place(of: example))"]
    lines.append(
      "    "
        + example.facts.map { "\($0.name) \($0.text)" }.joined(separator: ", ").printable())
    lines.append("    base  " + Self.line(example.base))
    lines.append("    head  " + Self.line(example.head))
    for command in commands(for: example) { lines.append("    \(command)") }
    return lines.joined(separator: "\n") + "\n"
  }

  func place(of example: DecisionExample) -> String {
    let market = example.market.isEmpty ? "" : "market \(Self.short(example.market)) "
    let strategy = example.strategy.map { "strategy \($0) " } ?? ""
    return "\(market)\(strategy)\(example.name)".printable()
  }

  /// `QUEUE_WARDEN_STALE_ORDER RESHAPE cancel  rule 4: 46s against 45s, margin 1s`
  static func line(_ side: DecisionExample.Side) -> String {
    let decision = "\(side.outcome.code) \(side.outcome.severity) \(side.outcome.action)"
    let reason = [
      side.comparison, side.margin.isEmpty ? "" : "margin \(side.margin)",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
    guard !side.decider.isEmpty else { return decision }
    return "\(decision)  \(side.decider)\(reason.isEmpty ? "" : ": \(reason)")"
  }

  /// The lines for the shell that decide the event again, once for each side that lies in a folder.
  func commands(for example: DecisionExample) -> [String] {
    guard !example.event.isEmpty else { return [] }
    let event =
      "'"
      + example.event.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: #"'\''"#) + "'"
    return [base, head].compactMap { side in
      side.folder.map {
        "echo \(event) | polytraders eval \(example.bot) --policies \(Self.quoted($0)) --events -"
      }
    }
  }

  private static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || "/._-".utf8.contains(byte)
    }
    guard !isPlain else { return path }
    return "'"
      + path.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: #"'\''"#) + "'"
  }
}
