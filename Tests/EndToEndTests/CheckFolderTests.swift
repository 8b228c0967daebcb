import FoundationEssentials
import TestSupport
import Testing

@Suite struct CheckFolderTests {
  /// A root with a folder of drafts inside it, one of them spoiled.
  private func withDrafts(_ body: (Desk) throws -> Void) throws {
    try Desk.with { desk in
      for part in ["bots", "policies", "specs"] {
        try FileManager.default.copyItem(
          atPath: "\(Places.checkout)/\(part)", toPath: desk[part])
      }
      try FileManager.default.createDirectory(
        atPath: desk["drafts"], withIntermediateDirectories: true)
      let text = try String(contentsOfFile: desk["policies/execution.yaml"], encoding: .utf8)
      _ = try desk.write(
        "drafts/execution.yaml", Array(text.replacing("value: 45s", with: "value: 99h").utf8))
      try body(desk)
    }
  }

  @Test("a folder inside the root is read, not taken for the root", arguments: ["", "/"])
  func drafts(_ ending: String) throws {
    try withDrafts { desk in
      let drafts = try desk.run(["check", desk["drafts"] + ending])
      #expect(drafts.exitCode == 1)
      #expect(drafts.output.contains("drafts"))
      #expect(drafts.output.contains("stale_ttl_s = 99h is outside its bounds"))
    }
  }

  @Test("folders and documents of the root itself are clean", arguments: ["policies", "bots", "."])
  func ownFolders(_ name: String) throws {
    try withDrafts { desk in
      let outcome = try desk.run(["check", name == "." ? desk.folder : desk[name]])
      #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }
  }
}
