import FixedPoint
import Hashing
import TestSupport
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("the exchange under random trading")
struct ExchangePropertyTests {
  @Test("funds, bindings, books and trades agree after every command", arguments: 1...12)
  func invariants(seed: Int) throws {
    var configuration = ExchangeConfiguration()
    configuration.seed = UInt64(seed)
    configuration.settlement.retryPerMille = 300
    configuration.settlement.failurePerMille = 400
    configuration.terminalOrderLimit = 150
    // Some forget trades, and some keep them all, whose orders must then add up.
    configuration.tradeLimit = seed.isMultiple(of: 2) ? 60 : 10_000
    var trading = try RandomTrading(seed: UInt64(seed), configuration)
    var refusals: Set<String> = []
    var matches: Set<VenueIdentifier> = []
    for number in 0..<2_000 {
      switch try trading.step() {
      case .refused(_, let refusal): refusals.insert(String("\(refusal)".prefix { $0 != "(" }))
      case .post, .cancel, .other: break
      }
      for event in trading.floor.exchange.takeEvents() {
        if case .trade(let notice) = event { matches.insert(notice.trade.id) }
      }
      let violations = trading.floor.exchange.violations()
      #expect(violations == [], "seed \(seed), command \(number)")
      if !violations.isEmpty { return }
    }
    // The sequence is worth nothing if it never gets anywhere.
    #expect(matches.count > 200 && refusals.count >= 4, "\(matches.count) trades, \(refusals)")
  }

  @Test("at the end of time nothing is bound any more", arguments: [21, 22, 23])
  func everythingEnds(seed: Int) throws {
    var trading = try RandomTrading(seed: UInt64(seed), ExchangeConfiguration())
    for _ in 0..<1_000 { _ = try trading.step() }
    for trader in trading.traders {
      _ = trading.floor.exchange.cancelAll(of: trader.user, now: trading.floor.now)
    }
    trading.floor.wait(3_600_000)
    for trader in trading.traders {
      let account = trading.floor.exchange[trader.user]
      #expect(account.collateral.available == account.collateral.balance)
      #expect(account.openOrderCount == 0)
      #expect(trading.floor.exchange.trades(of: trader.user).allSatisfy { $0.status.isFinal })
    }
    #expect(trading.floor.exchange.nextDeadline == nil)
    #expect(trading.floor.book() == " | ")
  }

  @Test("the same seed and commands give the same events", arguments: [31, 32])
  func deterministic(seed: Int) throws {
    func run() throws -> [String] {
      var trading = try RandomTrading(seed: UInt64(seed), ExchangeConfiguration())
      trading.floor.exchange.setWatched(true, trading.floor.market)
      try trading.floor.exchange.addCrowd(Crowd.Settings(), to: trading.floor.market)
      var events: [String] = []
      for _ in 0..<300 {
        _ = try trading.step()
        events += trading.floor.exchange.takeEvents().map { "\($0)" }
      }
      return events
    }
    let (first, second) = (try run(), try run())
    #expect(first.count > 500)
    #expect(first == second)
  }

  @Test("fills agree with a plain list of orders sorted by price and time", arguments: 41...48)
  func oracle(seed: Int) throws {
    var configuration = ExchangeConfiguration()
    configuration.heartbeatDeadline = 100_000_000
    var trading = try RandomTrading(seed: UInt64(seed) * 4 + 1, configuration)
    var oracle = ListBook()
    for _ in 0..<1_500 {
      let before = oracle
      let step = try trading.step()
      // Expirations are the exchange's to tell: the list only takes them out.
      oracle.remove { trading.floor.exchange.order($0)?.ending == .expired }
      switch step {
      case .cancel(let report): oracle.remove { report.canceled.contains($0) }
      case .refused(let submission, .notFillable):
        let filled = oracle.match(submission, trading.floor.yesPrice(submission))
        let sum = filled.reduce(Int64(0)) { $0 + $1.size }
        #expect(sum < trading.floor.size(submission))
        oracle = before
        oracle.remove { trading.floor.exchange.order($0)?.ending == .expired }
      case .refused, .other: break
      case .post(let submission, let receipt):
        let expected = oracle.match(submission, trading.floor.yesPrice(submission))
        let trades = receipt.tradeIDs.compactMap { trading.floor.exchange.trade($0) }
        let makers = trades.flatMap(\.makers).map { ListBook.Fill(id: $0.orderID, size: $0.size.raw) }
        #expect(makers == expected)
        oracle.rest(submission, trading.floor.yesPrice(submission), trading.floor.size(submission))
      }
      #expect(oracle.levels == trading.floor.levels)
    }
  }
}

/// The slow way to match: one list, searched anew for each fill. Prices are those of the first outcome.
private struct ListBook {
  struct Fill: Equatable {
    var id: Digest32
    var size: Int64
  }
  struct Entry {
    var id: Digest32
    var isBuy: Bool
    var price: Int64
    var size: Int64
  }
  var entries: [Entry] = []
  private var left: Int64 = 0

  mutating func remove(_ isGone: (Digest32) -> Bool) {
    entries.removeAll { isGone($0.id) }
  }

  mutating func match(_ submission: OrderSubmission, _ price: Int64) -> [Fill] {
    let isBuy = (submission.order.side == .buy) == (submission.order.tokenID.low == 2)
    left = TradingFloor.shares(submission)
    var fills: [Fill] = []
    while left > 0 {
      let candidates = entries.indices.filter { position in
        entries[position].isBuy != isBuy
          && (isBuy ? entries[position].price <= price : entries[position].price >= price)
      }
      let sign: Int64 = isBuy ? 1 : -1
      guard let best = candidates.min(by: { sign * entries[$0].price < sign * entries[$1].price })
      else { break }
      let size = min(left, entries[best].size)
      fills.append(Fill(id: entries[best].id, size: size))
      entries[best].size -= size
      left -= size
      if entries[best].size == 0 { entries.remove(at: best) }
    }
    return fills
  }

  mutating func rest(_ submission: OrderSubmission, _ price: Int64, _ size: Int64) {
    guard left > 0, submission.type.mayRest else { return }
    let isBuy = (submission.order.side == .buy) == (submission.order.tokenID.low == 2)
    entries.append(Entry(id: submission.id, isBuy: isBuy, price: price, size: left))
  }

  /// Shares at each price, those to sell below zero.
  var levels: [Int64: Int64] {
    entries.reduce(into: [:]) { $0[$1.price, default: 0] += $1.isBuy ? $1.size : -$1.size }
  }
}

extension TradingFloor {
  fileprivate static func shares(_ submission: OrderSubmission) -> Int64 {
    let order = submission.order
    let shares = order.side == .buy ? order.takerAmount : order.makerAmount
    return Int64(shares / 10_000 * 10_000)
  }

  fileprivate func size(_ submission: OrderSubmission) -> Int64 { Self.shares(submission) }

  fileprivate func yesPrice(_ submission: OrderSubmission) -> Int64 {
    let order = submission.order
    let (cash, shares) =
      order.side == .buy
      ? (order.makerAmount, order.takerAmount) : (order.takerAmount, order.makerAmount)
    // Tests sign prices in whole cents.
    let price = Int64((cash * 100 + shares / 2) / shares) * 10_000
    return order.tokenID.low == 2 ? price : 1_000_000 - price
  }

  fileprivate var levels: [Int64: Int64] {
    let book = exchange[market].book(.yes)
    var levels: [Int64: Int64] = [:]
    for level in book.bids { levels[level.price.raw] = level.size.raw }
    for level in book.asks { levels[level.price.raw] = -level.size.raw }
    return levels
  }
}
