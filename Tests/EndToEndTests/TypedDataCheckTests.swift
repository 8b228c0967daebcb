import FoundationEssentials
import TestSupport
import Testing

/// `check` looks at what is signed as it does at what is decided.
@Suite struct TypedDataCheckTests {
  private func check(_ old: String, _ new: String, _ words: [String] = []) throws -> Outcome {
    try Places.withTemporaryFolder { folder in
      let desk = Desk(folder: folder)
      for part in ["bots", "policies", "specs"] {
        try FileManager.default.copyItem(
          atPath: "\(Places.checkout)/\(part)", toPath: desk[part])
      }
      let path = "specs/eip712/order-v2.yaml"
      let text = String(decoding: try desk.read(path), as: UTF8.self)
      let changed = text.replacing(old, with: new)
      _ = try desk.write(path, Array(changed.utf8))
      return try Executable.built("polytraders").run(["check"] + words, folder: desk.folder)
    }
  }

  @Test("the schemas of the house are clean") func house() throws {
    let outcome = try check("", "")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(!outcome.output.contains("PT13"))
  }

  @Test("a bad schema is found with its place", arguments: [[], ["specs/eip712/order-v2.yaml"]])
  func fault(words: [String]) throws {
    let outcome = try check("side: uint8", "side: uint7", words)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("specs/eip712/order-v2.yaml:18:13: error[PT1302]"))
    #expect(!outcome.output.contains("no errors"))
  }

  @Test(
    "a schema that is not the program's own is told",
    arguments: [
      ("side: uint8", "side: uint16"), ("name: order-v2", "name: order-v3"), ("0xE1111", "0xE1112"),
    ])
  func other(old: String, new: String) throws {
    // Without capitals an address has no checksum that could be wrong.
    let isAddress = old.hasPrefix("0x")
    let outcome = try check(
      isAddress ? "0xE111180000d2663C0091e4f400237545B87B996B" : old,
      isAddress ? "0xe111280000d2663c0091e4f400237545b87b996b" : new)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("specs/eip712/order-v2.yaml:1:1: warning[PT1305]"))
  }
}
