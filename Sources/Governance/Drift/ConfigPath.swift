/// Ways into documents, and what people call what they lead to.
enum ConfigPath {
  /// Follows a path of `original` in another version of the document: items of a list are matched by what they
  /// are about, not by their place.
  static func follow(
    _ path: [ConfigTree.Step], in other: ConfigTree, as original: ConfigTree
  ) -> ConfigTree? {
    var (here, there) = (original, other)
    for step in path {
      switch step {
      case .key(let key):
        guard let next = there[key] else { return nil }
        there = next
        here = here[key] ?? .scalar("", isEmpty: true, here.location)
      case .item(let index):
        guard let items = here.items, items.indices.contains(index), let others = there.items else {
          return nil
        }
        let subject = subject(of: items[index])
        let ordinal = items[..<index].count { self.subject(of: $0) == subject }
        let matching = others.filter { self.subject(of: $0) == subject }
        if subject != nil, matching.indices.contains(ordinal) {
          there = matching[ordinal]
        } else {
          guard others.indices.contains(index) else { return nil }
          there = others[index]
        }
        here = items[index]
      }
    }
    return there
  }

  /// The code of a rule, the place of a scope.
  private static func subject(of item: ConfigTree) -> String? {
    item["code"]?.text ?? item["where"]?.yaml ?? item["require"]?.yaml
  }

  /// What people call what a path of a document leads to: bot, field and scope.
  static func name(
    of path: [ConfigTree.Step], in tree: ConfigTree, kind: String
  ) -> (bot: String?, field: String, scope: String) {
    let keys = path.map { step -> String in
      switch step {
      case .key(let key): key
      case .item(let index): "[\(index + 1)]"
      }
    }
    switch kind {
    case "Bot":
      let bot = tree["metadata"]?["name"]?.text ?? "bot"
      return (bot, join([bot] + keys.drop { $0 == "spec" || $0 == "metadata" }), "")
    case "Policy": return policy(keys, path, tree)
    case "ReasonCodes":
      return (nil, join(["reason_codes"] + keys.drop { $0 == "codes" }), "")
    case "Staleness": return (nil, join(["staleness"] + keys.drop { $0 == "spec" }), "")
    case "Approvers", "Strategies": return (nil, join(keys.drop { $0 == "spec" }), "")
    case "Approvals": return (nil, join(["approvals"] + keys.drop { $0 == "spec" }), "")
    default: return (nil, join(keys), "")
    }
  }

  private static func policy(
    _ keys: [String], _ path: [ConfigTree.Step], _ tree: ConfigTree
  ) -> (bot: String?, field: String, scope: String) {
    var rest = Array(keys.drop { $0 == "spec" })
    // `value: 45s` and `45s` are one field.
    if rest.count > 2, rest.last == "value" { rest.removeLast() }
    guard rest.first == "bots", rest.count > 1 else { return (nil, join(rest), "") }
    let bot = rest[1]
    guard rest.count > 2 else { return (bot, bot, "") }
    if rest[2] == "params" { return (bot, join([bot] + rest.dropFirst(3)), "default") }
    guard rest[2] == "scopes", rest.count > 3 else {
      return (bot, join([bot] + rest.dropFirst(2)), "")
    }
    let scope = tree[path.prefix(5)]?["where"]?.entries?.first
    let words = scope.map { "\($0.key) \($0.value.text ?? "")" } ?? ""
    let parts = rest.dropFirst(4).drop { $0 == "set" }
    return (bot, join([bot] + parts), words)
  }

  private static func join(_ parts: some Sequence<String>) -> String {
    var text = ""
    for part in parts {
      if !text.isEmpty, !part.hasPrefix("[") { text += "." }
      text += part
    }
    return text
  }
}
