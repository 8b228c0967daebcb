import CEL
import YAML

/// Writes a document in the one form that `fmt` knows.
struct FormWriter {
  /// The columns that a line may have where there is a choice.
  static let width = 120

  private let order: KeyOrder
  private(set) var lines: [String] = []

  init(_ tree: FormTree, _ order: KeyOrder) {
    self.order = order
    write(tree.head, indent: 0)
    switch tree.root.node.kind {
    case .scalar: lines += scalar(tree.root, [], behind: "", indent: 0, trailing: nil)
    default:
      if tree.root.isFlow, let text = flow(tree.root, []), fits(text) || tree.root.entries.isEmpty {
        lines.append(text)
      } else {
        lines += entries(of: tree.root, [], indent: 0)
      }
    }
    lines = lines.map { line in
      line.allSatisfy { $0 == " " } ? "" : line
    }
  }

  private mutating func write(_ head: [FormLine], indent: Int) {
    lines += Self.texts(head, indent: indent)
  }

  private static func texts(_ head: [FormLine], indent: Int) -> [String] {
    head.map { line in
      switch line {
      case .blank: ""
      case .comment(let text): spaces(indent) + text
      }
    }
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  private func fits(_ text: String) -> Bool { text.unicodeScalars.count <= Self.width }

  // MARK: Blocks

  /// The lines of the entries of a collection that stands over several lines.
  private func entries(of value: FormValue, _ path: [String], indent: Int) -> [String] {
    var lines: [String] = []
    for (index, position) in positions(of: value, path).enumerated() {
      let entry = value.entries[position]
      var head = entry.head
      if index == 0, head.first == .blank { head.removeFirst() }
      let (more, own) = lineGroup(of: entry, path, indent: indent)
      // A group keeps its distance: comments that had to move up stay below the blank line.
      lines += Self.texts(head + more, indent: indent) + own
    }
    return lines + Self.texts(value.foot, indent: indent)
  }

  private func positions(of value: FormValue, _ path: [String]) -> [Int] {
    let keys = value.entries.map { $0.key?.text ?? "" }
    let isMapping = value.node.pairs != nil
    return (isMapping ? order.order(of: keys, at: path) : nil) ?? Array(keys.indices)
  }

  /// The lines of one entry, and comments that can only stand above it.
  private func lineGroup(
    of entry: FormEntry, _ path: [String], indent: Int
  ) -> (above: [FormLine], lines: [String]) {
    let value = entry.value
    let path = path + [entry.key?.text ?? "0"]
    let prefix =
      Self.spaces(indent) + (entry.key.map { self.key($0) + ":" } ?? "-")
    let comment = entry.trailing.map { " " + $0 } ?? ""
    if value.node.text != nil {
      let lines = scalar(value, path, behind: prefix, indent: indent, trailing: entry.trailing)
      return ([], lines)
    }
    if value.isFlow, let text = flow(value, path),
      fits("\(prefix) \(text)") || value.entries.isEmpty
    {
      return ([], ["\(prefix) \(text)\(comment)"])
    }
    guard entry.key == nil else {
      return ([], [prefix + comment] + entries(of: value, path, indent: indent + 2))
    }
    return item(entry, path, indent: indent)
  }

  /// `- key: value`: the first entry stands behind the dash, so what stood above it moves above the dash.
  private func item(
    _ entry: FormEntry, _ path: [String], indent: Int
  ) -> (above: [FormLine], lines: [String]) {
    var above: [FormLine] = entry.trailing.map { [.comment($0)] } ?? []
    var lines = entries(of: entry.value, path, indent: indent + 2)
    while let first = lines.first {
      let text = first.drop { $0 == " " }
      if !text.isEmpty, !text.hasPrefix("#") { break }
      above.append(text.isEmpty ? .blank : .comment(String(text)))
      lines.removeFirst()
    }
    if let first = lines.first {
      lines[0] = Self.spaces(indent) + "- " + first.dropFirst(indent + 2)
    }
    return (above, lines)
  }

  // MARK: Brackets

  /// A collection in brackets on one line; nil where comments forbid it.
  private func flow(_ value: FormValue, _ path: [String]) -> String? {
    guard !value.hasComments else { return nil }
    if let text = value.node.text { return inline(value, text, path, .flow) }
    var parts: [String] = []
    for position in positions(of: value, path) {
      let entry = value.entries[position]
      let inner = path + [entry.key?.text ?? "0"]
      guard let text = flow(entry.value, inner) else { return nil }
      guard let key = entry.key else {
        parts.append(text)
        continue
      }
      parts.append(text.isEmpty ? "\(self.key(key)):" : "\(self.key(key)): \(text)")
    }
    let content = parts.joined(separator: ", ")
    if value.node.pairs == nil { return "[\(content)]" }
    return parts.isEmpty ? "{}" : "{ \(content) }"
  }

  // MARK: Texts

  private func key(_ node: YAMLNode) -> String {
    raw(node) ?? ScalarText.quoted(node.text ?? "")
  }

  /// The node as it stands in its text, where that is one line; single quotes become double ones where that
  /// needs no escape.
  private func raw(_ node: YAMLNode) -> String? {
    let scalars = node.wholeText[node.extent]
    guard node.style != .literal, node.style != .folded, !scalars.contains("\n") else { return nil }
    if node.style == .singleQuoted, let text = node.text {
      let quoted = ScalarText.quoted(text)
      if quoted.hasPrefix("\""), !quoted.contains("\\") { return quoted }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  /// The canonical spelling of a condition; nil for other texts, for what does not parse, and where a comment
  /// of CEL stands in it, which the spelling would lose.
  private func expression(_ text: String, _ path: [String]) -> Expression? {
    guard order.isExpression(at: path), !text.contains("//") else { return nil }
    return try? Parser.parse(text)
  }

  private func inline(
    _ value: FormValue, _ text: String, _ path: [String], _ place: ScalarText.Place
  ) -> String {
    if value.node.isAbsent { return "" }
    let text = expression(text, path)?.description ?? text
    if text == value.node.text, let raw = raw(value.node) { return raw }
    switch value.node.style {
    case .plain, .folded: return ScalarText.plainOrQuoted(text, place)
    default: return ScalarText.quoted(text)
    }
  }

  /// The lines of a text behind its key or dash.
  private func scalar(
    _ value: FormValue, _ path: [String], behind prefix: String, indent: Int, trailing: String?
  ) -> [String] {
    guard let text = value.node.text, !value.node.isAbsent else {
      return [prefix + (trailing.map { " " + $0 } ?? "")]
    }
    let comment = trailing.map { " " + $0 } ?? ""
    let start = prefix.isEmpty ? "" : prefix + " "
    let isLong = raw(value.node) == nil
    let single = start + inline(value, text, path, .block)
    let room = Self.width - indent - 2
    if let expression = expression(text, path) {
      let lines = fits(single) ? [] : expression.lines(width: room)
      if lines.count < 2 { return [single + comment] }
      return [start + ">-" + comment] + lines.map { Self.spaces(indent + 2) + $0 }
    }
    guard isLong, value.node.style == .literal || !fits(single) || text.contains("\n") else {
      return [single + comment]
    }
    guard let block = BlockText(text, folded: value.node.style != .literal, width: room) else {
      return [start + ScalarText.quoted(text) + comment]
    }
    return [start + block.header + comment]
      + block.lines.map { $0.isEmpty ? "" : Self.spaces(indent + 2) + $0 }
  }
}
