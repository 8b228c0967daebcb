/// Hexadecimal text: of words, for hashes, and of any bytes.
package enum Hexadecimal {
  /// Two lowercase digits for every byte.
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    var digits: [UInt8] = []
    for byte in bytes {
      for nibble in [byte >> 4, byte & 15] {
        digits.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The bytes written by pairs of digits of either case, with or without `0x` before them; nil for
  /// anything else.
  package static func bytes(_ text: String) -> [UInt8]? {
    var digits = Array(text.utf8)[...]
    if digits.starts(with: "0x".utf8) { digits = digits.dropFirst(2) }
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    var isFirst = true
    for digit in digits {
      guard let nibble = nibble(digit) else { return nil }
      if isFirst { bytes.append(nibble << 4) } else { bytes[bytes.count - 1] |= nibble }
      isFirst.toggle()
    }
    return bytes
  }

  /// What a digit of either case stands for.
  package static func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The 16 digits of `word`, first digit at the lowest address.
  ///
  /// Works on eight nibbles at once: a journal writes 128 digits for every envelope.
  static func digits(_ word: UInt64) -> (UInt64, UInt64) {
    (
      eightDigits(UInt32(truncatingIfNeeded: word >> 32)),
      eightDigits(UInt32(truncatingIfNeeded: word))
    )
  }

  private static func eightDigits(_ half: UInt32) -> UInt64 {
    // One nibble to a byte, the most significant nibble in the lowest byte after the swap.
    var nibbles = UInt64(half)
    nibbles = (nibbles | (nibbles << 16)) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | (nibbles << 8)) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles | (nibbles << 4)) & 0x0F0F_0F0F_0F0F_0F0F
    // Bytes above 9 get the distance from ":" to "a" on top of "0".
    let letters = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
    return (nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).bigEndian
  }

  /// The number written by the `count` lowercase digits at `start`; nil if a byte there is no such digit.
  @unsafe static func word(
    _ digits: UnsafeRawBufferPointer, at start: Int, count: Int = 16
  ) -> UInt64? {
    var word: UInt64 = 0
    for index in start..<(start + count) {
      let digit = unsafe digits[index]
      let nibble: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): nibble = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): nibble = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      word = word << 4 | UInt64(nibble)
    }
    return word
  }
}

extension UInt64 {
  /// The word of up to eight bytes, the first the most significant.
  init(bigEndian bytes: some Collection<UInt8>) {
    self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension [UInt8] {
  /// Appends the eight bytes of `word`, the most significant first.
  mutating func append(bigEndian word: UInt64) {
    unsafe Swift.withUnsafeBytes(of: word.bigEndian) { unsafe append(contentsOf: $0) }
  }
}
