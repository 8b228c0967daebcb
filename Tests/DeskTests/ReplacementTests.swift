import Desk
import FixedPoint
import Hashing
import Orders
import Stores
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
    Self.drift(rig)
    return (rig, id)
  }

  private static func drift(_ rig: DeskRig) {
    rig.books.view = .init(
      bestBid: Micros(raw: 530_000), bestAsk: Micros(raw: 550_000), age: 0)
    rig.judge.resting = { order in
      order.terms.price == Micros(raw: 530_000)
        ? Judgement(action: .hold, codes: ["QUEUE_WARDEN_HOLD"], sequence: 4) : drift
    }
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

  @Test(
    "where no better price is to be had, nothing is replaced, however often it is wanted",
    arguments: ["QUEUE_WARDEN_DRIFT_EXCEEDED", "QUEUE_WARDEN_QUEUE_DEGRADED"])
  func samePrice(code: String) throws {
    let rig = try DeskRig.trading()
    let id = try rig.place("i1", limit: 500_000)
    rig.books.view = .init(
      bestBid: Micros(raw: 530_000), bestAsk: Micros(raw: 540_000), age: 0)
    rig.judge.resting = { _ in
      Judgement(action: .cancelReplace, codes: [code], sequence: 5, severity: .reshape)
    }
    for _ in 1...5 { try rig.take(.touch(token: DeskRig.token)) }
    #expect(rig.venue.posted == [id])
    #expect(rig.life("i1/0/1") == .accepted)
  }

  @Test(
    "what was granted goes out, although the window is full by it when the order is judged again")
  func keptPromise() throws {
    let (rig, _) = try drifted()
    rig.venue.cancels = [.fail(ScriptedVenue.unanswered)]
    rig.venue.isReadable = false
    try rig.take(.touch(token: DeskRig.token))
    rig.judge.resting = { order in
      order.terms.clientOrderID == "i1/0/1"
        ? Judgement(
          action: .defer, codes: ["QUEUE_WARDEN_RATE_CAP_HIT"], sequence: 6, severity: .reshape)
        : nil
    }
    try rig.take(.touch(token: DeskRig.token))
    rig.venue.isReadable = true
    try rig.advance(30_000)
    #expect(rig.life("i1/0/1") == .cancelled)
    #expect(rig.life("i1/0/2") == .accepted)
  }

  @Test(
    "a place that was promised is filled after a crash at any point of the way",
    arguments: CrashPoint.allCases)
  func crashes(at point: CrashPoint) throws {
    var hasDied = true
    var passes = 0
    while hasDied {
      passes += 1
      let venue = ScriptedVenue()
      let medium = MemoryDeskStore.Medium()
      let log = MemoryLog()
      var left = Int.max
      let rig = try DeskRig(
        log: log, venue: venue, medium: medium,
        hook: { passed throws(DeskFailure) in
          guard passed == point else { return }
          left -= 1
          if left == 0 { throw .crashed(point) }
        })
      try rig.take(.start)
      _ = try rig.place("i1", limit: 600_000)
      Self.drift(rig)
      left = passes
      hasDied = false
      do throws(DeskFailure) {
        try rig.take(.touch(token: DeskRig.token))
      } catch {
        hasDied = true
      }
      let disk = MemoryLog(holding: log, first: Int(log.committedSequence))
      let next = try DeskRig(log: disk, venue: venue, medium: medium, now: rig.now + 1_000)
      Self.drift(next)
      try next.take(.start)
      for _ in 1...3 {
        try next.take(.touch(token: DeskRig.token))
        try next.advance(30_000)
      }
      // What was about to leave is in doubt after a crash: looked up, and never signed anew.
      let life = next.life("i1/0/2")
      #expect(life == .accepted || life == .rejected, "\(point), pass \(passes)")
      #expect(venue.open.count == (life == .accepted ? 1 : 0), "\(point), pass \(passes)")
    }
    #expect(passes > 1)
  }
}
