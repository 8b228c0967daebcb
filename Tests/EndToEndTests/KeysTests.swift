import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// The commands around keys, and that no key comes out of them.
@Suite struct KeysTests {
  static let digits = String(repeating: "5a", count: 32)
  static let address = "0xa8049bB68181799124F98E467DD749e120abFA64"

  private func run(
    _ words: [String], _ variables: [String: String] = [:], in desk: Desk
  ) throws -> Outcome {
    let environment = Executable.environment.merging(variables) { _, new in new }
    let outcome = try Executable.built("polytraders").run(
      words, environment: environment, folder: desk.folder)
    let said = (outcome.output + outcome.errors).lowercased()
    #expect(!said.contains("5a5a5a"), "\(words)")
    #expect(!said.contains("hunter2"), "\(words)")
    return outcome
  }

  @Test func aKeyGoesFromAVariableToAKeystoreAndIsUsedThere() throws {
    try Desk.with { desk in
      let imported = try run(
        [
          "keys", "import", "env:DESK_KEY", "--keystore", "desk.json", "--password",
          "env:DESK_PASSWORD",
        ],
        ["DESK_KEY": "0x" + Self.digits, "DESK_PASSWORD": "hunter2"], in: desk)
      #expect(imported.exitCode == 0)
      #expect(imported.output == Self.address + "\n")
      let text = String(decoding: try desk.read("desk.json"), as: UTF8.self)
      #expect(!text.contains("5a5a5a") && text.contains("\"scrypt\""))
      var status = stat()
      unsafe stat(desk["desk.json"], &status)
      #expect(status.st_mode & 0o777 == 0o600)
      let password = try desk.write("password", Array("hunter2\n".utf8))
      unsafe chmod(password, 0o600)
      let shown = try run(
        ["keys", "address", "keystore:desk.json", "--password", "file:password"], in: desk)
      #expect(shown.exitCode == 0)
      #expect(shown.output == Self.address + "\n")
      let wrong = try run(
        ["keys", "address", "keystore:desk.json", "--password", "env:DESK_PASSWORD"],
        ["DESK_PASSWORD": "hunter3"], in: desk)
      #expect(wrong.exitCode == 1)
      #expect(wrong.errors.contains("error[PT1333]: desk.json does not open with this password"))
      let again = try run(
        ["keys", "new", "--keystore", "desk.json", "--password", "env:DESK_PASSWORD"],
        ["DESK_PASSWORD": "hunter2"], in: desk)
      #expect(again.exitCode == 1)
      #expect(again.errors.contains("no key is ever overwritten"))
      #expect(String(decoding: try desk.read("desk.json"), as: UTF8.self) == text)
    }
  }

  @Test func everyNewKeyIsAnother() throws {
    try Desk.with { desk in
      let addresses = try ["a.json", "b.json"].map { name in
        try run(
          ["keys", "new", "--keystore", name, "--password", "env:DESK_PASSWORD"],
          ["DESK_PASSWORD": "hunter2"], in: desk
        ).output
      }
      #expect(addresses[0] != addresses[1])
      for (name, address) in zip(["a.json", "b.json"], addresses) {
        let shown = try run(
          ["keys", "address", "keystore:" + name, "--password", "env:DESK_PASSWORD"],
          ["DESK_PASSWORD": "hunter2"], in: desk)
        #expect(shown.output == address)
      }
    }
  }

  @Test(arguments: [
    digits, "0x" + digits, "file:" + digits, "env:" + digits, "keystore:0x" + digits,
  ])
  func aKeyOnTheCommandLineIsRefusedAndNotRepeated(word: String) throws {
    try Desk.with { desk in
      let outcome = try run(["keys", "address", word], in: desk)
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("error[PT1331]: this looks like a private key itself"))
    }
  }

  @Test func aFileThatOthersMayReadIsRefusedWithWhatToDo() throws {
    try Desk.with { desk in
      let path = try desk.write("key", Array(Self.digits.utf8))
      unsafe chmod(path, 0o644)
      let outcome = try run(["keys", "address", "file:key"], in: desk)
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("error[PT1332]: key may be used by others"))
      #expect(outcome.errors.contains("chmod 600 key"))
    }
  }
}
