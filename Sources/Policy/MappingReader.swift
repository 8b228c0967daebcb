package import CEL
package import Diagnostics
package import YAML

/// Reads one mapping of a document against what it may hold. Every finding goes to `bag`; what was not asked
/// for by the end is an unknown key, with the nearest known one.
package struct MappingReader {
  package let node: YAMLNode
  /// What the mapping is, for messages: `param 'stale_ttl_s'`.
  package let subject: String
  private var asked: Set<String> = []
  private var refused: Set<String> = []

  /// Nil, with a finding, where `node` is no mapping.
  package init?(_ node: YAMLNode, _ subject: String, _ bag: inout DiagnosticBag) {
    guard node.pairs != nil else {
      bag.add(
        PolicyProblem.wrongKind(subject, wanted: "a mapping", found: node.kindName).diagnostic(
          at: node.location))
      return nil
    }
    self.node = node
    self.subject = subject
  }

  /// A whole document, of which the loader has read version and kind.
  package static func document(
    _ node: YAMLNode, _ subject: String, _ bag: inout DiagnosticBag
  ) -> MappingReader? {
    var reader = MappingReader(node, subject, &bag)
    reader?.asked.formUnion(["apiVersion", "kind"])
    return reader
  }

  /// The place to mark where the whole document is meant: the word behind its `kind`.
  var place: Location { node["kind"]?.location ?? node.location }

  package mutating func optional(_ key: String) -> YAMLNode? {
    asked.insert(key)
    guard let value = node[key], !value.isAbsent else { return nil }
    return value
  }

  /// The value of a key that may not stand here, where the caller says better why than "unknown key".
  mutating func misplaced(_ key: String) -> YAMLNode? {
    guard let value = node[key] else { return nil }
    refused.insert(key)
    return value
  }

  package mutating func required(_ key: String, _ bag: inout DiagnosticBag) -> YAMLNode? {
    if let value = optional(key) { return value }
    guard let empty = node[key], let place = node.key(key)?.location else {
      bag.add(PolicyProblem.missingKey(key, in: subject).diagnostic(at: node.location))
      return nil
    }
    let comment = empty.commentAfter
    bag.add(
      PolicyProblem.noValue(key, in: subject, isComment: comment != nil).diagnostic(
        at: comment ?? place))
    return nil
  }

  package mutating func text(_ key: String, _ bag: inout DiagnosticBag) -> Located<String>? {
    guard let value = required(key, &bag) else { return nil }
    return scalar(value, key, &bag)
  }

  package mutating func optionalText(_ key: String, _ bag: inout DiagnosticBag) -> Located<String>?
  {
    guard let value = optional(key) else { return nil }
    return scalar(value, key, &bag)
  }

  package func scalar(_ value: YAMLNode, _ key: String, _ bag: inout DiagnosticBag) -> Located<
    String
  >? {
    guard let text = value.text else {
      bag.add(
        PolicyProblem.wrongKind("'\(key)' of \(subject)", wanted: "text", found: value.kindName)
          .diagnostic(at: value.location))
      return nil
    }
    return Located(text, at: value.location)
  }

  /// The entries of a nested mapping; none where the key is absent.
  package mutating func entries(
    _ key: String, _ bag: inout DiagnosticBag
  ) -> [(key: Located<String>, value: YAMLNode)] {
    guard let value = optional(key) else { return [] }
    guard let pairs = value.pairs else {
      bag.add(
        PolicyProblem.wrongKind(
          "'\(key)' of \(subject)", wanted: "a mapping", found: value.kindName
        ).diagnostic(at: value.location))
      return []
    }
    return pairs.compactMap { pair in
      pair.key.text.map { (Located($0, at: pair.key.location), pair.value) }
    }
  }

  /// The items of a list; one text counts as a list of one.
  package mutating func items(_ key: String, _ bag: inout DiagnosticBag) -> [YAMLNode] {
    guard let value = optional(key) else { return [] }
    if let items = value.items { return items }
    if value.text != nil { return [value] }
    bag.add(
      PolicyProblem.wrongKind("'\(key)' of \(subject)", wanted: "a list", found: value.kindName)
        .diagnostic(at: value.location))
    return []
  }

  /// One of a closed set of words.
  package mutating func word<Word: RawRepresentable & CaseIterable & Sendable>(
    _ key: String, _ bag: inout DiagnosticBag
  ) -> Located<Word>? where Word.RawValue == String {
    guard let value = required(key, &bag) else { return nil }
    return word(of: value, key, &bag)
  }

  package func word<Word: RawRepresentable & CaseIterable & Sendable>(
    of value: YAMLNode, _ key: String, _ bag: inout DiagnosticBag
  ) -> Located<Word>? where Word.RawValue == String {
    guard let text = scalar(value, key, &bag) else { return nil }
    if let word = Word(rawValue: text.value) { return Located(word, at: text.location) }
    let known = Word.allCases.map(\.rawValue)
    bag.add(
      PolicyProblem.unknownWord(text.value, key: key, known: known).diagnostic(at: text.location))
    return nil
  }

  package mutating func expression(_ key: String, _ bag: inout DiagnosticBag) -> ExpressionText? {
    guard let value = required(key, &bag) else { return nil }
    guard let text = value.text else {
      bag.add(
        PolicyProblem.collectionForExpression(key: key, found: value.kindName, quoted: value.quoted)
          .diagnostic(at: value.location))
      return nil
    }
    return ExpressionText(text: text, node: value)
  }

  /// A value of a known type, in slot units.
  package mutating func quantity(
    _ key: String, as type: Type, _ bag: inout DiagnosticBag
  ) -> Located<Int64>? {
    guard let value = optional(key), let text = scalar(value, key, &bag) else { return nil }
    do {
      return Located(try QuantityText.parse(text.value, as: type), at: text.location)
    } catch {
      bag.add(
        PolicyProblem.badQuantity(text.value, name: "\(key) of \(subject)", type: type, error)
          .diagnostic(at: text.location))
      return nil
    }
  }

  /// `budget: { per_event: 500 }`, in the units of `Cost`.
  package mutating func budget(_ bag: inout DiagnosticBag) -> Located<Int64>? {
    guard let node = optional("budget"),
      var reader = MappingReader(node, "'budget' of \(subject)", &bag)
    else { return nil }
    _ = reader.required("per_event", &bag)
    let budget = reader.whole("per_event", in: 1...1_000_000_000, &bag)
    reader.finish(&bag)
    return budget
  }

  /// A whole number of a range.
  package mutating func whole(
    _ key: String, in range: ClosedRange<Int64>, _ bag: inout DiagnosticBag
  ) -> Located<Int64>? {
    guard let number = quantity(key, as: .int, &bag) else { return nil }
    guard range.contains(number.value) else {
      bag.add(
        PolicyProblem.outOfRange(
          "'\(key)' of \(subject)", value: number.value, range: range
        ).diagnostic(at: number.location))
      return nil
    }
    return number
  }

  /// Reports the keys that nobody asked for.
  package func finish(_ bag: inout DiagnosticBag) {
    for pair in node.pairs ?? [] {
      guard let key = pair.key.text, !asked.contains(key), !refused.contains(key) else { continue }
      bag.add(
        PolicyProblem.unknownKey(key, in: subject, known: asked.sorted()).diagnostic(
          at: pair.key.location))
    }
  }
}
