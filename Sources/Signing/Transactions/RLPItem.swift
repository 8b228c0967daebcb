package import FixedPoint

/// A value in Ethereum's Recursive Length Prefix encoding: bytes, or a list of values (Yellow Paper, appendix B).
package indirect enum RLPItem: Hashable, Sendable {
  /// Any number of bytes, none included.
  case bytes([UInt8])
  /// Values in their order.
  case list([RLPItem])

  /// An integer: big-endian, without leading zeros; zero is no byte at all.
  package static func integer(_ value: UInt64) -> RLPItem {
    integer(UInt256(value))
  }

  /// An integer: big-endian, without leading zeros; zero is no byte at all.
  package static func integer(_ value: UInt256) -> RLPItem {
    var bytes: [UInt8] = []
    for half in [value.high, value.low] {
      for shift in stride(from: 120, through: 0, by: -8) {
        let byte = UInt8(truncatingIfNeeded: half >> UInt128(shift))
        if byte != 0 || !bytes.isEmpty { bytes.append(byte) }
      }
    }
    return .bytes(bytes)
  }

  /// The bytes of a string; nil for a list.
  package var bytes: [UInt8]? {
    guard case .bytes(let bytes) = self else { return nil }
    return bytes
  }

  /// The values of a list; nil for a string.
  package var list: [RLPItem]? {
    guard case .list(let items) = self else { return nil }
    return items
  }

  /// The integer that the bytes write; nil for a list, beyond 256 bits and with a leading zero, so that one
  /// number has one form.
  package var integer: UInt256? {
    guard case .bytes(let bytes) = self, bytes.count <= 32, bytes.first != 0 else { return nil }
    var value = UInt256.zero
    for byte in bytes {
      value.high = value.high << 8 | value.low >> 120
      value.low = value.low << 8 | UInt128(byte)
    }
    return value
  }
}

extension RLPItem {
  /// The one encoding of this value.
  package var encoded: [UInt8] {
    var output: [UInt8] = []
    append(to: &output)
    return output
  }

  /// Appends the encoding of this value.
  package func append(to output: inout [UInt8]) {
    switch self {
    case .bytes(let bytes):
      if bytes.count != 1 || bytes[0] >= 0x80 {
        Self.appendHeader(0x80, count: bytes.count, to: &output)
      }
      output += bytes
    case .list(let items):
      var content: [UInt8] = []
      for item in items { item.append(to: &content) }
      Self.appendHeader(0xC0, count: content.count, to: &output)
      output += content
    }
  }

  /// `base` plus the length up to 55, or `base` plus 55 plus the length of the length.
  private static func appendHeader(_ base: UInt8, count: Int, to output: inout [UInt8]) {
    guard count > 55 else {
      output.append(base + UInt8(count))
      return
    }
    guard case .bytes(let length) = integer(UInt64(count)) else { return }
    output.append(base + 55 + UInt8(length.count))
    output += length
  }
}
