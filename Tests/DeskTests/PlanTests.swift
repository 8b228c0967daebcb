import Desk
import FixedPoint
import Orders
import Testing
import Trading

@Suite("a plan becomes orders, once")
struct PlanTests {
  @Test("a plan's order is signed, journalled, sent and acknowledged")
  func accepted() throws {
    let rig = try DeskRig.trading()
    let id = try rig.place("i1")
    let order = try #require(rig.order("i1/0/1"))
    #expect(order.life == .accepted)
    #expect(order.open == Micros(raw: 10_000_000))
    #expect(order.terms.builder == rig.policy.builder)
    #expect(order.timeline.map(\.after) == [.submitted, .accepted])
    #expect(rig.venue.posted == [id])
    #expect(rig.desk.manager.reserved().collateral == Micros(raw: 5_000_000))
  }

  @Test("the same plan again changes nothing; another one under its id is refused")
  func idempotent() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    let count = rig.log.envelopes.count
    try rig.take(.plan(DeskRig.plan("i1")))
    #expect(rig.log.envelopes.count == count)
    try rig.take(.plan(DeskRig.plan("i1", price: 490_000)))
    #expect(rig.venue.posted.count == 1)
    #expect(rig.alerts.map(\.code).contains("EXEC_INTENT_CONFLICT"))
  }

  @Test("nothing is sent before the books are reconciled, and the plan is answered")
  func notReconciled() throws {
    let rig = try DeskRig()
    rig.venue.isReadable = false
    try rig.take(.start)
    try rig.take(.plan(DeskRig.plan("i1")))
    #expect(rig.order("i1/0/1")?.rejectReason == "EXEC_NOT_RECONCILED")
    #expect(rig.venue.posted.isEmpty)
  }

  @Test("a plan that is too old is denied")
  func expired() throws {
    let rig = try DeskRig.trading()
    try rig.take(.plan(DeskRig.plan("i1", validUntil: DeskRig.start - 1)))
    #expect(rig.order("i1/0/1")?.rejectReason == "EXEC_PLAN_EXPIRED")
    #expect(rig.venue.posted.isEmpty)
  }

  @Test("a held number is asked for again until the plan is too old")
  func held() throws {
    let rig = try DeskRig.trading()
    rig.judge.signing = { _ in
      Judgement(action: .holdSigning, codes: ["NONCE_SHEPHERD_GAP_DETECTED"], sequence: 1)
    }
    try rig.take(.plan(DeskRig.plan("i1", validUntil: DeskRig.start + 3_000)))
    #expect(rig.order("i1/0/1") == nil)
    try rig.advance(1_000)
    rig.judge.signing = { _ in
      Judgement(action: .assignNonce, codes: ["NONCE_SHEPHERD_OK"], sequence: 1)
    }
    try rig.take(
      .plan(DeskRig.plan("i2", validUntil: DeskRig.start + 60_000)))
    try rig.advance(1_000)
    #expect(rig.life("i1/0/1") == .accepted)
    #expect(rig.life("i2/0/1") == .accepted)
    rig.judge.signing = { _ in
      Judgement(action: .holdSigning, codes: ["NONCE_SHEPHERD_GAP_DETECTED"], sequence: 1)
    }
    try rig.take(.plan(DeskRig.plan("i3", validUntil: DeskRig.start + 6_000)))
    try rig.advance(10_000)
    #expect(rig.order("i3/0/1")?.rejectReason == "NONCE_SHEPHERD_GAP_DETECTED")
  }

  @Test(
    "what NonceShepherd blocks is denied by its code",
    arguments: [
      (Action.blockSigning, "NONCE_SHEPHERD_RPC_FAILURE"), (.pauseEvaluation, "KILL_SWITCH_ACTIVE"),
    ])
  func blocked(action: Action, code: String) throws {
    let rig = try DeskRig.trading()
    rig.judge.signing = { _ in Judgement(action: action, codes: [code], sequence: 7) }
    try rig.take(.plan(DeskRig.plan("i1")))
    #expect(rig.order("i1/0/1")?.rejectReason == code)
    #expect(rig.venue.posted.isEmpty)
  }

  @Test("a plan's cancels need no leave")
  func cancels() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    try rig.take(
      .request(
        OperatorRequest(id: "1", .pause(.global), by: "alice", reason: "lunch", time: 0)))
    try rig.take(.plan(DeskRig.plan("i2")))
    #expect(rig.order("i2/0/1")?.rejectReason == "EXEC_PAUSED")
    try rig.take(
      .plan(
        ExecutionPlan(intent: "i3", strategy: "maker", time: DeskRig.start, cancels: ["i1/0/1"])))
    #expect(rig.life("i1/0/1") == .cancelled)
    try rig.take(
      .request(OperatorRequest(id: "2", .resume(.global), by: "alice", reason: "back", time: 0)))
    try rig.take(.plan(DeskRig.plan("i4")))
    #expect(rig.life("i4/0/1") == .accepted)
  }
}
