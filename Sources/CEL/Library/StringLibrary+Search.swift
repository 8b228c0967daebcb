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
    // UTF-8 of a text occurs in UTF-8 only at the beginning of a code point.
    let end = min(offset + part.count, bytes.count)
    guard let found = place(of: part, in: bytes.extracting(..<end), isBackward: true) else {
      return -1
    }
    return Int64(codePoints(of: bytes, in: 0..<found))
  }

  /// The first byte of the first `part` at `start` or later.
  static func firstByte(
    of part: Span<UInt8>, in bytes: Span<UInt8>, from start: Int
  ) -> Int? {
    place(of: part, in: bytes.extracting(start...), isBackward: false).map { start + $0 }
  }

  private static func codePoints(of bytes: Span<UInt8>, in range: Range<Int>) -> Int {
    var count = 0
    for index in range where startsCodePoint(bytes[index]) { count += 1 }
    return count
  }

  // MARK: - Bytes

  /// The first byte of the first `part`, or of the last one where it is looked for from the end. The time is
  /// linear in the text, whatever the part: an expression cannot make the search long.
  private static func place(
    of part: Span<UInt8>, in bytes: Span<UInt8>, isBackward: Bool
  ) -> Int? {
    let (count, wanted) = (bytes.count, part.count)
    guard wanted <= count else { return nil }
    func text(_ index: Int) -> UInt8 { bytes[isBackward ? count - 1 - index : index] }
    func sought(_ index: Int) -> UInt8 { part[isBackward ? wanted - 1 - index : index] }
    func found(_ index: Int) -> Int { isBackward ? count - wanted - index : index }
    // Nearly every text is done with after a few comparisons at each place.
    var (start, compared) = (0, 0)
    while start <= count - wanted, compared <= 8 * start + 256 {
      var same = 0
      while same < wanted, text(start + same) == sought(same) { same += 1 }
      if same == wanted { return found(start) }
      compared += same
      start += 1
    }
    guard start <= count - wanted else { return nil }
    // For the others the algorithm of Knuth, Morris and Pratt: how much of the part is still matched when the
    // next byte does not fit.
    var borders = [0]
    borders.reserveCapacity(wanted)
    var matched = 0
    for index in 1..<wanted {
      while matched > 0, sought(index) != sought(matched) { matched = borders[matched - 1] }
      if sought(index) == sought(matched) { matched += 1 }
      borders.append(matched)
    }
    matched = 0
    for index in start..<count {
      while matched > 0, text(index) != sought(matched) { matched = borders[matched - 1] }
      if text(index) == sought(matched) { matched += 1 }
      if matched == wanted { return found(index + 1 - wanted) }
    }
    return nil
  }
}
