/// CEL's functions over text, by code points: never by `Character`, which joins code points, nor by
/// `String`'s `==`, `<` and `hasPrefix`, which take texts for equal that Unicode calls canonically equivalent.
///
/// Positions count code points from 0; one pass over the bytes in front finds the place.
/// Sources: cel-spec doc/langdef.md; cel-go ext/README.md, "Strings".
package enum StringLibrary {
  /// The largest text in bytes that a function makes unless told otherwise: 16 MiB.
  package static let defaultLimit = 1 << 24

  /// The number of code points.
  package static func size(_ text: String) -> Int {
    let bytes = text.utf8.span
    var count = 0
    for index in bytes.indices where startsCodePoint(bytes[index]) { count += 1 }
    return count
  }

  /// Equal code point by code point.
  package static func equal(_ left: String, _ right: String) -> Bool {
    let (left, right) = (left.utf8.span, right.utf8.span)
    return left.count == right.count && matches(right, at: 0, in: left)
  }

  /// In the order of code points, which is that of the UTF-8 bytes: below 0 where `left` comes first, 0
  /// where they are equal.
  package static func compare(_ left: String, _ right: String) -> Int {
    let (left, right) = (left.utf8.span, right.utf8.span)
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return left[index] < right[index] ? -1 : 1
    }
    return left.count - right.count
  }

  /// The code point at `position`; at the end of the text, nothing.
  package static func character(
    of text: String, at position: Int64
  ) throws(LibraryError) -> String {
    let start = try index(position, in: text)
    guard start < text.endIndex else { return "" }
    return String(text.unicodeScalars[start])
  }

  /// From `start` to the end.
  package static func substring(
    of text: String, from start: Int64
  ) throws(LibraryError) -> String {
    String(text[try index(start, in: text)...])
  }

  /// From `start` up to and without `end`.
  package static func substring(
    of text: String, from start: Int64, to end: Int64
  ) throws(LibraryError) -> String {
    guard start <= end else { throw .invertedRange(start: start, end: end) }
    let (first, last) = (try index(start, in: text), try index(end, in: text))
    return String(text[first..<last])
  }

  /// The code points in reverse.
  package static func reversed(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.reversed() { scalars.append(scalar) }
    return String(scalars)
  }

  /// The place of a position in 0...size.
  private static func index(
    _ position: Int64, in text: String
  ) throws(LibraryError) -> String.Index {
    guard let offset = byteOffset(of: position, in: text.utf8.span) else {
      throw .indexOutOfRange(position, count: size(text))
    }
    return text.utf8.index(text.startIndex, offsetBy: offset)
  }

  // MARK: - Bytes

  /// The first byte of the code point at a position in 0...size; nil for other positions.
  static func byteOffset(of position: Int64, in bytes: Span<UInt8>) -> Int? {
    guard position >= 0, position <= bytes.count else { return nil }
    var left = Int(position)
    for offset in bytes.indices where startsCodePoint(bytes[offset]) {
      if left == 0 { return offset }
      left -= 1
    }
    return left == 0 ? bytes.count : nil
  }

  /// Every byte of UTF-8 begins a code point or continues one.
  static func startsCodePoint(_ byte: UInt8) -> Bool {
    byte & 0xC0 != 0x80
  }

  /// Whether `part` stands at the byte `offset`.
  static func matches(_ part: Span<UInt8>, at offset: Int, in bytes: Span<UInt8>) -> Bool {
    guard offset >= 0, part.count <= bytes.count - offset else { return false }
    for index in part.indices where bytes[offset + index] != part[index] { return false }
    return true
  }
}
