import FixedPoint
import Hashing
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("what happens in time")
struct ExchangeTimeTests {
  @Test("a GTD ends a minute before the time it names")
  func expires() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    let expiration = floor.now / 1_000 + 90
    let id = try floor.post(
      floor.order(alice, .buy, "0.45", "10", type: .goodTillDate, expiration: expiration)
    ).id
    #expect(floor.exchange.nextDeadline == floor.now + 30_000)
    floor.wait(29_999)
    #expect(floor.exchange.order(id)?.status == .live)
    floor.wait(1)
    #expect(floor.exchange.order(id)?.status == .canceled)
    #expect(floor.exchange.order(id)?.ending == .expired)
    #expect(cancellations(&floor) == [id])
    #expect(floor.exchange.nextDeadline == nil && floor.exchange.violations() == [])
  }

  private func cancellations(_ floor: inout TradingFloor) -> [Digest32] {
    floor.exchange.takeEvents().compactMap { event in
      if case .order(let notice) = event, notice.kind == .cancellation {
        notice.order.id
      } else {
        nil
      }
    }
  }

  @Test("orders that are placed and cancelled again and again leave no timers behind")
  func forgetsTimers() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    let expiration = floor.now / 1_000 + 100_000
    let last = try floor.order(
      alice, .buy, "0.40", "10", type: .goodTillDate, expiration: expiration - 1)
    try floor.post(last)
    for _ in 0..<5_000 {
      let order = try floor.order(
        alice, .buy, "0.45", "10", type: .goodTillDate, expiration: expiration)
      try floor.post(order)
      _ = floor.exchange.cancel([order.id], of: alice.user, now: floor.now)
      _ = floor.exchange.takeEvents()
    }
    floor.wait(100_000_000)
    #expect(cancellations(&floor) == [last.id])
  }

  @Test("heartbeats: chained, armed by the first, silence cancels the key's orders alone")
  func heartbeats() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    let otherKey = Requester(owner: VenueIdentifier(high: 9, low: 9), user: alice.user)
    let first = try floor.post(floor.order(alice, .buy, "0.45", "10")).id
    let second = try floor.post(floor.order(alice, .sell, "0.55", "10")).id
    let other = try floor.post(floor.order(otherKey, .buy, "0.44", "10")).id
    _ = floor.exchange.takeEvents()
    // Not armed: an id is wrong, the expected one is empty.
    let stale = VenueIdentifier(high: 5, low: 5)
    #expect(floor.exchange.beat(alice, id: stale, now: floor.now) == .wrong(expected: nil))
    #expect(floor.exchange.heartbeatDeadline(of: alice.owner) == nil)
    guard case .accepted(let one) = floor.exchange.beat(alice, id: nil, now: floor.now) else {
      Issue.record("the first beat was not taken")
      return
    }
    floor.wait(5_000)
    #expect(floor.exchange.beat(alice, id: nil, now: floor.now) == .wrong(expected: one))
    // A wrong one extends nothing.
    #expect(floor.exchange.heartbeatDeadline(of: alice.owner) == floor.now + 10_000)
    guard case .accepted(let two) = floor.exchange.beat(alice, id: one, now: floor.now) else {
      Issue.record("the second beat was not taken")
      return
    }
    #expect(two != one)
    floor.wait(14_999)
    #expect(floor.exchange.order(first)?.status == .live)
    floor.wait(1)
    #expect(cancellations(&floor) == [first, second])
    #expect(floor.exchange.order(second)?.ending == .heartbeat)
    #expect(floor.exchange.order(other)?.status == .live)
    #expect(floor.exchange.heartbeatDeadline(of: alice.owner) == nil)
    // The registration is gone: the old id is wrong, an empty one starts anew.
    #expect(floor.exchange.beat(alice, id: two, now: floor.now) == .wrong(expected: nil))
    guard case .accepted = floor.exchange.beat(alice, id: nil, now: floor.now) else {
      Issue.record("the chain could not start again")
      return
    }
  }

  @Test("a marketable order is held back, and matches what is there when its time comes")
  func delayed() throws {
    var floor = try TradingFloor { $0.secondsDelay = 3 }
    let (alice, bob, carol) = (try floor.trader(1), try floor.trader(2), try floor.trader(3))
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    let bobs = try floor.post(floor.order(bob, .buy, "0.52", "10"))
    let carols = try floor.post(floor.order(carol, .buy, "0.51", "15"))
    let killed = try floor.post(floor.order(carol, .buy, "0.50", "10", type: .fillOrKill))
    #expect([bobs.status, carols.status, killed.status] == [.delayed, .delayed, .delayed])
    #expect(floor.exchange.order(bobs.id)?.status == .delayed)
    #expect(floor.exchange[bob.user].collateral.active == micros("5.2"))
    #expect(floor.book() == " | 0.5x10" && floor.exchange.violations() == [])
    floor.wait(2_999)
    #expect(floor.exchange.order(bobs.id)?.status == .delayed)
    floor.wait(1)
    #expect(floor.exchange.order(bobs.id)?.status == .matched)
    #expect(floor.exchange.order(carols.id)?.status == .live)
    #expect(floor.exchange.order(killed.id)?.status == .canceled)
    #expect(floor.book() == "0.51x15 | " && floor.exchange.violations() == [])
  }

  @Test("a held order whose funds do not cover the fee any more is not taken")
  func delayedFee() throws {
    var floor = try TradingFloor {
      $0.secondsDelay = 3
      $0.fees = FeeSchedule(rate: Micros(raw: 100_000), exponent: 0)
    }
    let alice = try floor.trader(1)
    let bob = try floor.trader(2, cash: "6", shares: "0")
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    let held = try floor.post(floor.order(bob, .buy, "0.5", "10"))
    try floor.exchange.withdraw(amount("0.5"), from: bob.user)
    floor.wait(3_000)
    #expect(floor.exchange.order(held.id)?.status == .invalid)
    #expect(floor.exchange.order(held.id)?.ending == .unfunded)
    #expect(floor.exchange.violations() == [])
  }

  @Test("a held order can be cancelled")
  func cancelDelayed() throws {
    var floor = try TradingFloor { $0.secondsDelay = 3 }
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    let held = try floor.post(floor.order(bob, .buy, "0.5", "10")).id
    #expect(floor.exchange.cancel([held], of: bob.user, now: floor.now).canceled == [held])
    floor.wait(10_000)
    #expect(floor.exchange.order(held)?.status == .canceled)
    #expect(floor.book() == " | 0.5x10" && floor.exchange.violations() == [])
  }

  @Test("a clock that goes back changes nothing")
  func clockBack() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    floor.wait(10_000)
    floor.now -= 5_000
    let id = try floor.post(floor.order(alice, .buy, "0.45", "10")).id
    #expect(floor.exchange.order(id)?.createdAt == TradingFloor.start + 10_000)
  }
}
