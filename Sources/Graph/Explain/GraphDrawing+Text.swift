extension GraphDrawing {
  package enum Format: String, CaseIterable, Sendable {
    case text, dot, mermaid
  }

  package func render(_ format: Format) -> String {
    switch format {
    case .text: text
    case .dot: dot
    case .mermaid: mermaid
    }
  }

  private var bots: [String] {
    var seen: [String] = []
    for node in nodes where !seen.contains(node.bot) { seen.append(node.bot) }
    return seen
  }

  /// One block a bot, one line a node, with what it reads behind `<-`.
  private var text: String {
    var titles: [String: String] = [:]
    for node in nodes { titles[node.id] = node.title }
    var lines: [String] = []
    for bot in bots {
      if !lines.isEmpty { lines.append("") }
      lines.append("bot \(bot)")
      for kind in Kind.allCases {
        for node in nodes where node.bot == bot && node.kind == kind {
          let sources = arrows.filter { $0.to == node.id }.compactMap { titles[$0.from] }
          let reads = sources.isEmpty ? "" : "  <- \(sources.joined(separator: ", "))"
          lines.append("  \(kind.rawValue.padded(9)) \(node.title) : \(node.detail)\(reads)")
        }
      }
    }
    lines.append("")
    lines.append("\(nodes.count) nodes, \(arrows.count) arrows")
    return lines.joined(separator: "\n") + "\n"
  }

  private static let shapes: [Kind: String] = [
    .fact: "box", .event: "box", .parameter: "note", .staleness: "note", .let: "ellipse",
    .rule: "diamond", .gate: "trapezium", .outcome: "doubleoctagon", .export: "cds",
  ]

  private var dot: String {
    var lines = ["digraph polytraders {", "  rankdir=LR;", "  node [fontname=\"monospace\"];"]
    for (index, bot) in bots.enumerated() {
      lines.append("  subgraph cluster_\(index) {")
      lines.append("    label=\(Self.quoted(bot));")
      for node in nodes where node.bot == bot {
        let label = Self.quoted("\(node.title)\n\(node.detail)")
        lines.append(
          "    \(Self.quoted(node.id)) [shape=\(Self.shapes[node.kind] ?? "box"), label=\(label)];")
      }
      lines.append("  }")
    }
    for arrow in arrows {
      lines.append("  \(Self.quoted(arrow.from)) -> \(Self.quoted(arrow.to));")
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text {
      switch character {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default: quoted.append(character)
      }
    }
    return quoted + "\""
  }

  private var mermaid: String {
    var names: [String: String] = [:]
    for (index, node) in nodes.enumerated() { names[node.id] = "n\(index)" }
    var lines = ["flowchart LR"]
    for (index, bot) in bots.enumerated() {
      lines.append("  subgraph b\(index)[\"\(bot)\"]")
      for node in nodes where node.bot == bot {
        let label = Self.escaped("\(node.title): \(node.detail)")
        let (open, close) = Self.brackets(node.kind)
        lines.append("    \(names[node.id] ?? "")\(open)\"\(label)\"\(close)")
      }
      lines.append("  end")
    }
    for arrow in arrows {
      guard let from = names[arrow.from], let to = names[arrow.to] else { continue }
      lines.append("  \(from) --> \(to)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func brackets(_ kind: Kind) -> (String, String) {
    switch kind {
    case .rule, .gate: ("{{", "}}")
    case .outcome, .export: ("([", "])")
    case .let: ("(", ")")
    default: ("[", "]")
    }
  }

  /// Mermaid reads labels as HTML with `#` entities.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\"": escaped += "#quot;"
      case "<": escaped += "#lt;"
      case ">": escaped += "#gt;"
      case "&": escaped += "#amp;"
      case "#": escaped += "#35;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
