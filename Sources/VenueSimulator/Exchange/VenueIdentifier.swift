/// A 128-bit name written as a UUID: API keys, trade ids and heartbeat ids of the venue.
package struct VenueIdentifier: Hashable, Sendable {
  /// The first eight bytes of the text.
  package let high: UInt64
  /// The last eight bytes of the text.
  package let low: UInt64

  /// The identifier of these 128 bits, as they are.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Marks 128 random bits as what they are: version 4, variant 1 (RFC 9562).
  package init(randomBits high: UInt64, _ low: UInt64) {
    self.high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    self.low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
  }

  /// Reads `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with digits of either case; nil for anything else.
  package init?(text: String) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var digits = 0
    var position = 0
    for byte in text.utf8 {
      defer { position += 1 }
      if Self.dashes.contains(position) {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard digits < 32, let digit = Self.value(byte) else { return nil }
      if digits < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
      digits += 1
    }
    guard digits == 32, position == 36 else { return nil }
    self.init(high: high, low: low)
  }

  /// The 36 characters of the text, lowercase.
  package var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(36)
    for digit in 0..<32 {
      if Self.dashes.contains(bytes.count) { bytes.append(UInt8(ascii: "-")) }
      let word = digit < 16 ? high : low
      let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit % 16))) & 15
      bytes.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let dashes: Set<Int> = [8, 13, 18, 23]

  private static func value(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}

extension VenueIdentifier: CustomStringConvertible {
  /// As ``text``.
  package var description: String { text }
}
