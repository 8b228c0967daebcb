import Hashing
package import Signing

/// A signature as wallets and their tools write it: `0x` and 65 bytes, whose last is 27 or 28 or, with some, 0 or 1;
/// or the 64 bytes of EIP-2098, where the highest bit tells the two apart.
package enum SignatureText {
  /// Reads a text, with blanks around it. A signature in its second form (high s) is refused, since a text that
  /// anybody can make of another's signature is nobody's.
  package static func read(_ text: String) throws(ApprovalProblem) -> Signature {
    var digits = text.split { $0.isWhitespace }.joined()
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") { digits.removeFirst(2) }
    guard let bytes = Hexadecimal.bytes(digits), bytes.count == 64 || bytes.count == 65 else {
      throw .malformedSignature(count: digits.utf8.count / 2)
    }
    var whole = bytes
    if bytes.count == 64 {
      whole.append(27 + bytes[32] >> 7)
      whole[32] &= 0x7F
    } else if bytes[64] < 2 {
      whole[64] += 27
    }
    guard whole[64] == 27 || whole[64] == 28 else { throw .badRecovery(bytes[64]) }
    guard let signature = Signature(bytes: whole) else {
      throw .malformedSignature(count: bytes.count)
    }
    guard isLow(signature) else { throw .highSignature }
    return signature
  }

  /// Whether s is at most half the order of the curve (EIP-2).
  private static func isLow(_ signature: Signature) -> Bool {
    let half = Digest32(
      0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0x5D57_6E73_57A4_501D, 0xDFE9_2F46_681B_20A0)
    return signature.s.words <= half.words
  }
}
