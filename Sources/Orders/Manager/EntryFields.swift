import FixedPoint
import Hashing
import JSON
import Trading

/// What is wrong with a field of a plan or of a recorded entry, and where it stands.
package struct FieldProblem: Error, Hashable, Sendable {
  /// The closed list of what can be wrong.
  package enum Kind: Hashable, Sendable {
    case missing
    /// A field that the form does not have.
    case unknown
    /// Another kind of value than the one that is wanted, which is named.
    case wrongKind(String)
    /// The right kind of value, and no value that is allowed: why.
    case badValue(String)
    /// No JSON.
    case notJSON(String)
  }

  package var kind: Kind
  /// Such as `legs[1].price`.
  package var path: String
  /// In bytes from the start of the text.
  package var offset: Int

  /// A problem of these parts.
  package init(_ kind: Kind, _ path: String, offset: Int) {
    self.kind = kind
    self.path = path
    self.offset = offset
  }
}

/// Reads the members of one object, each by its kind.
struct EntryFields {
  let node: JSONNode
  /// Where the object stands; empty for the outermost.
  let path: String

  init(_ node: JSONNode, path: String = "") throws(FieldProblem) {
    guard node.kind == .object else {
      throw FieldProblem(.wrongKind("an object"), path, offset: node.byteOffset)
    }
    self.node = node
    self.path = path
  }

  func path(of name: StaticString) -> String { path.isEmpty ? "\(name)" : "\(path).\(name)" }

  /// nil where it is absent or null.
  func optional(_ name: StaticString) -> JSONNode? {
    node.member(name).flatMap { $0.kind == .null ? nil : $0 }
  }

  func require(_ name: StaticString) throws(FieldProblem) -> JSONNode {
    guard let value = optional(name) else {
      throw FieldProblem(.missing, path(of: name), offset: node.byteOffset)
    }
    return value
  }

  private func wrong(
    _ name: StaticString, _ value: JSONNode, _ kind: FieldProblem.Kind
  ) -> FieldProblem {
    FieldProblem(kind, path(of: name), offset: value.byteOffset)
  }

  func text(_ name: StaticString) throws(FieldProblem) -> String {
    let value = try require(name)
    guard let text = value.string else { throw wrong(name, value, .wrongKind("a text")) }
    return text
  }

  func optionalText(_ name: StaticString) throws(FieldProblem) -> String? {
    optional(name) == nil ? nil : try text(name)
  }

  func integer(_ name: StaticString) throws(FieldProblem) -> Int64 {
    let value = try require(name)
    guard let number = value.int64 else { throw wrong(name, value, .wrongKind("a whole number")) }
    return number
  }

  func optionalInteger(_ name: StaticString) throws(FieldProblem) -> Int64? {
    optional(name) == nil ? nil : try integer(name)
  }

  func bool(_ name: StaticString) throws(FieldProblem) -> Bool {
    let value = try require(name)
    guard let bool = value.bool else { throw wrong(name, value, .wrongKind("true or false")) }
    return bool
  }

  /// An exact decimal, as a text: a JSON number would be read as binary by others.
  func amount(_ name: StaticString) throws(FieldProblem) -> Micros {
    let value = try require(name)
    guard value.kind == .string else {
      throw wrong(name, value, .wrongKind("a decimal as a text, such as \"0.50\""))
    }
    do throws(DecimalError) {
      return try value.micros()
    } catch {
      throw wrong(name, value, .badValue("\(value.string ?? "") is no decimal of six places"))
    }
  }

  func optionalAmount(_ name: StaticString) throws(FieldProblem) -> Micros? {
    optional(name) == nil ? nil : try amount(name)
  }

  func token(_ name: StaticString) throws(FieldProblem) -> UInt256 {
    let text = try text(name)
    guard let token = UInt256(decimal: text) else {
      throw wrong(name, try require(name), .badValue("\(text) is no token id"))
    }
    return token
  }

  func digest(_ name: StaticString) throws(FieldProblem) -> Digest32 {
    let text = try text(name)
    guard let digest = Digest32(prefixedHex: text) else {
      throw wrong(name, try require(name), .badValue("\(text) is not 0x and 64 digits"))
    }
    return digest
  }

  /// A word of a closed list.
  func word<Word: RawRepresentable & CaseIterable>(
    _ name: StaticString, _ type: Word.Type = Word.self
  ) throws(FieldProblem) -> Word where Word.RawValue == String {
    let text = try text(name)
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong(name, try require(name), .badValue("'\(text)' is none of \(known)"))
    }
    return word
  }

  func scope(_ name: StaticString) throws(FieldProblem) -> KillScope {
    let text = try text(name)
    guard let scope = KillScope(text) else {
      throw wrong(name, try require(name), .badValue("'\(text)' is no scope"))
    }
    return scope
  }

  func object(_ name: StaticString) throws(FieldProblem) -> EntryFields {
    try EntryFields(try require(name), path: path(of: name))
  }

  /// The elements of a list, each with its path; none where it is absent.
  func list(_ name: StaticString) throws(FieldProblem) -> [(node: JSONNode, path: String)] {
    guard let value = optional(name) else { return [] }
    guard value.kind == .array else { throw wrong(name, value, .wrongKind("a list")) }
    return value.elements.enumerated().map { ($1, "\(path(of: name))[\($0)]") }
  }

  /// Refuses members that the form does not have.
  func allow(only names: [StaticString]) throws(FieldProblem) {
    for member in node.members where !names.contains(where: { member.key.equals($0) }) {
      let name = member.key.string ?? ""
      throw FieldProblem(
        .unknown, path.isEmpty ? name : "\(path).\(name)", offset: member.key.byteOffset)
    }
  }
}

extension JSONWriter {
  mutating func text(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  mutating func text(_ name: StaticString, _ value: String?) {
    if let value { text(name, value) }
  }

  mutating func amount(_ name: StaticString, _ value: Micros?) {
    if let value { text(name, "\(value)") }
  }

  mutating func integer(_ name: StaticString, _ value: Int64?) {
    guard let value else { return }
    key(name)
    integer(value)
  }

  mutating func flag(_ name: StaticString, _ value: Bool) {
    key(name)
    bool(value)
  }
}

extension FieldProblem {
  /// What is wrong, for people.
  package var message: String {
    let place = path.isEmpty ? "the plan" : "'\(path)'"
    switch kind {
    case .missing: return "\(place) is missing"
    case .unknown: return "\(place) is unknown here"
    case .wrongKind(let wanted): return "\(place) has to be \(wanted)"
    case .badValue(let reason): return path.isEmpty ? reason : "\(place): \(reason)"
    case .notJSON(let reason): return "no JSON: \(reason)"
    }
  }
}
