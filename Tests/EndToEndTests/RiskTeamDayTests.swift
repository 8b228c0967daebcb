import FoundationEssentials
import Glibc
import JSON
import TestSupport
import Testing

/// The day of the risk team, from opening a file to a signed and running change, and back when somebody changes what
/// they should not: one repository, one desk, nothing but the built program and git.
@Suite struct RiskTeamDayTests {
  private static let live = "policies/execution.yaml"

  /// An order that has rested for 40 s at the best price: stale by a limit of 30 s, held by one of 45 s.
  private static let event = """
    {"event_id":"e1","now_ms":1764000000000,"kill_switch":false,"order":{"side":"SELL","price":"0.5",\
    "tick_size":"0.01","placed_at_ms":1763999960000,"queue_position":"0"},"cancel_replace_count_60s":0,\
    "book":{"best_bid":"0.49","best_ask":"0.5","available":true,"age_ms":0},"registry_available":true}
    """

  /// The first release: everything, by the head of risk, who speaks for risk, and an owner of the bots.
  private func approveFirst(_ desk: RiskTeamDesk) throws {
    let first = try desk.run("approve", "--proposer", "quinn", "--key", "env:BOB", "--yes")
    #expect(first.exitCode == 0, "\(first.errors)")
    let second = try desk.run("approve", "--key", "env:CAROL", "--yes")
    #expect(second.output.contains("release 1 is approved, by bob, carol"), "\(second.errors)")
    try desk.repository.commit("release 1", by: "quinn@desk.example")
    #expect(try desk.run("plan").exitCode == 0)
  }

  @Test(
    "edit, check, plan, approve, run, drift, override, expiry, restart, audit",
    .timeLimit(.minutes(10)))
  func wholeDay() throws {
    try RiskTeamDesk.with { desk in
      let journal = desk.desk["run.sqlite"]
      try approveFirst(desk)
      let runner = try desk.startRunner("morning", journal: journal)
      #expect(try runner.decide(Self.event).codes == ["QUEUE_WARDEN_HOLD"], "\(runner.said)")

      try edit(desk)
      try plan(desk)
      try approve(desk)
      // The runner takes the release up by itself.
      _ = try runner.decide(Self.event, until: "QUEUE_WARDEN_STALE_ORDER")

      try changeBehindTheBack(desk, runner)
      try overrideAndExpire(desk, runner, journal)
      #expect(try runner.stop() == "0", "\(runner.said)")
      try lookBack(desk, journal)
    }
  }

  /// A typing mistake is found where it is; the form and the tests of the policies are as they should be.
  private func edit(_ desk: RiskTeamDesk) throws {
    try desk.repository.git("checkout", "--quiet", "-b", "shorter-ttl")
    try desk.repository.edit(
      Self.live, "stale_ttl_s: { value: 45s", "stale_ttl_s: { value: 30 ticks")
    let wrong = try desk.run("check")
    #expect(wrong.exitCode == 1)
    #expect(
      wrong.output.contains("policies/execution.yaml:14:31: error[PT0210]"), "\(wrong.output)")
    try desk.repository.edit(Self.live, "value: 30 ticks", "value: 30s")
    // A scenario of the desk was written for the old value; whoever changes the value looks at it.
    let scenario = try desk.run("test")
    #expect(scenario.exitCode == 1 && scenario.output.contains("40s against 30s, margin 10s"))
    try desk.repository.edit("tests/execution.yaml", "now - 40s", "now - 20s")
    for words in [["check"], ["fmt", "--check", Self.live], ["test"]] {
      let outcome = try Executable.built("polytraders").run(
        words, environment: desk.environment, folder: desk.repository.path)
      #expect(outcome.exitCode == 0, "\(words): \(outcome.output)\(outcome.errors)")
    }
    try desk.repository.commit("orders rest for 30 s", by: "quinn@desk.example")
  }

  /// What it means, and what it would have done.
  private func plan(_ desk: RiskTeamDesk) throws {
    let plan = try desk.run("plan", "--proposer", "quinn")
    #expect(plan.exitCode == 2)
    #expect(plan.output.hasPrefix("plan: approved release 1 -> the working files\n"))
    #expect(plan.output.contains("stale_ttl_s: 45s -> 30s, -15s (-33.3 %)"))
    #expect(plan.output.contains("tighter; no event is decided less strictly, proved"))
    #expect(plan.output.contains("class: tightening\nneeds: 1 approval, one of risk\n"))
    let comment = try desk.run("plan", "--base", "main", "--format", "markdown")
    #expect(
      comment.exitCode == 2 && comment.output.contains("### Policy plan: tightening, 1 change"))
    let session = try desk.desk.write("session.ndjson.gz", Desk.long)
    let diff = try desk.run("replay", "--base", "main", "--head", ".", "--events", session)
    #expect(diff.exitCode == 2, "\(diff.errors)")
    #expect(diff.output.contains("QUEUE_WARDEN_STALE_ORDER"), "\(diff.output)")
  }

  /// One wallet that keeps its key to itself signs an export; who proposes cannot.
  private func approve(_ desk: RiskTeamDesk) throws {
    let file = desk.desk["approval.json"]
    let exported = try desk.run(
      "approve", "export", "--as", "alice", "--proposer", "bob", "--out", file)
    #expect(exported.exitCode == 0, "\(exported.errors)")
    #expect(exported.output.contains("exec.queuewarden.stale_ttl_s 45s -> 30s (all), TIGHTER"))
    let own = try desk.run("approve", "--key", "env:BOB", "--yes")
    #expect(own.exitCode == 1, "\(own.output)")
    let signature = try desk.wallet("ALICE", signs: "approval.json")
    let wrong = String(signature.dropLast(4)) + "0000"
    #expect(try desk.run("approve", "import", "--as", "alice", "--signature", wrong).exitCode == 1)
    let imported = try desk.run("approve", "import", "--as", "alice", "--signature", signature)
    #expect(imported.output.contains("release 2 is approved, by alice"), "\(imported.errors)")
    try desk.repository.commit("release 2", by: "quinn@desk.example")
    #expect(try desk.run("plan").exitCode == 0)
    #expect(try desk.run("approve", "verify", "--all").exitCode == 0)
  }

  /// Somebody loosens a live file: it never runs, it is found with its author, and it goes back to what was approved.
  private func changeBehindTheBack(_ desk: RiskTeamDesk, _ runner: RiskTeamDesk.Runner) throws {
    #expect(try desk.run("drift").exitCode == 0)
    try desk.repository.edit(Self.live, "value: 30s", "value: 30000ms")
    #expect(try desk.run("drift").exitCode == 0, "another spelling is no drift")
    try desk.repository.edit(Self.live, "value: 30000ms", "value: 9m")
    try desk.repository.commit("quietly", by: "mallory@desk.example")
    let drift = try desk.run("drift")
    #expect(drift.exitCode == 2, "\(drift.errors)")
    for text in ["stale_ttl_s", "30s", "9m", "looser", "mallory@desk.example"] {
      #expect(drift.output.contains(text), "\(text): \(drift.output)")
    }
    #expect(try runner.decide(Self.event).codes == ["QUEUE_WARDEN_STALE_ORDER"])
    let reverted = try desk.run("drift", "--revert")
    #expect(reverted.exitCode == 0 || reverted.exitCode == 2, "\(reverted.errors)")
    #expect(try desk.repository.read(Self.live).contains("value: 30s"))
    #expect(try desk.run("drift").exitCode == 0)
    #expect(try desk.run("plan").exitCode == 0)
  }

  /// One person tightens for an hour, without a release; it ends by itself, also for a runner that starts later, and
  /// no clock that is set back brings it to life again.
  private func overrideAndExpire(
    _ desk: RiskTeamDesk, _ runner: RiskTeamDesk.Runner, _ journal: String
  ) throws {
    let young = Self.event.replacing("1763999960000", with: "1763999985000")
    #expect(try runner.decide(young).codes == ["QUEUE_WARDEN_HOLD"])
    let set = try desk.run(
      "override", "set", "queuewarden.stale_ttl_s=10s", "--reason", "thin books before the game",
      "--ticket", "RISK-412", "--for", "1h", "--key", "env:ALICE")
    #expect(set.exitCode == 0, "\(set.errors)")
    _ = try runner.decide(young, until: "QUEUE_WARDEN_STALE_ORDER")
    let list = try JSONValue(parsing: try desk.run("override", "list", "--format", "json").output)
    #expect(list["overrides"]?.array?.count == 1, "\(list.compactText)")
    try takeOverrideAway(desk, runner, journal, young)
    let looser = try desk.run(
      "override", "set", "queuewarden.drift_ticks_threshold=9 ticks", "--reason", "more room",
      "--key", "env:ALICE")
    #expect(looser.exitCode != 0 || looser.output.contains("signature"), "\(looser.output)")
    _ = try runner.decide(young, until: "QUEUE_WARDEN_STALE_ORDER")

    try desk.clock.set(hours: 2)
    _ = try runner.decide(young, until: "QUEUE_WARDEN_HOLD")
    #expect(try runner.stop() == "0", "\(runner.said)")
    let late = try desk.startRunner("evening", journal: journal)
    #expect(try late.decide(young).codes == ["QUEUE_WARDEN_HOLD"], "\(late.said)")
    #expect(try late.stop() == "0")
    try desk.clock.set(hours: 0)
    let back = try desk.startRunner("clock-back", journal: journal)
    #expect(try back.decide(young).codes == ["QUEUE_WARDEN_HOLD"], "\(back.said)")
    #expect(try back.stop() == "0")
  }

  /// Whoever removes the file ends nothing: it is said, and the file comes back as it was signed.
  private func takeOverrideAway(
    _ desk: RiskTeamDesk, _ runner: RiskTeamDesk.Runner, _ journal: String, _ event: String
  ) throws {
    let folder = desk.repository.path + "/overrides"
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".yaml") })
    let signed = try desk.repository.read("overrides/\(name)")
    try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    for _ in 0..<600 where !runner.said.contains("its file was removed") {
      _ = try runner.decide(event)
      usleep(100_000)
    }
    #expect(runner.said.contains("what was signed goes on holding"), "\(runner.said)")
    #expect(try runner.decide(event).codes == ["QUEUE_WARDEN_STALE_ORDER"])
    let drift = try desk.run("drift", "--journal", journal)
    #expect(drift.exitCode == 2, "\(drift.errors)")
    #expect(drift.output.contains("MISSING_FIELD  exec.queuewarden.stale_ttl_s"), "\(drift.output)")
    let reverted = try desk.run("drift", "--revert", "--journal", journal)
    #expect(reverted.exitCode == 0, "\(reverted.output)\(reverted.errors)")
    #expect(try desk.repository.read("overrides/\(name)") == signed)
  }

  /// The journal proves itself, and the history says which commit turned the decision.
  private func lookBack(_ desk: RiskTeamDesk, _ journal: String) throws {
    let verified = try desk.run("audit", "verify", "--journal", journal)
    #expect(verified.output.hasPrefix("ok: "), "\(verified.errors)")
    let bisect = try desk.run(
      "bisect", "--event", "-", "--bot", "queuewarden", "--bad", "shorter-ttl~1", "--format",
      "json",
      input: Self.event)
    #expect(bisect.exitCode == 2, "\(bisect.errors)")
    let turns = try JSONValue(parsing: bisect.output)["turns"]?.array ?? []
    #expect(turns.first?["subject"]?.string == "orders rest for 30 s", "\(bisect.output)")
  }
}
