import FixedPoint
import Hashing
import Orders
import Trading
import Venue

/// A ledger with orders for one test, and short words for what happens to them.
final class LedgerFixture {
  var ledger: OrderLedger
  private(set) var now: Int64 = 1_000

  init(dust: Micros = .zero, rules: FoldRules = .right) {
    ledger = OrderLedger(dust: dust, rules: rules)
  }

  static func id(_ number: Int) -> Digest32 { Digest32(UInt64(number), 0, 0, 0) }

  static func terms(
    _ number: Int, size: Int64 = 100, price: Int64 = 550_000, side: Side = .buy,
    type: OrderType = .goodTillCancelled, token: UInt64 = 7, expiration: Int64? = nil
  ) -> OrderTerms {
    OrderTerms(
      clientOrderID: "intent/\(number)/1", intent: "intent", strategy: "maker", market: "m",
      token: UInt256(token), side: side, price: Micros(raw: price), size: shares(size), type: type,
      expiration: expiration, tick: Micros(raw: 10_000), builder: .zero)
  }

  static func shares(_ count: Int64) -> Micros { Micros(raw: count * 1_000_000) }

  static func trade(_ id: String, _ size: Int64, status: TradeStatus = .matched) -> OrderFact {
    .trade(TradeFact(id: id, size: shares(size), price: Micros(raw: 500_000), status: status))
  }

  /// Takes in the order of this number.
  @discardableResult
  func add(_ number: Int = 1, _ terms: OrderTerms? = nil) -> FactOutcome? {
    let bytes = SignedBytes(id: Self.id(number), body: [1], salt: 1, timestamp: 1)
    return ledger.add(
      terms ?? Self.terms(number), bytes, sequence: Int64(number), at: now)
  }

  /// One fact, a millisecond after the last.
  @discardableResult
  func apply(
    _ fact: OrderFact, to number: Int = 1, from source: FactSource = .stream
  ) -> FactOutcome {
    now += 1
    return ledger.apply(fact, to: Self.id(number), from: source, at: now)
  }

  func apply(all facts: [OrderFact], to number: Int = 1) {
    for fact in facts { apply(fact, to: number) }
  }

  func retire(_ number: Int = 1) -> Bool { ledger.retire(Self.id(number)) }

  func pass(_ milliseconds: Int64) { now += milliseconds }

  func status(_ number: Int = 1) -> OrderStatus? { ledger.record(Self.id(number))?.status }
}
