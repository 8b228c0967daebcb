import Analysis
import Graph
import Policy

extension ChangePlan {
  /// By which a bot finds its comment again, to write the next one in its place.
  package static let marker = "<!-- polytraders plan -->"

  /// Rows of the table and events below it that a comment takes: GitHub ends one at 65,536 characters.
  private static let mostRows = 100
  private static let mostEvents = 12

  /// For a comment under a pull request.
  package func markdown(_ sides: PlanSides) -> String {
    var blocks = [Self.marker]
    guard !isEmpty else {
      blocks.append("### Policy plan: no change of meaning")
      let texts = textOnly.prefix(Self.mostRows).map { Self.code($0) }.joined(separator: ", ")
      blocks.append(
        "\(Self.cell(sides.base)) → \(Self.cell(sides.head))"
          + (texts.isEmpty ? "" : ": only the text of \(texts) differs."))
      return blocks.joined(separator: "\n\n") + "\n"
    }
    let count = changes.count == 1 ? "1 change" : "\(changes.count) changes"
    blocks.append("### Policy plan: \(classWords), \(count)")
    blocks.append(
      "\(Self.cell(sides.base)) → \(Self.cell(sides.head)), "
        + "policy digest \(Self.code(String(head.graph.digest.prefix(16))))")
    blocks.append(table)
    blocks.append(approvals)
    if !strategies.isEmpty {
      blocks.append(
        "**Must pass shadow again**\n\n"
          + strategies.map {
            "- \(Self.code($0.name)) (\(Self.cell($0.state))): "
              + "\(Self.cell($0.reasons.joined(separator: "; ")))"
          }.joined(separator: "\n"))
    }
    let events = self.events
    if !events.isEmpty { blocks.append(events) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var table: String {
    var rows = ["| what | before | after | difference | direction |", "|---|---|---|---|---|"]
    rows += changes.prefix(Self.mostRows).map { change in
      let name = change.kind == .bot ? change.subject : "\(change.subject) · \(change.place)"
      let cells = [
        Self.code(name), change.old.map { Self.code($0) } ?? "–",
        change.new.map { Self.code($0) } ?? "–", Self.cell(change.difference ?? ""),
        Self.direction(change),
      ]
      return "| \(cells.joined(separator: " | ")) |"
    }
    if changes.count > Self.mostRows {
      rows.append("| … and \(changes.count - Self.mostRows) more | | | | |")
    }
    return rows.joined(separator: "\n")
  }

  private static func direction(_ change: PlannedChange) -> String {
    switch change.direction {
    case .none: ""
    case .looser: "**looser** \(cell(proofWords(change)))"
    case .incomparable, .unknown: "**\(change.direction.rawValue)** \(cell(proofWords(change)))"
    case .equal, .tighter: "\(change.direction.rawValue) \(cell(proofWords(change)))"
    }
  }

  private static func proofWords(_ change: PlannedChange) -> String {
    guard let verdict = change.verdict else { return "(declared)" }
    let isSame = verdict.word == change.direction.rawValue
    return isSame && verdict.relation != nil
      ? "(proved over all events)" : "(events: \(verdict.summary))"
  }

  private var approvals: String {
    var text = "**Needs** \(Self.cell(needs))."
    let able = signers.filter { $0.obstacle == nil }
    if !able.isEmpty {
      let names = able.map { "\(Self.cell($0.name)) (\(Self.cell($0.capacity)))" }
      text += " Can sign: \(names.joined(separator: ", "))."
    }
    let unable = signers.compactMap { signer in
      signer.obstacle.map { "\(Self.cell(signer.name)) (\(Self.cell($0.sentence)))" }
    }
    if !unable.isEmpty { text += " Cannot sign: \(unable.joined(separator: ", "))." }
    for lack in lacks { text += "\n\n⚠️ \(Self.cell(lack))" }
    return text
  }

  /// What shows the changes, folded away.
  private var events: String {
    var blocks: [String] = []
    for change in changes {
      guard let witness = change.witness else { continue }
      blocks.append(Self.block("\(change.subject) · \(change.place), by itself", witness))
    }
    for bot in comparison?.bots ?? [] {
      for (relation, witness) in witnesses(of: bot.bot) {
        blocks.append(Self.block("\(bot.bot) as a whole, \(relation)", witness))
      }
    }
    guard !blocks.isEmpty else { return "" }
    var shown = blocks.prefix(Self.mostEvents).joined(separator: "\n\n")
    if blocks.count > Self.mostEvents {
      shown += "\n\n… and \(blocks.count - Self.mostEvents) more: `polytraders plan --format text`"
    }
    return "<details><summary>Events that show it</summary>\n\n\(shown)\n\n</details>"
  }

  private static func block(_ title: String, _ witness: Witness) -> String {
    let lines =
      [witness.event] + zip(["old", "new"], witness.decisions).map { "\($0)  \($1.text)" }
    // A fence longer than any run of backticks inside.
    let text = lines.joined(separator: "\n")
    return "\(cell(title))\n\n\(fence(text))\n\(text)\n\(fence(text))"
  }

  private static func fence(_ text: String) -> String {
    String(repeating: "`", count: max(3, longestRun(text) + 1))
  }

  private static func longestRun(_ text: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// Text of documents inside a cell: nothing of it is Markdown, HTML or a mention.
  static func cell(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r", "\t": escaped += " "
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "@": escaped += "@\u{200B}"
      case "\\", "`", "*", "_", "[", "]", "|", "#", "!", "~": escaped += "\\\(scalar)"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// The same as code, at most 160 characters of it.
  static func code(_ text: String) -> String {
    var line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    if line.count > 160 { line = "\(line.prefix(159))…" }
    guard !line.isEmpty else { return "" }
    let ticks = String(repeating: "`", count: longestRun(line) + 1)
    let pad = line.hasPrefix("`") || line.hasSuffix("`") ? " " : ""
    return "\(ticks)\(pad)\(line.replacing("|", with: "\\|"))\(pad)\(ticks)"
  }
}
