extension DecisionDiffReport {
  /// For a pull request: the figures that decide first, the rest folded away.
  package var markdown: String {
    let all = sections
    var text = ""
    for (position, section) in all.enumerated() {
      let isOpen = position < 2
      text += isOpen ? "### \(Self.escaped(section.title))\n\n" : Self.folded(section.title)
      text += Self.markdown(section)
      if !isOpen { text += "</details>\n\n" }
    }
    guard !examples.isEmpty else { return text }
    text += Self.folded("\(examples.count) examples")
    for (number, example) in examples.enumerated() {
      text += "\(number + 1). \(EventTime.text(example.time)) \(Self.escaped(place(of: example)))\n"
      text +=
        "   - \(Self.escaped(example.facts.map { "\($0.name) \($0.text)" }.joined(separator: ", ")))\n"
      text += "   - base: \(Self.escaped(Self.line(example.base)))\n"
      text += "   - head: \(Self.escaped(Self.line(example.head)))\n"
      for command in commands(for: example) {
        text += "\n   \(Self.fence(command))sh\n   \(command)\n   \(Self.fence(command))\n"
      }
    }
    return text + "</details>\n"
  }

  private static func folded(_ title: String) -> String {
    "<details><summary>\(escaped(title))</summary>\n\n"
  }

  private static func markdown(_ section: ReportSection) -> String {
    var text = section.lines.map { "- \(escaped($0))\n" }.joined()
    if !section.lines.isEmpty { text += "\n" }
    if let table = section.table {
      text += "|" + table.columns.map { " \(escaped($0.title)) |" }.joined() + "\n|"
      text += table.columns.enumerated().map { $0 == 0 || $1.isText ? "---|" : "---:|" }.joined()
      text += "\n"
      for row in table.rows { text += "|" + row.map { " \(escaped($0)) |" }.joined() + "\n" }
      text += "\n"
    }
    for line in section.remarks { text += "\(escaped(line))\n\n" }
    return text
  }

  /// Names come from outside: nothing of them may become a link, a tag, a cell or a mention.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "|", "`", "*", "_", "[", "]", "#", "\\", "~": escaped += "\\\(Character(scalar))"
      case "@": escaped += "@\u{200B}"
      case _ where scalar.properties.generalCategory == .control: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A fence that the text does not hold.
  private static func fence(_ text: String) -> String {
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    return fence
  }
}
