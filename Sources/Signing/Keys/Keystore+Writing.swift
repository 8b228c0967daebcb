import Hashing
import JSON

extension Keystore {
  /// Encrypts a key under a password. Salt, initial vector and id come from `generator`.
  package init(
    _ key: SigningKey, password: SecretBytes, derivation: Derivation = .standard, path: String,
    using generator: inout some RandomNumberGenerator
  ) throws(KeyError) {
    if let fault = derivation.fault { throw .keystore(path: path, fault) }
    self.path = path
    self.derivation = derivation
    salt = Self.random(32, using: &generator)
    initialVector = Self.random(16, using: &generator)
    let derived = try derivation.key(password: password, salt: salt)
    var text = key.secret.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
    let vector = initialVector
    // In place, so that no copy of the key is left behind.
    unsafe text.withUnsafeMutableBytes { unsafe Self.cipher($0, derived, vector) }
    ciphertext = text
    code = Self.code(derived, text)
    address = key.address
  }

  /// The file in the form of eth-account, with an id of random bytes.
  package func text(using generator: inout some RandomNumberGenerator) -> [UInt8] {
    var document: [JSONValue.Member] = []
    if let address { document.append(.init("address", .string(hex(address.bytes)))) }
    document.append(
      .init(
        "crypto",
        [
          "cipher": "aes-128-ctr", "cipherparams": ["iv": .string(hex(initialVector))],
          "ciphertext": .string(hex(ciphertext)), "kdf": .string(derivation.name),
          "kdfparams": parameters, "mac": .string(code.hex),
        ]))
    document.append(.init("id", .string(Self.identifier(using: &generator))))
    document.append(.init("version", 3))
    return Array(JSONValue.object(document).compactText.utf8) + [UInt8(ascii: "\n")]
  }

  /// Writes the file, which must not be there yet, for the eyes of the user alone.
  package func write(using generator: inout some RandomNumberGenerator) throws(KeyError) {
    try SecretFile.create(path, text(using: &generator))
  }

  private var parameters: JSONValue {
    func number(_ value: UInt64) -> JSONValue { .number(String(value)) }
    switch derivation {
    case .scrypt(let n, let r, let p):
      return [
        "dklen": 32, "n": number(n), "r": number(r), "p": number(p), "salt": .string(hex(salt)),
      ]
    case .pbkdf2(let iterations):
      return [
        "c": number(iterations), "dklen": 32, "prf": "hmac-sha256", "salt": .string(hex(salt)),
      ]
    }
  }

  private func hex(_ bytes: [UInt8]) -> String { Hexadecimal.text(bytes) }

  private static func random(
    _ count: Int, using generator: inout some RandomNumberGenerator
  ) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// A random UUID (RFC 9562, version 4).
  private static func identifier(using generator: inout some RandomNumberGenerator) -> String {
    var bytes = random(16, using: &generator)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let parts = [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10..<16]]
    return parts.map { Hexadecimal.text($0) }.joined(separator: "-")
  }
}

extension Keystore.Derivation {
  /// As the file names it.
  fileprivate var name: String {
    switch self {
    case .scrypt: "scrypt"
    case .pbkdf2: "pbkdf2"
    }
  }
}
