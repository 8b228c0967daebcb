import Diagnostics
import JSON
import Service
import Testing
import Trading

@Suite struct EventRoutingTests {
  @Test(
    "a line that no bot can be found for is refused with its place, journalled, and the next is decided"
  )
  func refusals() throws {
    try ServiceRig.with { rig in
      let (decisions, report) = try rig.run([
        "{\"event_id\":\"x\"", "[1]", Events.order("good"), "{\"event_id\":\"y\",\"now_ms\":1}",
        "{\"now_ms\":1,\"kill_switch\":true}", "{\"kind\":\"dance\",\"now_ms\":1}",
        "{\"now_ms\":1,\"order\":{\"side\":\"BUY\"},\"chain\":{\"available\":true}}",
        "{\"kind\":\"resting_order\",\"now_ms\":\"later\"}",
        "{\"order\":{\"side\":\"BUY\"}}", Events.signing("also"),
      ])
      #expect(decisions.map(\.name) == ["good", "also"])
      #expect(report.refused == 8 && report.events == 2)
      let codes = [
        "PT0501", "PT0502", "PT2103", "PT2102", "PT2101", "PT2102", "PT0505", "PT0503",
      ]
      let rejects = rig.log.kinds("reject")
      #expect(rejects.compactMap { $0["payload"]?["code"]?.string } == codes)
      #expect(rejects.compactMap { $0["refs"]?["line"]?.int64 } == [1, 2, 4, 5, 6, 7, 8, 9])
      #expect(rig.said.map(\.code) == codes)
      #expect(rig.said.compactMap { $0.location?.line } == [1, 2, 4, 5, 6, 7, 8, 9])
    }
  }

  @Test("the kind that an event names is the kind it has")
  func named() throws {
    try ServiceRig.with { rig in
      let both =
        "{\"kind\":\"signing_request\",\"now_ms\":1,\"order\":{\"side\":\"BUY\"},\"kill_switch\":false}"
      let (decisions, _) = try rig.run([
        both, both.replacing("signing_request", with: "resting_order"),
      ])
      #expect(decisions.map(\.bot) == ["exec.nonceshepherd", "exec.queuewarden"])
      #expect(
        decisions.map { $0.codes[0] } == [
          "NONCE_SHEPHERD_RPC_FAILURE", "QUEUE_WARDEN_STATE_UNAVAILABLE",
        ])
    }
  }

  @Test("--bot decides every event, and --strict ends at the first bad one")
  func told() throws {
    try ServiceRig.with { rig in
      let (decisions, _) = try rig.run(
        [Events.signing("a"), Events.order("b")], bot: "queuewarden")
      #expect(decisions.map(\.bot) == ["exec.queuewarden", "exec.queuewarden"])
    }
    try ServiceRig.with { rig in
      #expect(throws: ServiceFailure.self) {
        try rig.run([Events.order("a"), "{", Events.order("b")], isStrict: true)
      }
      #expect(rig.log.kinds("decision").count == 1)
    }
  }

  @Test("a line of any length is refused whole, and the next one is decided")
  func longLine() throws {
    try ServiceRig.with { rig in
      let long = "{\"event_id\":\"\(String(repeating: "x", count: 3 << 20))\"}"
      let (decisions, report) = try rig.run([Events.order("a"), long, Events.order("b")])
      #expect(decisions.map(\.name) == ["a", "b"])
      #expect(report.refused == 1)
      #expect(rig.said.map(\.code) == ["PT2104"])
      #expect(rig.said.compactMap { $0.location?.line } == [2])
    }
  }
}
