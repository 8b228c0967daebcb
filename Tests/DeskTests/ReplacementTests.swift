import Desk
import FixedPoint
import Hashing
import Orders
import Testing
import Trading
import Venue

@Suite("a cancel-replace is two linked orders")
struct ReplacementTests {
  private static let drift = Judgement(
    action: .cancelReplace, codes: ["QUEUE_WARDEN_DRIFT_EXCEEDED"], sequence: 5,
    severity: .reshape)

  /// The market has gone to 0.53 and 0.55; QueueWarden wants every order that is not there replaced.
  private func drifted(limit: Int64? = 600_000) throws -> (rig: DeskRig, id: Digest32) {
    let rig = try DeskRig.trading()
    let id = try rig.place("i1", limit: limit)
    rig.books.view = .init(
      bestBid: Micros(raw: 530_000), bestAsk: Micros(raw: 550_000), age: 0)
    rig.judge.resting = { order in
      order.terms.price == Micros(raw: 530_000)
        ? Judgement(action: .hold, codes: ["QUEUE_WARDEN_HOLD"], sequence: 4) : Self.drift
    }
    return (rig, id)
  }

  @Test("the new order goes out when the old one's cancel is acknowledged, for what is left of it")
  func remainder() throws {
    let (rig, id) = try drifted()
    try rig.take(try #require(rig.venue.trade(id, 4, named: "t1", now: rig.now)))
    try rig.take(.touch(token: DeskRig.token))
    let old = try #require(rig.order("i1/0/1"))
    #expect(old.life == .cancelled)
    let new = try #require(rig.order("i1/0/2"))
    #expect(new.life == .accepted)
    #expect(new.terms.size == Micros(raw: 6_000_000))
    #expect(new.terms.price == Micros(raw: 530_000))
    #expect(new.terms.replaces == "i1/0/1")
    #expect(new.terms.builder == old.terms.builder)
    #expect(rig.venue.open.count == 1)
  }

  @Test("while the cancel is not acknowledged, nothing takes the order's place")
  func waits() throws {
    let (rig, id) = try drifted()
    rig.venue.cancels = [.fail(ScriptedVenue.unanswered)]
    rig.venue.isReadable = false
    try rig.take(.touch(token: DeskRig.token))
    #expect(rig.venue.posted == [id])
    rig.venue.isReadable = true
    try rig.advance(30_000)
    #expect(rig.life("i1/0/2") == .accepted)
    #expect(rig.venue.posted.count == 2)
  }

  @Test("an order that fills during its cancel is not replaced")
  func filled() throws {
    let (rig, id) = try drifted()
    rig.venue.cancels = [.refuse("order can't be found - already canceled or matched")]
    rig.venue.isReadable = false
    try rig.take(.touch(token: DeskRig.token))
    try rig.take(try #require(rig.venue.trade(id, 10, named: "t1", now: rig.now)))
    #expect(rig.life("i1/0/1") == .filled)
    try rig.advance(30_000)
    #expect(rig.venue.posted == [id])
    #expect(rig.order("i1/0/2") == nil)
  }

  @Test("the price of a replacement stays within the plan's limit")
  func limit() throws {
    let (rig, _) = try drifted(limit: 510_000)
    rig.judge.resting = { order in
      order.terms.clientOrderID == "i1/0/1" ? Self.drift : nil
    }
    try rig.take(.touch(token: DeskRig.token))
    #expect(rig.order("i1/0/2")?.terms.price == Micros(raw: 510_000))
  }

  @Test(
    "a full window defers a replace, once, leaves the order, and judges it anew when there is room")
  func deferred() throws {
    let rig = try DeskRig.trading()
    for number in 1...4 { _ = try rig.place("i\(number)", limit: 600_000) }
    rig.books.view = .init(
      bestBid: Micros(raw: 530_000), bestAsk: Micros(raw: 550_000), age: 0)
    rig.judge.resting = { order in
      order.terms.price == Micros(raw: 530_000) ? nil : Self.drift
    }
    // The window takes two.
    try rig.take(.touch(token: DeskRig.token))
    #expect(rig.life("i2/0/2") == .accepted)
    #expect(rig.life("i3/0/1") == .accepted)
    #expect(rig.life("i4/0/1") == .accepted)
    let deferrals = rig.log.envelopes.count { text in
      String(decoding: text, as: UTF8.self).contains("\"step\":\"deferred\"")
    }
    try rig.take(.touch(token: DeskRig.token))
    #expect(deferrals == 2)
    #expect(
      rig.log.envelopes.count { text in
        String(decoding: text, as: UTF8.self).contains("\"step\":\"deferred\"")
      } == deferrals)
    let judged = rig.judge.restingCount
    try rig.advance(61_000)
    #expect(rig.life("i3/0/2") == .accepted)
    #expect(rig.life("i4/0/2") == .accepted)
    #expect(rig.judge.restingCount > judged)
  }

  @Test("what waits is dropped where its new judgement no longer wants it")
  func droppedByJudgement() throws {
    let rig = try DeskRig.trading()
    for number in 1...3 { _ = try rig.place("i\(number)", limit: 600_000) }
    rig.judge.resting = { _ in Self.drift }
    rig.books.view = .init(
      bestBid: Micros(raw: 530_000), bestAsk: Micros(raw: 550_000), age: 0)
    try rig.take(.touch(token: DeskRig.token))
    rig.judge.resting = { _ in
      Judgement(action: .hold, codes: ["QUEUE_WARDEN_HOLD"], sequence: 6)
    }
    try rig.advance(61_000)
    #expect(rig.life("i3/0/1") == .accepted)
    #expect(rig.order("i3/0/2") == nil)
  }

  @Test("a plan's leg takes the place of another order, for no more than is left")
  func byPlan() throws {
    let rig = try DeskRig.trading()
    let id = try rig.place("i1")
    try rig.take(try #require(rig.venue.trade(id, 7, named: "t1", now: rig.now)))
    try rig.take(.plan(DeskRig.plan("i2", price: 510_000, replaces: "i1/0/1")))
    #expect(rig.life("i1/0/1") == .cancelled)
    #expect(rig.order("i2/0/1")?.terms.size == Micros(raw: 3_000_000))
    #expect(rig.life("i2/0/1") == .accepted)
    try rig.take(.plan(DeskRig.plan("i3", replaces: "nobody/0/1")))
    #expect(rig.order("i3/0/1")?.rejectReason == "EXEC_UNKNOWN_ORDER")
  }

  @Test(
    "the code decides where the replacement goes: to the front by one tick, where the spread has room"
  )
  func front() throws {
    let rig = try DeskRig.trading()
    _ = try rig.place("i1", limit: 600_000)
    rig.judge.resting = { order in
      order.terms.clientOrderID == "i1/0/1"
        ? Judgement(
          action: .cancelReplace, codes: ["QUEUE_WARDEN_QUEUE_DEGRADED"], sequence: 5) : nil
    }
    try rig.take(.touch(token: DeskRig.token))
    #expect(rig.order("i1/0/2")?.terms.price == Micros(raw: 510_000))
  }
}
