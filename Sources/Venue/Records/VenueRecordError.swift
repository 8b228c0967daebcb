package import FixedPoint
package import JSON

/// Why an answer or a message of the venue cannot be read. Offsets count bytes from the start of the
/// JSON text; fields carry the venue's names.
package enum VenueRecordError: Error, Equatable, Sendable {
  /// The text is no JSON.
  case notJSON(JSONError)
  /// An object was expected.
  case notAnObject(offset: Int)
  /// An array was expected.
  case notAnArray(offset: Int)
  /// The object at `offset` lacks a field.
  case missing(String, offset: Int)
  /// A field has a value of another JSON type than the venue sends.
  case wrongType(String, offset: Int)
  /// No exact decimal: `0.57x`, `NaN`, `1e3`, more than six decimals.
  case notDecimal(String, DecimalError, offset: Int)
  /// A whole number was expected, or one that fits.
  case notWhole(String, offset: Int)
  /// A price outside 0...1, a size below zero, a tick that is none.
  case outOfRange(String, Micros, offset: Int)
  /// Neither seconds nor milliseconds since 1970.
  case badTime(String, offset: Int)
  /// An id that the venue cannot have made.
  case badIdentifier(String, offset: Int)
  /// A word where the venue has only a few, such as a side.
  case unknownWord(String, text: String, offset: Int)
  /// A whole number that could be shares or millionths of shares; `AmountForm` must be settled first.
  case ambiguousAmount(String, text: String, offset: Int)
  /// Two fields that cannot both be right.
  case contradiction(String, offset: Int)
}

extension VenueRecordError {
  /// Where in the JSON text.
  package var byteOffset: Int {
    switch self {
    case .notJSON(let error): error.byteOffset
    case .notAnObject(let offset), .notAnArray(let offset), .missing(_, let offset),
      .wrongType(_, let offset), .notDecimal(_, _, let offset), .notWhole(_, let offset),
      .outOfRange(_, _, let offset), .badTime(_, let offset), .badIdentifier(_, let offset),
      .unknownWord(_, _, let offset), .ambiguousAmount(_, _, let offset),
      .contradiction(_, let offset):
      offset
    }
  }

  /// What is wrong, for people; no final full stop.
  package var message: String {
    switch self {
    case .notJSON(let error): error.message
    case .notAnObject: "an object was expected"
    case .notAnArray: "an array was expected"
    case .missing(let field, _): "the field \"\(field)\" is missing"
    case .wrongType(let field, _): "the field \"\(field)\" has a value of the wrong type"
    case .notDecimal(let field, .tooPrecise, _): "\"\(field)\" has more than six decimals"
    case .notDecimal(let field, .outOfRange, _): "\"\(field)\" is too large"
    case .notDecimal(let field, _, _): "\"\(field)\" is not a decimal number"
    case .notWhole(let field, _): "\"\(field)\" is not a whole number, or too large"
    case .outOfRange(let field, let value, _): "\"\(field)\" is \(value), which cannot be"
    case .badTime(let field, _): "\"\(field)\" is no time in seconds or milliseconds"
    case .badIdentifier(let field, _): "\"\(field)\" holds no id"
    case .unknownWord(let field, let text, _): "\"\(field)\" is \"\(text)\""
    case .ambiguousAmount(let field, let text, _):
      "\"\(field)\" is \(text): shares, or millionths of shares"
    case .contradiction(let field, _): "\"\(field)\" contradicts the other fields"
    }
  }

  /// What to do about it.
  package var help: String {
    switch self {
    case .ambiguousAmount: "say which form this venue writes: --sizes plain or --sizes fixed-point"
    case .notJSON: "check that the address is the venue's and not that of a proxy or a web page"
    default: "compare with the answer as the venue documents it; nothing of it was used"
    }
  }
}
