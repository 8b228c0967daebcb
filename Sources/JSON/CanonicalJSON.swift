/// Why a value has no canonical form here.
package enum CanonicalJSONError: Error, Equatable, Sendable {
  /// A number that is not written as an integer within +-(2^53 - 1): such amounts are strings in
  /// this project.
  case numberNotExact(text: String)
  /// Two members with the same key.
  case duplicateKey(name: String)
}

extension CanonicalJSONError {
  /// What is wrong, for people.
  package var message: String {
    switch self {
    case .numberNotExact(let text):
      "\(text) has no canonical form: write an integer within +-(2^53 - 1), or a string"
    case .duplicateKey(let name): "the key \"\(name)\" occurs twice in one object"
    }
  }
}

/// One text for every value (RFC 8785, JSON Canonicalization Scheme), for hashes and signatures.
///
/// Restricted to what is exact everywhere: strings, booleans, null, arrays, objects, and integers
/// that every reader of JSON holds exactly. Members are sorted by the UTF-16 code units of their
/// keys (RFC 8785 3.2.3).
package enum CanonicalJSON {
  /// The canonical UTF-8 text of `value`.
  package static func bytes(of value: JSONValue) throws(CanonicalJSONError) -> [UInt8] {
    var writer = JSONWriter()
    try write(value, to: &writer)
    return writer.bytes
  }

  /// Appends the canonical text of `value` as the next value of `writer`.
  package static func write(
    _ value: JSONValue, to writer: inout JSONWriter
  ) throws(CanonicalJSONError) {
    switch value {
    case .null, .bool, .string: value.write(to: &writer)
    case .number(let text):
      guard let integer = value.int64, integer.magnitude < 1 << 53 else {
        throw .numberNotExact(text: text)
      }
      writer.integer(integer)
    case .array(let elements):
      writer.beginArray()
      for element in elements { try write(element, to: &writer) }
      writer.endArray()
    case .object(let members):
      let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
      writer.beginObject()
      var previous: String?
      for member in sorted {
        // Compared as code units: two keys that only Unicode normalisation makes equal are two
        // keys.
        if let previous, previous.utf8.elementsEqual(member.key.utf8) {
          throw .duplicateKey(name: member.key)
        }
        previous = member.key
        writer.key(member.key)
        try write(member.value, to: &writer)
      }
      writer.endObject()
    }
  }
}
