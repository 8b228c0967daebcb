import Glibc
import Hashing
import Signing
import TestSupport
import Testing

/// One after the other: environment variables are shared by all threads.
@Suite(.serialized) struct KeySourceTests {
  static let digits = String(repeating: "5a", count: 32)
  static let address = "0xa8049bB68181799124F98E467DD749e120abFA64"

  @Test(arguments: [
    ("keystore:a.json", KeySource.keystore(path: "a.json")), ("env:KEY", .environment(name: "KEY")),
    ("file:/etc/key", .file(path: "/etc/key")), ("file:a:b", .file(path: "a:b")),
  ])
  func sourcesAreReadAndWritten(text: String, source: KeySource) throws {
    #expect(try KeySource(parsing: text) == source)
    #expect(source.description == text)
  }

  @Test(arguments: [
    digits, "0x" + digits, "file:" + digits,
    "env:0x" + digits.uppercased().replacing("0X", with: "0x"),
  ])
  func aKeyIsNotASource(text: String) {
    #expect(throws: KeyError.keyInPlaceOfSource) { try KeySource(parsing: text) }
    #expect(throws: KeyError.keyInPlaceOfSource) { try PasswordSource(parsing: text) }
  }

  @Test(arguments: ["", "key", "file", "FILE:x", "http://x", "terminal", "hunter2:rest"])
  func otherTextIsNotRepeated(text: String) throws {
    // The error holds nothing of the text, so nothing of it can be printed.
    #expect(throws: KeyError.unknownSource(known: ["keystore", "env", "file"])) {
      try KeySource(parsing: text)
    }
  }

  @Test func nothingBehindTheColonIsNoSource() {
    #expect(throws: KeyError.emptySource("env")) { try KeySource(parsing: "env:") }
  }

  @Test(arguments: ["", "0x"], ["", "\n", " \r\n"])
  func aFileOfTheUserAloneIsRead(prefix: String, suffix: String) throws {
    try Places.withTemporaryFolder { folder in
      let path = try file(folder, prefix + Self.digits + suffix)
      #expect(try KeySource.file(path: path).load().address.checksummed == Self.address)
    }
  }

  @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o610, 0o777] as [UInt32])
  func aFileThatOthersMayUseIsRefused(mode: UInt32) throws {
    try Places.withTemporaryFolder { folder in
      let path = try file(folder, Self.digits)
      unsafe chmod(path, mode)
      #expect(throws: KeyError.file(path: path, .openToOthers(mode: mode))) {
        try KeySource.file(path: path).load()
      }
    }
  }

  @Test func whatIsNoFileOfOnesOwnIsRefused() throws {
    try Places.withTemporaryFolder { folder in
      let path = try file(folder, Self.digits)
      unsafe symlink(path, folder + "/link")
      unsafe mkfifo(folder + "/pipe", 0o600)
      try expect(.symbolicLink, folder + "/link")
      try expect(.notRegular, folder + "/pipe")
      try expect(.notRegular, folder)
      try expect(.system(.open, code: ENOENT), folder + "/nothing")
      try expect(.empty, try file(folder, ""))
      try expect(.tooLarge(limit: 65_536), try file(folder, String(repeating: "a", count: 65_537)))
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only the administrator can give files away"))
  func aFileOfAnotherUserIsRefused() throws {
    try Places.withTemporaryFolder { folder in
      let path = try file(folder, Self.digits)
      unsafe chown(path, 65_534, 65_534)
      try expect(.wrongOwner(user: 65_534), path)
    }
  }

  @Test(arguments: [
    ("abc", 3), (String(repeating: "5a", count: 33), 66), (String(repeating: "5g", count: 32), 0),
    ("0x", 2),
  ])
  func aFileWithoutKeyIsRefused(text: String, count: Int) throws {
    try Places.withTemporaryFolder { folder in
      let path = try file(folder, text)
      #expect(throws: KeyError.malformedKey(count: count)) { try KeySource.file(path: path).load() }
    }
  }

  @Test func aVariableIsWipedOnceItWasRead() throws {
    unsafe setenv("POLYTRADERS_TEST_KEY", "0x" + Self.digits, 1)
    let value = unsafe getenv("POLYTRADERS_TEST_KEY")
    let source = KeySource.environment(name: "POLYTRADERS_TEST_KEY")
    #expect(try source.load().address.checksummed == Self.address)
    // Where it lay, there are zeros; the C library gives this memory back to nobody.
    let rest = unsafe value.map { value in (0..<66).map { unsafe value[$0] } }
    #expect(rest == [CChar](repeating: 0, count: 66))
    #expect(throws: KeyError.variableNotSet("POLYTRADERS_TEST_KEY")) { try source.load() }
  }

  @Test func aKeystoreOpensWithThePasswordOfAFileOrAVariable() throws {
    try Places.withTemporaryFolder { folder in
      let path = try file(folder, KeystoreTests.scrypt)
      let password = try file(folder, KeystoreTests.password + "\nsecond line")
      let source = KeySource.keystore(path: path)
      #expect(try source.load(password: .file(path: password)).address.checksummed == Self.address)
      unsafe setenv("POLYTRADERS_TEST_PASSWORD", KeystoreTests.password, 1)
      let variable = try PasswordSource(parsing: "env:POLYTRADERS_TEST_PASSWORD")
      #expect(try source.load(password: variable).address.checksummed == Self.address)
    }
  }

  @Test func nothingThatHoldsAKeyPrintsIt() throws {
    let key = try SigningKey(hex: Self.digits)
    let secret = try SecretBytes(copying: Array("hunter2".utf8).span)
    var printed = "\(key) \(secret) \(String(reflecting: key)) \(String(reflecting: secret))"
    dump(key, to: &printed)
    dump(secret, to: &printed)
    dump([key], to: &printed)
    #expect(printed.contains(Self.address))
    #expect(!printed.lowercased().contains("5a5a"))
    #expect(!printed.contains("90, 90"))
    #expect(!printed.contains("hunter2") && !printed.contains("104, 117"))
  }

  private func expect(_ fault: KeyError.FileFault, _ path: String) throws {
    #expect(throws: KeyError.file(path: path, fault)) { try KeySource.file(path: path).load() }
  }

  /// A new file that only this user may read.
  private func file(_ folder: String, _ text: String) throws -> String {
    let path = "\(folder)/\(UInt64.random(in: .min ... .max))"
    try Places.write(Array(text.utf8), to: path)
    unsafe chmod(path, 0o600)
    return path
  }
}
