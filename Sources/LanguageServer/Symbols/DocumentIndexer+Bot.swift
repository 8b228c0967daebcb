import Policy
import YAML

/// The parts of a bot's document.
extension DocumentIndexer {
  mutating func bot() {
    guard let name = tree.root["metadata"]?["name"]?.text, let bot = resolver.bots[name],
      let node = tree.root["metadata"]?["name"]
    else { return }
    declare(.bot(name), node)
    for fact in bot.facts { self.fact(fact, of: bot) }
    for entry in bot.parameters { declare(.parameter(bot: name, name: entry.name), entry.key) }
    for entry in bot.lets {
      declare(.named(bot: name, name: entry.name), entry.key)
      expression(entry.value, of: bot)
    }
    for entry in bot.exports {
      declare(.export(bot: name, name: entry.name), entry.key)
      for found in ExpressionNames.names(in: entry.value.text ?? "") {
        refer(resolver.steps(ofExportName: found), in: entry.value)
      }
    }
    let spec = tree.root["spec"]
    for pair in pairs(spec?["counters"]) {
      refer(resolver.steps(of: Self.dotted(pair.name), in: bot), in: pair.key)
    }
    for rule in spec?["rules"]?.items ?? [] { decision(rule, of: bot) }
    for gate in spec?["gates"]?.items ?? [] { decision(gate, of: bot) }
    code(spec?["otherwise"]?["code"])
    code(spec?["on_error"]?["code"])
    tests(spec?["tests"], of: bot)
  }

  private mutating func fact(_ fact: BotOutline.Fact, of bot: BotOutline) {
    let entry = fact.entry
    declare(.fact(bot: bot.name, name: entry.name), entry.key)
    code(entry.value["on_missing"]?["code"])
    if let node = entry.value["max_age"], let text = node.text, text.hasPrefix("staleness.") {
      refer(resolver.steps(of: Self.dotted(text), in: bot), in: node)
    }
    for field in fact.fields {
      declare(.field(bot: bot.name, fact: entry.name, name: field.name), field.key)
    }
  }

  private mutating func decision(_ node: YAMLNode, of bot: BotOutline) {
    code(node["code"])
    if let condition = node["when"] { expression(condition, of: bot) }
    let facts = node["require"]
    for item in facts?.items ?? facts.map({ [$0] }) ?? [] {
      if let name = item.text { refer(.fact(bot: bot.name, name: name), item) }
    }
  }

  private mutating func expression(_ node: YAMLNode, of bot: BotOutline) {
    guard let text = node.text else { return }
    for name in ExpressionNames.names(in: text) {
      refer(resolver.steps(of: name, in: bot), in: node)
    }
  }

  /// A text that is a dotted name and nothing else.
  static func dotted(_ text: String) -> ExpressionName {
    var parts: [ExpressionName.Part] = []
    var start = 0
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let count = part.unicodeScalars.count
      parts.append(.init(text: String(part), range: start..<start + count))
      start += count + 1
    }
    return ExpressionName(parts: parts)
  }
}

/// Tests, in a bot's document or in one of their own.
extension DocumentIndexer {
  mutating func scenarios() {
    let spec = tree.root["spec"]
    refer(toBot: spec?["bot"])
    let bot = spec?["bot"]?.text.flatMap { resolver.bots.bot(meant: $0) }
    tests(spec?["tests"], of: bot)
  }

  /// The words of a test or a row that are no names of facts.
  static let testWords: Set<String> = [
    "name", "bot", "base", "given", "params", "scope", "expect", "cases",
  ]

  private mutating func tests(_ list: YAMLNode?, of bot: BotOutline?) {
    for item in list?.items ?? [] {
      refer(toBot: item["bot"])
      let own = item["bot"]?.text.flatMap { resolver.bots.bot(meant: $0) } ?? bot
      if let strategy = item["scope"]?["strategy"]?.text {
        refer(.strategy(strategy), item["scope"]?["strategy"])
      }
      for row in [item] + (item["cases"]?.items ?? []) {
        expectation(row["expect"])
        guard let own else { continue }
        given(row["base"], of: own)
        given(row["given"], of: own)
        parameters(row["params"], of: own)
      }
      guard let own else { continue }
      for row in item["cases"]?.items ?? [] {
        for pair in pairs(row) where !Self.testWords.contains(pair.name) {
          name(pair, of: own)
        }
      }
    }
  }

  private mutating func expectation(_ node: YAMLNode?) {
    guard let node else { return }
    code(node.text == nil ? node["code"] : node)
  }

  private mutating func given(_ node: YAMLNode?, of bot: BotOutline) {
    for pair in pairs(node) { name(pair, of: bot) }
  }

  /// `order.price: …` or `order: { price: … }`.
  private mutating func name(_ pair: Pair, of bot: BotOutline) {
    let name = Self.dotted(pair.name)
    refer(resolver.steps(ofGivenName: name.parts, in: bot), in: pair.key)
    for inner in pairs(pair.value) {
      let part = Self.dotted(inner.name).parts[0]
      let steps = resolver.steps(ofGivenName: name.parts + [part], in: bot)
      refer(Array(steps.dropFirst(name.parts.count)), in: inner.key)
    }
  }

  private mutating func parameters(_ node: YAMLNode?, of bot: BotOutline) {
    for pair in pairs(node) {
      if pair.name.hasPrefix("staleness.") {
        refer(resolver.steps(of: Self.dotted(pair.name), in: bot), in: pair.key)
      } else {
        refer(.parameter(bot: bot.name, name: pair.name), pair.key)
      }
    }
  }
}
