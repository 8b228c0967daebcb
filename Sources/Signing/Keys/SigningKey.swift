import CSecp256k1
package import Hashing

/// A private key of secp256k1, in locked memory, with the address it signs for.
package final class SigningKey: Sendable {
  /// The address of the key: what a signature of it recovers to.
  package let address: Address
  /// The 32 bytes of the key; the keystore alone reads them.
  let secret: SecretBytes
  private let point: CurvePoint

  /// The key of 32 secret bytes, most significant first.
  package init(_ secret: SecretBytes) throws(KeyError) {
    guard secret.count == 32 else { throw .malformedKey(count: secret.count) }
    guard let point = CurvePoint(of: secret) else { throw .keyOutOfRange }
    self.secret = secret
    self.point = point
    address = point.address
  }

  /// The key written as 64 hexadecimal digits of either case, with or without `0x` before them. For keys that
  /// are no secret, as those of known answers: a text cannot be wiped.
  package convenience init(hex: String) throws(KeyError) {
    guard let bytes = Hexadecimal.bytes(hex), bytes.count == 32 else {
      throw .malformedKey(count: hex.utf8.count)
    }
    try self.init(SecretBytes(copying: bytes.span))
  }

  /// A new key of 32 random bytes.
  package static func random(
    using generator: inout some RandomNumberGenerator
  ) throws(KeyError) -> SigningKey {
    // All but one number of 2^128 are keys.
    var random = generator
    defer { generator = random }
    return try SigningKey(
      try unsafe SecretBytes(capacity: 32) { room in
        for index in 0..<4 {
          unsafe room.storeBytes(of: random.next(), toByteOffset: 8 * index, as: UInt64.self)
        }
        return 32
      })
  }

  /// The public key in the forms of SEC 1: 33 bytes, or 65 with both coordinates.
  package func publicKey(isCompressed: Bool) -> [UInt8] {
    point.bytes(isCompressed: isCompressed)
  }

  /// The signature of a hash: deterministic (RFC 6979 with SHA-256, no extra entropy), low s, v 27 or 28.
  ///
  /// Safe on any number of threads at once; allocates nothing.
  package func sign(_ digest: Digest32) -> Signature {
    let message = (
      digest.words.0.bigEndian, digest.words.1.bigEndian, digest.words.2.bigEndian,
      digest.words.3.bigEndian
    )
    var signature = secp256k1_ecdsa_recoverable_signature()
    let isSigned = secret.withBytes { key in
      unsafe key.withUnsafeBufferPointer { key in
        unsafe withUnsafeBytes(of: message) { message in
          guard let key = key.baseAddress,
            let message = unsafe message.bindMemory(to: UInt8.self).baseAddress
          else { return false }
          return unsafe secp256k1_ecdsa_sign_recoverable(
            CurveContext.shared, &signature, message, key, nil, nil) == 1
        }
      }
    }
    // The key was checked when it was made, so only a nonce could fail, by a chance of 2^-256.
    precondition(isSigned, "libsecp256k1 does not sign with a valid key")
    return Signature(signature)
  }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
  /// The address, never the key.
  package var description: String { "key of \(address)" }

  /// A mirror with the address alone.
  package var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}
