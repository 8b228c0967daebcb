import JSON
import Runtime
import Signing
import TestSupport
import Testing

@Suite struct KeystoreTests {
  static let password = "correct horse"
  static let address = "0xa8049bB68181799124F98E467DD749e120abFA64"

  /// Both are what eth-account 0.14 wrote for the key of 32 bytes 0x5a.
  static let scrypt = """
    {"address": "a8049bB68181799124F98E467DD749e120abFA64", "crypto": {"cipher": "aes-128-ctr", \
    "cipherparams": {"iv": "73a71d962f5de2279b379ce95c7be169"}, "ciphertext": \
    "338053352fe7f72b67f8807ee9fc3c65a6b428670d5020a8323a96df224ca3b4", "kdf": "scrypt", "kdfparams": \
    {"dklen": 32, "n": 4096, "r": 8, "p": 1, "salt": "4f43fa83556678aff1b1b3993ef78724"}, "mac": \
    "381bf072c0e80a886949f4225ca8f1875db4d64d326e8137318c6e67b00aa08b"}, "id": \
    "255ecd07-9893-4bbb-85e3-048c0cc68c3b", "version": 3}
    """
  static let pbkdf2 = """
    {"address": "a8049bB68181799124F98E467DD749e120abFA64", "crypto": {"cipher": "aes-128-ctr", \
    "cipherparams": {"iv": "cfe014da8432da47bc8c8f6b3a290484"}, "ciphertext": \
    "64a66f381de7b406815ab7cd96280939acb09ac29e0de799c905087b5b17643e", "kdf": "pbkdf2", "kdfparams": \
    {"c": 1000, "dklen": 32, "prf": "hmac-sha256", "salt": "259c8eec2755a286c695bb01d46da78c"}, "mac": \
    "0eafdd55e87aaf9f74eb2f1d601a6d5f8b019f8ba940f836cf55b509af9326da"}, "id": \
    "84ef1063-344b-497a-aaa8-fbfa749dab84", "version": 3}
    """

  @Test(arguments: [scrypt, pbkdf2])
  func opensWhatOthersWrote(text: String) throws {
    let keystore = try Keystore(parsing: Array(text.utf8), path: "desk.json")
    let key = try keystore.open(password: try secret(Self.password))
    #expect(key.address.checksummed == Self.address)
    #expect(key.publicKey(isCompressed: true) == (try Self.sample).publicKey(isCompressed: true))
    for wrong in ["correct horsf", "correct hors", "correct horse ", "Correct horse"] {
      #expect(throws: KeyError.keystore(path: "desk.json", .wrongPassword)) {
        try keystore.open(password: try secret(wrong))
      }
    }
  }

  @Test(arguments: [Keystore.Derivation.scrypt(n: 2, r: 8, p: 1), .pbkdf2(iterations: 1)])
  func opensWhatItWrote(derivation: Keystore.Derivation) throws {
    try Places.withTemporaryFolder { folder in
      let path = folder + "/desk.json"
      var generator = SeededGenerator(seed: 4)
      let key = try Self.sample
      let keystore = try Keystore(
        key, password: try secret("pä ss"), derivation: derivation, path: path, using: &generator)
      try keystore.write(using: &generator)
      let again = try Keystore(reading: path)
      #expect(try again.open(password: try secret("pä ss")).address == key.address)
      let text = String(decoding: try FileContents.read(path), as: UTF8.self)
      #expect(!text.contains("5a5a5a5a"))
      #expect(throws: KeyError.file(path: path, .exists)) { try keystore.write(using: &generator) }
      // Nothing that is random is used twice.
      let other = try Keystore(
        key, password: try secret("pä ss"), derivation: derivation, path: path, using: &generator)
      #expect(String(decoding: other.text(using: &generator), as: UTF8.self) != text)
    }
  }

  /// What is changed in the first file, into what, and what is wrong then.
  static let faults: [(old: String, new: String, fault: KeyError.KeystoreFault)] = [
    ("\"version\": 3", "\"version\": 1", .unsupported("version")),
    ("\"version\": 3", "\"version\": \"3\"", .unsupported("version")),
    ("aes-128-ctr", "aes-256-gcm", .unsupported("crypto.cipher")),
    ("\"scrypt\"", "\"argon2\"", .unsupported("crypto.kdf")),
    ("\"dklen\": 32", "\"dklen\": 64", .unsupported("crypto.kdfparams.dklen")),
    ("\"mac\"", "\"mak\"", .missing("crypto.mac")),
    ("\"crypto\"", "\"cryptic\"", .missing("crypto.cipher")),
    ("\"n\": 4096", "\"n\": 4095", .malformed("crypto.kdfparams.n")),
    ("\"n\": 4096", "\"n\": 0", .malformed("crypto.kdfparams.n")),
    ("\"n\": 4096", "\"n\": -4096", .malformed("crypto.kdfparams.n")),
    ("\"n\": 4096", "\"n\": 1.5", .malformed("crypto.kdfparams.n")),
    ("\"n\": 4096", "\"n\": 1073741824", .tooCostly("crypto.kdfparams.n")),
    ("\"n\": 4096", "\"n\": 4611686018427387904", .tooCostly("crypto.kdfparams.n")),
    ("\"r\": 8", "\"r\": 9223372036854775807", .tooCostly("crypto.kdfparams.n")),
    ("\"r\": 8", "\"r\": 0", .malformed("crypto.kdfparams.r")),
    ("\"p\": 1", "\"p\": 1000000", .tooCostly("crypto.kdfparams.p")),
    ("\"p\": 1", "\"p\": 9223372036854775807", .tooCostly("crypto.kdfparams.p")),
    ("\"p\": 1", "\"p\": 0", .malformed("crypto.kdfparams.p")),
    ("73a71d962f5d", "73a71d962f", .malformed("crypto.cipherparams.iv")),
    ("338053352fe7", "338053352f", .malformed("crypto.ciphertext")),
    ("381bf072c0e8", "381bf072c0zz", .malformed("crypto.mac")),
    ("4f43fa83556678aff1b1b3993ef78724", "", .malformed("crypto.kdfparams.salt")),
    ("a8049bB6", "a804", .malformed("address")),
  ]

  @Test(arguments: faults.indices)
  func badFilesAreRefusedBeforeAnythingCostly(index: Int) throws {
    let (old, new, fault) = Self.faults[index]
    let spoilt = Self.scrypt.replacing(old, with: new, maxReplacements: 1)
    #expect(spoilt != Self.scrypt)
    #expect(throws: KeyError.keystore(path: "desk.json", fault)) {
      try Keystore(parsing: Array(spoilt.utf8), path: "desk.json")
    }
  }

  @Test func roundsOfPBKDF2HaveALimit() {
    for (rounds, fault) in [
      ("100000000", KeyError.KeystoreFault.tooCostly("crypto.kdfparams.c")),
      ("0", .malformed("crypto.kdfparams.c")),
    ] {
      let spoilt = Self.pbkdf2.replacing("\"c\": 1000", with: "\"c\": \(rounds)")
      #expect(throws: KeyError.keystore(path: "desk.json", fault)) {
        try Keystore(parsing: Array(spoilt.utf8), path: "desk.json")
      }
    }
    let other = Self.pbkdf2.replacing("hmac-sha256", with: "hmac-sha1")
    #expect(throws: KeyError.keystore(path: "desk.json", .unsupported("crypto.kdfparams.prf"))) {
      try Keystore(parsing: Array(other.utf8), path: "desk.json")
    }
  }

  @Test func aChangedAddressOrTextIsNoticed() throws {
    let other = Self.scrypt.replacing("a8049bB6", with: "a8049bB7")
    let keystore = try Keystore(parsing: Array(other.utf8), path: "desk.json")
    #expect(throws: KeyError.self) { try keystore.open(password: try secret(Self.password)) }
    let changed = Self.scrypt.replacing("338053352fe7", with: "338053352fe8")
    let damaged = try Keystore(parsing: Array(changed.utf8), path: "desk.json")
    #expect(throws: KeyError.keystore(path: "desk.json", .wrongPassword)) {
      try damaged.open(password: try secret(Self.password))
    }
    #expect(throws: KeyError.self) {
      try Keystore(parsing: Array("{\"version\": 3".utf8), path: "desk.json")
    }
  }

  private static var sample: SigningKey {
    get throws { try SigningKey(hex: String(repeating: "5a", count: 32)) }
  }

  private func secret(_ text: String) throws -> SecretBytes {
    let bytes = Array(text.utf8)
    return try SecretBytes(copying: bytes.span)
  }
}
