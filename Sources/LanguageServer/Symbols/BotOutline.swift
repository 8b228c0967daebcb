import Policy
import YAML

/// The names that one bot's document declares, read off its tree alone: there also while other parts of the
/// document, or other documents, are wrong.
struct BotOutline: Sendable {
  /// A declared name with its value.
  struct Entry: Sendable {
    var name: String
    var key: YAMLNode
    var value: YAMLNode
  }

  struct Fact: Sendable {
    var entry: Entry
    var fields: [Entry]
  }

  let file: String
  /// `exec.queuewarden`
  let name: String
  let nameNode: YAMLNode
  let facts: [Fact]
  let parameters: [Entry]
  let lets: [Entry]
  let exports: [Entry]
  /// The words under `authority` and `on`.
  let authority: [String]
  let events: [String]
  /// The texts behind `when` of rules and gates.
  let conditions: [String]

  /// The last part of the name, by which expressions of others know it.
  var alias: String { name.split(separator: ".").last.map(String.init) ?? name }

  /// Nil where the document is of another kind, or has no name.
  init?(_ document: SourceDocument) {
    guard let tree = document.tree, tree.kind == .bot,
      let node = tree.root["metadata"]?["name"], let name = node.text, !name.isEmpty
    else { return nil }
    file = document.file
    self.name = name
    nameNode = node
    let spec = tree.root["spec"]
    facts = Self.entries(spec?["facts"]).map { fact in
      Fact(entry: fact, fields: Self.entries(fact.value["fields"]))
    }
    parameters = Self.entries(spec?["params"])
    lets = Self.entries(spec?["let"])
    exports = Self.entries(spec?["exports"])
    authority = Self.words(spec?["authority"])
    events = Self.words(spec?["on"])
    conditions = ((spec?["rules"]?.items ?? []) + (spec?["gates"]?.items ?? [])).compactMap {
      $0["when"]?.text
    }
  }

  private static func entries(_ node: YAMLNode?) -> [Entry] {
    (node?.pairs ?? []).compactMap { pair in
      pair.key.text.map { Entry(name: $0, key: pair.key, value: pair.value) }
    }
  }

  private static func words(_ node: YAMLNode?) -> [String] {
    node?.items?.compactMap(\.text) ?? node?.text.map { [$0] } ?? []
  }

  func fact(_ name: String) -> Fact? { facts.first { $0.entry.name == name } }

  func parameter(_ name: String) -> Entry? { parameters.first { $0.name == name } }

  func named(_ name: String) -> Entry? { lets.first { $0.name == name } }

  func export(_ name: String) -> Entry? { exports.first { $0.name == name } }
}

/// All bots of a root, to find the one that a name means.
struct BotDirectory: Sendable {
  let bots: [BotOutline]

  /// The bot with a full name.
  subscript(name: String) -> BotOutline? { bots.first { $0.name == name } }

  /// The bot whose exports expressions name by `alias`.
  func bot(alias: String) -> BotOutline? { bots.first { $0.alias == alias } }

  /// The bot that a person means by `queuewarden`, `QueueWarden` or `exec.queuewarden`.
  func bot(meant text: String) -> BotOutline? {
    let wanted = Self.folded(text)
    return bots.first { Self.folded($0.name) == wanted }
      ?? bots.first { Self.folded($0.alias) == wanted }
  }

  /// The bots whose exports `bot` names, directly or through others; their facts can stand in its tests.
  func providers(of bot: BotOutline) -> [BotOutline] {
    var found: [BotOutline] = []
    var waiting = [bot]
    while let next = waiting.popLast() {
      for provider in bots
      where provider.name != bot.name && !found.contains(where: { $0.name == provider.name })
        && next.names(provider.alias)
      {
        found.append(provider)
        waiting.append(provider)
      }
    }
    return found
  }

  private static func folded(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }
}

extension BotOutline {
  /// Whether some text of the document begins a name with `alias.`: near enough, and only to find the facts that
  /// its tests may name.
  fileprivate func names(_ alias: String) -> Bool {
    lets.contains { $0.value.text?.contains("\(alias).") == true }
      || conditions.contains { $0.contains("\(alias).") }
  }
}
