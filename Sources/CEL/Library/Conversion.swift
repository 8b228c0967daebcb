/// CEL's conversions between its scalar types that can fail. Source: cel-spec doc/langdef.md, "List of
/// Standard Definitions" and "Overflow"; spellings as the reference implementation takes them.
package enum Conversion {
  // MARK: - From text

  /// Decimal digits after an optional sign.
  package static func int(_ text: String) throws(LibraryError) -> Int64 {
    var digits = text.utf8[...]
    if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") {
      digits.removeFirst()
    }
    guard isDigits(digits) else { throw .malformed(type: .int, text: text) }
    guard let value = Int64(text) else { throw .outOfRange(type: .int) }
    return value
  }

  /// Decimal digits, no sign.
  package static func uint(_ text: String) throws(LibraryError) -> UInt64 {
    guard isDigits(text.utf8[...]) else { throw .malformed(type: .uint, text: text) }
    guard let value = UInt64(text) else { throw .outOfRange(type: .uint) }
    return value
  }

  /// As `DoubleText.parse` says.
  package static func double(_ text: String) throws(LibraryError) -> Double {
    try DoubleText.parse(text)
  }

  /// `true`, `True`, `TRUE`, `t`, `T`, `1`, and the same for false.
  package static func bool(_ text: String) throws(LibraryError) -> Bool {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": return true
    case "0", "f", "F", "false", "FALSE", "False": return false
    default: throw .malformed(type: .bool, text: text)
    }
  }

  // MARK: - Between numbers

  package static func int(_ value: UInt64) throws(LibraryError) -> Int64 {
    guard let value = Int64(exactly: value) else { throw .outOfRange(type: .int) }
    return value
  }

  /// Rounded towards zero. Doubles at the ends of the range stand for many numbers, most of them outside: -2⁶³
  /// itself is refused, as 2⁶³ is.
  package static func int(_ value: Double) throws(LibraryError) -> Int64 {
    guard value > -0x1p63, value < 0x1p63 else { throw .outOfRange(type: .int) }
    return Int64(value)
  }

  package static func uint(_ value: Int64) throws(LibraryError) -> UInt64 {
    guard let value = UInt64(exactly: value) else { throw .outOfRange(type: .uint) }
    return value
  }

  /// Rounded towards zero; negative numbers are refused, also those above -1.
  package static func uint(_ value: Double) throws(LibraryError) -> UInt64 {
    guard value >= 0, value < 0x1p64 else { throw .outOfRange(type: .uint) }
    return UInt64(value)
  }

  // MARK: - Bytes

  /// The text whose UTF-8 this is.
  package static func string(_ bytes: [UInt8]) throws(LibraryError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .notUTF8(offset: firstFault(in: bytes))
    }
    return text
  }

  private static func firstFault(in bytes: [UInt8]) -> Int {
    var decoder = UTF8.ForwardParser()
    var source = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &source) {
      case .valid(let encoded): offset += encoded.count
      case .emptyInput, .error: return offset
      }
    }
  }

  private static func isDigits(_ text: Substring.UTF8View) -> Bool {
    !text.isEmpty && text.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
