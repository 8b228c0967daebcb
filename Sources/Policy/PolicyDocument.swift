import Diagnostics
import Trading
import YAML

/// One `kind: Policy` document of `policies/`: values that the risk team sets. Texts stay texts here, since
/// their types stand in the bots' documents.
struct PolicyDocument: Sendable {
  struct Value: Sendable {
    var name: Located<String>
    var text: Located<String>
  }

  struct Scope: Sendable {
    var selector: ScopeSelector
    var values: [Value]
  }

  struct Bot: Sendable {
    var name: Located<String>
    var values: [Value]
    var scopes: [Scope]
  }

  struct Staleness: Sendable {
    var name: StalenessName
    var place: Location
    /// Milliseconds, or a count.
    var value: Located<Int64>
  }

  var name: Located<String>
  /// Nil where it could not be read.
  var owner: Located<String>?
  var bots: [Bot] = []
  var staleness: [Staleness] = []
  var budget: Located<Int64>?
  var severities: [(code: Located<String>, severity: Located<Severity>)] = []
  /// What is given and could not be read, each with its own finding: `bot/param`, `bot/` for all of a bot's
  /// values, `staleness.book`. Nobody reports these as missing.
  var unread: Set<String> = []
}

extension PolicyDocument {
  /// Reads the document; nil with the reasons in `bag` where it cannot be used at all.
  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> PolicyDocument? {
    guard var root = MappingReader.document(document, "a policy document", &bag) else { return nil }
    guard let metadata = readMetadata(&root, &bag) else { return nil }
    let name = metadata.name
    guard let specNode = root.required("spec", &bag),
      var spec = MappingReader(specNode, "policy '\(name.value)'", &bag)
    else { return nil }
    root.finish(&bag)
    var policy = PolicyDocument(name: name, owner: metadata.owner)
    for entry in spec.entries("bots", &bag) {
      if let bot = bot(entry.key, entry.value, &policy.unread, &bag) {
        policy.bots.append(bot)
      } else {
        policy.unread.insert("\(entry.key.value)/")
      }
    }
    for entry in spec.entries("staleness", &bag) {
      if let staleness = staleness(entry.key, entry.value, &bag) {
        policy.staleness.append(staleness)
      } else {
        policy.unread.insert("staleness.\(entry.key.value)")
      }
    }
    for entry in spec.entries("severities", &bag) {
      if let severity: Located<Severity> = spec.word(of: entry.value, entry.key.value, &bag) {
        policy.severities.append((entry.key, severity))
      }
    }
    policy.budget = spec.budget(&bag)
    spec.finish(&bag)
    return policy
  }

  /// Whose a document is.
  struct Metadata: Sendable {
    var name: Located<String>
    /// Nil where it could not be read.
    var owner: Located<String>?
  }

  /// Reads `metadata`.
  static func readMetadata(
    _ root: inout MappingReader, _ bag: inout DiagnosticBag
  ) -> Metadata? {
    guard let metadataNode = root.required("metadata", &bag),
      var metadata = MappingReader(metadataNode, "'metadata'", &bag),
      let name = metadata.text("name", &bag)
    else { return nil }
    let owner = metadata.text("owner", &bag)
    checkVersion(metadata.text("version", &bag), &bag)
    checkDate(metadata.optionalText("review_by", &bag), &bag)
    metadata.finish(&bag)
    return Metadata(name: name, owner: owner)
  }

  /// A version counts the approved texts of a document, from 1.
  private static func checkVersion(_ version: Located<String>?, _ bag: inout DiagnosticBag) {
    guard let version else { return }
    let digits = version.value.utf8
    guard digits.allSatisfy({ (48...57).contains($0) }), digits.first != 48,
      Int64(version.value) != nil
    else {
      bag.add(PolicyProblem.badVersion(version.value).diagnostic(at: version.location))
      return
    }
  }

  private static func checkDate(_ date: Located<String>?, _ bag: inout DiagnosticBag) {
    guard let date, CalendarDate(date.value) == nil else { return }
    bag.add(PolicyProblem.badDate(date.value).diagnostic(at: date.location))
  }

  private static func bot(
    _ name: Located<String>, _ node: YAMLNode, _ unread: inout Set<String>,
    _ bag: inout DiagnosticBag
  ) -> Bot? {
    guard var reader = MappingReader(node, "the values of bot '\(name.value)'", &bag) else {
      return nil
    }
    var values: [Value] = []
    for entry in reader.entries("params", &bag) {
      if let value = value(entry.key, entry.value, &bag) {
        values.append(value)
      } else {
        unread.insert("\(name.value)/\(entry.key.value)")
      }
    }
    let scopes = reader.items("scopes", &bag).compactMap { scope($0, &bag) }
    reader.finish(&bag)
    return Bot(name: name, values: values, scopes: scopes)
  }

  /// `name: 45s` or `name: { value: 45s, why: … }`.
  private static func value(
    _ name: Located<String>, _ node: YAMLNode, _ bag: inout DiagnosticBag
  ) -> Value? {
    if let text = node.text, !node.isAbsent {
      return Value(name: name, text: Located(text, at: node.location))
    }
    guard var reader = MappingReader(node, "param '\(name.value)'", &bag) else { return nil }
    let text = reader.text("value", &bag)
    _ = reader.optionalText("why", &bag)
    reader.finish(&bag)
    return text.map { Value(name: name, text: $0) }
  }

  private static func scope(_ node: YAMLNode, _ bag: inout DiagnosticBag) -> Scope? {
    guard var reader = MappingReader(node, "a scope", &bag),
      let whereNode = reader.required("where", &bag),
      var selection = MappingReader(whereNode, "'where'", &bag)
    else { return nil }
    let market = selection.optionalText("market", &bag)
    let strategy = selection.optionalText("strategy", &bag)
    let tag = selection.optionalText("tag", &bag)
    selection.finish(&bag)
    let values = reader.entries("set", &bag).compactMap { value($0.key, $0.value, &bag) }
    _ = reader.optionalText("why", &bag)
    reader.finish(&bag)
    let selectors: [ScopeSelector?] = [
      market.map { .market($0.value) }, strategy.map { .strategy($0.value) },
      tag.map { .tag($0.value) },
    ]
    let named = selectors.compactMap { $0 }
    guard named.count == 1 else {
      bag.add(PolicyProblem.emptyScope.diagnostic(at: whereNode.location))
      return nil
    }
    return Scope(selector: named[0], values: values)
  }

  private static func staleness(
    _ key: Located<String>, _ node: YAMLNode, _ bag: inout DiagnosticBag
  ) -> Staleness? {
    guard let name = StalenessName.known(key, &bag),
      var reader = MappingReader(node, name.text, &bag)
    else { return nil }
    _ = reader.required("value", &bag)
    let value = reader.quantity("value", as: name.type, &bag)
    _ = reader.optionalText("why", &bag)
    for bound in ["min", "max", "loosens"] {
      guard let misplaced = reader.misplaced(bound) else { continue }
      bag.add(
        PolicyProblem.boundBesideValue(bound, name: name.text).diagnostic(at: misplaced.location))
    }
    reader.finish(&bag)
    return value.map { Staleness(name: name, place: key.location, value: $0) }
  }
}
