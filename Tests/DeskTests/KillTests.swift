import Desk
import FixedPoint
import Hashing
import Orders
import Stores
import Testing
import Trading
import Venue

@Suite("a kill at every point of an order's life")
struct KillTests {
  private static func trip(_ scope: KillScope = .global) -> ManagerEvent {
    .trip(scope, .manual, by: "alice", reason: "drill")
  }

  @Test("nothing is signed after a trip, and what rests is cancelled until nothing is open")
  func trip() throws {
    let rig = try DeskRig.trading()
    for number in 1...3 { _ = try rig.place("i\(number)") }
    try rig.take(Self.trip())
    try rig.take(.plan(DeskRig.plan("i4")))
    #expect(rig.order("i4/0/1")?.rejectReason == "KILL_SWITCH_ACTIVE")
    try rig.advance(30_000)
    #expect(rig.venue.open.isEmpty)
    #expect(rig.desk.manager.killSwitch.kills.first?.step.record.state == .contained)
    #expect(rig.venue.posted.count == 3)
  }

  @Test("the latch is written before anything leaves")
  func latchFirst() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    try rig.desk.take(Self.trip(), now: rig.now)
    guard case .kills(let kills, _) = rig.store.read() else {
      Issue.record("the latch cannot be read")
      return
    }
    #expect(kills.first?.step.record.state != .armed)
    #expect(rig.venue.effects.contains(.cancelAll))
  }

  /// Where an order is when the switch trips.
  enum Point: CaseIterable { case held, waiting, inFlight, inDoubt, resting, cancelling, deferred }

  @Test("wherever the order is, it ends and nothing new is sent", arguments: Point.allCases)
  func anywhere(point: Point) throws {
    let rig = try DeskRig.trading()
    let plan = DeskRig.plan("i1", validUntil: DeskRig.start + 600_000, limit: 600_000)
    switch point {
    case .held:
      rig.judge.signing = { _ in
        Judgement(action: .holdSigning, codes: ["NONCE_SHEPHERD_GAP_DETECTED"], sequence: 1)
      }
    case .waiting: rig.venue.posts = [.fail(.restarting(retryAfter: 4))]
    case .inFlight: rig.venue.posts = [.silence]
    case .inDoubt: rig.venue.posts = [.acceptUnanswered]
    case .resting: break
    case .cancelling: rig.venue.cancels = [.fail(ScriptedVenue.unanswered)]
    case .deferred: break
    }
    try rig.take(.plan(plan))
    if point == .cancelling {
      try rig.take(
        .plan(
          ExecutionPlan(
            intent: "c", strategy: "maker", time: DeskRig.start, cancels: ["i1/0/1"])))
    }
    if point == .deferred {
      rig.judge.resting = { _ in
        Judgement(action: .defer, codes: ["QUEUE_WARDEN_RATE_CAP_HIT"], sequence: 2)
      }
      try rig.take(.touch(token: nil))
    }
    let before = rig.venue.posted.count
    try rig.take(Self.trip())
    rig.judge.signing = { _ in
      Judgement(action: .assignNonce, codes: ["NONCE_SHEPHERD_OK"], sequence: 1)
    }
    try rig.advance(120_000)
    #expect(rig.venue.posted.count == before)
    #expect(rig.venue.open.isEmpty)
    #expect(rig.desk.manager.books.ledger.openOrders.isEmpty)
    #expect(rig.desk.manager.killSwitch.kills.first?.step.record.state == .contained)
  }

  @Test(
    "an acknowledgement that comes after the trip is cancelled on arrival, and fills are booked")
  func lateAcknowledgement() throws {
    let rig = try DeskRig.trading()
    rig.venue.posts = [.silence]
    rig.venue.cancels = Array(repeating: .fail(ScriptedVenue.unanswered), count: 1)
    try rig.take(.plan(DeskRig.plan("i1")))
    let id = try #require(rig.order("i1/0/1")?.id)
    try rig.take(Self.trip())
    try rig.take(.posted(order: id, .accepted(PostReceipt(of: VenueOrderID(id), status: .live))))
    try rig.take(try #require(rig.venue.trade(id, 3, named: "t1", now: rig.now)))
    #expect(rig.order("i1/0/1")?.filled == Micros(raw: 3_000_000))
    try rig.advance(30_000)
    #expect(rig.venue.open.isEmpty)
    #expect(rig.order("i1/0/1")?.filled == Micros(raw: 3_000_000))
  }

  @Test("a trip in the same batch keeps bytes that are signed already from leaving")
  func sameBatch() throws {
    let rig = try DeskRig.trading()
    try rig.desk.take([.plan(DeskRig.plan("i1")), Self.trip()], now: rig.now)
    try rig.pump()
    #expect(rig.venue.posted.isEmpty)
    #expect(rig.life("i1/0/1") == .rejected)
    #expect(rig.order("i1/0/1")?.rejectReason == "KILL_SWITCH_ACTIVE")
    #expect(rig.desk.manager.reserved().collateral == .zero)
  }

  @Test("a kill of one market lets others trade")
  func scope() throws {
    let rig = try DeskRig.trading()
    try rig.take(Self.trip(.market("0x" + String(repeating: "b", count: 64))))
    _ = try rig.place("i1")
    #expect(rig.life("i1/0/1") == .accepted)
    try rig.take(Self.trip(.strategy("maker")))
    try rig.advance(10_000)
    #expect(rig.venue.open.isEmpty)
    try rig.take(.plan(DeskRig.plan("i2")))
    #expect(rig.order("i2/0/1")?.rejectReason == "KILL_SWITCH_ACTIVE")
  }

  @Test("a latch that cannot be read is a trip")
  func unreadable() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    rig.medium.isDown = true
    try rig.advance(2_000)
    try rig.take(.plan(DeskRig.plan("i2")))
    #expect(rig.order("i2/0/1")?.rejectReason == "KILL_SWITCH_ACTIVE")
    rig.medium.isDown = false
    try rig.advance(60_000)
    #expect(rig.venue.open.isEmpty)
    #expect(rig.desk.manager.killSwitch.isArmed == false)
  }

  @Test("a kill latched by another process is noticed within a second")
  func elsewhere() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    try rig.store.write(
      KillStep(
        KillRecord(
          id: "kill-9", epoch: 9, scope: .global, state: .tripped, trigger: .manual, by: "bob",
          reason: "from elsewhere", time: rig.now)))
    try rig.take(.plan(DeskRig.plan("i2")))
    // Not polled yet, and not signed all the same: the store and the signer read the latch.
    #expect(rig.order("i2/0/1")?.rejectReason == "KILL_SWITCH_ACTIVE")
    try rig.advance(5_000)
    #expect(rig.venue.open.isEmpty)
  }

  @Test("a restart keeps it")
  func restart() throws {
    let rig = try DeskRig.trading()
    try rig.take(Self.trip())
    let again = try DeskRig(
      log: MemoryLog(holding: rig.log, first: rig.log.envelopes.count), medium: rig.medium)
    #expect(again.desk.manager.killSwitch.isArmed == false)
    try again.take(.start)
    try again.take(.plan(DeskRig.plan("i1")))
    #expect(again.order("i1/0/1")?.rejectReason == "KILL_SWITCH_ACTIVE")
  }
}
