import CEL
import Diagnostics
import Trading
import YAML

/// Reads `kind: Bot` documents. The form is in design.md section 2; every key is either asked for here or an
/// error.
struct BotReader {
  private var bag = DiagnosticBag()
  private var unread: Set<String> = []

  /// The bot, or nil with the reasons in `bag`; with errors the bot may still be given, so that what refers
  /// to it can be checked in the same run.
  static func read(_ document: YAMLNode, _ bag: inout DiagnosticBag) -> BotSpecification? {
    var reader = BotReader()
    let bot = reader.bot(document)
    bag.add(contentsOf: reader.bag.diagnostics)
    return bot
  }

  private mutating func bot(_ document: YAMLNode) -> BotSpecification? {
    guard var root = MappingReader.document(document, "a bot document", &bag) else { return nil }
    guard let (name, details) = metadata(root.required("metadata", &bag)) else { return nil }
    guard let specNode = root.required("spec", &bag),
      var spec = MappingReader(specNode, "bot '\(name.value)'", &bag)
    else { return nil }
    root.finish(&bag)

    let authority: [Located<Action>] = words("authority", &spec)
    for action in authority where !details.capitalImpact.allows(action.value) {
      bag.add(
        PolicyProblem.beyondImpact(
          action: action.value.rawValue, impact: details.capitalImpact.rawValue
        ).diagnostic(at: action.location))
    }
    let events: [Located<EventKind>] = words("on", &spec)
    if events.isEmpty {
      bag.add(
        PolicyProblem.missingKey("on", in: "bot '\(name.value)'").diagnostic(
          at: spec.node["on"]?.location ?? specNode.location))
    }
    let facts = unique("fact", spec.entries("facts", &bag)) { $0.fact($1, $2) }
    let parameters = unique("param", spec.entries("params", &bag)) { $0.parameter($1, $2) }
    let counters = unique("counter", spec.entries("counters", &bag), isPath: true) {
      $0.counter($1, $2)
    }
    let lets = unique("let", spec.entries("let", &bag)) { $0.named($1, $2) }
    let exports = unique("export", spec.entries("exports", &bag)) { $0.named($1, $2) }
    let rules = spec.items("rules", &bag).compactMap { rule($0) }
    let gates = spec.items("gates", &bag).compactMap { gate($0) }
    let otherwise = spec.required("otherwise", &bag).flatMap { outcome($0, "'otherwise'") }
    let onError = spec.required("on_error", &bag).flatMap { outcome($0, "'on_error'") }
    let budget = spec.budget(&bag)
    let tests = spec.optional("tests").map { TestList(node: $0) }
    spec.finish(&bag)
    guard let otherwise, let onError else { return nil }
    return BotSpecification(
      name: name, details: details, authority: Set(authority.map(\.value)),
      events: events.map(\.value), facts: facts, parameters: parameters, counters: counters,
      lets: lets, rules: rules, gates: gates, otherwise: otherwise, onError: onError,
      exports: exports, budget: budget, tests: tests, unread: unread)
  }

  private mutating func metadata(
    _ node: YAMLNode?
  ) -> (name: Located<String>, details: BotDetails)? {
    guard let node, var reader = MappingReader(node, "'metadata'", &bag),
      let name = reader.text("name", &bag)
    else { return nil }
    let classification: Located<BotClass>? = reader.word("class", &bag)
    let owner = reader.text("owner", &bag)
    let capitalImpact: Located<CapitalImpact>? = reader.word("capital_impact", &bag)
    let mode: Located<BotMode>? = reader.word("mode", &bag)
    reader.finish(&bag)
    for part in name.value.split(separator: ".", omittingEmptySubsequences: false)
    where !Self.isName(part) {
      bag.add(PolicyProblem.badName(name.value, what: "a bot").diagnostic(at: name.location))
      break
    }
    // What stands in for a word that could not be read is never used: its finding leaves no set.
    return (
      name,
      BotDetails(
        classification: classification?.value ?? .executionUtility, ownerName: owner,
        capitalImpact: capitalImpact?.value ?? .direct, mode: mode?.value ?? .advisory)
    )
  }

  static func isName(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, (97...122).contains(first) else { return false }
    return text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
  }

  private mutating func words<Word: RawRepresentable & CaseIterable & Sendable>(
    _ key: String, _ reader: inout MappingReader
  ) -> [Located<Word>] where Word.RawValue == String {
    var words: [Located<Word>] = []
    for item in reader.items(key, &bag) {
      if let word: Located<Word> = reader.word(of: item, key, &bag) { words.append(word) }
    }
    return words
  }

  /// The declarations under one key; the YAML reader has already refused equal keys. `owner` is the fact
  /// whose fields they are; `isPath` for names that are `fact.field`.
  private mutating func unique<Declaration>(
    _ what: String, _ entries: [(key: Located<String>, value: YAMLNode)], isPath: Bool = false,
    owner: String? = nil, _ read: (inout BotReader, Located<String>, YAMLNode) -> Declaration?
  ) -> [Declaration] {
    entries.compactMap { entry in
      let name = entry.key.value
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == (isPath ? 2 : 1), parts.allSatisfy({ Self.isName($0) }) else {
        unread.insert(owner.map { "\($0).\(name)" } ?? name)
        bag.add(
          PolicyProblem.badName(name, what: "a \(what)").diagnostic(at: entry.key.location))
        return nil
      }
      let declaration = read(&self, entry.key, entry.value)
      if declaration == nil { unread.insert(owner.map { "\($0).\(name)" } ?? name) }
      return declaration
    }
  }
}

// MARK: - Facts

extension BotReader {
  private mutating func fact(_ name: Located<String>, _ node: YAMLNode) -> FactDeclaration? {
    guard var reader = MappingReader(node, "fact '\(name.value)'", &bag) else { return nil }
    let source = reader.text("from", &bag).flatMap { dottedName($0, "from") }
    let availableText = reader.optionalText("available", &bag)
    let ageText = reader.optionalText("age", &bag)
    let available = availableText.flatMap { dottedName($0, "available") }
    let age = ageText.flatMap { dottedName($0, "age") }
    let limit = reader.optionalText("max_age", &bag)
    let onMissing = reader.required("on_missing", &bag).flatMap { outcome($0, "'on_missing'") }
    let fields = unique("field", reader.entries("fields", &bag), owner: name.value) {
      reader, field, node in
      reader.field(field, node, fact: name.value)
    }
    reader.finish(&bag)
    let staleness = limit.flatMap { threshold($0) }
    if (ageText == nil) != (limit == nil) {
      bag.add(
        PolicyProblem.missingKey(ageText == nil ? "age" : "max_age", in: "fact '\(name.value)'")
          .diagnostic(at: node.location))
    }
    guard let onMissing else { return nil }
    return FactDeclaration(
      name: name, source: source?.value ?? "", availablePath: available, agePath: age,
      staleness: staleness, onMissing: onMissing, fields: fields)
  }

  /// A dotted name. Paths are written into journalled JSON as they stand: nothing in them may need escaping.
  private mutating func dottedName(_ text: Located<String>, _ key: String) -> Located<String>? {
    func isLetter(_ byte: UInt8) -> Bool {
      (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }
    let parts = text.value.split(separator: ".", omittingEmptySubsequences: false)
    let isDottedName = parts.allSatisfy { part in
      part.utf8.first.map(isLetter) == true
        && part.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) }
    }
    guard !isDottedName else { return text }
    bag.add(PolicyProblem.badPath(text.value, key: key).diagnostic(at: text.location))
    return nil
  }

  /// `book` of `staleness.book`.
  private mutating func threshold(_ text: Located<String>) -> Located<StalenessName>? {
    let names = StalenessName.allCases.filter { $0.feed != nil }
    guard let dot = text.value.firstIndex(of: "."), text.value[..<dot] == "staleness" else {
      bag.add(
        PolicyProblem.unknownWord(text.value, key: "max_age", known: names.map(\.text)).diagnostic(
          at: text.location))
      return nil
    }
    guard let name = names.first(where: { $0.text == text.value }) else {
      bag.add(
        PolicyProblem.unknownStaleness(
          String(text.value[text.value.index(after: dot)...]), known: names.map(\.rawValue)
        ).diagnostic(at: text.location))
      return nil
    }
    return Located(name, at: text.location)
  }

  private mutating func field(
    _ name: Located<String>, _ node: YAMLNode, fact: String
  ) -> FieldDeclaration? {
    guard var reader = MappingReader(node, "field '\(fact).\(name.value)'", &bag),
      let type = type(&reader)
    else { return nil }
    let path = reader.optionalText("path", &bag).flatMap { dottedName($0, "path") }
    let absent = reader.optionalText("absent", &bag)
    if let absent, absent.value != "now" {
      bag.add(
        PolicyProblem.unknownWord(absent.value, key: "absent", known: ["now"]).diagnostic(
          at: absent.location))
    }
    let optional = reader.quantity("optional", as: .bool, &bag)
    let (minimum, maximum) = bounds(&reader, type, "field '\(fact).\(name.value)'")
    let bound = sizeBound(&reader, type, "\(fact).\(name.value)")
    reader.finish(&bag)
    return FieldDeclaration(
      name: name, type: type,
      locatedPath: path ?? Located("\(fact).\(name.value)", at: name.location),
      isOptional: optional?.value == 1, absent: absent?.value, minimum: minimum, maximum: maximum,
      bound: bound)
  }

  /// `max_length` and `max_items`: demanded where the type leaves the size open, refused elsewhere.
  private mutating func sizeBound(
    _ reader: inout MappingReader, _ type: Type, _ field: String
  ) -> Bound {
    var bound = Bound()
    for kind in [Bound.Kind.items, .length] {
      let key = kind.rawValue
      let needed = type.boundsNeeded.contains(kind)
      guard let node = reader.optional(key) else {
        if needed {
          bag.add(
            PolicyProblem.noSizeBound(kind, field: field, type: type).diagnostic(
              at: reader.node["type"]?.location ?? reader.node.location))
        }
        continue
      }
      guard needed else {
        bag.add(
          PolicyProblem.needlessSizeBound(kind, field: field, type: type).diagnostic(
            at: reader.node.key(key)?.location ?? node.location))
        continue
      }
      let limit = reader.whole(key, in: 1...Self.largestSize, &bag).map { Int($0.value) }
      if kind == .items { bound.items = limit } else { bound.length = limit }
    }
    return bound
  }

  /// The most items or characters a field may declare: what YAML and JSON documents of ours may hold.
  static let largestSize: Int64 = 65_536

  private mutating func type(
    _ reader: inout MappingReader, isParameter: Bool = false
  ) -> Type? {
    guard let text = reader.text("type", &bag) else { return nil }
    let type = isParameter ? TypeName.scalar(named: text.value) : TypeName.type(named: text.value)
    if let type { return type }
    let known = isParameter ? TypeName.scalars : TypeName.all
    bag.add(PolicyProblem.unknownType(text.value, known: known).diagnostic(at: text.location))
    return nil
  }

  private mutating func bounds(
    _ reader: inout MappingReader, _ type: Type, _ subject: String
  ) -> (Int64?, Int64?) {
    let minimum = reader.quantity("min", as: type, &bag)
    let maximum = reader.quantity("max", as: type, &bag)
    if let minimum, let maximum, minimum.value > maximum.value {
      bag.add(PolicyProblem.boundsCrossed(name: subject).diagnostic(at: minimum.location))
    }
    return (minimum?.value, maximum?.value)
  }
}

// MARK: - Params, counters, lets

extension BotReader {
  private mutating func parameter(
    _ name: Located<String>, _ node: YAMLNode
  ) -> ParameterDeclaration? {
    let subject = "param '\(name.value)'"
    guard var reader = MappingReader(node, subject, &bag),
      let type = type(&reader, isParameter: true)
    else { return nil }
    let (minimum, maximum) = bounds(&reader, type, subject)
    let loosens: Located<Loosening>? = reader.word("loosens", &bag)
    let control = reader.optionalText("control", &bag)
    let meaning = reader.text("meaning", &bag)
    if type != .bool, minimum == nil || maximum == nil {
      let missing = minimum == nil ? "min" : "max"
      if reader.node[missing] == nil {
        bag.add(PolicyProblem.missingKey(missing, in: subject).diagnostic(at: node.location))
      }
    }
    reader.finish(&bag)
    for (suffix, wanted) in Self.suffixes where name.value.hasSuffix(suffix) && type != wanted {
      bag.add(
        PolicyProblem.suffixDisagrees(name: name.value, suffix: suffix, type: type).diagnostic(
          at: name.location))
    }
    return ParameterDeclaration(
      name: name, type: type, minimum: minimum, maximum: maximum,
      loosens: loosens?.value ?? .neither, control: control?.value, meaning: meaning?.value ?? "")
  }

  /// What the end of a name promises about its unit.
  private static let suffixes: [(String, Type)] = [
    ("_ms", .duration), ("_s", .duration), ("_h", .duration), ("_ticks", .quantity(.ticks)),
    ("_bps", .quantity(.bps)), ("_shares", .quantity(.shares)), ("_usdc", .quantity(.usdc)),
    ("_per_min", .quantity(.opsPerMinute)),
  ]

  private mutating func counter(
    _ name: Located<String>, _ node: YAMLNode
  ) -> CounterDeclaration? {
    guard var reader = MappingReader(node, "counter '\(name.value)'", &bag) else { return nil }
    let counts: Located<Action>? = reader.word("of", &bag)
    _ = reader.required("window", &bag)
    let window = reader.quantity("window", as: .duration, &bag)
    let scope = reader.text("per", &bag)
    reader.finish(&bag)
    guard let counts, let window, let scope else { return nil }
    return CounterDeclaration(
      field: name, counts: counts, window: window.value, scope: scope.value)
  }

  private mutating func named(_ name: Located<String>, _ node: YAMLNode) -> LetDeclaration? {
    guard let text = node.text else {
      bag.add(
        PolicyProblem.collectionForExpression(
          key: name.value, found: node.kindName, quoted: node.quoted
        ).diagnostic(at: node.location))
      return nil
    }
    return LetDeclaration(name: name, expression: ExpressionText(text: text, node: node))
  }
}

// MARK: - Rules and outcomes

extension BotReader {
  private mutating func rule(_ node: YAMLNode) -> RuleDeclaration? {
    guard var reader = MappingReader(node, "a rule", &bag) else { return nil }
    if reader.node["require"] != nil {
      let facts = reader.items("require", &bag).compactMap { reader.scalar($0, "require", &bag) }
      reader.finish(&bag)
      return .require(facts)
    }
    let outcome = outcome(&reader)
    let condition = reader.expression("when", &bag)
    reader.finish(&bag)
    guard let outcome, let condition else { return nil }
    return .decide(DecisionRule(outcome: outcome, condition: condition))
  }

  private mutating func gate(_ node: YAMLNode) -> GateDeclaration? {
    guard var reader = MappingReader(node, "a gate", &bag) else { return nil }
    let outcome = outcome(&reader)
    let actions: [Located<Action>] = words("of", &reader)
    // Without actions it would never hold anything up, and look as if it did.
    if reader.node["of"]?.items?.isEmpty ?? (reader.node["of"]?.isAbsent ?? true) {
      bag.add(
        PolicyProblem.missingKey("of", in: "a gate").diagnostic(at: node.location))
    }
    let condition = reader.expression("when", &bag)
    reader.finish(&bag)
    guard let outcome, let condition else { return nil }
    return GateDeclaration(outcome: outcome, actions: actions, condition: condition)
  }

  private mutating func outcome(_ node: YAMLNode, _ subject: String) -> OutcomeDeclaration? {
    guard var reader = MappingReader(node, subject, &bag) else { return nil }
    let outcome = outcome(&reader)
    reader.finish(&bag)
    return outcome
  }

  private mutating func outcome(_ reader: inout MappingReader) -> OutcomeDeclaration? {
    let code = reader.text("code", &bag)
    let action: Located<Action>? = reader.word("do", &bag)
    guard let code, let action else { return nil }
    return OutcomeDeclaration(code: code, action: action)
  }
}
