import Governance
import Graph
import Hashing
import JSON
import Policy
import Signing
import TestSupport
import Testing
import Trading

@Suite struct OverrideBookTests {
  @Test("one person tightens for a while; the approved value comes back by itself, once")
  func tightening() throws {
    var desk = try OverrideDesk()
    #expect(desk.value() == 45_000)
    desk.put(try desk.document("30s", signers: ["alice"]))
    #expect(desk.status == "active" && desk.value() == 30_000)
    #expect(desk.last?.graph.digest != desk.base.graph.digest)
    desk.wait(2 * OverrideDesk.hour)
    desk.wait(2 * OverrideDesk.hour - 1)
    #expect(desk.value() == 30_000)
    desk.wait(1)
    #expect(desk.status == "ended: expired" && desk.value() == 45_000)
    #expect(desk.last?.graph.digest == desk.base.graph.digest)
    desk.wait(OverrideDesk.hour)
    #expect(desk.phases == ["started", "pull_request", "pull_request", "ended expired"])
    #expect(
      desk.journal.map { $0["reason_codes"]?.array?.first?.string }
        == [
          "GOV_OVERRIDE_ACTIVE", "GOV_OVERRIDE_ACTIVE", "GOV_OVERRIDE_ACTIVE", "GOV_OVERRIDE_ENDED",
        ])
  }

  @Test("what an override needs follows from what is proved, not from what it says of itself")
  func direction() throws {
    let table: [(value: String, verdict: OverrideVerdict, signers: [String], status: String)] = [
      // To tighten, the proposer alone; but of risk.
      ("30s", .tighter, ["alice"], "active"), ("30s", .tighter, ["bob"], "active"),
      ("30s", .tighter, [], "awaiting: 1 more signature, somebody with the role risk"),
      ("30s", .tighter, ["carol"], "awaiting: somebody with the role risk"),
      // To loosen, two who did not propose it, one of them the head of risk.
      (
        "60s", .looser, ["alice"],
        "awaiting: 2 more signatures, somebody with the role head_of_risk"
      ),
      ("60s", .looser, ["alice", "bob"], "awaiting: 1 more signature"),
      ("60s", .looser, ["carol", "dave"], "awaiting: somebody with the role head_of_risk"),
      ("60s", .looser, ["bob", "carol"], "active"),
      // Whoever says that it tightens is not believed, whatever the signatures.
      ("60s", .tighter, ["alice"], "refused: PT2013"),
      ("60s", .tighter, ["bob", "carol"], "refused: PT2013"),
      ("30s", .looser, ["bob", "carol"], "refused: PT2013"),
    ]
    for row in table {
      var desk = try OverrideDesk()
      desk.put(try desk.document(row.value, signers: row.signers, verdict: row.verdict))
      #expect(desk.status == row.status, "\(row)")
      #expect((desk.value() == 45_000) == (row.status != "active"), "\(row)")
    }
  }

  @Test("a limit that is declared tighter and lets more through is incomparable: every owner signs")
  func incomparable() throws {
    var desk = try OverrideDesk()
    func cap(_ signers: [String], _ verdict: OverrideVerdict) throws -> OverrideDocument {
      try desk.document(
        "20 ops", of: "exec.queuewarden.cancel_replace_per_min_cap", signers: signers,
        verdict: verdict)
    }
    desk.put(try cap(["alice"], .tighter))
    #expect(desk.status == "refused: PT2013")
    desk.put(try cap(["alice", "bob"], .incomparable))
    #expect(
      desk.status == "awaiting: 1 more signature, somebody who speaks for polytraders-core")
    desk.put(try cap(["bob", "carol"], .incomparable))
    #expect(desk.status == "active")
  }

  @Test("what ended stays ended: after a restart, with the clock set back, with the file put back")
  func neverAgain() throws {
    var desk = try OverrideDesk()
    let document = try desk.document("30s", signers: ["alice"])
    desk.put(document)
    desk.wait(OverrideDesk.hour)
    var second = try desk.restarted()
    #expect(second.status == "active" && second.value() == 30_000)
    #expect(second.phases == ["started"], "a restart starts nothing anew")
    let path = OverrideFolder.path(of: document.id.value)
    second.files[path] = document.text.replacing(
      "expires: 2026-11-22T00", with: "expires: 2026-11-22T06")
    second.lookAtFiles()
    #expect(second.value() == 30_000 && second.phases == ["started"])

    desk.wait(4 * OverrideDesk.hour)
    #expect(desk.status == "ended: expired")
    desk.now = OverrideDesk.start
    desk.tell(.tick)
    #expect(desk.value() == 45_000, "a clock set back brings nothing back")
    let after = try desk.restarted()
    #expect(after.value() == 45_000 && after.status == "ended: expired")
  }

  @Test("an override that expires while the program is down is ended at its start")
  func expiredDown() throws {
    var desk = try OverrideDesk()
    desk.put(try desk.document("30s", signers: ["alice"]))
    desk.now += 5 * OverrideDesk.hour
    let after = try desk.restarted()
    #expect(after.phases == ["started", "ended expired"] && after.value() == 45_000)
  }

  @Test("the clock that an earlier run has seen counts, even where it ended nothing")
  func highWater() throws {
    var desk = try OverrideDesk()
    desk.put(try desk.document("30s", signers: ["alice"], hours: 1))
    desk.wait(OverrideDesk.hour - 1)
    var later = OverrideDesk.envelope(.init(kind: .health, time: 0, recorded: 0, scope: "global"))
    later = .object(
      (later.members ?? []).filter { $0.key != "ts_recorded_ms" } + [
        .init("ts_recorded_ms", .number("\(OverrideDesk.start + 2 * OverrideDesk.hour)"))
      ])
    desk.journal.append(later)
    desk.now = OverrideDesk.start
    let after = try desk.restarted()
    #expect(after.status == "ended: expired" && after.value() == 45_000)
  }

  @Test("revoking what tightened loosens: it takes those who may loosen")
  func revoking() throws {
    var desk = try OverrideDesk()
    let tight = try desk.document("30s", signers: ["alice"])
    desk.put(tight)
    try desk.revoke(tight, by: ["alice"])
    #expect(desk.status == "active", "one person cannot loosen, by whatever way")
    try desk.revoke(tight, by: ["alice", "bob"])
    #expect(desk.status == "active", "the proposer of the end does not count")
    try desk.revoke(tight, by: ["bob", "carol"])
    #expect(desk.status == "ended: revoked" && desk.value() == 45_000)
    #expect(desk.phases == ["started", "ended revoked"])

    var other = try OverrideDesk()
    let loose = try other.document("60s", signers: ["bob", "carol"], verdict: .looser)
    other.put(loose)
    #expect(other.value() == 60_000)
    try other.revoke(loose, by: ["alice"])
    #expect(other.status == "ended: revoked" && other.value() == 45_000)
    other.files = other.files.filter { !$0.key.contains("revocation") }
    other.lookAtFiles()
    #expect(other.status == "ended: revoked", "taking the revocation away brings nothing back")
    #expect(try other.restarted().value() == 45_000)
  }

  @Test("what was revoked before it ever held is over for good, also for the runs that come later")
  func revokedUnseen() throws {
    var desk = try OverrideDesk()
    let loose = try desk.document("60s", signers: ["bob", "carol"], verdict: .looser)
    // Both files are there at the first look.
    desk.files[OverrideFolder.path(of: loose.id.value)] = loose.text
    try desk.revoke(loose, by: ["alice"])
    #expect(desk.status == "ended: revoked" && desk.value() == 45_000)
    #expect(desk.phases == ["ended revoked"])
    desk.wait(1)
    #expect(desk.phases == ["ended revoked"], "it is said once")
    desk.files = desk.files.filter { !$0.key.contains("revocation") }
    let after = try desk.restarted()
    #expect(after.status == "ended: revoked" && after.value() == 45_000)
    #expect(after.phases == ["ended revoked"])
  }

  @Test("what was signed ahead for the policy to come waits for it")
  func ahead() throws {
    var ahead = try OverrideDesk()
    let next = try OverrideDesk.house(replacing: [("value: 3 ticks", "value: 2 ticks")])
    ahead.put(try ahead.document("30s", signers: ["alice"], on: next))
    #expect(ahead.status == "refused: PT2007" && ahead.value() == 45_000)
    ahead.tell(.approved(next))
    #expect(ahead.status == "active" && ahead.value() == 30_000)
  }

  @Test("one place has one override; what tightens alone and loosens with another does not hold")
  func together() throws {
    var desk = try OverrideDesk()
    let first = try desk.document("30s", signers: ["alice"])
    desk.put(first)
    desk.put(try desk.document("20s", id: 2, signers: ["alice"]))
    #expect(desk.value() == 30_000, "the first stays")
    guard case .held(let problem)? = desk.book.entries.last?.status else {
      Issue.record("the second of one place is held back")
      return
    }
    #expect(problem == .placeTaken(by: "010101010101"))
    // In another scope there is room.
    desk.put(try desk.document("20s", in: .market("0xabc"), id: 3, signers: ["alice"]))
    #expect(desk.value(in: Scope(market: "0xabc")) == 20_000 && desk.value() == 30_000)
    desk.put(
      try desk.document(
        "2 ticks", of: "exec.queuewarden.drift_ticks_threshold", id: 4, signers: ["alice"]))
    #expect(desk.book.effective?.overrides.count == 3)
    // When the first ends, the second has its turn.
    try desk.revoke(first, by: ["bob", "carol"])
    #expect(desk.value() == 20_000)
  }

  @Test("before its start nothing, from its start on everything; too long is refused")
  func times() throws {
    var desk = try OverrideDesk()
    desk.put(
      try desk.document("30s", signers: ["alice"], starts: OverrideDesk.start + OverrideDesk.hour))
    #expect(desk.status == "scheduled" && desk.value() == 45_000)
    desk.wait(OverrideDesk.hour)
    #expect(desk.status == "active" && desk.value() == 30_000)
    var long = try OverrideDesk()
    long.put(try long.document("30s", signers: ["alice"], hours: 24))
    #expect(long.status == "active")
    long.put(try long.document("30s", id: 2, signers: ["alice"], hours: 25))
    #expect(long.book.entries.last.map { "\($0.status)".contains("tooLong") } == true)
  }
}
