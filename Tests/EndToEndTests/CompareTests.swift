import FoundationEssentials
import JSON
import TestSupport
import Testing

@Suite struct CompareTests {
  /// The house's documents with texts replaced in the live values, in a folder of the desk.
  private func version(
    _ name: String, _ desk: Desk, replacing texts: [(String, String)] = []
  ) throws -> String {
    try FileManager.default.createDirectory(
      atPath: desk[name], withIntermediateDirectories: true)
    for part in ["bots", "policies", "specs"] {
      try FileManager.default.copyItem(
        atPath: "\(Places.checkout)/\(part)", toPath: desk["\(name)/\(part)"])
    }
    let path = "\(name)/policies/execution.yaml"
    var text = String(decoding: try desk.read(path), as: UTF8.self)
    for (old, new) in texts { text = text.replacing(old, with: new) }
    _ = try desk.write(path, Array(text.utf8))
    return desk[name]
  }

  @Test("equal policies end with 0, changed ones with 2, broken ones with 1")
  func exitCodes() throws {
    try Desk.with { desk in
      let old = try version("old", desk)
      let new = try version("new", desk, replacing: [("value: 45s", "value: 30s")])
      let bad = try version("bad", desk, replacing: [("value: 45s", "value: 99h")])
      let same = try desk.run(["compare", old, old])
      #expect(same.exitCode == 0)
      #expect(same.output.hasSuffix("as a whole: equal\n"))
      let changed = try desk.run(["compare", old, new])
      #expect(changed.exitCode == 2)
      #expect(changed.output.hasSuffix("as a whole: tighter\n"))
      let broken = try desk.run(["compare", old, bad])
      #expect(broken.exitCode == 1)
      #expect(broken.errors.contains("stale_ttl_s = 99h is outside its bounds"))
      #expect(try desk.run(["compare", old]).exitCode == 64)
      #expect(try desk.run(["compare", old, new, "--bot", "nobody"]).exitCode == 1)
    }
  }

  @Test("the event that shows a change is decided again by eval, as it says")
  func witness() throws {
    try Desk.with { desk in
      let old = try version("old", desk)
      let new = try version("new", desk, replacing: [("value: 3 ticks", "value: 5 ticks")])
      let outcome = try desk.run(["compare", old, new, "--format", "json"])
      let json = try JSONValue(parsing: outcome.output.split(separator: "\n")[0].utf8)
      let bot = try #require(
        json["bots"]?.array?.first { $0["bot"]?.string == "exec.queuewarden" })
      let witness = try #require(bot["witnesses"]?["looser"])
      let event = try #require(witness["event"]).compactText + "\n"
      let codes = (witness["decisions"]?.array ?? []).map { ($0["code"]?.string ?? "") + "\n" }
      for (folder, code) in zip([old, new], codes) {
        let again = try desk.run(
          ["eval", "queuewarden", "--policies", folder, "--events", "-", "--codes"], input: event)
        #expect(again.output == code)
      }
      #expect(codes == ["QUEUE_WARDEN_DRIFT_EXCEEDED\n", "QUEUE_WARDEN_HOLD\n"])
    }
  }

  @Test("a single document stands in for the one of the root that says the same thing")
  func document() throws {
    try Desk.with { desk in
      let root = try version("root", desk)
      let text = String(decoding: try desk.read("root/policies/execution.yaml"), as: UTF8.self)
      let draft = try desk.write(
        "draft.yaml", Array(text.replacing("value: 45s", with: "value: 60s").utf8))
      let outcome = try desk.run(["compare", root, draft, "--policies", root])
      #expect(outcome.exitCode == 2)
      #expect(outcome.output.hasSuffix("as a whole: looser\n"))
    }
  }
}
