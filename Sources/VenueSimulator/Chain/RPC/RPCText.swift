internal import FixedPoint
internal import Hashing
internal import JSON

/// How JSON-RPC of Ethereum writes numbers and bytes: `0x` and digits, numbers without leading zeros.
enum RPCText {
  /// A number.
  static func quantity(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }

  /// A number.
  static func quantity(_ value: UInt256) -> String {
    guard value.high != 0 else { return "0x" + String(value.low, radix: 16) }
    let low = String(value.low, radix: 16)
    return "0x" + String(value.high, radix: 16) + String(repeating: "0", count: 32 - low.count)
      + low
  }

  /// Bytes.
  static func hex(_ bytes: [UInt8]) -> String { "0x" + Hexadecimal.text(bytes) }

  /// The number that a text writes; nil for anything else, leading zeros included.
  static func number(_ text: String) -> UInt256? {
    guard text.utf8.starts(with: "0x".utf8) else { return nil }
    let digits = text.utf8.dropFirst(2)
    guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    return UInt256(hexadecimal: digits)
  }

  /// The bytes that a text writes; nil for anything else, also without `0x`.
  static func bytes(_ text: String) -> [UInt8]? {
    text.utf8.starts(with: "0x".utf8) ? Hexadecimal.bytes(text) : nil
  }
}
