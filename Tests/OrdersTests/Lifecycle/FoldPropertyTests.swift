import FixedPoint
import Hashing
import TestSupport
import Testing
import Trading
import Venue

@testable import Orders

@Suite("properties of the fold over random facts")
struct FoldPropertyTests {
  /// Facts of all kinds about a few orders, in a random order.
  struct RandomFacts {
    var generator: SeededGenerator
    var now: Int64 = 10_000

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func number(_ bound: UInt64) -> Int64 { Int64(generator.next() % bound) }

    mutating func trade() -> TradeFact {
      let name = number(6)
      // One id mostly tells one trade.
      let size = number(20) == 0 ? number(40) : (name + 1) * 9
      return TradeFact(
        id: "T\(name)", size: LedgerFixture.shares(size),
        price: number(4) == 0 ? nil : Micros(raw: 400_000),
        status: TradeStatus.allCases[Int(number(UInt64(TradeStatus.allCases.count)))],
        transactionHash: number(3) == 0 ? "0x\(number(3))" : nil)
    }

    mutating func fact() -> OrderFact {
      switch number(20) {
      case 0: .acknowledged
      case 1: .sent
      case 2: .sendInDoubt
      case 3: .rejected(reason: "\(number(2))")
      case 4...8: .trade(trade())
      case 9, 10:
        .settlement(
          trade: "T\(number(6))",
          TradeStatus.allCases[Int(number(UInt64(TradeStatus.allCases.count)))])
      case 11: .void(trade: "T\(number(6))")
      case 12: .cumulative(LedgerFixture.shares(number(110)))
      case 13: .cancelRequested(attempt: Int(number(4)))
      case 14: .cancelInDoubt(attempt: Int(number(4)))
      case 15:
        .cancelRefused(
          attempt: number(2) == 0 ? nil : Int(number(4)), CancelRefusal.allCases[Int(number(6))])
      case 16:
        .cancelled(
          matched: number(2) == 0 ? nil : LedgerFixture.shares(number(110)), reason: .requested)
      case 17: .expired
      case 18: .shownOpen(asOf: now - number(400), matched: LedgerFixture.shares(number(50)))
      default: number(30) == 0 ? .denied(code: "C") : .acknowledged
      }
    }
  }

  @Test("open, filled and cancelled are the order; what ended stays ended; news alone is enough")
  func invariants() throws {
    for seed in 0..<3_000 as Range<UInt64> {
      var random = RandomFacts(seed: seed)
      let fixture = LedgerFixture()
      let replay = LedgerFixture()
      for number in 1...2 {
        let side: Side = number == 1 ? .buy : .sell
        let type: OrderType = random.number(4) == 0 ? .fillAndKill : .goodTillCancelled
        let terms = LedgerFixture.terms(number, side: side, type: type, token: UInt64(number))
        fixture.add(number, terms)
        replay.add(number, terms)
      }
      for step in 0..<40 {
        let number = Int(random.number(2)) + 1
        let fact = random.fact()
        random.now += random.number(300)
        let id = LedgerFixture.id(number)
        let before = try #require(fixture.status(number))
        let outcome = fixture.ledger.apply(fact, to: id, from: .stream, at: random.now)
        if outcome.isNews {
          _ = replay.ledger.apply(fact, to: id, from: .stream, at: random.now)
        }
        let record = try #require(fixture.ledger.record(id))
        let problem = Self.problem(before, record, fact, outcome)
        #expect(problem == nil, "seed \(seed), step \(step), \(fact): \(problem ?? "")")
      }
      #expect(fixture.ledger.isSame(as: replay.ledger), "seed \(seed): news alone do not rebuild")
      #expect(fixture.ledger.reserved() == Self.reserved(fixture.ledger), "seed \(seed)")
      let orders = fixture.ledger.orders
      #expect(
        fixture.ledger.openOrders.map(\.id) == orders.filter { !$0.life.isTerminal }.map(\.id))
      #expect(
        fixture.ledger.settlingOrders.map(\.id)
          == orders.filter { $0.trades.contains { $0.isSeen && !$0.isFinal } }.map(\.id))
    }
  }

  private static func problem(
    _ before: OrderStatus, _ record: OrderRecord, _ fact: OrderFact, _ outcome: FactOutcome
  ) -> String? {
    let after = record.status
    if after.open.raw + after.filled.raw + after.cancelled.raw
      != record.terms.size.raw + after.overfill.raw
    {
      return "the identity does not hold: \(after)"
    }
    if after.open.raw < 0 || after.filled.raw < 0 || after.cancelled.raw < 0 {
      return "a quantity is negative: \(after)"
    }
    if !outcome.isNews, before != after { return "changed without news" }
    if after.life.isTerminal, after.open.raw != 0 { return "ended with something open" }
    if before.life == .cancelled || before.life == .expired, !after.life.isTerminal {
      guard case .shownOpen = fact else { return "reopened as \(after.life)" }
    }
    if OrderStatus(record.facts, record.terms, .right) != after { return "not its facts' status" }
    return sums(record.facts)
  }

  /// The sums that are kept are those of the trades from scratch.
  private static func sums(_ facts: FactSet) -> String? {
    var seen: Int64 = 0
    var void: Int64 = 0
    var provisional: Int64 = 0
    for trade in facts.trades where trade.isSeen {
      seen += trade.size.raw
      if trade.isVoid { void += trade.size.raw }
      if !trade.isFinal { provisional += trade.size.raw }
    }
    let kept = [facts.seen.raw, facts.void.raw, facts.provisional.raw]
    return kept == [seen, void, provisional]
      ? nil : "sums \(kept), not \([seen, void, provisional])"
  }

  /// The reserved capital, counted order by order.
  private static func reserved(_ ledger: OrderLedger) -> ReservedCapital {
    var capital = ReservedCapital(collateral: .zero, provisionalCollateral: .zero, shares: [])
    for record in ledger.orders {
      var held = ReservedCapital.Shares(
        token: record.terms.token, open: .zero, provisionalOut: .zero, provisionalIn: .zero)
      var unpriced = record.status.unattributed.raw
      var provisional = unpriced
      var cost: Int64 = 0
      for trade in record.trades where trade.counts && trade.status != .confirmed {
        provisional += trade.size.raw
        if let price = trade.price {
          cost += (trade.size.raw * price.raw + 999_999) / 1_000_000
        } else {
          unpriced += trade.size.raw
        }
      }
      let price = record.terms.price.raw
      cost += (unpriced * price + 999_999) / 1_000_000
      switch record.terms.side {
      case .buy:
        capital.collateral.raw += (record.status.open.raw * price + 999_999) / 1_000_000
        capital.provisionalCollateral.raw += cost
        held.provisionalIn.raw = provisional
      case .sell:
        held.open = record.status.open
        held.provisionalOut.raw = provisional
      }
      if held.open.raw + held.provisionalOut.raw + held.provisionalIn.raw > 0 {
        capital.shares.append(held)
      }
    }
    capital.shares.sort { $0.token < $1.token }
    return capital
  }

  @Test("an order of many trades finds each of them")
  func manyTrades() {
    let fixture = LedgerFixture()
    fixture.add(1, LedgerFixture.terms(1, size: 1_000))
    for number in 0..<300 { fixture.apply(LedgerFixture.trade("T\(number)", 1)) }
    for number in 0..<300 {
      #expect(!fixture.apply(LedgerFixture.trade("T\(number)", 1)).isNews)
    }
    for number in stride(from: 0, to: 300, by: 2) { fixture.apply(.void(trade: "T\(number)")) }
    #expect(fixture.status()?.filled == LedgerFixture.shares(150))
  }

  @Test("amounts at the end of the range do not wrap")
  func range() {
    let fixture = LedgerFixture()
    fixture.add()
    let large = Micros(raw: .max)
    fixture.apply(.trade(TradeFact(id: "T1", size: large, price: nil)))
    fixture.apply(.cumulative(large))
    #expect(fixture.status()?.filled == large)
    #expect(Micros(raw: 999_999).costRoundedUp(of: large) == Micros(raw: .max - 9_223_372_036_854))
    #expect(Micros(raw: 2_000_000).costRoundedUp(of: large) == large)
    #expect(Micros(raw: 333_333).costRoundedUp(of: Micros(raw: 1)) == Micros(raw: 1))
  }
}
