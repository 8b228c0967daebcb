import Diagnostics
import Policy
import YAML

/// The edit of one policy document that gives a param another value in one scope.
package struct ValueEdit: Sendable {
  /// Relative to the root.
  package let path: String
  package let old: String
  package let new: String

  /// Nil where no document of `sources` is written so that a line can be changed or added.
  init?(
    making value: String, of bot: String, _ parameter: String, in selector: ScopeSelector?,
    sources: [PolicySet.Source]
  ) {
    for source in sources where source.path.hasPrefix("policies/") {
      let parsed = YAMLDocument.parse(Array(source.text.utf8), file: source.path)
      guard let root = parsed.root, root["kind"]?.text == "Policy",
        let values = root["spec"]?["bots"]?[bot]
      else { continue }
      let made =
        Self.replaced(value, parameter, selector, values, source.text)
        ?? Self.added(value, parameter, selector, values, source.text)
      guard let made else { continue }
      (path, old, new) = (source.path, source.text, made)
      return
    }
    return nil
  }

  /// The text with the scalar that gives the value replaced where it stands.
  private static func replaced(
    _ value: String, _ parameter: String, _ selector: ScopeSelector?, _ bot: YAMLNode,
    _ text: String
  ) -> String? {
    var given: YAMLNode?
    if let selector {
      let scope = bot["scopes"]?.items?.first { Self.selector(of: $0) == selector }
      given = scope?["set"]?[parameter]
    } else {
      given = bot["params"]?[parameter]
    }
    guard let given, let scalar = given.pairs == nil ? given : given["value"],
      scalar.text != nil, let style = scalar.style, style == .plain || style == .doubleQuoted
    else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let place = scalar.location
    guard lines.indices.contains(place.line - 1) else { return nil }
    var line = Array(lines[place.line - 1].unicodeScalars)
    guard place.column >= 1, place.endColumn - 1 <= line.count, place.column < place.endColumn
    else { return nil }
    let quoted = style == .plain ? value : "\"\(value)\""
    line.replaceSubrange(place.column - 1..<place.endColumn - 1, with: quoted.unicodeScalars)
    var changed = String.UnicodeScalarView()
    changed.append(contentsOf: line)
    lines[place.line - 1] = String(changed)
    return lines.joined(separator: "\n")
  }

  /// The text with a scope of its own added behind the bot's values.
  private static func added(
    _ value: String, _ parameter: String, _ selector: ScopeSelector?, _ bot: YAMLNode,
    _ text: String
  ) -> String? {
    guard let selector, let params = bot.key("params"), let pairs = bot["params"]?.pairs else {
      return nil
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let indent = String(repeating: " ", count: params.location.column - 1)
    let entry =
      "\(indent)  - { where: { \(selector.kind): \"\(selector.name)\" }, "
      + "set: { \(parameter): \(value) } }"
    if let scopes = bot.key("scopes") {
      // Only a list that begins on the lines below its key.
      guard let first = bot["scopes"]?.items?.first, first.location.line > scopes.location.line
      else { return nil }
      let dash = String(lines[scopes.location.line].prefix { $0 == " " })
      let item = dash + entry.drop { $0 == " " }
      lines.insert(item, at: scopes.location.line)
    } else {
      let last = pairs.map { Self.lastLine($0.value) }.max() ?? params.location.line
      lines.insert(contentsOf: ["\(indent)scopes:", entry], at: last)
    }
    return lines.joined(separator: "\n")
  }

  private static func lastLine(_ node: YAMLNode) -> Int {
    let inner = (node.pairs?.map { lastLine($0.value) } ?? []) + (node.items?.map(lastLine) ?? [])
    return max(node.location.line, inner.max() ?? 0)
  }

  private static func selector(of scope: YAMLNode) -> ScopeSelector? {
    guard let pairs = scope["where"]?.pairs, pairs.count == 1, let key = pairs[0].key.text,
      let name = pairs[0].value.text
    else { return nil }
    return ScopeSelector(text: "\(key) \(name)")
  }

  /// As `diff -u` shows it, without context.
  package var diff: String {
    let before = old.split(separator: "\n", omittingEmptySubsequences: false)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false)
    var start = 0
    while start < before.count, start < after.count, before[start] == after[start] { start += 1 }
    var end = 0
    while end < before.count - start, end < after.count - start,
      before[before.count - 1 - end] == after[after.count - 1 - end]
    { end += 1 }
    let removed = before[start..<before.count - end]
    let added = after[start..<after.count - end]
    var text = "--- a/\(path)\n+++ b/\(path)\n"
    text += "@@ -\(start + 1),\(removed.count) +\(start + 1),\(added.count) @@\n"
    text += removed.map { "-\($0)\n" }.joined() + added.map { "+\($0)\n" }.joined()
    return text
  }
}

extension ScopeSelector {
  /// The key of `where`.
  var kind: String {
    switch self {
    case .market: "market"
    case .strategy: "strategy"
    case .tag: "tag"
    }
  }

  /// What is named.
  var name: String {
    switch self {
    case .market(let name), .strategy(let name), .tag(let name): name
    }
  }
}
