/// Bytes as text in one of the two alphabets of RFC 4648, always with padding.
package enum Base64: Sendable {
  /// Section 4, with `+` and `/`: the roots of checkpoints.
  case standard
  /// Section 5, with `-` and `_`: the secrets and signatures of the venue (facts/polymarket-v2.md 2.3).
  case urlSafe

  /// The text of `bytes`.
  package func text(_ bytes: some Collection<UInt8>) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group: UInt32 = 0
    var count = 0
    func flush(_ digitCount: Int) {
      for place in 0..<4 {
        let value = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * place)) & 63
        digits.append(place < digitCount ? digit(value) : UInt8(ascii: "="))
      }
    }
    for byte in bytes {
      group |= UInt32(byte) << UInt32(16 - 8 * count)
      count += 1
      guard count == 3 else { continue }
      flush(4)
      (group, count) = (0, 0)
    }
    if count > 0 { flush(count + 1) }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The bytes of `text`; nil unless it is exactly what ``text(_:)`` gives for some bytes, so that one value
  /// has one text.
  package func bytes(_ text: String) -> [UInt8]? {
    guard text.utf8.count % 4 == 0 else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count / 4 * 3)
    var group: UInt32 = 0
    var (digits, padding) = (0, 0)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let value = value(byte) else { return nil }
      group = group << 6 | UInt32(value)
      digits += 1
      guard digits % 4 == 0 else { continue }
      for shift in [16, 8, 0] as [UInt32] {
        result.append(UInt8(truncatingIfNeeded: group >> shift))
      }
      group = 0
    }
    // What is left of the last group are 2 or 3 digits, whose lowest bits belong to no byte and are zero.
    switch (digits % 4, padding) {
    case (0, 0): break
    case (2, 2) where group & 0xF == 0: result.append(UInt8(truncatingIfNeeded: group >> 4))
    case (3, 1) where group & 0x3 == 0:
      result.append(UInt8(truncatingIfNeeded: group >> 10))
      result.append(UInt8(truncatingIfNeeded: group >> 2))
    default: return nil
    }
    return result
  }

  private func digit(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: self == .standard ? "+" : "-")
    default: UInt8(ascii: self == .standard ? "/" : "_")
    }
  }

  private func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case self.digit(62): 62
    case self.digit(63): 63
    default: nil
    }
  }
}
