import FoundationEssentials
import JSON
import TestSupport
import Testing

/// Editing policies with the built program: the form, lint, pages of codes, findings for machines.
@Suite struct AuthoringCommandTests {
  /// The house's documents in a folder of the desk.
  static func house(_ desk: Desk) throws {
    for part in ["bots", "policies", "specs", "tests"] {
      try FileManager.default.copyItem(
        atPath: "\(Places.checkout)/\(part)", toPath: desk[part])
    }
  }

  private func change(_ path: String, _ old: String, _ new: String, _ desk: Desk) throws {
    let text = String(decoding: try desk.read(path), as: UTF8.self)
    try #require(text.contains(old), "\(path)")
    _ = try desk.write(path, Array(text.replacing(old, with: new).utf8))
  }

  @Test("fmt shows what it would change, changes it, and then has nothing to do")
  func form() throws {
    try Desk.with { desk in
      try Self.house(desk)
      let policy = "policies/execution.yaml"
      let before = try desk.read(policy)
      try change(policy, "stale_ttl_s: {", "stale_ttl_s:   {", desk)
      let file = desk[policy]
      let checked = try desk.run(["fmt", desk.folder, "--check", "--diff"])
      #expect(checked.exitCode == 1)
      #expect(checked.output.contains("+++ \(file) (formatted)\n@@ "))
      #expect(checked.output.contains("warning[PT2200]"))
      #expect(try desk.run(["fmt", "--diff", file]).exitCode == 0)
      #expect(try desk.read(policy) != before)
      let done = try desk.run(["fmt", file])
      #expect(done.exitCode == 0)
      #expect(done.output == "\(file)\n")
      #expect(try desk.read(policy) == before)
      #expect(try desk.run(["fmt", desk.folder, "--check"]).exitCode == 0)
    }
  }

  @Test("fmt leaves a broken document alone and says what is wrong, and formats the others")
  func brokenForm() throws {
    try Desk.with { desk in
      let bad = try desk.write("bad.yaml", Array("a: [1\n".utf8))
      let good = try desk.write("good.yaml", Array("a:   1\n".utf8))
      let outcome = try desk.run(["fmt", desk.folder])
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.contains("bad.yaml:1:4: error[PT0101]"))
      #expect(String(decoding: try desk.read("bad.yaml"), as: UTF8.self) == "a: [1\n")
      #expect(String(decoding: try desk.read("good.yaml"), as: UTF8.self) == "a: 1\n")
      #expect(bad != good)
    }
  }

  @Test("lint finds, mends what is safe, and is silenced with a reason only")
  func lint() throws {
    try Desk.with { desk in
      try Self.house(desk)
      let words = ["lint", "--policies", desk.folder, "--today", "2026-11-21"]
      let clean = try desk.run(words)
      #expect(clean.exitCode == 0, "\(clean.output)")
      let policy = "policies/execution.yaml"
      let before = try desk.read(policy)
      try change(policy, "stale_ttl_s: {", "stale_ttl_s:   {", desk)
      try change(policy, "# yaml-language-server: $schema=../specs/schema/policy.json\n", "", desk)
      let found = try desk.run(words)
      #expect(found.exitCode == 1)
      #expect(found.output.contains("PT2200") && found.output.contains("PT2201"))
      let mended = try desk.run(words + ["--fix"])
      #expect(mended.exitCode == 0, "\(mended.output)")
      #expect(mended.output.hasPrefix("mended \(desk[policy])\n"))
      #expect(try desk.read(policy) == before)
      try change(policy, "value: 45s", "value: 10m", desk)
      #expect(try desk.run(words + ["--rule", "PT2208"]).output.contains("note[PT2208]"))
      #expect(try desk.run(["lint", "--rule", "PT9999"]).exitCode == 1)
    }
  }

  @Test("lint holds limits against what a journal says of their use")
  func usage() throws {
    try Desk.with { desk in
      let session = try desk.write("session.ndjson.gz", Desk.long)
      _ = try desk.head(session, journal: "journal.sqlite")
      let outcome = try desk.run([
        "lint", "--rule", "PT2212", "--journal", desk["journal.sqlite"], "--format", "json",
      ])
      let report = try JSONValue(parsing: outcome.output)
      #expect(report["command"] == "lint")
      #expect(report["findings"]?.array != nil)
    }
  }

  @Test("findings come in every form, with the same exit code")
  func formats() throws {
    try Desk.with { desk in
      try Self.house(desk)
      try change("policies/execution.yaml", "value: 45s", "value: 99h", desk)
      let starts = [
        "text": "\(desk["policies/execution.yaml"]):", "json": "{\"command\":\"check\"",
        "sarif": "{\"$schema\":", "github": "::error file=", "junit": "<?xml version=",
      ]
      for (format, start) in starts.sorted(by: { $0.key < $1.key }) {
        let outcome = try desk.run(["check", desk.folder, "--format", format])
        #expect(outcome.exitCode == 1, "\(format)")
        #expect(outcome.output.hasPrefix(start), "\(outcome.output.prefix(200))")
        #expect(outcome.output.contains("PT0211"), "\(format)")
      }
      let tested = try desk.run(["test", desk.folder, "--format", "sarif"])
      #expect(tested.exitCode == 1)
      #expect(tested.output.contains("\"ruleId\":\"PT0211\""))
    }
  }

  @Test("explain-code knows findings, reason codes and what is nearly one")
  func pages() throws {
    try Desk.with { desk in
      let finding = try desk.run(["explain-code", "pt0211"])
      #expect(finding.output.hasPrefix("PT0211  a value outside its bounds"))
      let reason = try desk.run(["explain-code", "QUEUE_WARDEN_STALE_ORDER"])
      #expect(reason.output.hasPrefix("QUEUE_WARDEN_STALE_ORDER  RESHAPE"))
      #expect(
        reason.output.contains("exec.queuewarden: rule 4, when age > params.stale_ttl_s, cancel"))
      let drift = try desk.run(["explain-code", "GOV_CONFIG_DRIFT"])
      #expect(drift.output.contains("config-drift"))
      let slip = try desk.run(["explain-code", "QUEUE_WARDEN_STALE_ODER"])
      #expect(slip.exitCode == 1)
      #expect(slip.errors.contains("did you mean 'QUEUE_WARDEN_STALE_ORDER'?"))
      #expect(try desk.run(["explain-code"]).output.split(separator: "\n").count > 200)
    }
  }

  @Test("every example of a command line on a page brings about its code")
  func commandExamples() throws {
    try Desk.with { desk in
      let list = try JSONValue(parsing: try desk.run(["explain-code", "--format", "json"]).output)
      var count = 0
      for page in list.array ?? [] {
        guard let words = page["command"]?.string, let code = page["code"]?.string else { continue }
        count += 1
        let outcome = try desk.run(words.split(separator: " ").map(String.init))
        #expect((outcome.output + outcome.errors).contains("[\(code)]"), "\(words)")
        #expect(outcome.exitCode != 0, "\(words)")
      }
      #expect(count > 10)
    }
  }

  @Test("check --watch checks again when a document changes and says what the change does")
  func watch() throws {
    try Desk.with { desk in
      try Self.house(desk)
      // Changes to and fro until the folder is gone: however slow the machine is, one change is seen.
      let file = desk["policies/execution.yaml"]
      _ = try Executable(path: "/bin/sh").run([
        "-c",
        """
        (for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
          sleep 1; sed -i 's/value: 45s/value: 30s/' '\(file)' || break
          sleep 1; sed -i 's/value: 30s/value: 45s/' '\(file)' || break
        done) >/dev/null 2>&1 </dev/null &
        """,
      ])
      let outcome = try desk.run(
        ["check", desk.folder, "--watch"],
        kill: .onOutputLine(containing: "against the last state without errors: "))
      #expect(outcome.output.contains("changed: \(file)\n"))
      #expect(outcome.output.contains("tighter") || outcome.output.contains("looser"))
    }
  }
}
