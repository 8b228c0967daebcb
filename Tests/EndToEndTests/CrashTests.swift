import TestSupport
import Testing

@Suite struct CrashTests {
  /// Twice on one journal: killed at a moment of time, and behind some acknowledgement. Each time the journal
  /// must verify and hold what was acknowledged; then the run is taken up and must end as if nothing had been.
  @Test("kill -9 at any moment loses nothing acknowledged", arguments: UInt64(1)...8)
  func killed(seed: UInt64) throws {
    try Desk.with { desk in
      var random = SeededGenerator(seed: seed)
      let session = try desk.write("session.ndjson", Desk.long)
      let whole = try desk.head(session, journal: "whole.sqlite")
      let moments: [KillMoment] = [
        .onOutputLine(containing: "committed ", count: Int.random(in: 1...8, using: &random)),
        .after(.milliseconds(Int.random(in: 20...700, using: &random))),
      ]
      var kept = 0
      for moment in seed % 2 == 0 ? moments : moments.reversed() {
        let outcome = try desk.replay(session, with: ["--acknowledge"], kill: moment)
        let acknowledged = outcome.output.split(separator: "\n")
          .filter { $0.hasPrefix("committed ") }.compactMap { Int($0.dropFirst(10)) }
        let verified = try desk.verify()
        // Killed before there was a journal: it gets its name when it is whole.
        if verified.exitCode == 66 {
          #expect(acknowledged.isEmpty && kept == 0)
          continue
        }
        let count = try #require(verified.envelopes, "\(verified.output)\(verified.errors)")
        #expect(count >= max(kept, acknowledged.last ?? 0))
        #expect(acknowledged == acknowledged.sorted())
        kept = count
      }
      let resumed = try desk.replay(session)
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
      #expect(resumed.figure("journal head") == whole)
      let journal = try #require(resumed.figure("journal"))
      #expect(journal.contains("repeated") == (kept > 0), "\(journal)")
    }
  }

  @Test("acknowledgements end with the whole journal")
  func acknowledged() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let outcome = try desk.replay(session, with: ["--acknowledge"])
      let last = outcome.output.split(separator: "\n").last { $0.hasPrefix("committed ") }
      #expect(last.map(String.init) == (try desk.verify().envelopes.map { "committed \($0)" }))
    }
  }

  @Test(
    "another run on the same journal is refused with what differs, and the journal stays",
    arguments: [
      (["--seed", "9"], "seed: journalled 1, now 9"),
      (
        ["--set", "stale_ttl_s=5s"],
        "--set: journalled nothing, now exec.queuewarden.stale_ttl_s=5s"
      ),
    ])
  func otherRun(words: [String], difference: String) throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      _ = try desk.head(session, journal: "journal.sqlite")
      let before = try desk.verify().output
      let outcome = try desk.replay(session, with: words)
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("differs from the journal at sequence number 1: "))
      #expect(outcome.errors.contains("help: \(difference)\n"), "\(outcome.errors)")
      #expect(outcome.errors.contains("--fresh deletes \(desk["journal.sqlite"])"))
      #expect(try desk.verify().output == before)

      // Told to start anew, it does.
      let fresh = try desk.replay(session, with: words + ["--fresh"])
      #expect(fresh.exitCode == 0 && !fresh.output.contains("repeated"))
    }
  }

  @Test("another recording on the same journal is refused with both names")
  func otherRecording() throws {
    try Desk.with { desk in
      _ = try desk.head(try desk.write("a.ndjson", Desk.short), journal: "journal.sqlite")
      let outcome = try desk.replay(try desk.write("b.ndjson", Desk.long))
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("recordings: journalled a.ndjson ("), "\(outcome.errors)")
      #expect(outcome.errors.contains(", now b.ndjson ("))
    }
  }

  @Test("a second replay on a journal in use is refused, with --fresh as well; reading it is not")
  func twoAtOnce() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let program = try Executable.built("polytraders").path
      // The first waits for the rest of its recording until the others have been refused.
      let script = """
        { cat "$1"; until [ -e "$2.go" ]; do sleep 0.05; done; } |
          "$0" replay --market - --journal "$2" > "$2.out" & first=$!
        for _ in $(seq 3000); do [ -s "$2-lock" ] && break; sleep 0.05; done
        "$0" replay --market "$1" --journal "$2"; echo "second $?"
        "$0" replay --market "$1" --journal "$2" --fresh; echo "third $?"
        "$0" audit verify --journal "$2" > /dev/null; echo "verify $?"
        : > "$2.go"; wait $first; echo "first $?"
        """
      let outcome = try Executable(path: "/bin/bash")
        .run(["-c", script, program, session, desk["j"]], folder: Places.checkout)
      #expect(outcome.output == "second 1\nthird 1\nverify 0\nfirst 0\n", "\(outcome.errors)")
      let refusals = outcome.errors.split(separator: "\n").filter { $0.contains("PT0705") }
      #expect(refusals.count == 2, "\(outcome.errors)")
      #expect(try desk.verify("j").output.hasPrefix("ok: "))
    }
  }

  @Test("--fresh deletes a journal and nothing else")
  func freshIsCareful() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let notes = try desk.write("notes.txt", Array("my notes\n".utf8))
      let outcome = try desk.replay(session, journal: "notes.txt", with: ["--fresh"])
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("is not a Polytraders journal; it was not touched"))
      #expect(try desk.read("notes.txt") == Array("my notes\n".utf8), "\(notes)")
    }
  }
}
