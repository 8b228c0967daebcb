import TestSupport
import Testing

@Suite struct ReplayTests {
  @Test("the same replay gives the same journal, in every detail that audit verify tells")
  func repeatable() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let first = try desk.head(session, journal: "first.sqlite")
      let second = try desk.head(session, journal: "second.sqlite")
      #expect(first == second)
      let verified = try desk.verify("first.sqlite")
      #expect(verified.output.hasPrefix("ok: "))
      #expect(verified.output.contains("head \(first)\n"))
      #expect(verified.output == (try desk.verify("second.sqlite").output))
    }
  }

  @Test(
    "what determines a replay shows in the head of its journal",
    arguments: [["--seed", "2"], ["--set", "stale_ttl_s=5s"], ["--set", "staleness.book=3s"]])
  func determined(words: [String]) throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let head = try desk.head(session, journal: "a.sqlite")
      #expect(head != (try desk.head(session, journal: "b.sqlite", with: words)))
    }
  }

  @Test("another recording gives another head; one byte less is another recording")
  func otherRecording() throws {
    try Desk.with { desk in
      let whole = try desk.write("session.ndjson", Desk.short)
      let head = try desk.head(whole, journal: "a.sqlite")
      let shorter = try desk.write("session.ndjson", Desk.short.dropLast())
      #expect(head != (try desk.head(shorter, journal: "b.sqlite")))
    }
  }

  @Test("compressed, plain and standard input give the same decisions")
  func forms() throws {
    try Desk.with { desk in
      let plain = try desk.write("plain.ndjson", Desk.short)
      let packed = try Executable(path: "/bin/sh").run(["-c", "gzip -k \"$0\"", plain])
      #expect(packed.exitCode == 0)
      let expected = try desk.replay(plain).decisions
      #expect(expected.contains("QUEUE_WARDEN_HOLD"))
      #expect(try desk.replay(plain + ".gz", journal: "b.sqlite").decisions == expected)
      let piped = try desk.run(
        ["replay", "--market", "-", "--journal", desk["c.sqlite"]],
        input: String(decoding: Desk.short, as: UTF8.self))
      #expect(piped.decisions == expected)
    }
  }

  @Test("the table tells what happened, how fast, and where it stands")
  func table() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let outcome = try desk.replay(session)
      #expect(outcome.exitCode == 0 && outcome.errors == "")
      let rows = outcome.decisions.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(rows.first?.count == 7, "three words, three markets, all")
      let codes = rows.filter { $0.first?.hasPrefix("QUEUE_WARDEN_") == true }
      #expect(codes.count >= 2)
      let sums = codes.map { $0.dropFirst().compactMap(number) }
      #expect(sums.allSatisfy { $0.count == 4 && $0.dropLast().reduce(0, +) == $0.last })
      let all = try #require(rows.last).dropFirst().compactMap(number)
      #expect(all == (0..<4).map { column in sums.reduce(0) { $0 + $1[column] } })
      #expect(outcome.figure("order events")?.hasPrefix("\(grouped(all[3])) over ") == true)

      #expect(outcome.figure("recorded")?.contains(" messages, 3 markets, 6 tokens, ") == true)
      let agreement = try #require(outcome.figure("book agreement")).split(separator: " ")
      #expect(agreement[0] == agreement[2], "every rebuilt best price is the reported one")
      let latency = try #require(outcome.figure("latency per event"))
      #expect(["p50 ", "p90 ", "p99 ", "p99.9 ", "max "].allSatisfy { latency.contains($0) })
      #expect(outcome.figure("speed")?.contains(" events/s, ") == true)
      #expect(outcome.figure("journal")?.hasPrefix(desk["journal.sqlite"] + ": ") == true)
      let digest = try desk.run(["check"]).output.split(separator: "\n").last
      #expect(
        outcome.figure("policy digest").map { "policy digest \($0)" } == digest.map(String.init))
    }
  }

  private func number(_ text: Substring) -> Int? { Int(text.filter { $0 != "," }) }

  private func grouped(_ count: Int) -> String {
    count < 1_000 ? "\(count)" : "\(count / 1_000),\(String(count % 1_000 + 1_000).dropFirst())"
  }

  @Test("a setting on the command line changes the decisions and nothing else needs to be edited")
  func settings() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let before = try desk.replay(session)
      let after = try desk.replay(session, journal: "b.sqlite", with: ["--set", "stale_ttl_s=5s"])
      #expect(!before.decisions.contains("QUEUE_WARDEN_STALE_ORDER"))
      #expect(after.decisions.contains("QUEUE_WARDEN_STALE_ORDER"))
      #expect(before.figure("policy digest") != after.figure("policy digest"))
    }
  }

  @Test("several recordings are one session, however they are named on the command line")
  func severalRecordings() throws {
    try Desk.with { desk in
      for seed in ["5", "6"] {
        let words = ["generate", "--seed", seed, "--seconds", "4", "--markets", "4", "--out"]
        #expect(try desk.run(words + [desk[seed]]).exitCode == 0)
      }
      let options = try desk.replay(desk["5"], desk["6"])
      #expect(options.figure("recorded")?.contains(" 8 markets, 16 tokens, ") == true)
      // Eight markets stand below each other.
      #expect(options.decisions.hasPrefix("decisions by market  "))
      #expect(options.decisions.split(separator: "\n").count { $0.hasPrefix("0x") } == 8)
      let words = try desk.replay(desk["5"], journal: "b.sqlite", with: [desk["6"]])
      #expect(words.figure("journal head") == options.figure("journal head"))
    }
  }

  @Test(
    "recorded markets replay whole, twice the same, with every best price as reported",
    .enabled(if: Places.shared != nil),
    arguments: [
      "nhl-20260607-cold-start.ndjson.gz", "raw-20260727.ndjson", "legacy-20250703.ndjson",
    ])
  func recorded(file: String) throws {
    try Desk.with { desk in
      let path = try #require(Places.shared) + "/data/polymarket/market/" + file
      let outcome = try desk.replay(path)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.figure("journal head") == (try desk.head(path, journal: "b.sqlite")))
      #expect(try desk.verify().output.hasPrefix("ok: "))
    }
  }
}
