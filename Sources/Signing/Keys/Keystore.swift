import CCrypto
import Hashing
import JSON

/// An encrypted private key: Web3 Secret Storage, version 3, as geth and eth-account write it.
package struct Keystore: Sendable {
  /// How a password becomes the key of the cipher, and what that costs.
  package enum Derivation: Hashable, Sendable {
    /// scrypt (RFC 7914): 128 * n * r bytes of memory, p times.
    case scrypt(n: UInt64, r: UInt64, p: UInt64)
    /// PBKDF2 with HMAC-SHA-256.
    case pbkdf2(iterations: UInt64)

    /// What geth and eth-account take for a file that is to stay: 256 MiB and about a second.
    package static let standard = Derivation.scrypt(n: 1 << 18, r: 8, p: 1)
  }

  /// Where the file was read from, for errors.
  let path: String
  let derivation: Derivation
  let salt: [UInt8]
  let initialVector: [UInt8]
  let ciphertext: [UInt8]
  let code: Digest32
  /// The address that the file says its key has; nil where it says none.
  package let address: Address?

  /// Decrypts the key. A wrong password is noticed before anything is decrypted.
  package func open(password: SecretBytes) throws(KeyError) -> SigningKey {
    let derived = try derivation.key(password: password, salt: salt)
    let expected = Self.code(derived, ciphertext)
    guard ConstantTime.areEqual(expected.bytes, code.bytes) else { throw fault(.wrongPassword) }
    let key = try SigningKey(
      try unsafe SecretBytes(capacity: 32) { room in
        for index in 0..<32 { unsafe room[index] = ciphertext[index] }
        unsafe Self.cipher(room, derived, initialVector)
        return 32
      })
    if let address, address != key.address {
      throw fault(.addressMismatch(stated: address, found: key.address))
    }
    return key
  }

  /// The error of this file.
  func fault(_ fault: KeyError.KeystoreFault) -> KeyError {
    .keystore(path: path, fault)
  }

  /// The code that shows a wrong password: the hash of the second half of the derived key and the ciphertext.
  static func code(_ derived: SecretBytes, _ ciphertext: [UInt8]) -> Digest32 {
    var state = Keccak256()
    derived.withBytes { state.update($0.extracting(16..<32)) }
    state.update(ciphertext)
    return state.finalize()
  }

  /// AES-128 in counter mode, in place; encrypting and decrypting are the same. The key is the first half of the
  /// derived key.
  static func cipher(
    _ text: UnsafeMutableRawBufferPointer, _ derived: SecretBytes, _ initialVector: [UInt8]
  ) {
    let bytes = unsafe text.bindMemory(to: UInt8.self)
    let isDone = derived.withBytes { key in
      unsafe key.withUnsafeBufferPointer { key in
        unsafe initialVector.withUnsafeBufferPointer { vector in
          guard let context = unsafe EVP_CIPHER_CTX_new() else { return false }
          defer { unsafe EVP_CIPHER_CTX_free(context) }
          var count: Int32 = 0
          return unsafe EVP_EncryptInit_ex(
            context, EVP_aes_128_ctr(), nil, key.baseAddress, vector.baseAddress) == 1
            && EVP_EncryptUpdate(
              context, bytes.baseAddress, &count, bytes.baseAddress, Int32(bytes.count)) == 1
            && count == Int32(bytes.count)
        }
      }
    }
    precondition(isDone, "libcrypto has no AES-128-CTR")
  }
}
