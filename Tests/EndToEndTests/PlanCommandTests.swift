import JSON
import TestSupport
import Testing

/// `plan`, `bisect` and `owners` of the built program, in a real repository.
@Suite struct PlanCommandTests {
  /// The house in a repository with one commit of carol, and nothing approved.
  private func withHouse(_ body: (GitFolder) throws -> Void) throws {
    try GitFolder.with { folder in
      try folder.copyHouse()
      _ = try Executable(path: "/bin/rm").run(["-rf", folder.path + "/specs/approved"])
      try folder.commit("the policies", by: "carol@desk.example")
      try body(folder)
    }
  }

  private func run(
    _ words: String..., in folder: GitFolder, input: String = "",
    environment: [String: String] = Executable.environment
  ) throws -> Outcome {
    try Executable.built("polytraders").run(
      words, input: input, environment: environment, folder: folder.path)
  }

  private let live = "policies/execution.yaml"

  @Test("0 where nothing changes in meaning, 2 where something does, 1 where a side has errors")
  func exitCodes() throws {
    try withHouse { folder in
      let same = try run("plan", in: folder)
      #expect(same.exitCode == 0, "\(same.errors)")
      #expect(same.output.contains("no change of meaning"))
      try folder.edit(live, "# The live values", "# Those live values")
      let words = try run("plan", in: folder)
      #expect(words.exitCode == 0)
      #expect(words.output.contains("only the text of policies/execution.yaml differs"))
      try folder.edit(live, "value: 45s", "value: 30s")
      let changed = try run("plan", "--proposer", "alice", in: folder)
      #expect(changed.exitCode == 2)
      #expect(changed.output.contains("stale_ttl_s: 45s -> 30s, -15s (-33.3 %)"))
      #expect(changed.output.contains("class: tightening\nneeds: 1 approval, one of risk\n"))
      #expect(changed.output.contains("alice  cannot sign: proposes this change"))
      try folder.commit("broken in words only", by: "bob@desk.example")
      try folder.edit(live, "value: 30s", "value: 30 ticks")
      let broken = try run("plan", in: folder)
      #expect(broken.exitCode == 1)
      #expect(broken.errors.contains("policies/execution.yaml:"))
      try folder.commit("broken", by: "bob@desk.example")
      try folder.edit(live, "value: 30 ticks", "value: 30s")
      let base = try run("plan", "--base", "HEAD", in: folder)
      #expect(base.exitCode == 1)
      #expect(base.errors.contains("HEAD:policies/execution.yaml:"), "\(base.errors)")
    }
  }

  @Test("who wrote the commits or edits the files cannot sign")
  func authors() throws {
    try withHouse { folder in
      try folder.git("checkout", "--quiet", "-b", "change")
      try folder.edit(live, "value: 45s", "value: 60s")
      try folder.commit("longer", by: "Alice@desk.example")
      let committed = try run("plan", in: folder)
      #expect(committed.output.hasPrefix("plan: main ("))
      #expect(committed.output.contains("alice  cannot sign: wrote the change"))
      #expect(committed.output.contains("carol  owner"))
      try folder.git("config", "user.email", "bob@desk.example")
      try folder.edit(live, "value: 60s", "value: 61s")
      let edited = try run("plan", in: folder)
      #expect(edited.output.contains("bob    cannot sign: wrote the change"))
      #expect(edited.output.contains("warning: nobody of head of risk may sign"))
    }
  }

  @Test("sides are revisions, folders and files, and what is none of them is told")
  func sides() throws {
    try withHouse { folder in
      try folder.edit(live, "value: 45s", "value: 30s")
      try folder.commit("shorter", by: "carol@desk.example")
      let back = try run("plan", "--base", "main", "--head", "main~1", in: folder)
      #expect(back.exitCode == 2 && back.output.contains("30s -> 45s"))
      try folder.git("worktree", "add", "--quiet", "--detach", "old", "main~1")
      let folders = try run("plan", "--base", "old", "--head", ".", in: folder)
      #expect(folders.exitCode == 2 && folders.output.contains("45s -> 30s"))
      for (base, text) in [
        ("mian", "did you mean 'main'?"), ("--output=x", "is no name of a revision"),
        ("main~9", "there is no revision"),
      ] {
        let wrong = try run("plan", "--base=\(base)", in: folder)
        #expect(wrong.exitCode == 1 && wrong.errors.contains(text), "\(wrong.errors)")
      }
      // Another repository in the environment is not this one.
      var environment = Executable.environment
      environment["GIT_DIR"] = "/nowhere"
      environment["GIT_INDEX_FILE"] = "/nowhere"
      let steady = try run("plan", "--base", "main~1", in: folder, environment: environment)
      #expect(steady.exitCode == 2, "\(steady.errors)")
    }
    try Places.withTemporaryFolder { lone in
      for part in ["bots", "policies", "specs"] {
        _ = try Executable(path: "/bin/cp").run(["-r", "\(Places.checkout)/\(part)", lone])
      }
      _ = try Executable(path: "/bin/rm").run(["-rf", lone + "/specs/approved"])
      let outcome = try Executable.built("polytraders").run(["plan"], folder: lone)
      #expect(outcome.exitCode == 1 && outcome.errors.contains("PT1811"), "\(outcome.errors)")
    }
  }

  @Test("policies may lie in a folder of the repository")
  func nested() throws {
    try GitFolder.with { folder in
      try folder.write("README", "desk")
      _ = try Executable(path: "/bin/mkdir").run([folder.path + "/desk"])
      for part in ["bots", "policies", "specs"] {
        _ = try Executable(path: "/bin/cp").run(
          ["-r", "\(Places.checkout)/\(part)", folder.path + "/desk"])
      }
      _ = try Executable(path: "/bin/rm").run(["-rf", folder.path + "/desk/specs/approved"])
      try folder.commit("one", by: "carol@desk.example")
      try folder.edit("desk/\(live)", "value: 45s", "value: 30s")
      let outcome = try run("plan", "--policies", "desk", "--format", "json", in: folder)
      let json = try JSONValue(parsing: outcome.output)
      #expect(json["class"]?.string == "tightening")
      let owners = try run("owners", "--policies", "desk", "--codeowners", in: folder)
      #expect(owners.output.contains("/desk/bots/queue-warden.yaml"))
    }
  }

  // MARK: bisect

  private static let event = """
    {"now_ms":1764000000000,"kill_switch":false,"order":{"side":"SELL","price":"0.5","tick_size":"0.1",\
    "placed_at_ms":1763999960000,"queue_position":"0"},"cancel_replace_count_60s":0,\
    "book":{"best_bid":"0.5","best_ask":"0.5","available":true,"age_ms":0},"registry_available":true}

    """

  @Test("bisect names every commit that turned the decision, with what it changed")
  func bisect() throws {
    try withHouse { folder in
      var ids: [String] = []
      for (old, new) in [
        ("45s", "44s"), ("44s", "30s"), ("30s", "30 ticks"), ("30 ticks", "60s"), ("60s", "61s"),
      ] {
        try folder.edit(live, "stale_ttl_s: { value: \(old)", "stale_ttl_s: { value: \(new)")
        ids.append(try folder.commit("to \(new)", by: "dave@desk.example"))
      }
      let outcome = try run(
        "bisect", "--event", "-", "--bot", "queuewarden", "--format", "json", in: folder,
        input: Self.event)
      #expect(outcome.exitCode == 2, "\(outcome.errors)")
      let json = try JSONValue(parsing: outcome.output)
      #expect(json["complete"] == .bool(true))
      let turns = json["turns"]?.array ?? []
      #expect(turns.compactMap { $0["commit"]?.string } == [ids[1], ids[3]])
      #expect(turns.first?["email"]?.string == "dave@desk.example")
      #expect(
        turns.compactMap { $0["changes"]?.array?.first?.string } == [
          "exec.queuewarden.stale_ttl_s 44s -> 30s, TIGHTER",
          "exec.queuewarden.stale_ttl_s 30s -> 1m, LOOSER",
        ])
      #expect(json["skipped"]?.array?.first?["commit"]?.string == ids[2])
      let none = try run(
        "bisect", "--event", "-", "--bot", "queuewarden", "--good", ids[3], in: folder,
        input: Self.event)
      #expect(none.exitCode == 0 && none.output.contains("no commit changes the decision"))
      let two = try run(
        "bisect", "--event", "-", "--bot", "queuewarden", in: folder, input: Self.event + Self.event
      )
      #expect(two.exitCode == 1 && two.errors.contains("PT1814"))
      #expect(try run("bisect", "--seq", "7", in: folder).exitCode == 64)
    }
  }

  // MARK: owners

  @Test("owners writes the files once, and says when they are old")
  func owners() throws {
    try withHouse { folder in
      #expect(try run("owners", "--check", in: folder).exitCode == 2)
      let written = try run("owners", "--write", in: folder)
      #expect(written.exitCode == 0 && written.output.contains("CODEOWNERS: written"))
      #expect(try run("owners", "--check", in: folder).exitCode == 0)
      let again = try run("owners", "--write", in: folder)
      #expect(again.output.contains("CODEOWNERS: as it was"))
      try folder.edit("specs/approvers.yaml", "carol@desk.example", "c@desk.example")
      let old = try run("owners", "--check", in: folder)
      #expect(old.exitCode == 2 && old.output.contains("CODEOWNERS is old"))
    }
  }

  @Test("the files of this checkout are as they would be written")
  func house() throws {
    let outcome = try Executable.built("polytraders").run(
      ["owners", "--check", "--policies", Places.checkout])
    #expect(outcome.exitCode == 0, "\(outcome.output) make them new by: polytraders owners --write")
  }
}
