import Policy
import YAML

/// Finds every place of one document at which a symbol is named. It follows the forms of the documents and needs
/// nothing but their trees, so that one mistake hides no more than itself.
struct DocumentIndexer {
  let tree: SourceDocument.Tree
  let resolver: NameResolver
  private(set) var occurrences: [Occurrence] = []
  /// Values of params, thresholds and severities that the document gives.
  private(set) var values: [GivenValue] = []

  init(_ tree: SourceDocument.Tree, bots: BotDirectory) {
    self.tree = tree
    resolver = NameResolver(bots: bots)
    switch tree.kind {
    case .bot: bot()
    case .policy: policy()
    case .reasonCodes: reasonCodes()
    case .staleness:
      for pair in pairs(tree.root["spec"]) { declare(.staleness(pair.name), pair.key) }
    case .tests: scenarios()
    case .strategies: strategies()
    case .approvers:
      for pair in pairs(tree.root["spec"]?["approvers"]) {
        declare(.approver(pair.name), pair.key)
      }
    case .override: override()
    case .playbook: codes(below: tree.root)
    case .approvals, .approvedPolicy, .proposal, .typedData, .revocation, nil: break
    }
    occurrences.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }

  // MARK: Taking note

  typealias Pair = (name: String, key: YAMLNode, value: YAMLNode)

  func pairs(_ node: YAMLNode?) -> [Pair] {
    (node?.pairs ?? []).compactMap { pair in pair.key.text.map { ($0, pair.key, pair.value) } }
  }

  mutating func declare(_ symbol: Symbol, _ node: YAMLNode) {
    occurrences.append(
      Occurrence(symbol, at: tree.range(ofText: node), isDeclaration: true))
  }

  mutating func refer(_ symbol: Symbol, _ node: YAMLNode?) {
    guard let node, let text = node.text, !text.isEmpty else { return }
    occurrences.append(Occurrence(symbol, at: tree.range(ofText: node)))
  }

  mutating func refer(toBot node: YAMLNode?) {
    guard let node, let text = node.text, !text.isEmpty else { return }
    refer(.bot(resolver.bots.bot(meant: text)?.name ?? text), node)
  }

  mutating func refer(_ steps: [NameResolver.Step], in node: YAMLNode) {
    for step in steps {
      occurrences.append(Occurrence(step.symbol, at: tree.range(ofPart: step.part.range, of: node)))
    }
  }

  mutating func code(_ node: YAMLNode?) {
    guard let text = node?.text else { return }
    refer(.code(text), node)
  }

  mutating func value(
    of symbol: Symbol, in scope: String, _ node: YAMLNode
  ) {
    let text = node.text == nil ? node["value"] : node
    guard let text, let written = text.text, !text.isAbsent else { return }
    values.append(
      GivenValue(
        symbol: symbol, scope: scope, text: written, reason: node["why"]?.text,
        range: tree.range(ofText: text)))
  }

  /// Texts of a document whose form names codes in many places: every whole text that looks like one.
  private mutating func codes(below node: YAMLNode) {
    for pair in node.pairs ?? [] { codes(below: pair.value) }
    for item in node.items ?? [] { codes(below: item) }
    guard let text = node.text, text.contains("_"), text.utf8.count < 80,
      text.utf8.allSatisfy({ (65...90).contains($0) || (48...57).contains($0) || $0 == 95 })
    else { return }
    code(node)
  }

  // MARK: Small documents

  private mutating func reasonCodes() {
    for pair in pairs(tree.root["families"]) { declare(.family(pair.name), pair.key) }
    for pair in pairs(tree.root["codes"]) {
      declare(.code(pair.name), pair.key)
      if let family = pair.value["family"]?.text { refer(.family(family), pair.value["family"]) }
      let emitters = pair.value["emitted_by"]
      for item in emitters?.items ?? emitters.map({ [$0] }) ?? [] { refer(toBot: item) }
    }
  }

  private mutating func strategies() {
    for pair in pairs(tree.root["spec"]?["strategies"]) {
      declare(.strategy(pair.name), pair.key)
      let uses = pair.value["uses"]
      for item in uses?.items ?? uses.map({ [$0] }) ?? [] { refer(toBot: item) }
    }
  }

  private mutating func policy() {
    let spec = tree.root["spec"]
    for entry in pairs(spec?["bots"]) {
      refer(toBot: entry.key)
      let bot = resolver.bots.bot(meant: entry.name)?.name ?? entry.name
      for pair in pairs(entry.value["params"]) {
        refer(.parameter(bot: bot, name: pair.name), pair.key)
        value(of: .parameter(bot: bot, name: pair.name), in: "default", pair.value)
      }
      for scope in entry.value["scopes"]?.items ?? [] {
        let words = self.scope(scope["where"])
        for pair in pairs(scope["set"]) {
          refer(.parameter(bot: bot, name: pair.name), pair.key)
          value(of: .parameter(bot: bot, name: pair.name), in: words, pair.value)
        }
      }
    }
    for pair in pairs(spec?["staleness"]) {
      refer(.staleness(pair.name), pair.key)
      value(of: .staleness(pair.name), in: "default", pair.value)
    }
    for pair in pairs(spec?["severities"]) {
      code(pair.key)
      value(of: .code(pair.name), in: "severity", pair.value)
    }
  }

  /// `tag nba`, `strategy …`: as values are listed, with a mention of the strategy.
  mutating func scope(_ node: YAMLNode?) -> String {
    guard let pair = pairs(node).first, let name = pair.value.text else { return "default" }
    if pair.name == "strategy" { refer(.strategy(name), pair.value) }
    return "\(pair.name) \(name)"
  }

  private mutating func override() {
    let spec = tree.root["spec"]
    guard let node = spec?["bot"], let text = node.text, let parameter = spec?["param"],
      let name = parameter.text
    else { return }
    refer(toBot: node)
    let bot = resolver.bots.bot(meant: text)?.name ?? text
    refer(.parameter(bot: bot, name: name), parameter)
    let scope = scope(spec?["where"])
    guard let written = spec?["value"], let value = written.text else { return }
    let end = spec?["expires"]?.text.map { " until \($0)" } ?? ""
    values.append(
      GivenValue(
        symbol: .parameter(bot: bot, name: name), scope: "override\(end), \(scope)", text: value,
        reason: spec?["reason"]?.text, range: tree.range(ofText: written)))
  }
}

/// A value that a document gives, as it is written there.
package struct GivenValue: Hashable, Sendable {
  package var symbol: Symbol
  /// `default`, `tag nba`, `strategy …`, `market …`.
  package var scope: String
  package var text: String
  /// What stands behind `why`.
  package var reason: String?
  /// Of the text, in the text that was indexed.
  package var range: Range<Int>
}
