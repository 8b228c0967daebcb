import Diagnostics
import Governance
import Graph
import JSON
import Policy
import TestSupport
import Testing
import Trading

@Suite struct DriftReportTests {
  private let values = "policies/execution.yaml"

  @Test("one broken field hides no other, and each says which way it goes and where it stands")
  func many() throws {
    let desk = try DriftDesk()
    let findings = try desk.findings(
      .init(values, "value: 45s", "value: 45"), .init(values, "value: 3 ticks", "value: 9 ticks"),
      .init(values, "value: 30 ops", "value: 9999 ops"),
      .init("bots/queue-warden.yaml", "mode: general_live", "mode: shadow"),
      .init("policies/freshness.yaml", "value: 2s", "value: 1s"))
    #expect(
      findings.map(\.line) == [
        "unauthorised exec.queuewarden.cancel_replace_per_min_cap",
        "unauthorised exec.queuewarden.drift_ticks_threshold",
        "unauthorised exec.queuewarden.mode", "unit_mismatch exec.queuewarden.stale_ttl_s",
        "unauthorised staleness.book",
      ])
    #expect(findings.map(\.direction) == [.looser, .looser, .incomparable, .unknown, .tighter])
    #expect(findings[0].basis == "declared: loosens up")
    #expect(findings[1].basis.contains("proved"))
    #expect(findings[1].approved == "3 ticks" && findings[1].live == "9 ticks")
    #expect(findings[1].place?.file == values && findings[1].place?.line == 13)
    #expect(findings[3].place?.line == 14 && findings[3].problem.contains("'45' has no unit"))
    #expect(!findings.contains { $0.next.isEmpty })
  }

  @Test("an approval that is too old, or does not verify, is stale")
  func stale() throws {
    let desk = try DriftDesk()
    let files = try desk.files([])
    let ninety: Int64 = 2160 * 3_600_000
    #expect(desk.report(files, effectiveAt: 0, now: ninety).state == .inSync)
    let old = desk.report(files, effectiveAt: 0, now: ninety + 1)
    #expect(old.state == .staleApproval && old.findings.map(\.field) == ["release 1"])
    let broken = ConfigDrift.report(
      approved: .broken([Diagnostic("PT1701", .error, "no release", at: nil)]),
      live: .init(files: files),
      overrides: OverrideBook(), now: 0)
    #expect(broken.state == .staleApproval && broken.hasDrift)
  }

  @Test("what the runner decides by is held against the approved policy with its overrides")
  func running() throws {
    var desk = try OverrideDesk()
    desk.put(try desk.document("30s", signers: ["alice"]))
    let under = try #require(desk.book.effective?.graph)
    func report(_ graph: CompiledGraph) -> DriftReport {
      ConfigDrift.report(
        approved: .release(sequence: 1, desk.base, effectiveAt: desk.now),
        live: .init(running: (graph, "the runner")), overrides: desk.book, now: desk.now)
    }
    #expect(report(under).state == .overrideActive && !report(under).hasDrift)
    #expect(report(under).active.first?.left == 4 * OverrideDesk.hour)
    #expect(
      report(desk.base.graph).findings.map(\.line) == ["unauthorised exec.queuewarden.stale_ttl_s"])
    desk.wait(4 * OverrideDesk.hour)
    #expect(report(desk.base.graph).state == .inSync)
    let late = report(under)
    #expect(late.state == .overrideExpired)
    #expect(late.findings.map(\.line) == ["override_expired exec.queuewarden.stale_ttl_s"])
    let other = try OverrideDesk.house(replacing: [("value: 3 ticks", "value: 4 ticks")]).graph
    #expect(
      report(other).findings.map(\.line)
        == ["unauthorised exec.queuewarden.drift_ticks_threshold"])
  }

  @Test("an override that was not signed so is drift; one that lacks signatures is a note")
  func overrides() throws {
    var desk = try OverrideDesk()
    desk.put(try desk.document("60s", signers: ["alice"], verdict: .looser))
    var report = ConfigDrift.report(
      approved: .release(sequence: 1, desk.base, effectiveAt: desk.now), live: .init(),
      overrides: desk.book, now: desk.now)
    #expect(!report.hasDrift && report.notes.count == 1)
    desk.put(try desk.document("60s", id: 2, signers: ["alice"], verdict: .tighter))
    report = ConfigDrift.report(
      approved: .release(sequence: 1, desk.base, effectiveAt: desk.now), live: .init(),
      overrides: desk.book, now: desk.now)
    #expect(report.state == .unauthorised && report.findings.count == 1)
    #expect(report.findings.first?.side == .overrides)
  }

  @Test("a finding is journalled once, and once when it is gone; a restart reports nothing twice")
  func monitor() throws {
    let desk = try DriftDesk()
    let drifted = desk.report(
      try desk.files([.init(values, "value: 45s", "value: 60s")]))
    let clean = desk.report(try desk.files([]))
    var monitor = DriftMonitor()
    let first = monitor.observe(drifted, now: 10)
    #expect(first.count == 1 && first[0].reasonCodes == ["GOV_CONFIG_DRIFT"])
    #expect(first[0].scope == "bot/exec.queuewarden")
    #expect(monitor.observe(drifted, now: 20).isEmpty)
    var restarted = DriftMonitor()
    for draft in first { restarted.fold(OverrideDesk.envelope(draft)) }
    #expect(restarted.open.count == 1 && restarted.observe(drifted, now: 30).isEmpty)
    let cleared = restarted.observe(clean, now: 40)
    #expect(cleared.count == 1 && restarted.open.isEmpty)
    let payload = try JSONValue(parsing: cleared[0].payload)
    #expect(payload["phase"]?.string == "cleared" && payload["since_ms"]?.int64 == 10)
    #expect(payload["field"]?.string == "exec.queuewarden.stale_ttl_s")
    restarted.fold(OverrideDesk.envelope(cleared[0]))
    #expect(restarted.open.isEmpty && restarted.observe(clean, now: 50).isEmpty)
    #expect(restarted.observe(drifted, now: 60).count == 1, "what comes back is found again")
  }

  @Test("reverting brings back the approved documents, keeps tests, and touches nothing else")
  func revert() throws {
    let desk = try DriftDesk()
    let files = try desk.files(
      [
        .init(values, "value: 45s", "value: 45"),
        .init("bots/queue-warden.yaml", "max: 20 ticks", "max: 90 ticks"),
        .init("policies/freshness.yaml", "seeds/002 stage 11", "somewhere"),
      ],
      adding: [
        "policies/extra.yaml": """
        apiVersion: polytraders/v1
        kind: Policy
        metadata: { name: extra, owner: nobody, version: 1, review_by: 2027-01-15 }
        spec: { severities: { QUEUE_WARDEN_HOLD: WARN } }

        """
      ])
    let report = desk.report(files)
    let revert = DriftRevert(report, files: files, to: desk.approved)
    #expect(
      revert.steps.map(\.path) == [
        "bots/queue-warden.yaml", values, "policies/extra.yaml",
      ])
    #expect(revert.steps.last?.text == nil, "what was never approved goes")
    var texts = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
    for step in revert.steps { texts[step.path] = step.text.map { Array($0.utf8) } }
    let after = texts.sorted { $0.key < $1.key }.map {
      PolicyLoader.Input(file: $0.key, path: $0.key, bytes: $0.value)
    }
    #expect(desk.report(after).state == .inSync)
    let original = try desk.files([]).first { $0.path == "bots/queue-warden.yaml" }
    #expect(revert.steps.first?.text.map { Array($0.utf8) } == original?.bytes)
  }
}
