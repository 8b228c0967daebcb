import FixedPoint
import Hashing
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("trades settle on chain, or do not")
struct SettlementTests {
  /// One trade of 10 at 0.5 between two traders, and the statuses and hashes it went through.
  private func play(_ scripted: ScriptedSettlement?) throws -> (
    floor: TradingFloor, trade: VenueIdentifier, seen: [(ExchangeTrade.Status, Digest32?)]
  ) {
    var floor = try TradingFloor()
    if let scripted { floor.exchange.script(scripted) }
    try floor.post(floor.order(floor.trader(1), .sell, "0.5", "10"))
    let receipt = try floor.post(floor.order(floor.trader(2), .buy, "0.5", "10"))
    floor.wait(120_000)
    let seen = floor.exchange.takeEvents().compactMap {
      event -> (ExchangeTrade.Status, Digest32?)? in
      if case .trade(let notice) = event {
        (notice.trade.status, notice.trade.transactionHash)
      } else {
        nil
      }
    }
    return (floor, receipt.tradeIDs[0], seen)
  }

  @Test(
    "a script decides",
    arguments: [
      (nil, [.matched, .mined, .confirmed]),
      (.confirmed, [.matched, .mined, .confirmed]),
      (.retried(times: 2), [.matched, .retrying, .retrying, .mined, .confirmed]),
      (.failed(retries: 0), [.matched, .failed]),
      (.failed(retries: 1), [.matched, .retrying, .failed]),
      (.stuck, [.matched]),
    ] as [(SettlementOutcome?, [ExchangeTrade.Status])])
  func statuses(outcome: SettlementOutcome?, expected: [ExchangeTrade.Status]) throws {
    let (floor, trade, seen) = try play(outcome.map { ScriptedSettlement($0) })
    #expect(seen.map(\.0) == expected)
    // The hash is not there at the match, and another one after each retry.
    #expect(seen[0].1 == nil)
    let hashes = seen.dropFirst().filter { $0.0 == .retrying || $0.0 == .mined }.map(\.1)
    #expect(hashes.allSatisfy { $0 != nil })
    let retries = seen.filter { $0.0 == .retrying }.map(\.1)
    #expect(Set(retries).count == retries.count)
    if outcome == .stuck { #expect(floor.exchange.trade(trade)?.transactionHash == nil) }
    #expect(floor.exchange.violations() == [])
  }

  @Test("the hash is known before the trade is mined, by question only")
  func lateHash() throws {
    var floor = try TradingFloor()
    try floor.post(floor.order(floor.trader(1), .sell, "0.5", "10"))
    let trade = try floor.post(floor.order(floor.trader(2), .buy, "0.5", "10")).tradeIDs[0]
    #expect(floor.exchange.trade(trade)?.transactionHash == nil)
    floor.wait(300)
    #expect(floor.exchange.trade(trade)?.status == .matched)
    #expect(floor.exchange.trade(trade)?.transactionHash != nil)
  }

  @Test("a script waits for its market and its number of transactions")
  func scope() throws {
    var floor = try TradingFloor()
    let other = try floor.exchange.addMarket(TradingFloor.definition(2))
    floor.exchange.script(ScriptedSettlement(.failed(retries: 0), market: other))
    floor.exchange.script(ScriptedSettlement(.failed(retries: 0), market: floor.market, count: 2))
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    var trades: [VenueIdentifier] = []
    for _ in 0..<3 {
      try floor.post(floor.order(alice, .sell, "0.5", "10"))
      trades += try floor.post(floor.order(bob, .buy, "0.5", "10")).tradeIDs
      floor.wait(60_000)
    }
    #expect(trades.map { floor.exchange.trade($0)?.status } == [.failed, .failed, .confirmed])
  }

  @Test("trades of one transaction share its hash and its fate")
  func shared() throws {
    var configuration = ExchangeConfiguration()
    configuration.settlement.sharedPerMille = 1_000
    var floor = try TradingFloor(configuration)
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    try floor.post(floor.order(alice, .sell, "0.51", "10"))
    let receipt = try floor.post(floor.order(bob, .buy, "0.51", "20"))
    floor.wait(400)
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    let later = try floor.post(floor.order(bob, .buy, "0.5", "10"))
    floor.wait(60_000)
    let hashes = (receipt.tradeIDs + later.tradeIDs).map {
      floor.exchange.trade($0)?.transactionHash
    }
    #expect(hashes[0] != nil && hashes[0] == hashes[1] && hashes[1] != hashes[2])
    #expect(floor.exchange.violations() == [])
  }

  @Test("someone may decide before the plan does", arguments: [true, false])
  func decided(isConfirmed: Bool) throws {
    var floor = try TradingFloor()
    floor.exchange.script(ScriptedSettlement(.stuck))
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    let trade = try floor.post(floor.order(bob, .buy, "0.5", "10")).tradeIDs[0]
    floor.wait(1_000_000)
    #expect(floor.exchange.trade(trade)?.status == .matched)
    try floor.exchange.settle(trade, isConfirmed: isConfirmed, now: floor.now)
    #expect(floor.exchange.trade(trade)?.status == (isConfirmed ? .confirmed : .failed))
    let shares = isConfirmed ? "1010" : "1000"
    #expect(floor.exchange.holding(bob.user, floor.yes).balance == micros(shares))
    #expect(throws: ExchangeError.noSuchTrade) {
      try floor.exchange.settle(trade, isConfirmed: false, now: floor.now)
    }
    #expect(floor.exchange.violations() == [])
  }

  @Test("what is mined cannot fail any more")
  func minedStays() throws {
    var floor = try TradingFloor()
    try floor.post(floor.order(floor.trader(1), .sell, "0.5", "10"))
    let trade = try floor.post(floor.order(floor.trader(2), .buy, "0.5", "10")).tradeIDs[0]
    // The next block after the transaction was sent; not yet final.
    for _ in 0..<60 where floor.exchange.trade(trade)?.status == .matched { floor.wait(100) }
    #expect(floor.exchange.trade(trade)?.status == .mined)
    #expect(floor.now % 2_000 < 100)
    #expect(throws: ExchangeError.noSuchTrade) {
      try floor.exchange.settle(trade, isConfirmed: false, now: floor.now)
    }
  }

  @Test(
    "the taker's fee is shares x rate x (p(1-p))^exponent, rounded down",
    arguments: [
      ("0", 1, "0.5", "100", "0"), ("0.25", 1, "0.5", "100", "6.25"),
      ("0.25", 2, "0.5", "100", "1.5625"), ("0.02", 1, "0.99", "10", "0.00198"),
      ("0.02", 2, "0.99", "10", "0.000019"), ("0.01", 0, "0.3", "10", "0.1"),
      ("0.000001", 2, "0.0001", "0.01", "0"), ("1", 2, "0.5", "1000000000", "62500000"),
    ])
  func fees(rate: String, exponent: Int, price: String, shares: String, fee: String) throws {
    let schedule = FeeSchedule(rate: try amount(rate), exponent: exponent)
    #expect(schedule.fee(shares: try amount(shares), price: try amount(price)) == micros(fee))
  }

  @Test("a taker pays the fee on top, a maker none, and a seller out of what it gets")
  func feesMove() throws {
    var floor = try TradingFloor { $0.fees = FeeSchedule(rate: Micros(raw: 100_000), exponent: 1) }
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .sell, "0.5", "10"))
    try floor.post(floor.order(bob, .buy, "0.5", "10"))
    floor.wait(60_000)
    #expect(floor.exchange[alice.user].collateral.balance == micros("1005"))
    #expect(floor.exchange[bob.user].collateral.balance == micros("994.75"))
    try floor.post(floor.order(alice, .buy, "0.5", "10"))
    try floor.post(floor.order(bob, .sell, "0.5", "10"))
    floor.wait(60_000)
    #expect(floor.exchange[bob.user].collateral.balance == micros("999.5"))
    #expect(floor.exchange.feesCollected == micros("0.5"))
    #expect(floor.exchange.violations() == [])
  }

  @Test(
    "a buy spends its pUSD as the venue's recorded answers do",
    arguments: ["0.53", "0.57", "0.64", "0.81"])
  func marketBuy(price: String) throws {
    var floor = try TradingFloor()
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .sell, price, "100"))
    let price = UInt64(try amount(price).raw)
    let limit: UInt64 = 900_000
    let receipt = try floor.post(
      floor.signed(
        bob, .buy, cash: 1_000_000, shares: 1_000_000_000_000 / limit / 100 * 100,
        type: .fillAndKill))
    let shares = 1_000_000_000_000 / price
    #expect(receipt.status == .matched && receipt.takingAmount.raw == Int64(shares))
    #expect(receipt.makingAmount.raw == Int64(shares * price / 1_000_000))
    #expect(receipt.makingAmount >= Micros(raw: 999_999))
    #expect(floor.exchange.violations() == [])
  }

  @Test("shares of a decided market's winner are redeemed, and its orders are gone")
  func resolution() throws {
    var floor = try TradingFloor()
    let alice = try floor.trader(1)
    let id = try floor.post(floor.order(alice, .buy, "0.5", "10")).id
    #expect(throws: ExchangeError.notResolved) {
      try floor.exchange.redeem(floor.market, of: alice.user)
    }
    try floor.exchange.resolve(floor.market, winner: .no, now: floor.now)
    #expect(floor.exchange.order(id)?.status == .canceledMarketResolved)
    let late = try floor.order(alice, .buy, "0.5", "10")
    #expect(floor.refusal(late) == "the market is not yet ready to process new orders")
    #expect(try floor.exchange.redeem(floor.market, of: alice.user) == micros("1000"))
    #expect(floor.exchange[alice.user].collateral == Holding(balance: Micros(raw: 2_000_000_000)))
    #expect(floor.exchange.violations() == [])
    #expect(throws: ExchangeError.alreadyResolved) {
      try floor.exchange.resolve(floor.market, winner: .no, now: floor.now)
    }
  }
}
