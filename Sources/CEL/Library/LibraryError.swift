/// Why a function of the library has no result. The evaluator makes a CEL error of it.
package enum LibraryError: Error, Equatable, Sendable {
  // Text
  /// A position outside of a text of `count` code points.
  case indexOutOfRange(Int64, count: Int)
  /// A range that ends before it starts.
  case invertedRange(start: Int64, end: Int64)
  /// A result that would need more than `limit` bytes.
  case resultTooLarge(limit: Int)
  /// Bytes that are no text; `offset` is the first that does not fit.
  case notUTF8(offset: Int)
  /// Text that is no base64; `offset` is the byte at which that was seen.
  case notBase64(offset: Int)

  // Conversions
  /// A text that does not spell a value of the type.
  case malformed(type: TypeName, text: String)
  /// A value that the type cannot hold: too large, too small, not a number.
  case outOfRange(type: TypeName)

  // Numbers
  /// Bits shifted by less than none.
  case negativeShift(Int64)

  // Regular expressions
  /// A pattern that RE2 refuses; `reason` is in its words.
  case badPattern(String, reason: String)
  /// A pattern with several groups, where one result for each match is wanted.
  case severalGroups(String)
  /// A replacement that names group `group` of a pattern that has `count`.
  case noSuchGroup(Int, count: Int)
  /// A backslash in a replacement without a digit or another backslash behind it.
  case badReplacement(String)

  // Time
  /// Neither `UTC`, nor an offset such as `-09:30`, nor a name of the IANA database.
  case unknownTimeZone(String)

  // Network
  /// A text that is no address or block, and why.
  case badAddress(String, AddressFault)

  // format
  /// A directive at the byte `offset` of the format text, and why.
  case badDirective(offset: Int, DirectiveFault)

  /// The types whose conversions can fail, as CEL names them.
  package enum TypeName: String, Sendable {
    case bool, int, uint, double, timestamp, duration
  }

  package enum AddressFault: Equatable, Sendable {
    /// Not the text form of an address.
    case malformed
    /// `fe80::1%eth0` means something on one machine only.
    case zone
    /// `::ffff:192.0.2.1` is an IPv4 address in disguise.
    case mappedIPv4
    /// The part behind the slash is missing or no length of such a block.
    case prefixLength
  }

  package enum DirectiveFault: Error, Equatable, Sendable {
    /// The text ends inside the directive.
    case unfinished
    /// A letter that is no conversion.
    case unknownConversion(Unicode.Scalar)
    /// `.` without digits behind it, or more than `limit` digits wanted.
    case badPrecision(limit: Int)
    /// There is no argument `index` (from 0).
    case noArgument(index: Int, count: Int)
    /// The conversion does not take arguments of this type.
    case wrongType(conversion: Unicode.Scalar, type: String)
  }
}
