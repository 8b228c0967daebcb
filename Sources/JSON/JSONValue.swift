/// A JSON text as a tree that owns its parts: for configuration, journals and tests. Hot paths read
/// `JSONNode`.
///
/// Numbers keep their text and members their order, so equality is that of the texts without
/// blanks: `1.0` and `1` differ.
package indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The number exactly as written.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Unique keys in the order of the text.
  case object([Member])

  /// A key and its value.
  package struct Member: Equatable, Sendable {
    /// Without escapes.
    package var key: String
    /// What the key stands for.
    package var value: JSONValue

    /// A member of an object.
    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// Reads a text with the default limits of `JSONReader`.
  package init(parsing text: some Collection<UInt8>) throws(JSONError) {
    self = try JSONReader().withNode(of: text) { JSONValue($0) }
  }

  /// Reads a text with the default limits of `JSONReader`.
  package init(parsing text: String) throws(JSONError) {
    try self.init(parsing: text.utf8)
  }

  /// An owned copy of a node and all that it holds.
  package init(_ node: JSONNode) {
    switch node.kind {
    case .null: self = .null
    case .true: self = .bool(true)
    case .false: self = .bool(false)
    case .number: self = unsafe .number(String(decoding: node.textBytes, as: UTF8.self))
    case .string: self = .string(node.string ?? "")
    case .array: self = .array(node.elements.map { JSONValue($0) })
    case .object:
      self = .object(node.members.map { Member($0.key.string ?? "", JSONValue($0.value)) })
    }
  }

  /// The value of the member `key`; nil where there is none or this is no object.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// The elements of an array; nil for anything else.
  package var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The members of an object in order; nil for anything else.
  package var members: [Member]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The characters of a string; nil for anything else.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// true or false; nil for anything else.
  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// A number written as an integer that fits 64 bits; nil for anything else.
  package var int64: Int64? {
    guard case .number(let text) = self else { return nil }
    var utf8 = text
    return utf8.withUTF8 { unsafe integer(UnsafeRawBufferPointer($0)) }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// `nil` is null.
  package init(nilLiteral: ()) { self = .null }
  /// `true` and `false`.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A number without fraction.
  package init(integerLiteral value: Int64) { self = .number(String(value)) }
  /// A string.
  package init(stringLiteral value: String) { self = .string(value) }
  /// An array.
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object with its members in the order written.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSONValue {
  /// Appends this value as compact JSON, numbers as they were written, members in their order.
  package func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .number(let text): writer.raw(text.utf8)
    case .string(let text): writer.string(text)
    case .array(let elements):
      writer.beginArray()
      for element in elements { element.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.key)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }

  /// The compact text.
  package var compactText: String {
    var writer = JSONWriter()
    write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
