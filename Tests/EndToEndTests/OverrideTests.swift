import FoundationEssentials
import JSON
import TestSupport
import Testing

/// `polytraders override` and `polytraders drift`, by the built program, on a copy of the house's policies.
@Suite struct OverrideTests {
  /// The keys of specs/approvers.yaml, which every Ethereum test node publishes.
  private static let keys = [
    "ALICE": "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "BOB": "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "CAROL": "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  ]

  private func withHouse(_ body: (Desk) throws -> Void) throws {
    try Desk.with { desk in
      try FileManager.default.createDirectory(
        atPath: desk["house"], withIntermediateDirectories: true)
      for part in ["bots", "policies", "specs"] {
        try FileManager.default.copyItem(
          atPath: "\(Places.checkout)/\(part)", toPath: desk["house/\(part)"])
      }
      // A release of its own, whatever the house has approved.
      try? FileManager.default.removeItem(atPath: desk["house/specs/approved"])
      let first = try run(desk, "approve", "--proposer", "alice", "--key", "env:BOB", "--yes")
      #expect(first.exitCode == 0, "\(first.errors)")
      let second = try run(desk, "approve", "--key", "env:CAROL", "--yes")
      #expect(second.exitCode == 0 && desk.has("house/specs/approved/000001.yaml"))
      try body(desk)
    }
  }

  private func run(_ desk: Desk, _ words: String...) throws -> Outcome {
    try Executable.built("polytraders").run(
      words + ["--policies", "house"],
      environment: Executable.environment.merging(Self.keys) { $1 },
      folder: desk.folder)
  }

  private func edit(_ desk: Desk, _ edits: (String, String)...) throws {
    let path = "house/policies/execution.yaml"
    var text = String(decoding: try desk.read(path), as: UTF8.self)
    for (old, new) in edits {
      try #require(text.contains(old))
      text = text.replacing(old, with: new)
    }
    _ = try desk.write(path, Array(text.utf8))
  }

  /// Every file below the house with its bytes.
  private func snapshot(_ desk: Desk) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    func walk(_ folder: String) throws {
      for name in try FileManager.default.contentsOfDirectory(atPath: desk[folder]) {
        let path = "\(folder)/\(name)"
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: desk[path], isDirectory: &isFolder)
        if isFolder { try walk(path) } else { files[path] = try desk.read(path) }
      }
    }
    try walk("house")
    return files
  }

  @Test("one person tightens, three loosen, and the end of a loosening needs one")
  func lifecycle() throws {
    try withHouse { desk in
      let tight = try run(
        desk, "override", "set", "queuewarden.stale_ttl_s=30s", "--reason", "thin", "--key",
        "env:ALICE")
      #expect(tight.exitCode == 0, "\(tight.errors)")
      #expect(tight.output.contains("verdict    tighter, over all events"))
      #expect(tight.output.contains("state      active, 3h59m left"))
      let loose = try run(
        desk, "override", "set", "queuewarden.drift_ticks_threshold=5 ticks", "--market", "0xabc",
        "--reason", "wide", "--for", "1h", "--key", "env:ALICE")
      #expect(loose.exitCode == 2 && loose.output.contains("awaiting 2 more signatures"))
      let id = try #require(loose.output.split(separator: " ").dropFirst().first.map(String.init))
      #expect(try run(desk, "override", "sign", id, "--key", "env:BOB").exitCode == 2)
      let signed = try run(desk, "override", "sign", id, "--key", "env:CAROL")
      #expect(signed.exitCode == 0 && signed.output.contains("signed by  alice, bob, carol"))
      let list = try run(desk, "override", "list", "--format", "json")
      let json = try JSONValue(parsing: list.output)
      #expect(json["overrides"]?.array?.compactMap { $0["state"]?.string } == ["active", "active"])
      #expect(json["effective"]?.string != json["policy"]?.string)
      let later = try run(desk, "override", "list", "--at", "2099-01-01T00:00:00Z")
      #expect(later.output.contains("expired"))
      let draft = try run(desk, "override", "draft-pr", id)
      #expect(draft.output.contains("+        - { where: { market: \"0xabc\" }"))
      let drift = try run(desk, "drift")
      #expect(drift.exitCode == 0 && drift.output.hasSuffix("state      override_active\n"))
      let end = try run(desk, "override", "revoke", id, "--reason", "calm", "--key", "env:ALICE")
      #expect(end.output.contains("ended: revoked by alice: calm"), "\(end.output)\(end.errors)")
    }
  }

  @Test("what cannot be signed says why, and writes nothing")
  func refused() throws {
    try withHouse { desk in
      let before = try snapshot(desk)
      let table: [(words: [String], code: String)] = [
        (["queuewarden.stale_ttl_s=99h", "--reason", "r", "--key", "env:ALICE"], "PT0211"),
        (["queuewarden.stale_ttl_s=45s", "--reason", "r", "--key", "env:ALICE"], "PT2014"),
        (["queuewarden.stale_ttl_s=30s", "--reason", " ", "--key", "env:ALICE"], "PT2008"),
        (["queuewarden.stale_ttl_s=30s", "--reason", "r"], "PT2027"),
        (["queuewarden.stale_ttl_s", "--reason", "r", "--key", "env:ALICE"], "PT2028"),
        (["queuewarden.nothing=3", "--reason", "r", "--key", "env:ALICE"], "PT0214"),
        (
          ["queuewarden.stale_ttl_s=30s", "--reason", "r", "--for", "25h", "--key", "env:ALICE"],
          "PT2011"
        ),
        (
          ["queuewarden.stale_ttl_s=30s", "--reason", "r", "--as", "bob", "--key", "env:ALICE"],
          "PT2022"
        ),
      ]
      for row in table {
        let outcome = try Executable.built("polytraders").run(
          ["override", "set"] + row.words + ["--policies", "house"],
          environment: Executable.environment.merging(Self.keys) { $1 }, folder: desk.folder)
        #expect(outcome.exitCode == 1 && outcome.errors.contains(row.code), "\(outcome.errors)")
      }
      #expect(try run(desk, "override", "sign", "ff", "--key", "env:BOB").errors.contains("PT2020"))
      #expect(try snapshot(desk) == before)
    }
  }

  @Test("drift is found, named, and brought back; looking writes nothing")
  func drift() throws {
    try withHouse { desk in
      #expect(try run(desk, "drift").output.hasSuffix("state      in_sync\n"))
      try edit(desk, ("value: 45s", "value: 45"), ("value: 3 ticks", "value: 9 ticks"))
      let before = try snapshot(desk)
      let text = try run(desk, "drift")
      #expect(text.exitCode == 2)
      #expect(text.output.contains("UNAUTHORISED  exec.queuewarden.drift_ticks_threshold"))
      #expect(text.output.contains("UNIT_MISMATCH  exec.queuewarden.stale_ttl_s"))
      let json = try JSONValue(parsing: try run(desk, "drift", "--format", "json").output)
      #expect(json["state"]?.string == "unauthorised")
      #expect(json["findings"]?.array?.count == 2)
      for format in ["sarif", "github"] {
        let outcome = try run(desk, "drift", "--format", format)
        #expect(outcome.exitCode == 2 && outcome.output.contains("PT2033"))
      }
      #expect(try snapshot(desk) == before, "looking writes nothing")
      let revert = try run(desk, "drift", "--revert")
      #expect(revert.exitCode == 0 && revert.output.contains("reverted   policies/execution.yaml"))
      #expect(try run(desk, "drift").exitCode == 0)
      let evidence = try FileManager.default.contentsOfDirectory(atPath: desk["house/policies"])
        .filter { $0.contains(".drifted-") }
      #expect(evidence.count == 1, "what was there is kept")
    }
  }

  @Test("without a release that verifies, the approval is stale and nothing is reverted")
  func noRelease() throws {
    try withHouse { desk in
      let release = "house/specs/approved/000001.yaml"
      let text = String(decoding: try desk.read(release), as: UTF8.self)
      _ = try desk.write(release, Array(text.replacing("value: 45s", with: "value: 50s").utf8))
      let outcome = try run(desk, "drift")
      #expect(outcome.exitCode == 2 && outcome.output.contains("state      stale_approval"))
      #expect(try run(desk, "drift", "--revert").exitCode == 1)
      #expect(
        try run(
          desk, "override", "set", "queuewarden.stale_ttl_s=30s", "--reason", "r", "--key",
          "env:ALICE"
        ).exitCode == 1)
      #expect(!desk.has("house/overrides"))
    }
  }
}
