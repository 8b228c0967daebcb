package import Diagnostics
import YAML

/// Reads a `tests:` list. An item is `{ base: … }`, what holds where a test says nothing; or a test; or a table,
/// whose `cases` are tests that share what stands beside them.
package struct TestReader {
  /// What holds where a test of the bot says nothing.
  package struct Base: Sendable {
    package var place: Location
    package var bot: Located<String>?
    package var entries: [TestDeclaration.Entry]
  }

  package private(set) var bases: [Base] = []
  package private(set) var tests: [TestDeclaration] = []
  private var bag = DiagnosticBag()

  /// In the order of the file.
  package var diagnostics: [Diagnostic] { bag.sorted }

  package init(_ list: TestList) {
    guard let items = list.node.items else {
      bag.add(
        PolicyProblem.wrongKind("'tests'", wanted: "a list", found: list.node.kindName).diagnostic(
          at: list.node.location))
      return
    }
    for item in items { read(item) }
  }

  private mutating func read(_ item: YAMLNode) {
    if item["base"] != nil { return base(item) }
    guard var reader = MappingReader(item, "a test", &bag) else { return }
    let name = reader.text("name", &bag)
    let bot = reader.optionalText("bot", &bag)
    let shared = Shared(
      name: name ?? Located("a test", at: item.location), bot: bot,
      given: entries(reader.optional("given"), "'given'"),
      parameters: entries(reader.optional("params"), "'params'"),
      scope: scope(reader.optional("scope")))
    if reader.node["cases"] != nil {
      for row in reader.items("cases", &bag) { self.row(row, of: shared) }
    } else if let expectation = expectation(&reader) {
      tests.append(
        TestDeclaration(
          name: Located(shared.name.value, at: item.location), bot: bot, given: [shared.given],
          parameters: shared.parameters, scope: shared.scope, expectation: expectation))
    }
    reader.finish(&bag)
  }

  private mutating func base(_ item: YAMLNode) {
    guard var reader = MappingReader(item, "a base", &bag) else { return }
    let bot = reader.optionalText("bot", &bag)
    let entries = entries(reader.optional("base"), "'base'")
    reader.finish(&bag)
    bases.append(Base(place: item.location, bot: bot, entries: entries))
  }

  // MARK: Tables

  /// What the rows of a table have in common.
  private struct Shared {
    var name: Located<String>
    var bot: Located<String>?
    var given: [TestDeclaration.Entry]
    var parameters: [TestDeclaration.Entry]
    var scope: Scope
  }

  /// The words of a row that are not names of facts.
  private static let words: Set<String> = ["name", "given", "params", "expect"]

  /// `{ age: 45s, expect: X }`: names of facts stand beside `expect`, or under `given`.
  private mutating func row(_ node: YAMLNode, of shared: Shared) {
    guard var reader = MappingReader(node, "a row of '\(shared.name.value)'", &bag) else { return }
    let name = reader.optionalText("name", &bag)
    var given = entries(reader.optional("given"), "'given'")
    let parameters = entries(reader.optional("params"), "'params'")
    var pairs: [(key: Located<String>, value: YAMLNode)] = []
    for pair in node.pairs ?? [] {
      guard let key = pair.key.text, !Self.words.contains(key) else { continue }
      pairs.append((Located(key, at: pair.key.location), pair.value))
    }
    for pair in pairs { flatten(pair.key, pair.value, &given) }
    guard let expectation = expectation(&reader) else { return }
    let own =
      name?.value ?? given.map { "\($0.name.value) \($0.text.value)" }.joined(separator: ", ")
    tests.append(
      TestDeclaration(
        name: Located("\(shared.name.value): \(own)", at: node.location), bot: shared.bot,
        given: [shared.given, given], parameters: shared.parameters + parameters,
        scope: shared.scope, expectation: expectation))
  }

  // MARK: Parts

  /// `order.price: "0.5"` or `order: { price: "0.5" }`.
  private mutating func entries(_ node: YAMLNode?, _ subject: String) -> [TestDeclaration.Entry] {
    guard let node else { return [] }
    guard let pairs = node.pairs else {
      bag.add(
        PolicyProblem.wrongKind(subject, wanted: "a mapping", found: node.kindName).diagnostic(
          at: node.location))
      return []
    }
    var entries: [TestDeclaration.Entry] = []
    for pair in pairs {
      guard let name = pair.key.text else { continue }
      flatten(Located(name, at: pair.key.location), pair.value, &entries)
    }
    return entries
  }

  private mutating func flatten(
    _ name: Located<String>, _ node: YAMLNode, _ entries: inout [TestDeclaration.Entry]
  ) {
    if let pairs = node.pairs {
      for pair in pairs {
        guard let inner = pair.key.text else { continue }
        flatten(Located("\(name.value).\(inner)", at: pair.key.location), pair.value, &entries)
      }
    } else if let text = node.text, !node.isAbsent {
      entries.append(TestDeclaration.Entry(name: name, text: Located(text, at: node.location)))
    } else if let items = node.items, items.allSatisfy({ $0.text != nil && !$0.isAbsent }) {
      let texts = items.compactMap { item in item.text.map { Located($0, at: item.location) } }
      let whole = "[\(texts.map(\.value).joined(separator: ", "))]"
      entries.append(
        TestDeclaration.Entry(
          name: name, text: Located(whole, at: node.location), items: texts))
    } else {
      bag.add(
        PolicyProblem.wrongKind("'\(name.value)'", wanted: "a value", found: node.kindName)
          .diagnostic(at: node.location))
    }
  }

  private mutating func scope(_ node: YAMLNode?) -> Scope {
    guard let node, var reader = MappingReader(node, "'scope'", &bag) else { return Scope() }
    let market = reader.optionalText("market", &bag)
    let strategy = reader.optionalText("strategy", &bag)
    let tags = reader.items("tags", &bag).compactMap { reader.scalar($0, "tags", &bag)?.value }
    reader.finish(&bag)
    return Scope(market: market?.value, strategy: strategy?.value, tags: Set(tags))
  }

  /// `expect: CODE` or `expect: { code: CODE, action: hold, … }`.
  private mutating func expectation(
    _ reader: inout MappingReader
  ) -> TestDeclaration.Expectation? {
    guard let node = reader.required("expect", &bag) else { return nil }
    if let code = node.text {
      return TestDeclaration.Expectation(code: Located(code, at: node.location))
    }
    guard var inner = MappingReader(node, "'expect'", &bag) else { return nil }
    let code = inner.text("code", &bag)
    // As in a rule, or by the name that results have it under.
    let done = inner.optionalText("do", &bag)
    let named = inner.optionalText("action", &bag)
    if let done, let named {
      bag.add(
        PolicyProblem.declaredTwice(what: "the action of", name: "expect", first: done.location)
          .diagnostic(at: named.location))
    }
    let action = done ?? named
    let severity = inner.optionalText("severity", &bag)
    let rule = inner.optionalText("rule", &bag)
    let gate = inner.optionalText("gate", &bag)
    let margin = inner.optionalText("margin", &bag)
    let masked = inner.optionalText("masked", &bag)
    inner.finish(&bag)
    return code.map {
      TestDeclaration.Expectation(
        code: $0, action: action, severity: severity, rule: rule, gate: gate, margin: margin,
        masked: masked)
    }
  }
}
