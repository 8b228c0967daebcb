extension StringLibrary {
  /// `text` with the first `count` places where `old` stands replaced by `new`, left to right and without
  /// overlap; a negative count means all. An empty `old` stands before every code point and at the end.
  package static func replace(
    _ old: String, with new: String, in text: String, count: Int64 = -1,
    limit: Int = defaultLimit
  ) throws(LibraryError) -> String {
    let parts = pieces(of: text, between: old, count: count < 0 ? .max : Int(clamping: count))
    return try join(parts, separator: new, limit: limit)
  }

  /// The parts of `text` between the places where `separator` stands: at most `count` of them, where the
  /// last keeps the rest; none for a count of 0, and all for a negative one. An empty separator splits
  /// between all code points.
  package static func split(
    _ text: String, by separator: String, count: Int64 = -1
  ) -> [String] {
    guard count != 0 else { return [] }
    let most = count < 0 ? Int.max : Int(clamping: count)
    if !separator.isEmpty {
      return pieces(of: text, between: separator, count: most - 1).map(String.init)
    }
    // Before the first code point and behind the last one stands no separator: there is nothing to part.
    guard !text.isEmpty else { return [] }
    return pieces(of: text, between: "", count: most - 1, includingStart: false).map(String.init)
  }

  /// The texts one after the other with `separator` between them.
  package static func join(
    _ parts: some Collection<some StringProtocol>, separator: String = "",
    limit: Int = defaultLimit
  ) throws(LibraryError) -> String {
    var size = 0
    for part in parts {
      size += part.utf8.count + separator.utf8.count
      guard size <= limit + separator.utf8.count else { throw .resultTooLarge(limit: limit) }
    }
    var result = ""
    result.reserveCapacity(size)
    var isFirst = true
    for part in parts {
      if !isFirst { result += separator }
      isFirst = false
      result += part
    }
    return result
  }

  /// Without the white space at both ends: the code points with the Unicode property White_Space.
  package static func trim(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isWhiteSpace($0) }),
      let last = scalars.lastIndex(where: { !isWhiteSpace($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// ASCII letters as capitals; all other code points stay.
  package static func upperASCII(_ text: String) -> String {
    mapped(text) { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
  }

  /// ASCII letters as small letters; all other code points stay.
  package static func lowerASCII(_ text: String) -> String {
    mapped(text) { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
  }

  /// A literal in double quotes that means `text`, with the escape sequences of CEL for quotation mark,
  /// backslash and the control characters that have one; all else stands as it is.
  package static func quote(
    _ text: String, limit: Int = defaultLimit
  ) throws(LibraryError) -> String {
    guard text.utf8.count <= limit else { throw .resultTooLarge(limit: limit) }
    var result: [UInt8] = [UInt8(ascii: "\"")]
    result.reserveCapacity(text.utf8.count + 2)
    for byte in text.utf8 {
      if let letter = escape(byte) {
        result.append(UInt8(ascii: "\\"))
        result.append(letter)
      } else {
        result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
    guard result.count <= limit else { throw .resultTooLarge(limit: limit) }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text between the first `count` places where `separator` stands, and the rest.
  private static func pieces(
    of text: String, between separator: String, count: Int, includingStart: Bool = true
  ) -> [Substring] {
    let (bytes, part) = (text.utf8.span, separator.utf8.span)
    var result: [Substring] = []
    var start = text.startIndex
    var offset = 0
    func cut(at place: Int) {
      let end = text.utf8.index(start, offsetBy: place - offset)
      result.append(text[start..<end])
      start = text.utf8.index(end, offsetBy: part.count)
      offset = place + part.count
    }
    if part.count > 0 {
      while result.count < count, let place = firstByte(of: part, in: bytes, from: offset) {
        cut(at: place)
      }
    } else {
      if includingStart, count > 0 { result.append("") }
      var place = 1
      while place <= bytes.count, result.count < count {
        if place == bytes.count ? includingStart : startsCodePoint(bytes[place]) { cut(at: place) }
        place += 1
      }
    }
    result.append(text[start...])
    return result
  }

  private static func mapped(_ text: String, _ change: (UInt8) -> UInt8) -> String {
    var bytes = Array(text.utf8)
    for index in bytes.indices { bytes[index] = change(bytes[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isWhiteSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: false
    }
  }

  /// The letter behind the backslash.
  private static func escape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x07: UInt8(ascii: "a")
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0B: UInt8(ascii: "v")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
    default: nil
    }
  }
}
