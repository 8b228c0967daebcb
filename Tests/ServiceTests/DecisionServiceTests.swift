import Diagnostics
import Governance
import JSON
import Runner
import Service
import TestSupport
import Testing
import Trading

@Suite struct DecisionServiceTests {
  @Test(
    "events of both kinds are decided by the bots of their kind, and journalled before they are delivered"
  )
  func decides() throws {
    try ServiceRig.with { rig in
      let (decisions, report) = try rig.run([
        Events.order("a"), Events.signing("b"), Events.order("c", age: 46_000),
        Events.order("d", drift: 5),
      ])
      #expect(decisions.map(\.name) == ["a", "b", "c", "d"])
      #expect(
        decisions.map { $0.codes[0] } == [
          "QUEUE_WARDEN_HOLD", "NONCE_SHEPHERD_OK", "QUEUE_WARDEN_STALE_ORDER",
          "QUEUE_WARDEN_DRIFT_EXCEEDED",
        ])
      #expect(decisions.map(\.action) == [.hold, .assignNonce, .cancel, .cancelReplace])
      #expect(decisions.allSatisfy { $0.release == 1 && $0.overrides == [] })
      #expect(report.events == 4 && report.decisions == 4 && report.refused == 0)
      let kinds = rig.log.envelopes.map { $0["kind"]?.string }
      #expect(kinds == ["config"] + Array(repeating: "decision", count: 4))
      try rig.expectReproduced()
    }
  }

  @Test(
    "the working files decide nothing: a change of them is refused once, with the plan of the difference"
  )
  func unapproved() throws {
    try ServiceRig.with { rig in
      try rig.setLife("30s")
      let (decisions, report) = try rig.run([Events.order("a", age: 40_000)])
      #expect(decisions.map { $0.codes[0] } == ["QUEUE_WARDEN_HOLD"])
      #expect(report.refusals == 1)
      let refused = try #require(rig.log.codes("GOV_POLICY_UNAPPROVED").first)
      let lines = refused["payload"]?["lines"]?.array?.compactMap(\.string) ?? []
      #expect(lines.contains { $0.contains("stale_ttl_s: 45s -> 30s") })
      #expect(rig.log.codes("GOV_POLICY_UNAPPROVED").count == 1)
      #expect(rig.said.filter { $0.code == "PT2111" }.count == 1)
    }
  }

  @Test("a release that is approved while events come decides from the next event on")
  func swap() throws {
    try ServiceRig.with { rig in
      let events = (0..<200).map { Events.order("e\($0)", age: 40_000) }
      let decisions = try rig.run(events) { watcher, decided in
        guard decided.name == "e50" else { return }
        try rig.setLife("30s")
        try rig.approve(["alice"])
        rig.clock.advance(1_000)
        watcher.look()
      }
      let codes = decisions.map { $0.codes[0] }
      let first = try #require(codes.firstIndex(of: "QUEUE_WARDEN_STALE_ORDER"))
      // One part of a document between two events, then the exchange.
      #expect((51...60).contains(first))
      #expect(codes[first...].allSatisfy { $0 == "QUEUE_WARDEN_STALE_ORDER" })
      #expect(decisions[..<first].allSatisfy { $0.release == 1 })
      #expect(decisions[first...].allSatisfy { $0.release == 2 })
      let configs = rig.log.kinds("config")
      #expect(configs.count == 2)
      #expect(configs[1]["refs"]?["previous"] == configs[0]["payload"]?["digest"])
      // Between two decisions stands a part of a document, or the exchange with what is said of it.
      let kinds = rig.log.envelopes.map { $0["kind"]?.string ?? "" }
      let between = kinds.drop { $0 != "decision" }.split(separator: "decision")
      #expect(between.allSatisfy { $0.count <= 4 }, "\(between)")
      #expect(between.count { $0.contains("config") } == 1, "\(between)")
      let longest = rig.log.sizes.dropFirst().max() ?? 0
      #expect(longest < 4_096, "an envelope of \(longest) bytes stood between two events")
      try rig.expectReproduced()
    }
  }

  @Test(
    "an override decides from its start to its end and not a millisecond longer, and is journalled")
  func override() throws {
    try ServiceRig.with { rig in
      let end = try rig.override("stale_ttl_s", "30s", lasting: 10 * ServiceRig.minute)
      let events = (0..<20).map { Events.order("e\($0)", age: 40_000) }
      let decisions = try rig.run(events) { watcher, decided in
        if decided.name == "e4" { rig.clock.set(end - 1) }
        // The watcher sleeps: what follows by the clock alone needs nobody.
        if decided.name == "e9" { rig.clock.set(end) }
        if decided.name == "e15" { watcher.look() }
      }
      #expect(decisions[...9].allSatisfy { $0.codes == ["QUEUE_WARDEN_STALE_ORDER"] })
      #expect(decisions[...9].allSatisfy { $0.overrides.count == 1 })
      #expect(
        decisions[10...].allSatisfy { $0.codes == ["QUEUE_WARDEN_HOLD"] && $0.overrides == [] })
      #expect(rig.log.codes("GOV_OVERRIDE_ACTIVE").count >= 1)
      #expect(rig.log.codes("GOV_OVERRIDE_ENDED").count == 1)
      try rig.expectReproduced()
      // Another run on the same journal, with the clock set back: what has ended stays ended.
      rig.clock.set(end - 5 * ServiceRig.minute)
      let (again, _) = try rig.run([Events.order("again", age: 40_000)])
      #expect(again.map(\.codes) == [["QUEUE_WARDEN_HOLD"]])
      #expect(again[0].overrides == [])
    }
  }

  @Test("under a policy that is too old only what protects goes through, and explain repeats it")
  func tooOld() throws {
    try ServiceRig.with { rig in
      rig.clock.advance(90 * ServiceRig.day)
      let (decisions, report) = try rig.run([
        Events.order("hold"), Events.order("stale", age: 46_000), Events.order("drift", drift: 5),
      ])
      #expect(decisions.map { $0.action } == [.pauseEvaluation, .cancel, .pauseEvaluation])
      #expect(decisions.map(\.held) == [.hold, nil, .cancelReplace])
      #expect(
        decisions.map(\.codes) == [
          ["GOV_POLICY_TOO_OLD", "QUEUE_WARDEN_HOLD"], ["QUEUE_WARDEN_STALE_ORDER"],
          ["GOV_POLICY_TOO_OLD", "QUEUE_WARDEN_DRIFT_EXCEEDED"],
        ])
      #expect(decisions.map(\.severity) == ["HARD_REJECT", "RESHAPE", "HARD_REJECT"])
      #expect(report.held == 2)
      #expect(rig.said.contains { $0.code == "PT2115" })
      try rig.expectReproduced()
      // Setting the clock back rejuvenates nothing, not even across a restart.
      rig.clock.set(ServiceRig.start + ServiceRig.hour)
      let (again, _) = try rig.run([Events.order("back")])
      #expect(again.map(\.action) == [.pauseEvaluation])
    }
  }

  @Test(
    "without a verified release nothing starts; with the last good one of an earlier run it does")
  func lastGood() throws {
    try ServiceRig.with { rig in
      let keep = LastGood(folder: "\(rig.root)/state")
      rig.watcher(keep: keep).look()
      let fresh = ServiceRig.Parts(rig)
      try rig.edit(
        "specs/approved/000001.yaml", "stale_ttl_s: { value: 45s", "stale_ttl_s: { value: 46s")
      #expect(try !fresh.start(keep: nil))
      #expect(try fresh.start(keep: keep))
      #expect(rig.said.contains { $0.code == "PT2111" })
      // A copy that was changed as well is no better.
      try rig.edit(
        "state/last-good/specs/approved/000001.yaml", "stale_ttl_s: { value: 45s",
        "stale_ttl_s: { value: 46s")
      #expect(try !ServiceRig.Parts(rig).start(keep: keep))
    }
  }

  @Test(
    "a release file that is changed or taken away under the run is found, and the last good one stays"
  )
  func tampering() throws {
    try ServiceRig.with { rig in
      try rig.setLife("30s")
      try rig.approve(["alice"])
      let events = (0..<10).map { Events.order("e\($0)", age: 40_000) }
      let decisions = try rig.run(events) { watcher, decided in
        if decided.name == "e2" {
          try rig.edit(
            "specs/approved/000002.yaml", "stale_ttl_s: { value: 30s", "stale_ttl_s: { value: 90s")
        }
        if decided.name == "e5" { try rig.remove("specs/approved/000002.yaml") }
        rig.clock.advance(3_000)
        watcher.look()
      }
      #expect(decisions.allSatisfy { $0.codes == ["QUEUE_WARDEN_STALE_ORDER"] && $0.release == 2 })
      #expect(rig.log.codes("GOV_POLICY_UNAPPROVED").count == 2)
      #expect(!rig.log.codes("GOV_CONFIG_DRIFT").isEmpty)
    }
  }

  @Test(
    "an edit under the run is journalled as drift within five seconds of the clock, once, and once when it is gone"
  )
  func drift() throws {
    try ServiceRig.with { rig in
      let events = (0..<30).map { Events.order("e\($0)", age: 40_000) }
      let original = try rig.read(ServiceRig.live)
      var injected: Int64 = 0
      let decisions = try rig.run(events) { watcher, decided in
        if decided.name == "e3" {
          injected = rig.clock.milliseconds
          try rig.setLife("1m")
        }
        if decided.name == "e15" { try rig.write(ServiceRig.live, original) }
        rig.clock.advance(1_000)
        watcher.look()
      }
      #expect(decisions.allSatisfy { $0.codes == ["QUEUE_WARDEN_HOLD"] })
      let drift = rig.log.codes("GOV_CONFIG_DRIFT")
      #expect(drift.map { $0["payload"]?["phase"]?.string } == ["found", "cleared"])
      #expect(drift.first?["payload"]?["field"]?.string == "exec.queuewarden.stale_ttl_s")
      let found = try #require(drift.first?["ts_recorded_ms"]?.int64)
      #expect(found - injected <= 5_000)
    }
  }

  @Test("a sink that is closed ends the run in good order")
  func closed() throws {
    try ServiceRig.with { rig in
      let sink = ClosedSink()
      let report = try rig.run((0..<10_000).map { Events.order("e\($0)") }, to: sink)
      #expect(report.end == .closedOutput)
      #expect(report.events < 10_000)
    }
  }
}

/// Nobody reads it.
private final class ClosedSink: DecisionSink {
  private(set) var waitingCount = 0
  func take(_ decision: ServiceDecision) { waitingCount += 1 }
  func deliver(through sequence: Int64) throws(DecisionSinkFailure) {
    if waitingCount > 0 { throw .closed }
  }
}
