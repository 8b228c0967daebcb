import CSecp256k1
package import Hashing

extension Signature {
  /// Who signed `digest`; nil where nobody did: v is neither 27 nor 28, r or s is zero or not below the order
  /// of the curve, s is in the upper half (EIP-2), or r is on no point.
  ///
  /// Costs about 35 us (facts/swift.md).
  package func signer(of digest: Digest32) -> Address? {
    guard v == 27 || v == 28, isLow else { return nil }
    let halves = (
      r.words.0.bigEndian, r.words.1.bigEndian, r.words.2.bigEndian, r.words.3.bigEndian,
      s.words.0.bigEndian, s.words.1.bigEndian, s.words.2.bigEndian, s.words.3.bigEndian
    )
    let message = (
      digest.words.0.bigEndian, digest.words.1.bigEndian, digest.words.2.bigEndian,
      digest.words.3.bigEndian
    )
    var signature = secp256k1_ecdsa_recoverable_signature()
    var publicKey = secp256k1_pubkey()
    let isRecovered = unsafe withUnsafeBytes(of: halves) { halves in
      unsafe withUnsafeBytes(of: message) { message in
        guard let halves = unsafe halves.bindMemory(to: UInt8.self).baseAddress,
          let message = unsafe message.bindMemory(to: UInt8.self).baseAddress
        else { return false }
        return unsafe secp256k1_ecdsa_recoverable_signature_parse_compact(
          CurveContext.shared, &signature, halves, Int32(v - 27)) == 1
          && secp256k1_ecdsa_recover(CurveContext.shared, &publicKey, &signature, message) == 1
      }
    }
    return isRecovered ? CurvePoint(publicKey).address : nil
  }

  /// Whether s is at most half the order of the curve, so that a signature has no second form (EIP-2).
  private var isLow: Bool {
    let half = Digest32(
      0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0x5D57_6E73_57A4_501D, 0xDFE9_2F46_681B_20A0)
    return s.words <= half.words
  }

  /// What the library signed, in the form of Ethereum.
  init(_ signature: secp256k1_ecdsa_recoverable_signature) {
    var signature = signature
    var halves: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
      (0, 0, 0, 0, 0, 0, 0, 0)
    var recovery: Int32 = 0
    unsafe withUnsafeMutableBytes(of: &halves) { halves in
      guard let halves = unsafe halves.bindMemory(to: UInt8.self).baseAddress else { return }
      // It always succeeds for a signature that the library made itself.
      _ = unsafe secp256k1_ecdsa_recoverable_signature_serialize_compact(
        CurveContext.shared, halves, &recovery, &signature)
    }
    self.init(
      r: Digest32(
        halves.0.bigEndian, halves.1.bigEndian, halves.2.bigEndian, halves.3.bigEndian),
      s: Digest32(
        halves.4.bigEndian, halves.5.bigEndian, halves.6.bigEndian, halves.7.bigEndian),
      v: 27 + UInt8(truncatingIfNeeded: recovery))
  }
}
