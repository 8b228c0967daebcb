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

  /// `0x` and 130 lowercase hexadecimal digits.
  package var hex: String {
    let last = String(v, radix: 16)
    return "0x" + r.hex + s.hex + (last.count == 1 ? "0" + last : last)
  }
}
