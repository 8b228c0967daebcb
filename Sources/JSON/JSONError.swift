/// Why a text is not the JSON this project accepts (RFC 8259 without byte order mark, with unique
/// keys). Every offset counts bytes from the start of the text.
package enum JSONError: Error, Equatable, Sendable {
  /// Nothing but blanks.
  case empty
  /// More bytes than the reader accepts.
  case tooLarge(limit: Int)
  /// The array or object at `offset` is nested deeper than the reader accepts.
  case tooDeep(offset: Int, limit: Int)
  /// The first byte that does not belong to a UTF-8 sequence.
  case notUTF8(offset: Int)
  /// The text stops inside an array or object, or after a key.
  case unexpectedEnd(offset: Int)
  /// A byte where a value, key, comma, colon or closing bracket was expected.
  case unexpectedByte(UInt8, offset: Int)
  /// The first byte that is not part of a number: `01`, `1.`, `0.57x`, `-`.
  case badNumber(offset: Int)
  /// A word other than `true`, `false` and `null`, which begins at `offset`: `nan`, `True`, `nul`.
  case badLiteral(offset: Int)
  /// The string that begins at `offset` has no closing quotation mark.
  case unterminatedString(offset: Int)
  /// A byte below 0x20 inside a string.
  case controlCharacter(UInt8, offset: Int)
  /// The backslash at `offset` begins no known escape.
  case badEscape(offset: Int)
  /// The escape at `offset` is half a surrogate pair.
  case loneSurrogate(offset: Int)
  /// The second of two equal keys of one object, equal after removal of escapes.
  case duplicateKey(name: String, offset: Int)
  /// Something other than blanks behind the value.
  case trailingContent(offset: Int)
  /// The system gave no memory for the structure of the text.
  case noMemory
}

extension JSONError {
  /// The byte at which the text stops being acceptable.
  package var byteOffset: Int {
    switch self {
    case .empty, .noMemory: 0
    case .tooLarge(let limit): limit
    case .tooDeep(let offset, _), .notUTF8(let offset), .unexpectedEnd(let offset),
      .unexpectedByte(_, let offset), .badNumber(let offset), .badLiteral(let offset),
      .unterminatedString(let offset), .controlCharacter(_, let offset), .badEscape(let offset),
      .loneSurrogate(let offset), .duplicateKey(_, let offset), .trailingContent(let offset):
      offset
    }
  }

  /// What is wrong, for people. No place and no final full stop: whoever knows line and file adds
  /// them.
  package var message: String {
    switch self {
    case .empty: "there is no JSON value here"
    case .tooLarge(let limit): "the JSON text is longer than \(limit) bytes"
    case .tooDeep(_, let limit): "arrays and objects are nested deeper than \(limit)"
    case .notUTF8: "the text is not UTF-8"
    case .unexpectedEnd: "the JSON text ends too early"
    case .unexpectedByte(let byte, _): "\(Self.name(byte)) is not expected here"
    case .badNumber: "this is not a JSON number"
    case .badLiteral: "this is not a JSON value: only true, false and null are words"
    case .unterminatedString: "the string that begins here is not closed"
    case .controlCharacter(let byte, _): "\(Self.name(byte)) must be escaped inside a string"
    case .badEscape: "this escape is not one of JSON's"
    case .loneSurrogate: "this escape is half a surrogate pair"
    case .duplicateKey(let name, _): "the key \"\(name)\" occurs twice in one object"
    case .trailingContent: "there is more behind the JSON value"
    case .noMemory: "there is not enough memory to read this JSON text"
    }
  }

  private static func name(_ byte: UInt8) -> String {
    if (0x21...0x7E).contains(byte) { return "'\(Character(Unicode.Scalar(byte)))'" }
    let digits = String(byte, radix: 16, uppercase: true)
    return "byte 0x" + (digits.count < 2 ? "0" : "") + digits
  }
}
