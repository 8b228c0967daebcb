import FoundationEssentials
import JSON
import TestSupport
import Testing

/// `polytraders approve`, by the built program, on a copy of the house's policies in which nothing is approved.
@Suite struct ApproveTests {
  /// The keys of specs/approvers.yaml, which every Ethereum test node publishes.
  private static let keys = [
    "ALICE": "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "BOB": "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "CAROL": "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  ]

  private func approve(_ desk: Desk, _ words: String..., input: String = "") throws -> Outcome {
    try Executable.built("polytraders").run(
      ["approve"] + words + ["--policies", desk["house"]], input: input,
      environment: Executable.environment.merging(Self.keys) { $1 }, folder: desk.folder)
  }

  private func withHouse(_ body: (Desk) throws -> Void) throws {
    try Desk.with { desk in
      try FileManager.default.createDirectory(
        atPath: desk["house"], withIntermediateDirectories: true)
      for part in ["bots", "policies", "specs"] {
        try FileManager.default.copyItem(
          atPath: "\(Places.checkout)/\(part)", toPath: desk["house/\(part)"])
      }
      try? FileManager.default.removeItem(atPath: desk["house/specs/approved"])
      try body(desk)
    }
  }

  private func edit(_ desk: Desk, _ old: String, _ new: String) throws {
    let path = "house/policies/execution.yaml"
    let text = String(decoding: try desk.read(path), as: UTF8.self)
    try #require(text.contains(old))
    _ = try desk.write(path, Array(text.replacing(old, with: new).utf8))
  }

  private func json(_ outcome: Outcome) throws -> JSONValue {
    try JSONValue(parsing: outcome.output)
  }

  @Test("a first release, a change that is signed by its digest, and a rollback that is seen")
  func wholeDay() throws {
    try withHouse { desk in
      let nothing = try approve(desk, "verify")
      #expect(nothing.exitCode == 1 && nothing.errors.contains("error[PT1701]"))
      #expect(nothing.errors.contains("polytraders approve --proposer NAME"))
      #expect(try approve(desk, "status").exitCode == 2)

      // Nobody is there to say yes.
      let asked = try approve(desk, "--proposer", "alice", "--key", "env:BOB")
      #expect(asked.exitCode == 1 && asked.errors.contains("PT1736"), "\(asked.errors)")
      #expect(!desk.has("house/specs/approved/pending.yaml"))
      let first = try approve(
        desk, "--proposer", "alice", "--key", "env:BOB", input: "yes\n")
      #expect(first.exitCode == 0 && first.output.contains("signed by bob; "), "\(first.errors)")
      let second = try approve(desk, "--key", "env:CAROL", "--yes", "--journal", desk["j.sqlite"])
      #expect(second.output.contains("release 1 is approved, by bob, carol"), "\(second.errors)")
      #expect(second.errors.contains("note: trusting the first release "))
      #expect(!desk.has("house/specs/approved/pending.yaml"))
      #expect(desk.has("house/.polytraders/.gitignore"))
      #expect(try approve(desk, "status").exitCode == 0)

      try edit(desk, "# ", "# Said otherwise. ")
      #expect(try approve(desk, "status").exitCode == 0)
      try edit(desk, "value: 45s", "value: 60s")
      let status = try approve(desk, "status", "--format", "json")
      #expect(status.exitCode == 2)
      let change = try #require(try json(status)["change"]?.string)
      #expect(try json(status)["class"]?.string == "loosening")
      #expect(
        try json(status)["statement"]?.string
          == "exec.queuewarden.stale_ttl_s 45s -> 1m (all), LOOSER")
      let other = try approve(
        desk, "--proposer", "quinn", "--key", "env:ALICE", "--digest", "0123456789abcdef")
      #expect(
        other.exitCode == 1 && other.errors.contains("error[PT1736]: the change is \(change)"))
      for key in ["ALICE", "BOB"] {
        let words = ["--key", "env:\(key)", "--digest", String(change.prefix(16))]
        let outcome = try approve(
          desk, words[0], words[1], words[2], words[3], "--proposer", "quinn", "--journal",
          desk["j.sqlite"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
      }
      let verified = try json(try approve(desk, "verify", "--all", "--format", "json"))
      #expect(verified["releases"]?.int64 == 2 && verified["identity"]?.string == change)
      let document = try approve(desk, "show", "2", "--document", "policies/execution.yaml")
      #expect(try desk.read("house/policies/execution.yaml") == document.outputBytes)
      #expect(try desk.verify("j.sqlite").output.hasPrefix("ok: 3 envelopes"))

      try FileManager.default.removeItem(atPath: desk["house/specs/approved/000002.yaml"])
      for words in ["verify", "status", "show"] {
        let outcome = try approve(desk, words)
        #expect(outcome.exitCode == 1 && outcome.errors.contains("error[PT1720]"), "\(outcome)")
      }
      _ = try desk.write("house/.polytraders/trust.json", Array("{}".utf8))
      let damaged = try approve(desk, "verify")
      #expect(damaged.exitCode == 1 && damaged.errors.contains("error[PT1724]"))
    }
  }

  @Test(
    "what was seen here is held against drift and overrides too, remembered by them, and no matter of git"
  )
  func pinned() throws {
    try withHouse { desk in
      _ = try approve(desk, "--proposer", "quinn", "--key", "env:BOB", "--yes")
      _ = try approve(desk, "--key", "env:CAROL", "--yes")
      try edit(desk, "value: 45s", "value: 30s")
      let second = try approve(desk, "--proposer", "quinn", "--key", "env:ALICE", "--yes")
      #expect(second.exitCode == 0, "\(second.errors)")
      func drift() throws -> Outcome {
        try desk.run(["drift", "--policies", desk["house"]])
      }
      try FileManager.default.removeItem(atPath: desk["house/.polytraders"])
      #expect(try drift().exitCode == 0)
      #expect(desk.has("house/.polytraders/trust.json"), "the look pins what it saw")
      let path = desk["house/specs/approved/000002.yaml"]
      try FileManager.default.moveItem(atPath: path, toPath: desk["second.yaml"])
      let list = try desk.run(["override", "list", "--policies", desk["house"]])
      #expect(list.exitCode == 1 && list.errors.contains("error[PT1720]"), "\(list)")
      let run = try desk.run(
        [
          "run", "--events", "/dev/null", "--journal", desk["fresh.sqlite"], "--policies",
          desk["house"],
        ])
      #expect(run.exitCode == 1 && run.errors.contains("PT1720"), "\(run)")
      try FileManager.default.moveItem(atPath: desk["second.yaml"], toPath: path)
      #expect(try drift().exitCode == 0)

      func git(_ words: String...) throws {
        let outcome = try Executable(path: "/usr/bin/env").run(
          ["git"] + words, folder: desk["house"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
      }
      try git("init", "--quiet", "--initial-branch", "main")
      #expect(try drift().exitCode == 0)
      try git("add", "-f", ".polytraders/trust.json")
      let tracked = try desk.run(
        [
          "run", "--events", "/dev/null", "--journal", desk["other.sqlite"], "--policies",
          desk["house"],
        ])
      #expect(tracked.exitCode == 1 && tracked.errors.contains("error[PT1725]"), "\(tracked)")
      let look = try drift()
      #expect(look.exitCode == 2 && look.output.contains("git keeps .polytraders/trust.json"))
    }
  }

  @Test("who wrote the change in git cannot approve it")
  func authors() throws {
    try withHouse { desk in
      _ = try approve(desk, "--proposer", "alice", "--key", "env:BOB", "--yes")
      _ = try approve(desk, "--key", "env:CAROL", "--yes")
      func git(_ words: String..., email: String = "x@desk.example") throws {
        let outcome = try Executable(path: "/usr/bin/env").run(
          [
            "git", "-c", "user.name=X", "-c", "user.email=\(email)", "-c", "commit.gpgsign=false",
          ] + words, folder: desk["house"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
      }
      try git("init", "--quiet", "--initial-branch", "main")
      try git("add", "-A")
      try git("commit", "--quiet", "-m", "first release")
      try edit(desk, "value: 45s", "value: 30s")
      try git("commit", "--quiet", "-am", "stale sooner", email: "Alice@desk.example")
      let own = try approve(desk, "--proposer", "quinn", "--key", "env:ALICE", "--yes")
      #expect(own.exitCode == 1 && own.errors.contains("error[PT1714]"), "\(own.errors)")
      #expect(own.errors.contains("'alice' wrote a part of the change, as alice@desk.example"))
      let other = try approve(desk, "--proposer", "quinn", "--key", "env:BOB", "--yes")
      #expect(other.output.contains("release 2 is approved, by bob"), "\(other.errors)")
      let shown = try json(try approve(desk, "show", "2", "--format", "json"))
      #expect(shown["authors"]?.array?.contains { $0.string == "alice@desk.example" } == true)
    }
  }

  @Test("a proposal is taken back; what is not there, or not meant, is said")
  func withdraw() throws {
    try withHouse { desk in
      _ = try approve(desk, "--proposer", "alice", "--key", "env:BOB", "--yes")
      #expect(
        try approve(desk, "withdraw").output.hasPrefix(
          "withdrawn: release 1 by alice, signed by bob: "))
      #expect(try approve(desk, "withdraw").output == "no change is proposed\n")
      let nobody = try approve(desk, "--key", "env:BOB", "--yes")
      #expect(nobody.exitCode == 1 && nobody.errors.contains("error[PT1731]"))
      #expect(try approve(desk, "sgin").exitCode == 64)
      #expect(try approve(desk, "--proposer", "alice").exitCode == 64)
      let unexported = try approve(desk, "import", "--as", "bob", "--signature", "0x00")
      #expect(unexported.exitCode == 1 && unexported.errors.contains("approve export --as NAME"))
    }
  }
}
