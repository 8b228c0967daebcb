import FoundationEssentials
import JSON
import TestSupport
import Testing

@Suite struct SchemaCommandTests {
  private func schema(_ words: String..., folder: String = Places.checkout) throws -> Outcome {
    try Executable.built("polytraders").run(["schema"] + words, folder: folder)
  }

  @Test("without a kind the kinds are listed with the places of their documents")
  func list() throws {
    let outcome = try schema()
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      outcome.output.split(separator: "\n").contains {
        $0.hasPrefix("bot ") && $0.contains(" bots/*.yaml ")
      })
    #expect(
      outcome.output.split(separator: "\n").contains { $0.contains(" specs/playbooks/*.yaml ") })
  }

  @Test("inside a root the schema of policies knows its bots, their params, units and codes")
  func special() throws {
    let json = try JSONValue(parsing: try schema("policy").output)
    #expect(json["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    let spec = try #require(json["properties"]?["spec"]?["properties"])
    let bots = try #require(spec["bots"])
    #expect(bots["additionalProperties"] == false)
    let ttl = try #require(
      bots["properties"]?["exec.queuewarden"]?["properties"]?["params"]?["properties"]?[
        "stale_ttl_s"])
    #expect(ttl["description"]?.string?.contains("duration, 5s to 10m; a larger value") == true)
    #expect(ttl["else"]?["pattern"]?.string?.contains("(ms|s|m|h)") == true)
    #expect(spec["severities"]?["properties"]?["KILL_SWITCH_ACTIVE"]?["const"] == "HARD_REJECT")
  }

  @Test("elsewhere, or where it is asked for, every name is free")
  func general() throws {
    let here = try JSONValue(parsing: try schema("policy", "--general").output)
    let bots = here["properties"]?["spec"]?["properties"]?["bots"]
    #expect(bots?["properties"] == nil && bots?["additionalProperties"]?["type"] == "object")
    try Places.withTemporaryFolder { folder in
      let there = try JSONValue(parsing: try schema("policy", folder: folder).output)
      #expect(there == here)
    }
  }

  @Test("files are written once, and --check tells those that are old without a change")
  func files() throws {
    try Places.withTemporaryFolder { folder in
      let made = try schema("--out", "\(folder)/made")
      #expect(made.exitCode == 0 && made.output.contains("new  \(folder)/made/bot.json\n"))
      let again = try schema("--out", "\(folder)/made")
      #expect(again.output == "14 schemas in \(folder)/made are of today\n")
      let clean = try schema("--out", "\(folder)/made", "--check")
      #expect(clean.exitCode == 0)
      let path = "\(folder)/made/bot.json"
      try Places.write(Array("{}".utf8), to: path)
      let check = try schema("--out", "\(folder)/made", "--check")
      #expect(check.exitCode == 2 && check.output == "changed  \(path)\n")
      let untouched = try String(contentsOfFile: path, encoding: .utf8)
      #expect(untouched == "{}")
      let mended = try schema("bot", "--out", "\(folder)/made")
      #expect(mended.output == "changed  \(path)\n")
      let written = try String(contentsOfFile: path, encoding: .utf8)
      #expect(written.hasPrefix("{\n  \"$schema\""))
    }
  }

  @Test("what cannot be followed is refused with what there is")
  func refused() throws {
    let kind = try schema("bots")
    #expect(kind.exitCode == 64 && kind.errors.contains("one of bot, policy, reason-codes"))
    let lonely = try schema("--check")
    #expect(lonely.exitCode == 64)
    let root = try schema("policy", "--policies", "/nowhere")
    #expect(root.exitCode != 0 && !root.errors.isEmpty)
  }

  @Test("check reads playbooks, and one that raises risk by itself is an error at its line")
  func playbooks() throws {
    try Places.withTemporaryFolder { folder in
      for part in ["bots", "policies", "specs"] {
        try FileManager.default.copyItem(
          atPath: "\(Places.checkout)/\(part)", toPath: "\(folder)/\(part)")
      }
      let program = try Executable.built("polytraders")
      let clean = try program.run(["check", folder])
      #expect(clean.exitCode == 0, "\(clean.output)")
      let path = "\(folder)/specs/playbooks/api-degraded.yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let spoiled = text.replacing("do: cancel_orders", with: "do: release_freeze")
      #expect(spoiled != text)
      try Places.write(Array(spoiled.utf8), to: path)
      let outcome = try program.run(["check", folder])
      #expect(outcome.exitCode == 1)
      #expect(
        outcome.output.contains(
          "api-degraded.yaml:16:11: error[PT0273]: 'release_freeze' does not lower risk"))
    }
  }
}
