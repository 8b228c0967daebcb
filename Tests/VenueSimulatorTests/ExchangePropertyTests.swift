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
    let forgets = seed.isMultiple(of: 2)
    configuration.tradeLimit = forgets ? 60 : 10_000
    var trading = try RandomTrading(seed: UInt64(seed), configuration)
    var refusals: Set<String> = []
    var matches: Set<VenueIdentifier> = []
    for number in 0..<(forgets ? 3_000 : 800) {
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
    #expect(matches.count > 100 && refusals.count >= 4, "\(matches.count) trades, \(refusals)")
  }

  @Test("no number of an order or of an administrator stops it", arguments: 61...64)
  func hostileNumbers(seed: Int) throws {
    var trading = try RandomTrading(seed: UInt64(seed), ExchangeConfiguration())
    var random = SeededGenerator(seed: UInt64(seed))
    func number() -> UInt64 {
      let edges: [UInt64] = [
        0, 1, 99, 100, 9_999, 10_000, 999_999, 1_000_000, 1_000_000_000_000_000, .max, 1 << 63,
        UInt64(Int64.max), 1 << 53,
      ]
      let edge = edges.randomElement(using: &random) ?? 0
      return Bool.random(using: &random)
        ? edge : edge &+ UInt64.random(in: 0...3, using: &random) &- 1
    }
    for _ in 0..<3_000 {
      let trader = trading.traders.randomElement(using: &random) ?? trading.traders[0]
      var submission = trading.floor.signed(
        trader, Bool.random(using: &random) ? .buy : .sell, cash: number(), shares: number(),
        Bool.random(using: &random) ? .yes : .no,
        type: OrderType.allCases.randomElement(using: &random) ?? .fillOrKill,
        postOnly: Bool.random(using: &random),
        expiration: Int64(bitPattern: number()))
      submission.order.timestamp = number()
      _ = trading.floor.refusal(submission)
      if Int.random(in: 0..<20, using: &random) == 0 { _ = try trading.step() }
    }
    let now = trading.floor.now
    try? trading.floor.exchange.deposit(
      Micros(raw: Int64(bitPattern: number())), to: trading.traders[0].user)
    trading.floor.exchange.script(
      ScriptedSettlement(.retried(times: .max), count: .max, submission: .max))
    for _ in 0..<100 { _ = try trading.step() }
    trading.floor.exchange.restart(for: .max, now: now)
    trading.floor.exchange.setMode(.normal, until: .max, now: .max)
    trading.floor.exchange.advance(to: .max)
    _ = trading.floor.exchange.beat(trading.traders[0], id: nil, now: .max)
    trading.floor.exchange.advance(to: .min)
    #expect(trading.floor.exchange.violations() == [])
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
        _ = oracle.match(submission)
        #expect(!oracle.isFilled)
        oracle = before
        oracle.remove { trading.floor.exchange.order($0)?.ending == .expired }
      case .refused, .other: break
      case .post(let submission, let receipt):
        let expected = oracle.match(submission)
        let trades = receipt.tradeIDs.compactMap { trading.floor.exchange.trade($0) }
        let makers = trades.flatMap(\.makers).map {
          ListBook.Fill(id: $0.orderID, size: $0.size.raw)
        }
        #expect(makers == expected)
        #expect(submission.type != .fillOrKill || oracle.isFilled)
        oracle.rest(submission)
      }
      #expect(oracle.levels == trading.floor.levels)
      if oracle.levels != trading.floor.levels { return }
    }
  }
}

/// The slow way to match: one list, searched anew for each fill. Prices are those of the first outcome, in
/// cents; what is less than 0.01 share does not match.
private struct ListBook {
  struct Fill: Equatable {
    var id: Digest32
    var size: Int64
  }
  struct Entry {
    var id: Digest32
    var isBuy: Bool
    var isYes: Bool
    var cents: Int64
    var size: Int64
  }
  /// What an order means.
  struct Wish {
    let isBuy: Bool
    let isYes: Bool
    let cents: Int64
    let isCashLimited: Bool
    var shares: Int64
    var cash: Int64

    init(_ submission: OrderSubmission) {
      let order = submission.order
      let isOwnBuy = order.side == .buy
      isYes = order.tokenID.low == 2
      isBuy = isOwnBuy == isYes
      shares = Int64(isOwnBuy ? order.takerAmount : order.makerAmount)
      cash = Int64(isOwnBuy ? order.makerAmount : order.takerAmount)
      let own = (cash * 100 + shares / 2) / shares
      cents = isYes ? own : 100 - own
      isCashLimited =
        isOwnBuy && (submission.type == .fillOrKill || submission.type == .fillAndKill)
    }

    /// Shares wanted at a price of the first outcome.
    func wanted(_ cents: Int64) -> Int64 {
      let bought = cash * 100 / (isYes ? cents : 100 - cents)
      return isBuy != isYes ? shares : isCashLimited ? bought : min(shares, bought)
    }
  }

  var entries: [Entry] = []
  private var wish: Wish?

  /// Whether the last order wants less than a lot at its limit.
  var isFilled: Bool { wish.map { $0.wanted($0.cents) < 10_000 } ?? false }

  mutating func remove(_ isGone: (Digest32) -> Bool) {
    entries.removeAll { isGone($0.id) }
  }

  mutating func match(_ submission: OrderSubmission) -> [Fill] {
    var wish = Wish(submission)
    var fills: [Fill] = []
    while true {
      let sign: Int64 = wish.isBuy ? 1 : -1
      let candidates = entries.indices.filter {
        entries[$0].isBuy != wish.isBuy && sign * entries[$0].cents <= sign * wish.cents
      }
      guard
        let best = candidates.min(by: { sign * entries[$0].cents < sign * entries[$1].cents }),
        wish.wanted(entries[best].cents) >= 10_000
      else { break }
      let cents = entries[best].cents
      let size = min(wish.wanted(cents), entries[best].size)
      fills.append(Fill(id: entries[best].id, size: size))
      entries[best].size -= size
      wish.shares -= size
      // Of a pair the one that came first pays its price rounded down, and the other one the rest.
      let product = size * (wish.isYes ? cents : 100 - cents)
      let isPair = entries[best].isYes != wish.isYes
      wish.cash -= isPair ? (product + 99) / 100 : product / 100
      if entries[best].size < 10_000 { entries.remove(at: best) }
    }
    self.wish = wish
    return fills
  }

  mutating func rest(_ submission: OrderSubmission) {
    guard let wish, !isFilled, submission.type.rests else { return }
    entries.append(
      Entry(
        id: submission.id, isBuy: wish.isBuy, isYes: wish.isYes, cents: wish.cents,
        size: wish.wanted(wish.cents)))
  }

  /// Shares at each price in cents, those to sell below zero.
  var levels: [Int64: Int64] {
    entries.reduce(into: [:]) { $0[$1.cents, default: 0] += $1.isBuy ? $1.size : -$1.size }
  }
}

extension TradingFloor {
  fileprivate var levels: [Int64: Int64] {
    let book = exchange[market].book(.yes)
    var levels: [Int64: Int64] = [:]
    for level in book.bids { levels[level.price.raw / 10_000] = level.size.raw }
    for level in book.asks { levels[level.price.raw / 10_000] = -level.size.raw }
    return levels
  }
}
