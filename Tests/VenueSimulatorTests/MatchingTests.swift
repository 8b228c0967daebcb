import FixedPoint
import Hashing
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("the engine matches")
struct MatchingTests {
  @Test("an order rests, and both tokens' books show it")
  func rests() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    let receipt = try floor.post(floor.order(alice, .buy, "0.45", "100"))
    #expect(receipt.status == .live && receipt.tradeIDs.isEmpty)
    try floor.post(floor.order(alice, .buy, "0.4", "10", .no))
    #expect(floor.book(.yes) == "0.45x100 | 0.6x10")
    #expect(floor.book(.no) == "0.4x10 | 0.55x100")
    #expect(floor.exchange[alice.user].collateral.active == micros("49"))
    #expect(floor.exchange.violations() == [])
  }

  @Test("better prices first, then earlier orders, at the price of the one that rests")
  func priority() throws {
    var floor = try TradingFloor()
    let (alice, bob, carol) = (try floor.trader(1), try floor.trader(2), try floor.trader(3))
    let second = try floor.post(floor.order(alice, .sell, "0.50", "10")).id
    let third = try floor.post(floor.order(bob, .sell, "0.50", "10")).id
    let first = try floor.post(floor.order(bob, .sell, "0.48", "10")).id
    let receipt = try floor.post(floor.order(carol, .buy, "0.55", "25"))
    #expect(receipt.status == .matched && receipt.tradeIDs.count == 2)
    #expect(receipt.takingAmount == micros("25"))
    #expect(receipt.makingAmount == micros("12.3"))
    #expect(floor.exchange.order(first)?.status == .matched)
    #expect(floor.exchange.order(second)?.status == .matched)
    #expect(floor.exchange.order(third)?.matched == micros("5"))
    let trades = receipt.tradeIDs.compactMap { floor.exchange.trade($0) }
    #expect(trades.map(\.makers.count) == [1, 2])
    #expect(trades.map(\.taker.price.description) == ["0.48", "0.5"])
    #expect(floor.book() == " | 0.5x5")
    #expect(floor.exchange.violations() == [])
  }

  @Test("two buyers of different outcomes make shares, two sellers give them back")
  func mintsAndMerges() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1, shares: "0")
    let bob = try floor.trader(2, shares: "0")
    try floor.post(floor.order(alice, .buy, "0.6", "10", .yes))
    let minted = try floor.post(floor.order(bob, .buy, "0.45", "10", .no))
    #expect(minted.status == .matched && minted.makingAmount == micros("4"))
    #expect(floor.exchange[floor.market].backing == .zero)
    floor.wait(10_000)
    #expect(floor.exchange[floor.market].backing == micros("10"))
    #expect(floor.exchange.holding(alice.user, floor.yes).balance == micros("10"))
    #expect(floor.exchange.holding(bob.user, floor.no).balance == micros("10"))
    try floor.post(floor.order(alice, .sell, "0.3", "10", .yes))
    let merged = try floor.post(floor.order(bob, .sell, "0.7", "10", .no))
    #expect(merged.takingAmount == micros("7"))
    floor.wait(10_000)
    #expect(floor.exchange[floor.market].backing == .zero)
    #expect(floor.exchange[alice.user].collateral.balance == micros("997"))
    #expect(floor.exchange[bob.user].collateral.balance == micros("1003"))
    #expect(floor.exchange.violations() == [])
  }

  @Test("what was bought cannot be sold until it is mined, what failed comes back")
  func settlement() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    let bob = try floor.trader(2, shares: "0")
    floor.exchange.script(ScriptedSettlement(.failed(retries: 1)))
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    let receipt = try floor.post(floor.order(bob, .buy, "0.5", "10"))
    let refusal = try floor.refusal(floor.order(bob, .sell, "0.6", "10"))
    #expect(
      refusal
        == "not enough balance / allowance: the balance is not enough -> balance: 0, "
        + "order amount: 10000000")
    #expect(floor.exchange[bob.user].collateral.matched == micros("5"))
    floor.wait(60_000)
    #expect(floor.exchange.trade(receipt.tradeIDs[0])?.status == .failed)
    let untouched = try holding("1000")
    #expect(floor.exchange[bob.user].collateral == untouched)
    #expect(floor.exchange.holding(alice.user, floor.yes) == untouched)
    #expect(floor.exchange.order(receipt.id)?.matched == micros("10"))
    let events = floor.exchange.takeEvents().compactMap { event -> ExchangeTrade? in
      if case .trade(let notice) = event { notice.trade } else { nil }
    }
    #expect(events.map(\.status) == [.matched, .retrying, .failed])
    #expect(events[0].transactionHash == nil && events[1].transactionHash != nil)
    #expect(floor.exchange.violations() == [])
  }

  /// All of it free.
  private func holding(_ balance: String) throws -> Holding {
    Holding(balance: try amount(balance))
  }

  @Test("an order against oneself settles like any other")
  func selfTrade() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    try floor.post(floor.order(alice, .buy, "0.5", "10"))
    #expect(floor.exchange.violations() == [])
    floor.wait(60_000)
    let untouched = try holding("1000")
    #expect(floor.exchange[alice.user].collateral == untouched)
    #expect(floor.exchange.violations() == [])
  }
}
