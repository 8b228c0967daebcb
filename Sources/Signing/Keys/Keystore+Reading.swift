import Hashing
import JSON

extension Keystore {
  /// Reads a keystore file that only the user may read.
  package init(reading path: String) throws(KeyError) {
    let text = try SecretFile.read(path).withBytes { bytes in
      (0..<bytes.count).map { bytes[$0] }
    }
    try self.init(parsing: text, path: path)
  }

  /// Reads the text of a keystore file; `path` is for errors. Nothing is decrypted, and nothing costly is done.
  package init(parsing text: [UInt8], path: String) throws(KeyError) {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONValue(parsing: text)
    } catch {
      throw .keystore(path: path, .notJSON(error.message, byteOffset: error.byteOffset))
    }
    let reader = KeystoreReader(document: document, path: path)
    guard document["version"]?.int64 == 3 else { throw reader.fault(.unsupported("version")) }
    guard try reader.text("cipher") == "aes-128-ctr" else {
      throw reader.fault(.unsupported("crypto.cipher"))
    }
    let derivation = try reader.derivation()
    if let fault = derivation.fault { throw reader.fault(fault) }
    self.path = path
    self.derivation = derivation
    salt = try reader.bytes("kdfparams", "salt", count: nil)
    initialVector = try reader.bytes("cipherparams", "iv", count: 16)
    ciphertext = try reader.bytes("ciphertext", count: 32)
    guard let code = Digest32(bytes: try reader.bytes("mac", count: 32)) else {
      throw reader.fault(.malformed("crypto.mac"))
    }
    self.code = code
    address = try reader.address()
  }
}

/// The members of a keystore file.
private struct KeystoreReader {
  let document: JSONValue
  let path: String

  func fault(_ fault: KeyError.KeystoreFault) -> KeyError { .keystore(path: path, fault) }

  func derivation() throws(KeyError) -> Keystore.Derivation {
    let length = try number("dklen")
    guard length == 32 else { throw fault(.unsupported("crypto.kdfparams.dklen")) }
    switch try text("kdf") {
    case "scrypt":
      return .scrypt(n: try number("n"), r: try number("r"), p: try number("p"))
    case "pbkdf2":
      guard try text("kdfparams", "prf") == "hmac-sha256" else {
        throw fault(.unsupported("crypto.kdfparams.prf"))
      }
      return .pbkdf2(iterations: try number("c"))
    default: throw fault(.unsupported("crypto.kdf"))
    }
  }

  /// The address, with or without `0x`; nil where there is none, as in files that hide it.
  func address() throws(KeyError) -> Address? {
    guard let value = document["address"], value != .null, value.string != "" else { return nil }
    guard let bytes = value.string.flatMap({ Hexadecimal.bytes($0) }),
      let address = Address(bytes: bytes)
    else { throw fault(.malformed("address")) }
    return address
  }

  func text(_ keys: String...) throws(KeyError) -> String {
    guard let text = try value(keys).string else { throw malformed(keys) }
    return text
  }

  /// A whole number of `kdfparams`.
  func number(_ key: String) throws(KeyError) -> UInt64 {
    guard let number = try value(["kdfparams", key]).int64, let number = UInt64(exactly: number)
    else { throw malformed(["kdfparams", key]) }
    return number
  }

  func bytes(_ keys: String..., count: Int?) throws(KeyError) -> [UInt8] {
    guard let bytes = try value(keys).string.flatMap({ Hexadecimal.bytes($0) }), !bytes.isEmpty,
      count == nil || bytes.count == count
    else { throw malformed(keys) }
    return bytes
  }

  private func value(_ keys: [String]) throws(KeyError) -> JSONValue {
    // Old files write the member with a capital.
    var value = document["crypto"] ?? document["Crypto"]
    for key in keys { value = value?[key] }
    guard let value else { throw fault(.missing("crypto.\(keys.joined(separator: "."))")) }
    return value
  }

  private func malformed(_ keys: [String]) -> KeyError {
    fault(.malformed("crypto.\(keys.joined(separator: "."))"))
  }
}
