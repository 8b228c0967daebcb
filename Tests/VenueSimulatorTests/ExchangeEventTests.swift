import FixedPoint
import Hashing
import JSON
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("what the venue tells")
struct ExchangeEventTests {
  private func watched(_ adjust: (inout MarketDefinition) -> Void = { _ in }) throws -> TradingFloor
  {
    var floor = try TradingFloor(.init(), adjust)
    floor.exchange.setWatched(true, floor.market)
    return floor
  }

  /// Events as short words: what, and the numbers that matter.
  private func words(_ floor: inout TradingFloor) -> [String] {
    floor.exchange.takeEvents().map { event in
      switch event {
      case .book(let snapshot):
        "book \(snapshot.token.position) \(TradingFloor.text(snapshot.book))"
      case .priceChange(let change):
        "change "
          + change.levels.map {
            "\($0.token.position) \($0.side.rawValue) \($0.price)x\($0.size) "
              + "[\($0.bestBid) \($0.bestAsk)]"
          }.joined(separator: ", ")
      case .lastTradePrice(let print):
        "trade \(print.token.position) \(print.side.rawValue) \(print.price)x\(print.size)"
      case .tickSizeChange(let change): "tick \(change.token.position) \(change.old) \(change.new)"
      case .bestBidAsk(let best): "best \(best.token.position) \(best.bid) \(best.ask)"
      case .newMarket: "new"
      case .marketResolved(_, let winner, _): "resolved \(winner.position)"
      case .order(let notice): "\(notice.kind.rawValue) \(notice.order.matched)"
      case .trade(let notice): "TRADE \(notice.trade.status.rawValue)"
      }
    }
  }

  @Test("an order that rests changes a level of both books")
  func placement() throws {
    var floor = try watched()
    let alice = try floor.trader(1)
    let order = try floor.post(floor.order(alice, .buy, "0.45", "10")).id
    try floor.post(floor.order(alice, .buy, "0.40", "5", .no))
    #expect(
      words(&floor) == [
        "PLACEMENT 0", "change 0 BUY 0.45x10 [0.45 1], 1 SELL 0.55x10 [0 0.55]",
        "best 0 0.45 1", "best 1 0 0.55",
        "PLACEMENT 0", "change 1 BUY 0.4x5 [0.4 0.55], 0 SELL 0.6x5 [0.45 0.6]",
        "best 0 0.45 0.6", "best 1 0.4 0.55",
      ])
    _ = floor.exchange.cancel([order], of: alice.user, now: floor.now)
    #expect(
      words(&floor) == [
        "CANCELLATION 0", "change 0 BUY 0.45x0 [0 0.6], 1 SELL 0.55x0 [0.4 1]",
        "best 0 0 0.6", "best 1 0.4 1",
      ])
  }

  @Test("a trade is told by both books and its price, and to those who take part")
  func trade() throws {
    var floor = try watched()
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .sell, "0.50", "10"))
    try floor.post(floor.order(alice, .sell, "0.51", "10"))
    _ = words(&floor)
    try floor.post(floor.order(bob, .buy, "0.52", "25"))
    #expect(
      words(&floor) == [
        "PLACEMENT 0", "UPDATE 10", "TRADE MATCHED", "UPDATE 10", "TRADE MATCHED", "UPDATE 20",
        "book 0 0.52x5 | ", "book 1  | 0.48x5", "best 0 0.52 1", "best 1 0 0.48",
        "trade 0 BUY 0.5x10", "trade 0 BUY 0.51x10",
      ])
  }

  @Test("the part of a FAK that finds nothing is told as cancelled")
  func killed() throws {
    var floor = try TradingFloor()
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .buy, "0.50", "10"))
    _ = words(&floor)
    let receipt = try floor.post(floor.order(bob, .sell, "0.50", "25", type: .fillAndKill))
    #expect(receipt.status == .matched && receipt.makingAmount == micros("10"))
    #expect(
      words(&floor) == [
        "PLACEMENT 0", "UPDATE 10", "TRADE MATCHED", "UPDATE 10", "CANCELLATION 10",
      ])
    #expect(floor.exchange.order(receipt.id)?.ending == .killed)
  }

  @Test("no one watches: no events of books")
  func unwatched() throws {
    var floor = try TradingFloor()
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .sell, "0.50", "10"))
    try floor.post(floor.order(bob, .buy, "0.50", "10"))
    #expect(
      words(&floor) == ["PLACEMENT 0", "PLACEMENT 0", "UPDATE 10", "TRADE MATCHED", "UPDATE 10"])
  }

  @Test("hashes are those of the venue over the book as it stands")
  func hashes() throws {
    var floor = try watched()
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    try floor.post(floor.order(alice, .sell, "0.50", "10"))
    try floor.post(floor.order(bob, .buy, "0.50", "6"))
    floor.wait(7)
    try floor.post(floor.order(bob, .buy, "0.44", "40"))
    var hasher = BookHash()
    var checked = 0
    for event in floor.exchange.takeEvents() {
      guard case .priceChange(let change) = event, change.timestamp == floor.now else { continue }
      for level in change.levels {
        let market = floor.exchange[floor.market]
        let expected = hasher.digest(
          of: market.book(level.token.outcome),
          market: ("0x" + market.definition.conditionID.hex).utf8,
          token: market.tokenID(level.token.outcome).description.utf8, timestamp: floor.now,
          terms: market.hashTerms, lastTradePrice: WrittenPrice(Micros(raw: 500_000), decimals: 3))
        #expect(level.hash == expected)
        #expect(floor.exchange.snapshot(level.token).hash == expected)
        checked += 1
      }
    }
    #expect(checked == 2)
  }

  @Test("the grid becomes finer once a price passes 0.96 or 0.04", arguments: [true, false])
  func tick(isHigh: Bool) throws {
    var floor = try watched()
    let alice = try floor.trader(1)
    try floor.post(floor.order(alice, isHigh ? .buy : .sell, isHigh ? "0.96" : "0.04", "10"))
    #expect(floor.exchange[floor.market].tickSize == micros("0.01"))
    _ = words(&floor)
    try floor.post(floor.order(alice, isHigh ? .buy : .sell, isHigh ? "0.97" : "0.03", "10"))
    #expect(floor.exchange[floor.market].tickSize == micros("0.001"))
    let told = words(&floor)
    #expect(told.contains("tick 0 0.01 0.001") && told.contains("tick 1 0.01 0.001"))
    #expect(told.filter { $0.hasPrefix("book") }.count == 2)
    try floor.post(floor.order(alice, .buy, "0.011", "10"))
  }

  @Test("a market whose grid does not adapt keeps it")
  func fixedTick() throws {
    var floor = try watched { $0.adaptsTickSize = false }
    try floor.post(floor.order(floor.trader(1), .buy, "0.98", "10"))
    #expect(floor.exchange[floor.market].tickSize == micros("0.01"))
    try floor.exchange.setTickSize(amount("0.0025"), of: floor.market, now: floor.now)
    #expect(floor.exchange[floor.market].tickSize == micros("0.0025"))
    #expect(throws: ExchangeError.badTickSize(Micros(raw: 20_000))) {
      try floor.exchange.setTickSize(Micros(raw: 20_000), of: floor.market, now: floor.now)
    }
  }

  @Test("cancels name what they cancelled and what they did not")
  func cancels() throws {
    var floor = try TradingFloor()
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    let first = try floor.post(floor.order(alice, .buy, "0.45", "10")).id
    let second = try floor.post(floor.order(alice, .buy, "0.44", "10", .no)).id
    let third = try floor.post(floor.order(alice, .sell, "0.60", "10")).id
    let bobs = try floor.post(floor.order(bob, .buy, "0.43", "10")).id
    let unknown = Digest32(7, 7, 7, 7)
    let report = floor.exchange.cancel(
      [first, bobs, unknown, first], of: alice.user, now: floor.now)
    #expect(report.canceled == [first])
    #expect(report.notCanceled.map(\.id) == [bobs, unknown, first])
    #expect(
      report.notCanceled[0].reason.text == "order can't be found - already canceled or matched")
    #expect(
      floor.exchange.cancelAll(of: alice.user, token: floor.no, now: floor.now).canceled == [second]
    )
    let again = try floor.post(floor.order(alice, .buy, "0.41", "10")).id
    let all = floor.exchange.cancelAll(of: alice.user, market: floor.market, now: floor.now)
    #expect(all.canceled == [third, again] && all.notCanceled == [])
    #expect(floor.exchange.openOrders(of: bob.user).map(\.id) == [bobs])
    #expect(floor.exchange.violations() == [])
  }

  @Test("done orders and trades are kept to a limit, and their ids longer")
  func history() throws {
    var configuration = ExchangeConfiguration()
    configuration.terminalOrderLimit = 3
    configuration.identifierLimit = 2
    configuration.tradeLimit = 2
    var floor = try TradingFloor(configuration)
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    var orders: [OrderSubmission] = []
    for _ in 0..<6 {
      orders.append(try floor.order(alice, .buy, "0.45", "10"))
      try floor.post(orders[orders.count - 1])
      _ = floor.exchange.cancel([orders[orders.count - 1].id], of: alice.user, now: floor.now)
    }
    #expect(
      orders.map { floor.exchange.order($0.id) != nil } == [false, false, false, true, true, true])
    // The first id is forgotten altogether; the others are still known.
    #expect(floor.refusal(orders[1])?.hasSuffix("Duplicated.") == true)
    #expect(floor.refusal(orders[0]) == nil)
    _ = floor.exchange.cancelAll(of: alice.user, now: floor.now)
    var trades: [VenueIdentifier] = []
    for _ in 0..<4 {
      try floor.post(floor.order(alice, .sell, "0.5", "10"))
      trades += try floor.post(floor.order(bob, .buy, "0.5", "10")).tradeIDs
      floor.wait(60_000)
    }
    // Only final trades are forgotten, and that when the next one is made.
    #expect(trades.map { floor.exchange.trade($0) != nil } == [false, false, true, true])
    #expect(floor.exchange.trades(of: bob.user).map(\.id) == [trades[3], trades[2]])
  }
}
