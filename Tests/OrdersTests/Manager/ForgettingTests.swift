import FixedPoint
import Hashing
import Orders
import TestSupport
import Testing
import Trading
import Venue

/// A run of weeks keeps the plans that may come again, and no more; the journal gives the same books back.
@Suite("What the order manager forgets")
struct ForgettingTests {
  private static let start: Int64 = 1_795_000_000_000
  private static let day: Int64 = 86_400_000

  private static func plan(_ intent: String, at time: Int64, until: Int64? = nil) -> ExecutionPlan {
    ExecutionPlan(
      intent: intent, strategy: "maker", time: time, validUntil: until,
      legs: [
        ExecutionPlan.Leg(
          market: "0xaa", token: UInt256(UInt64(7)), side: .buy, price: Micros(raw: 500_000),
          size: Micros(raw: 5_000_000), tick: Micros(raw: 10_000))
      ])
  }

  private static func terms(_ intent: String, attempt: Int = 1) -> OrderTerms {
    let leg = plan(intent, at: 0).legs[0]
    return OrderTerms(
      clientOrderID: "\(intent)/0/\(attempt)", intent: intent, strategy: "maker",
      market: leg.market, token: leg.token, side: leg.side, price: leg.price, size: leg.size,
      expiration: nil, tick: leg.tick, builder: .zero)
  }

  private static func id(_ number: UInt64) -> Digest32 { Digest32(number, 0, 0, number) }

  /// The entries of one plan whose order got as far as `facts`.
  private static func order(
    _ intent: String, _ number: UInt64, at time: Int64, _ facts: [OrderFact]
  ) -> [ManagerEntry] {
    let signed = SignedBytes(
      id: id(number), body: [], salt: number, timestamp: UInt64(time))
    return [
      .plan(plan(intent, at: time)), .order(terms(intent), signed, sequence: Int64(number)),
    ] + facts.map { .fact(order: id(number), $0, .stream) }
  }

  private static func trade(_ status: TradeStatus, _ time: Int64) -> OrderFact {
    .trade(
      TradeFact(
        id: "t", size: Micros(raw: 5_000_000), price: Micros(raw: 500_000), status: status,
        matchTime: time))
  }

  /// Plans of one day, and what is kept of them a week and a day later.
  private struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var entries: [ManagerEntry]
    var isForgotten: Bool
    var testDescription: String { name }
  }

  private static let cases: [Case] = [
    Case(name: "no order yet", entries: [.plan(plan("a", at: start))], isForgotten: false),
    Case(
      name: "denied",
      entries: [.plan(plan("a", at: start)), .denied(terms("a"), code: "EXEC_PAUSED", reason: "")],
      isForgotten: true),
    Case(
      name: "open", entries: order("a", 1, at: start, [.sent, .acknowledged]), isForgotten: false),
    Case(
      name: "in doubt", entries: order("a", 1, at: start, [.sent, .sendInDoubt]),
      isForgotten: false),
    Case(
      name: "cancelled",
      entries: order(
        "a", 1, at: start, [.sent, .acknowledged, .cancelled(matched: .zero, reason: .requested)]),
      isForgotten: true),
    Case(
      name: "filled, and not settled",
      entries: order("a", 1, at: start, [.sent, .acknowledged, trade(.matched, start)]),
      isForgotten: false),
    Case(
      name: "filled and settled",
      entries: order("a", 1, at: start, [.sent, .acknowledged, trade(.confirmed, start)]),
      isForgotten: true),
    Case(
      name: "cancelled for a replacement that is still to come",
      entries: order(
        "a", 1, at: start, [.sent, .acknowledged, .cancelled(matched: .zero, reason: .requested)])
        + [
          .replacement(
            order: id(1),
            .granted(
              by: "a/0/2", price: Micros(raw: 500_000), aheadBefore: nil, aheadAfter: nil))
        ], isForgotten: false),
    Case(
      name: "valid until a day that is not over",
      entries: [
        .plan(plan("a", at: start, until: start + 8 * day)),
        .denied(terms("a"), code: "EXEC_PAUSED", reason: ""),
      ], isForgotten: false),
    Case(
      name: "dated ahead",
      entries: [
        .plan(plan("a", at: start + 8 * day)),
        .denied(terms("a"), code: "EXEC_PAUSED", reason: ""),
      ], isForgotten: false),
  ]

  @Test("only what is over is forgotten", arguments: cases)
  private func forgets(_ sample: Case) {
    var books = ManagerBooks()
    for entry in sample.entries { books.apply(entry, at: Self.start) }
    let orders = books.ledger.orders.count
    #expect(!books.hasForgettable(before: Self.start), "what is not older stays")
    let horizon = Self.start + Self.day
    #expect(books.hasForgettable(before: horizon) == sample.isForgotten)
    books.apply(.forgotten(before: horizon), at: horizon + 7 * Self.day)
    #expect((books.intents["a"] == nil) == sample.isForgotten)
    #expect(books.denials.isEmpty || !sample.isForgotten)
    #expect(books.ledger.orders.count == orders, "orders stay: a late fill must find them")
    #expect(!books.hasForgettable(before: horizon), "nothing is left to forget")
  }

  private static func manager(_ memory: Int64 = 7 * day) -> OrderManager {
    var policy = ManagerPolicy(owner: "test", apiKey: "k", wallet: "0x01", builder: .zero)
    policy.planMemory = memory
    return OrderManager(policy)
  }

  /// What was recorded, in order.
  private func entries(_ actions: [ManagerAction]) -> [ManagerEntry] {
    actions.compactMap { if case .record(let entry, _) = $0 { entry } else { nil } }
  }

  @Test("a month of plans is a week of plans, and folding the journal gives the same books")
  func month() {
    var manager = Self.manager()
    var journal: [(entry: ManagerEntry, time: Int64)] = []
    func take(_ event: ManagerEvent, _ now: Int64) {
      for entry in entries(manager.handle(event, now: now)) { journal.append((entry, now)) }
    }
    take(.start, Self.start)
    var most = 0
    for hour in 0..<(30 * 24) {
      let now = Self.start + Int64(hour) * 3_600_000
      // Nothing is reconciled, so every plan is denied at once.
      take(.plan(Self.plan("p\(hour)", at: now)), now)
      take(.tick, now + 60_000)
      most = max(most, manager.books.intents.count, manager.books.denials.count)
    }
    #expect(most <= 7 * 24 + 2 && manager.books.intents.count >= 7 * 24)
    #expect(manager.books.intents.count == manager.books.denials.count)
    var folded = Self.manager()
    for (entry, time) in journal { folded.apply(entry, at: time) }
    #expect(folded.books.isSame(as: manager.books))
    // However much a later run remembers: what the journal says was forgotten.
    var longer = Self.manager(60 * Self.day)
    for (entry, time) in journal { longer.apply(entry, at: time) }
    #expect(longer.books.isSame(as: manager.books))
  }

  @Test("what may have been forgotten is not taken again, and what is remembered changes nothing")
  func again() {
    var manager = Self.manager()
    let old = Self.plan("old", at: Self.start)
    let aged = Self.plan("aged", at: Self.start, until: Self.start + 1_000)
    let recent = Self.plan("recent", at: Self.start + 6 * Self.day)
    let later = Self.start + 8 * Self.day
    for event in [ManagerEvent.start, .plan(old), .plan(aged)] {
      _ = manager.handle(event, now: Self.start)
    }
    _ = manager.handle(.plan(recent), now: Self.start + 6 * Self.day)
    _ = manager.handle(.tick, now: later)
    #expect(manager.books.intents.keys.sorted() == ["recent"])
    let refusal = entries(manager.handle(.plan(old), now: later))
    guard case .refused("old", "EXEC_PLAN_EXPIRED", _)? = refusal.first, refusal.count == 1 else {
      Issue.record("\(refusal)")
      return
    }
    #expect(entries(manager.handle(.plan(aged), now: later)).isEmpty, "its time was over anyway")
    #expect(entries(manager.handle(.plan(recent), now: later)).isEmpty, "the same changes nothing")
    #expect(manager.books.intents.keys.sorted() == ["recent"])
  }
}
