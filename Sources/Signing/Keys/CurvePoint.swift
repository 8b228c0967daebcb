import CSecp256k1
import Hashing

/// A public key: a point of secp256k1.
struct CurvePoint: Sendable {
  private let point: secp256k1_pubkey

  init(_ point: secp256k1_pubkey) {
    self.point = point
  }

  /// The public key of 32 secret bytes; nil where they are zero or not below the order of the curve.
  init?(of secret: SecretBytes) {
    var point = secp256k1_pubkey()
    let isKey = secret.withBytes { bytes in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        guard let start = bytes.baseAddress else { return false }
        return unsafe secp256k1_ec_pubkey_create(CurveContext.shared, &point, start) == 1
      }
    }
    guard isKey else { return nil }
    self.point = point
  }

  /// The last 20 bytes of the hash of the point, without its leading 0x04.
  var address: Address {
    let point = uncompressed
    return Address(lowBytesOf: Keccak256.hash(point.span.extracting(1..<65)))
  }

  /// The forms of SEC 1: 33 bytes, of which the first tells which of two points it is, or 65 after 0x04.
  func bytes(isCompressed: Bool) -> [UInt8] {
    let whole = uncompressed
    guard isCompressed else { return (0..<65).map { whole[$0] } }
    return [2 + (whole[64] & 1)] + (1...32).map { whole[$0] }
  }

  private var uncompressed: InlineArray<65, UInt8> {
    var publicKey = point
    var bytes = InlineArray<65, UInt8>(repeating: 0)
    var count = 65
    var span = bytes.mutableSpan
    unsafe span.withUnsafeMutableBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      // It always succeeds with room for 65 bytes.
      _ = unsafe secp256k1_ec_pubkey_serialize(
        CurveContext.shared, start, &count, &publicKey, UInt32(SECP256K1_EC_UNCOMPRESSED))
    }
    return bytes
  }
}
