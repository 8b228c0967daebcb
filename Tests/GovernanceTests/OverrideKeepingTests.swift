import Governance
import Graph
import Policy
import TestSupport
import Testing
import Trading

/// What somebody may try who can write to `overrides/` and wants an end that takes signatures.
@Suite struct OverrideKeepingTests {
  private static let edits: [(name: String, old: String, new: String)] = [
    ("removed", "", ""), ("emptied", "kind: Override", ""),
    ("another value", "value: \"30s\"", "value: \"44s\""),
    ("another end", "expires: 2026-11-22T00:00:00Z", "expires: 2026-11-21T20:00:01Z"),
    ("no signature", "signatures:\n    - {", "signatures: []\n  others:\n    - {"),
    ("another signature", "signature: \"0x", "signature: \"0x0"),
    ("no YAML", "spec:", "spec: ]"), ("another kind", "kind: Override", "kind: Overrule"),
    ("another id", "id: \"0x01", "id: \"0x02"),
    ("another scope", "  value:", "  where: { tag: nba }\n  value:"),
  ]

  @Test(
    "no edit ends what tightens: it holds, is reported, survives a restart, and ends in time",
    arguments: edits.indices)
  func kept(_ index: Int) throws {
    let edit = Self.edits[index]
    var desk = try OverrideDesk()
    let document = try desk.document("30s", signers: ["alice"])
    desk.put(document)
    let path = OverrideFolder.path(of: document.id.value)
    #expect(edit.old.isEmpty || document.text.contains(edit.old))
    desk.files[path] =
      edit.name == "removed" ? nil : document.text.replacing(edit.old, with: edit.new)
    desk.lookAtFiles()
    // What comes after a restart depends on the journal alone, whatever became of the file.
    for var desk in index < 3 ? [desk, try desk.restarted()] : [desk] {
      #expect(desk.value() == 30_000, "\(edit.name)")
      #expect(desk.status == "kept: PT2029" && desk.phases == ["started"], "\(edit.name)")
      let found = try #require(desk.drift.first { $0.field == "exec.queuewarden.stale_ttl_s" })
      #expect(found.state == (edit.name == "removed" ? .missingField : .unauthorised))
      #expect(
        found.document == path
          && found.problem.contains(edit.name == "removed" ? "removed" : "while it was active"))
      // Put back, nothing is left of it.
      var mended = desk
      mended.files[path] = document.text
      mended.lookAtFiles()
      #expect(mended.status == "active" && mended.drift.isEmpty && mended.value() == 30_000)
      // Revoked by those who may, also without its file.
      var revoked = desk
      try revoked.revoke(document, by: ["alice"])
      #expect(revoked.value() == 30_000)
      try revoked.revoke(document, by: ["bob", "carol"])
      #expect(revoked.value() == 45_000 && revoked.phases.last == "ended revoked")
      desk.wait(4 * OverrideDesk.hour - 1)
      #expect(desk.value() == 30_000)
      desk.wait(1)
      #expect(desk.value() == 45_000 && desk.phases.last == "ended expired")
    }
  }

  @Test("what loosened ends with its file, at once and for good")
  func loosening() throws {
    var desk = try OverrideDesk()
    let document = try desk.document("60s", signers: ["bob", "carol"], verdict: .looser)
    desk.put(document)
    desk.files = [:]
    desk.lookAtFiles()
    #expect(desk.value() == 45_000 && desk.phases == ["started", "ended file_removed"])
    desk.put(document)
    #expect(desk.value() == 45_000 && desk.status == "ended: file_removed")
    #expect(try desk.restarted().value() == 45_000)
  }

  @Test(
    "what cannot be read is not gone: it is said, and what held goes on holding",
    arguments: ["overrides", "overrides/010101010101.yaml"])
  func unreadable(_ path: String) throws {
    for (value, verdict, milliseconds) in [
      ("30s", OverrideVerdict.tighter, Int64(30_000)), ("60s", .looser, 60_000),
    ] {
      var desk = try OverrideDesk()
      desk.put(try desk.document(value, signers: ["bob", "carol"], verdict: verdict))
      desk.unreadable = [path]
      desk.lookAtFiles()
      #expect(desk.value() == milliseconds)
      #expect(desk.drift.map(\.state) == [.unauthorised])
      #expect(desk.drift.first?.problem.contains("'\(path)' cannot be read: denied") == true)
      var later = try desk.restarted()
      #expect(later.value() == milliseconds && later.drift.count == 1, "\(value)")
      #expect(later.phases == ["started"])
      // Readable again, and what loosened is gone.
      later.unreadable = []
      later.files = [:]
      later.lookAtFiles()
      #expect(later.value() == (verdict == .looser ? 45_000 : 30_000))
    }
  }

  @Test("nothing that could not be read starts")
  func unreadStarts() throws {
    var desk = try OverrideDesk()
    desk.unreadable = ["overrides"]
    desk.put(try desk.document("60s", signers: ["bob", "carol"], verdict: .looser))
    #expect(desk.value() == 45_000 && desk.phases.isEmpty)
  }

  @Test("reverting drift writes the file back as it was signed")
  func revert() throws {
    var desk = try OverrideDesk()
    let document = try desk.document("30s", signers: ["alice"])
    desk.put(document)
    let path = OverrideFolder.path(of: document.id.value)
    desk.files[path] = "spoiled"
    desk.lookAtFiles()
    let report = ConfigDrift.report(
      approved: .release(sequence: 1, desk.base, effectiveAt: desk.now), live: .init(),
      overrides: desk.book, now: desk.now)
    let files = try PolicyFiles.inputs(ofRoot: Places.checkout)
    let steps = DriftRevert(report, files: files, overrides: desk.inputs, to: desk.base).steps
    let step = try #require(steps.first { $0.path == path })
    #expect(step.drifted == Array("spoiled".utf8))
    desk.files[path] = step.text
    desk.lookAtFiles()
    #expect(desk.status == "active" && desk.drift.isEmpty)
  }
}
