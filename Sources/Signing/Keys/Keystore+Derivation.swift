import CCrypto
import Hashing

extension Keystore.Derivation {
  /// The most memory that scrypt may take: what geth's own files need, and as much again.
  private static let mostMemory: UInt64 = 512 << 20
  /// The most work of scrypt, n * r * p: eight times that of geth's own files, some ten seconds.
  private static let mostWork: UInt64 = 1 << 24
  /// The most rounds of PBKDF2: ten times those of eth-account's files, some seconds.
  private static let mostIterations: UInt64 = 10_000_000

  /// The path to the member that asks for too much, or for nothing that there is; nil where all is well.
  var fault: KeyError.KeystoreFault? {
    switch self {
    case .pbkdf2(let iterations):
      if iterations == 0 { return .malformed("crypto.kdfparams.c") }
      return iterations > Self.mostIterations ? .tooCostly("crypto.kdfparams.c") : nil
    case .scrypt(let n, let r, let p):
      guard n > 1, n.nonzeroBitCount == 1 else { return .malformed("crypto.kdfparams.n") }
      guard r > 0 else { return .malformed("crypto.kdfparams.r") }
      guard p > 0 else { return .malformed("crypto.kdfparams.p") }
      let (area, isTooLarge) = n.multipliedReportingOverflow(by: r)
      guard !isTooLarge, area <= Self.mostMemory / 128 else {
        return .tooCostly("crypto.kdfparams.n")
      }
      let (work, isTooMuch) = area.multipliedReportingOverflow(by: p)
      return isTooMuch || work > Self.mostWork ? .tooCostly("crypto.kdfparams.p") : nil
    }
  }

  /// The 32 bytes that follow from a password. Only for costs without a ``fault``.
  func key(password: SecretBytes, salt: [UInt8]) throws(KeyError) -> SecretBytes {
    precondition(fault == nil, "the costs were checked when the file was read")
    return try unsafe SecretBytes(capacity: 32) { room in
      let key = unsafe room.bindMemory(to: UInt8.self)
      let isDone = password.withBytes { password in
        unsafe password.withUnsafeBytes { password in
          let text = unsafe password.bindMemory(to: CChar.self)
          return unsafe salt.withUnsafeBufferPointer { salt in
            switch self {
            case .scrypt(let n, let r, let p):
              unsafe EVP_PBE_scrypt(
                text.baseAddress, text.count, salt.baseAddress, salt.count, n, r, p,
                Self.mostMemory + (1 << 20), key.baseAddress, 32) == 1
            case .pbkdf2(let iterations):
              unsafe PKCS5_PBKDF2_HMAC(
                text.baseAddress, Int32(text.count), salt.baseAddress, Int32(salt.count),
                Int32(iterations), EVP_sha256(), 32, key.baseAddress) == 1
            }
          }
        }
      }
      precondition(isDone, "libcrypto does not derive a key, or has no memory for it")
      return 32
    }
  }
}
