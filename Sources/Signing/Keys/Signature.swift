package import Hashing

/// A recoverable secp256k1 signature as Ethereum writes it: r, s and v, 65 bytes.
package struct Signature: Hashable, Sendable {
  /// The first half.
  package var r: Digest32
  /// The second half; at most half the group order in every signature that is accepted (low s).
  package var s: Digest32
  /// 27 or 28: 27 plus the recovery id.
  package var v: UInt8

  /// A signature of these parts.
  package init(r: Digest32, s: Digest32, v: UInt8) {
    self.r = r
    self.s = s
    self.v = v
  }

  /// The signature of 65 bytes, r first and v last; nil for any other number. Whether it is one of anybody is
  /// for ``signer(of:)`` to say.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 65, let r = Digest32(bytes: Array(bytes[..<32])),
      let s = Digest32(bytes: Array(bytes[32..<64]))
    else { return nil }
    self.init(r: r, s: s, v: bytes[64])
  }

  /// The signature written as `0x` and 130 hexadecimal digits of either case; nil for anything else.
  package init?(hex text: String) {
    guard text.utf8.count == 132, text.utf8.starts(with: "0x".utf8),
      let bytes = Hexadecimal.bytes(text)
    else { return nil }
    self.init(bytes: bytes)
  }

  /// The 65 bytes r, s, v.
  package var bytes: [UInt8] { r.bytes + s.bytes + [v] }

  /// `0x` and 130 lowercase hexadecimal digits.
  package var hex: String { "0x" + Hexadecimal.text(bytes) }
}

extension Signature: CustomStringConvertible {
  /// The hexadecimal digits.
  package var description: String { hex }
}
