extension StringLibrary {
  package static func contains(_ text: String, _ part: String) -> Bool {
    firstByte(of: part.utf8.span, in: text.utf8.span, from: 0) != nil
  }

  package static func starts(_ text: String, with prefix: String) -> Bool {
    matches(prefix.utf8.span, at: 0, in: text.utf8.span)
  }

  package static func ends(_ text: String, with suffix: String) -> Bool {
    let (bytes, suffix) = (text.utf8.span, suffix.utf8.span)
    return matches(suffix, at: bytes.count - suffix.count, in: bytes)
  }

  /// The position of the first `part` that begins at `start` (0...size) or later, -1 where there is none. An
  /// empty part is found at `start`.
  package static func firstIndex(
    of part: String, in text: String, from start: Int64 = 0
  ) throws(LibraryError) -> Int64 {
    let bytes = text.utf8.span
    guard let first = byteOffset(of: start, in: bytes) else {
      throw .indexOutOfRange(start, count: size(text))
    }
    guard let found = firstByte(of: part.utf8.span, in: bytes, from: first) else { return -1 }
    return start + Int64(codePoints(of: bytes, in: first..<found))
  }

  /// The position of the last `part` that begins at `start` (0...size) or earlier, -1 where there is none.
  /// An empty part is found at `start`; without a start, at the end.
  package static func lastIndex(
    of part: String, in text: String, from start: Int64? = nil
  ) throws(LibraryError) -> Int64 {
    let (bytes, part) = (text.utf8.span, part.utf8.span)
    var offset = bytes.count
    if let start {
      guard let place = byteOffset(of: start, in: bytes) else {
        throw .indexOutOfRange(start, count: size(text))
      }
      offset = place
    }
    offset = min(offset, bytes.count - part.count)
    while offset >= 0 {
      // UTF-8 of a text occurs in UTF-8 only at the beginning of a code point.
      if matches(part, at: offset, in: bytes) {
        return Int64(codePoints(of: bytes, in: 0..<offset))
      }
      offset -= 1
    }
    return -1
  }

  /// The first byte of the first `part` at `start` or later.
  static func firstByte(
    of part: Span<UInt8>, in bytes: Span<UInt8>, from start: Int
  ) -> Int? {
    guard part.count <= bytes.count - start else { return nil }
    guard part.count > 0 else { return start }
    let head = part[0]
    for offset in start...(bytes.count - part.count) where bytes[offset] == head {
      if matches(part, at: offset, in: bytes) { return offset }
    }
    return nil
  }

  private static func codePoints(of bytes: Span<UInt8>, in range: Range<Int>) -> Int {
    var count = 0
    for index in range where startsCodePoint(bytes[index]) { count += 1 }
    return count
  }
}
