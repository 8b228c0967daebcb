import JSON
import Runner
import Service
import Testing
import Trading

@Suite struct DecisionServiceTests {
  @Test("events of both kinds are decided by the bots of their kind, and journalled before they are delivered")
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
      #expect(rig.log.envelopes.map { $0["kind"]?.string } == ["config"] + Array(repeating: "decision", count: 4))
    }
  }
}
