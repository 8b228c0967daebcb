import Diagnostics
import FixedPoint
import YAML

/// Reads one mapping of a script or of an admin request (JSON is YAML) against what it may hold. Findings go to
/// `bag`, each with its place; what nobody asked for by the end is an unknown key, with the nearest known one.
struct ScriptMapping {
  let node: YAMLNode
  /// What the mapping is, for messages: `a fault`.
  let subject: String
  private var asked: Set<String> = []

  /// Nil, with a finding, where `node` is no mapping.
  init?(_ node: YAMLNode, _ subject: String, _ bag: inout DiagnosticBag) {
    guard node.pairs != nil else {
      bag.add(
        ScriptProblem.wrongKind(subject, wanted: "a mapping", found: node.kindName)
          .diagnostic(at: node.location))
      return nil
    }
    self.node = node
    self.subject = subject
  }

  /// The value of a key; nil where it is not there or empty.
  mutating func optional(_ key: String) -> YAMLNode? {
    asked.insert(key)
    guard let value = node[key], !value.isAbsent else { return nil }
    return value
  }

  /// The value of a key that must be there.
  mutating func required(_ key: String, _ bag: inout DiagnosticBag) -> YAMLNode? {
    if let value = optional(key) { return value }
    bag.add(
      ScriptProblem.missingKey(key, in: subject).diagnostic(
        at: node.key(key)?.location ?? node.location))
    return nil
  }

  /// A text; nil, with a finding, for a list or mapping.
  mutating func text(_ key: String, _ bag: inout DiagnosticBag) -> String? {
    guard let value = optional(key) else { return nil }
    guard let text = value.text else {
      bag.add(
        ScriptProblem.wrongKind("'\(key)' of \(subject)", wanted: "text", found: value.kindName)
          .diagnostic(at: value.location))
      return nil
    }
    return text
  }

  /// A value that a reader makes of a text; nil, with a finding, where it makes none.
  mutating func value<Value>(
    _ key: String, _ expected: String, _ bag: inout DiagnosticBag, _ read: (String) -> Value?
  ) -> Value? {
    guard let text = text(key, &bag), let node = node[key] else { return nil }
    guard let value = read(text) else {
      bag.add(
        ScriptProblem.badValue(text, key: key, expected: expected).diagnostic(at: node.location))
      return nil
    }
    return value
  }

  /// One of a closed set of words.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ bag: inout DiagnosticBag
  ) -> Word? where Word.RawValue == String {
    guard let text = text(key, &bag), let node = node[key] else { return nil }
    if let word = Word(rawValue: text) { return word }
    bag.add(
      ScriptProblem.unknownWord(text, key: key, known: Word.allCases.map(\.rawValue))
        .diagnostic(at: node.location))
    return nil
  }

  /// A time span such as `250ms`, in milliseconds; at most a year.
  mutating func milliseconds(_ key: String, _ bag: inout DiagnosticBag) -> Int64? {
    value(key, "a time such as 250ms, 5s, 10m or 2h", &bag, ScriptValue.milliseconds)
  }

  /// A whole number of a range.
  mutating func integer(
    _ key: String, in range: ClosedRange<Int64>, _ bag: inout DiagnosticBag
  ) -> Int64? {
    value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)", &bag) {
      Int64($0).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A plain decimal that is not negative.
  mutating func amount(_ key: String, _ bag: inout DiagnosticBag) -> Micros? {
    value(key, "a decimal with up to 6 places, 0 or more", &bag) { text in
      (try? Micros.parse(text)).flatMap { $0 >= .zero ? $0 : nil }
    }
  }

  /// true or false.
  mutating func flag(_ key: String, _ bag: inout DiagnosticBag) -> Bool? {
    value(key, "true or false", &bag) { Bool($0) }
  }

  /// Reports the keys that nobody asked for.
  func finish(_ bag: inout DiagnosticBag) {
    for pair in node.pairs ?? [] {
      guard let key = pair.key.text, !asked.contains(key) else { continue }
      bag.add(
        ScriptProblem.unknownKey(key, in: subject, known: asked.sorted()).diagnostic(
          at: pair.key.location))
    }
  }
}

/// Texts of scripts as values.
enum ScriptValue {
  private static let year: Int64 = 366 * 86_400_000

  /// `250ms`, `5s`, `10m`, `2h` in milliseconds, from none to a year; nil for anything else.
  static func milliseconds(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.utf8.count <= 12, let count = Int64(digits) else { return nil }
    let unit: Int64
    switch text.dropFirst(digits.count) {
    case "ms": unit = 1
    case "s": unit = 1_000
    case "m": unit = 60_000
    case "h": unit = 3_600_000
    default: return nil
    }
    let (total, isTooLong) = count.multipliedReportingOverflow(by: unit)
    return isTooLong || total > year ? nil : total
  }
}
