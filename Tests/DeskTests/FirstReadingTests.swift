import Desk
import FixedPoint
import Orders
import Testing
import Trading
import Venue

/// No number can be given before this run has read the chain; an order that comes earlier waits for that.
@Suite("an order before the first reading of the chain")
struct FirstReadingTests {
  /// A desk that trades and has heard nothing of the chain.
  private static func rig() throws -> DeskRig {
    let venue = ScriptedVenue()
    venue.isChainAnswering = false
    let rig = try DeskRig(venue: venue)
    try rig.take(.start)
    try #require(rig.desk.manager.isTrading)
    return rig
  }

  @Test("it waits, and is signed at once when the chain is known")
  func waits() throws {
    let rig = try Self.rig()
    try rig.take(.plan(DeskRig.plan("i1")))
    try rig.take(.plan(DeskRig.plan("i2", validUntil: DeskRig.start + 20_000)))
    try rig.advance(15_000)
    #expect(rig.order("i1/0/1") == nil && rig.order("i2/0/1") == nil, "neither signed nor denied")
    #expect(rig.venue.posted.isEmpty)
    try rig.take(.chain(.failed("no node answers")))
    #expect(rig.venue.posted.isEmpty, "a failure is no reading")
    try rig.take(rig.venue.chainReading())
    #expect(rig.life("i1/0/1") == .accepted)
    #expect(rig.life("i2/0/1") == .accepted)
    #expect(rig.venue.posted == [rig.order("i1/0/1")?.id, rig.order("i2/0/1")?.id])
    try rig.take(.plan(DeskRig.plan("i3")))
    #expect(rig.life("i3/0/1") == .accepted, "later orders wait no more")
  }

  @Test("it is denied with the code of the chain when its plan's time is over")
  func tooLate() throws {
    let rig = try Self.rig()
    try rig.take(.plan(DeskRig.plan("i1", validUntil: DeskRig.start + 5_000)))
    try rig.take(.plan(DeskRig.plan("i2")))
    try rig.advance(4_999)
    #expect(rig.order("i1/0/1") == nil)
    try rig.advance(1_001)
    #expect(rig.life("i1/0/1") == .denied)
    #expect(rig.order("i1/0/1")?.rejectReason == "NONCE_SHEPHERD_RPC_FAILURE")
    #expect(rig.order("i2/0/1") == nil, "its time is the desk's patience")
    try rig.advance(rig.policy.patience)
    #expect(rig.order("i2/0/1")?.rejectReason == "NONCE_SHEPHERD_RPC_FAILURE")
    try rig.take(rig.venue.chainReading())
    #expect(rig.venue.posted.isEmpty, "what was denied stays denied")
  }

  @Test("a plan that cancels it and a kill end it while it waits")
  func ended() throws {
    let rig = try Self.rig()
    try rig.take(.plan(DeskRig.plan("i1")))
    try rig.take(.plan(DeskRig.plan("i2")))
    try rig.take(
      .plan(
        ExecutionPlan(intent: "c", strategy: "maker", time: DeskRig.start, cancels: ["i1/0/1"])))
    #expect(rig.order("i1/0/1")?.rejectReason == "EXEC_CANCELLED")
    try rig.take(.trip(.global, .manual, by: "alice", reason: "drill"))
    #expect(rig.order("i2/0/1")?.rejectReason == "KILL_SWITCH_ACTIVE")
    try rig.take(rig.venue.chainReading())
    try rig.advance(5_000)
    #expect(rig.venue.posted.isEmpty)
  }
}
