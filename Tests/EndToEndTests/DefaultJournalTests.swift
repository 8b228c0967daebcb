import FoundationEssentials
import TestSupport
import Testing

@Suite struct DefaultJournalTests {
  /// Runs the program in the desk's own folder, so that its default journal lies there.
  private func run(_ desk: Desk, _ words: [String]) throws -> Outcome {
    try Executable.built("polytraders")
      .run(words + ["--policies", Places.checkout], folder: desk.folder)
  }

  private func journals(_ desk: Desk) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: desk.folder)
      .filter { $0.hasSuffix(".sqlite") }.sorted()
  }

  @Test("a replay takes its own default journal up and puts that of another run aside, whole")
  func putAside() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson", Desk.short)
      let first = try run(desk, ["replay", "--market", session])
      #expect(first.exitCode == 0, "\(first.errors)")
      let again = try run(desk, ["replay", "--market", session])
      #expect(again.figure("journal")?.contains("repeated") == true)
      #expect(try journals(desk) == ["journal.sqlite"])

      let other = try run(desk, ["replay", "--market", session, "--seed", "2"])
      #expect(other.exitCode == 0)
      let head = try #require(first.figure("journal head"))
      let aside = "journal-\(head.prefix(12)).sqlite"
      #expect(other.errors.contains(aside))
      #expect(try journals(desk) == [aside, "journal.sqlite"])
      #expect(try desk.verify(aside).output.contains("head \(head)\n"))
    }
  }

  @Test("the values of a tag hold in a replay that carries the tag, and explain repeats them")
  func tag() throws {
    try Desk.with { desk in
      for part in ["bots", "policies", "specs"] {
        try FileManager.default.copyItem(
          atPath: "\(Places.checkout)/\(part)", toPath: desk[part])
      }
      let path = desk["policies/execution.yaml"]
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let scoped = text.replacing(
        "    exec.nonceshepherd:\n",
        with: "      scopes:\n        - { where: { tag: nba }, set: { stale_ttl_s: 5s } }\n"
          + "    exec.nonceshepherd:\n")
      #expect(scoped != text)
      try Data(scoped.utf8).write(to: URL(filePath: path))
      let session = try desk.write("session.ndjson", Desk.long)
      func stale(_ words: [String], _ journal: String) throws -> String? {
        let outcome = try desk.replay(
          session, journal: journal, with: ["--policies", desk.folder] + words)
        return outcome.decisions.split(separator: "\n")
          .first { $0.hasPrefix("QUEUE_WARDEN_STALE_ORDER") }.map(String.init)
      }
      let plain = try stale([], "plain.sqlite")
      let tagged = try stale(["--tag", "nba"], "tagged.sqlite")
      #expect(tagged != nil)
      #expect(tagged != plain)
      // Which of the first envelopes are decisions depends on the session.
      let explained = try (5...60).map { number in
        try desk.run(["explain", "\(number)", "--journal", desk["tagged.sqlite"]])
      }.first { $0.output.contains("QUEUE_WARDEN_") }
      #expect(explained?.exitCode == 0)
      #expect(explained?.output.contains("re-execution gives the same") == true)
    }
  }
}
