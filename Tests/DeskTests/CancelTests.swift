import Desk
import FixedPoint
import Orders
import Testing
import Trading
import Venue

@Suite("a cancel is repeated until the order is gone")
struct CancelTests {
  private func cancel(_ name: String, on rig: DeskRig) throws {
    try rig.take(
      .plan(
        ExecutionPlan(
          intent: "cancel \(name)", strategy: "maker", time: DeskRig.start, cancels: [name])))
  }

  @Test("a time-out releases nothing, and the cancel goes out again")
  func timeout() throws {
    let rig = try DeskRig.trading()
    let id = try rig.place("i1")
    rig.venue.cancels = [.fail(ScriptedVenue.unanswered), .fail(.restarting(retryAfter: nil))]
    try cancel("i1/0/1", on: rig)
    #expect(rig.order("i1/0/1")?.cancel == .inDoubt)
    #expect(rig.desk.manager.reserved().collateral == Micros(raw: 5_000_000))
    try rig.advance(10_000)
    #expect(rig.life("i1/0/1") == .cancelled)
    #expect(rig.venue.cancelled == [id, id, id])
  }

  @Test("'already canceled or matched' is no state: the order stays, and its trades are asked for")
  func refusedBeforeFill() throws {
    let rig = try DeskRig.trading()
    let id = try rig.place("i1")
    _ = rig.venue.trade(id, 10, named: "t1", now: rig.now)
    rig.venue.isReadable = false
    try cancel("i1/0/1", on: rig)
    #expect(rig.life("i1/0/1") == .accepted)
    #expect(rig.desk.manager.reserved().collateral == Micros(raw: 5_000_000))
    rig.venue.isReadable = true
    try rig.advance(30_000)
    #expect(rig.life("i1/0/1") == .filled)
    #expect(rig.desk.manager.reserved().collateral == .zero)
  }

  @Test("an order that waits to be sent again is given up instead")
  func waiting() throws {
    let rig = try DeskRig.trading()
    rig.venue.posts = [.fail(.restarting(retryAfter: 5))]
    try rig.take(.plan(DeskRig.plan("i1", validUntil: DeskRig.start + 60_000)))
    try cancel("i1/0/1", on: rig)
    #expect(rig.life("i1/0/1") == .rejected)
    try rig.advance(20_000)
    #expect(rig.venue.posted.count == 1)
    #expect(rig.venue.open.isEmpty)
  }

  @Test("a cancel that overtakes its order is sent again when the order arrives")
  func overtaking() throws {
    let rig = try DeskRig.trading()
    rig.venue.posts = [.silence]
    rig.venue.cancels = [.refuse("order can't be found - already canceled or matched")]
    rig.venue.isReadable = false
    try rig.take(.plan(DeskRig.plan("i1")))
    let id = try #require(rig.order("i1/0/1")?.id)
    try cancel("i1/0/1", on: rig)
    #expect(rig.venue.open == [id])
    try rig.take(.posted(order: id, .accepted(PostReceipt(of: VenueOrderID(id), status: .live))))
    #expect(rig.life("i1/0/1") == .cancelled)
    #expect(rig.venue.open.isEmpty)
  }

  @Test("a cancel is sent whatever is paused, killed or full")
  func neverWaits() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    _ = try rig.place("i2")
    try rig.take(
      .request(OperatorRequest(id: "1", .pause(.global), by: "alice", reason: "lunch", time: 0)))
    rig.judge.resting = { _ in
      Judgement(action: .cancel, codes: ["QUEUE_WARDEN_STALE_ORDER"], sequence: 3)
    }
    try rig.take(.touch(token: DeskRig.token))
    #expect(rig.life("i1/0/1") == .cancelled)
    #expect(rig.life("i2/0/1") == .cancelled)
  }

  @Test("a drain cancels everything, beats last and says when nothing is open")
  func drain() throws {
    let rig = try DeskRig.trading()
    for number in 1...5 { _ = try rig.place("i\(number)") }
    rig.venue.cancels = [.fail(.halted(.disabled, retryAfter: 2))]
    try rig.take(.drain)
    #expect(rig.venue.drained == nil)
    try rig.take(.plan(DeskRig.plan("late")))
    #expect(rig.order("late/0/1")?.rejectReason == "EXEC_DRAINING")
    try rig.advance(10_000)
    #expect(rig.venue.open.isEmpty)
    #expect(rig.venue.drained == 0)
    #expect(rig.desk.manager.phase == .drained)
    #expect(rig.desk.wake == nil)
  }

  @Test("a drain that the venue does not let end says what is left")
  func undrainable() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1")
    rig.venue.cancels = Array(repeating: .fail(.halted(.disabled, retryAfter: 2)), count: 100)
    try rig.take(.drain)
    try rig.advance(40_000)
    #expect(rig.venue.drained == 1)
  }
}
