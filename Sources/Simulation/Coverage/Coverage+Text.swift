extension Coverage {
  /// Both tables for people.
  package var text: String {
    var lines = ["race table (facts/oms.md 1.4), how often each row was hit"]
    for race in Race.allCases {
      let count = races[race].map(String.init) ?? race.impossibility.map { _ in "-" } ?? "0"
      let note = race.impossibility.map { "   (\($0))" } ?? ""
      lines.append(
        "  \(Self.right(String(race.rawValue), 2))  \(Self.right(count, 8))  \(race.text)\(note)")
    }
    lines.append("")
    lines.append("transition table (facts/oms.md 1.3); - cannot be, see below")
    let width = 11
    let head = Transition.Event.allCases.map { Self.right($0.rawValue, width) }.joined()
    lines.append(Self.left("", 19) + head)
    for origin in Transition.Origin.allCases {
      let cells = Transition.Event.allCases.map { event in
        let cell = Transition(origin, event)
        let count =
          transitions[cell].map(String.init) ?? (cell.impossibility == nil ? "0" : "-")
        return Self.right(count, width)
      }
      lines.append(Self.left(origin.rawValue, 19) + cells.joined())
    }
    var reasons: [String] = []
    for cell in Transition.all {
      if let reason = cell.impossibility, !reasons.contains(reason) { reasons.append(reason) }
    }
    lines.append("  -: " + reasons.joined(separator: "; "))
    if !contradictions.isEmpty {
      lines.append("  and yet it was: " + contradictions.joined(separator: "; "))
    }
    lines.append("")
    lines.append("kills and balances")
    for milestone in Milestone.allCases {
      let count = Self.right(String(milestones[milestone] ?? 0), 8)
      lines.append("      \(count)  \(milestone.text)")
    }
    if !crashes.isEmpty {
      lines.append("")
      lines.append(
        "crashes: "
          + crashes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
          .joined(separator: ", "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
