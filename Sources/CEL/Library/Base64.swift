/// Bytes as text in the standard alphabet of RFC 4648, section 4. Source: cel-go ext/README.md, "Encoders".
package enum Base64 {
  /// With padding.
  package static func encode(
    _ bytes: [UInt8], limit: Int = StringLibrary.defaultLimit
  ) throws(LibraryError) -> String {
    guard bytes.count <= limit / 4 * 3 else { throw .resultTooLarge(limit: limit) }
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPadding = place > group.count
        result.append(
          isPadding ? UInt8(ascii: "=") : character(UInt8(bits >> UInt32(18 - 6 * place) & 0x3F)))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Padding is all there or not at all; line breaks between the characters are skipped.
  package static func decode(_ text: String) throws(LibraryError) -> [UInt8] {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var (count, padding) = (0, 0)
    for (offset, byte) in text.utf8.enumerated() {
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { continue }
      if byte == UInt8(ascii: "="), count % 4 + padding >= 2, count % 4 + padding < 4 {
        padding += 1
        continue
      }
      guard padding == 0, let value = value(of: byte) else { throw .notBase64(offset: offset) }
      bits = bits << 6 | UInt32(value)
      count += 1
      // Of the characters of a group, every one but the first completes a byte.
      if count % 4 != 1 {
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(6 - 2 * ((count - 1) % 4))))
      }
    }
    guard count % 4 != 1, padding == 0 || (count + padding) % 4 == 0 else {
      throw .notBase64(offset: text.utf8.count)
    }
    return result
  }

  private static func character(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
