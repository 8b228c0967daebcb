import CAllocations
import FixedPoint
import Hashing
import Orders
import TestSupport
import Testing
import Trading
import Venue

@Suite("the ledger of orders")
struct OrderLedgerTests {
  @Test("what the seed wants to be readable of an order is readable of its record")
  func readable() throws {
    let fixture = LedgerFixture()
    fixture.add()
    fixture.pass(39)
    fixture.apply(.sent, from: .local)
    let acknowledged = fixture.now + 1
    fixture.apply(.acknowledged, from: .answer)
    fixture.apply(
      .trade(
        TradeFact(
          id: "T1", size: LedgerFixture.shares(40), price: Micros(raw: 500_000),
          transactionHash: "0xaa")))
    fixture.apply(.settlement(trade: "T1", .confirmed))
    let last = fixture.now
    fixture.apply(.cancelRequested(attempt: 1), from: .local)
    fixture.apply(.rejected(reason: "too late"), from: .answer)
    let record = try #require(fixture.ledger.record(clientOrderID: "intent/1/1"))
    #expect(record.id == LedgerFixture.id(1))
    #expect(record.timeline.map(\.after) == [.submitted, .accepted, .partiallyFilled])
    #expect(record.timeline.map(\.cause) == [.sent, .acknowledged, .trade])
    #expect(record.timeline.map(\.source) == [.local, .answer, .stream])
    #expect(record.status.open == LedgerFixture.shares(60))
    #expect(record.status.filled == LedgerFixture.shares(40))
    #expect(record.status.rejectReason == "too late")
    #expect(record.acknowledgedAt == acknowledged)
    #expect(record.lastVenueUpdate == last + 2)
    #expect(record.ackAge(at: last + 2 + 4_600) == 4_600)
    #expect(record.ackAge(at: 0) == 0)
    #expect(record.transactionHashes == ["0xaa"])
    #expect(record.terms.builder == .zero)
    #expect(record.status.cancel == .inFlight)
    #expect(record.trades.map(\.status) == [.confirmed])
  }

  @Test("an order that the venue was never heard of ages from its signature")
  func neverHeard() throws {
    let fixture = LedgerFixture()
    fixture.add()
    let signed = fixture.now
    fixture.apply(.sent, from: .local)
    #expect(fixture.ledger.record(LedgerFixture.id(1))?.ackAge(at: signed + 3_001) == 3_001)
  }

  @Test("an order, or a name, is taken in once")
  func once() {
    let fixture = LedgerFixture()
    #expect(fixture.add() != nil)
    #expect(fixture.add() == nil)
    #expect(fixture.add(2, LedgerFixture.terms(1)) == nil)
    #expect(fixture.ledger.count == 1)
    #expect(fixture.add(2) != nil)
    #expect(fixture.ledger.openOrders.map(\.sequence) == [1, 2])
  }

  @Test("facts of an order that nobody knows wait for it")
  func quarantine() {
    let fixture = LedgerFixture()
    let unknown = fixture.apply(LedgerFixture.trade("T1", 40), to: 5)
    #expect(unknown.before == nil && unknown.isNews)
    #expect(Array(unknown.anomalies) == [.unknownTrade, .unknownOrder])
    #expect(unknown.followUps.contains(.haltAll))
    #expect(!fixture.apply(LedgerFixture.trade("T1", 40), to: 5).isNews)
    fixture.apply(.cancelled(matched: nil, reason: .unsolicited), to: 5)
    fixture.apply(.acknowledged, to: 6)
    #expect(fixture.ledger.unknownFacts.count == 3)
    let outcome = fixture.add(5)
    #expect(outcome?.after == .cancelled)
    #expect(fixture.status(5)?.filled == LedgerFixture.shares(40))
    #expect(fixture.ledger.unknownFacts.count == 1)
    fixture.ledger.discardUnknown(LedgerFixture.id(6))
    #expect(fixture.ledger.unknownFacts.isEmpty)
  }

  @Test("an order leaves only ended and settled; a tombstone stays")
  func retire() {
    let fixture = LedgerFixture()
    fixture.add()
    fixture.apply(all: [.sent, .acknowledged, LedgerFixture.trade("T1", 40)])
    #expect(!fixture.retire(1))
    fixture.apply(.cancelled(matched: LedgerFixture.shares(50), reason: .requested))
    #expect(!fixture.retire(1))
    fixture.apply(LedgerFixture.trade("T2", 10, status: .confirmed))
    #expect(!fixture.retire(1))
    fixture.apply(.settlement(trade: "T1", .confirmed))
    #expect(fixture.retire(1))
    #expect(fixture.ledger.record(LedgerFixture.id(1)) == nil)
    #expect(fixture.ledger.tombstone(LedgerFixture.id(1))?.filled == LedgerFixture.shares(50))
    #expect(fixture.add() == nil)
    let late = fixture.apply(LedgerFixture.trade("T3", 10))
    #expect(late.anomalies.contains(.unknownOrder))
    #expect(late.followUps.contains(.haltMarket("m")))
  }

  @Test("places of orders that left are closed, and the order of the others stays")
  func compaction() {
    let fixture = LedgerFixture()
    for number in 1...3_000 {
      fixture.add(number)
      if number % 3 == 0 { continue }
      fixture.apply(.rejected(reason: "NO"), to: number)
      #expect(fixture.retire(number))
    }
    #expect(fixture.ledger.count == 1_000)
    #expect(fixture.ledger.openOrders.map(\.sequence) == (1...1_000).map { Int64($0 * 3) })
    fixture.apply(LedgerFixture.trade("T", 100), to: 2_997)
    #expect(fixture.status(2_997)?.life == .filled)
    #expect(fixture.ledger.openCount == 999)
  }

  @Test("the venue's rounding is booked and told, and halts nothing")
  func dust() {
    let fixture = LedgerFixture(dust: Micros(raw: 10_000))
    fixture.add()
    fixture.apply(all: [.sent, .acknowledged])
    let within = fixture.apply(
      .trade(TradeFact(id: "T1", size: Micros(raw: 100_000_003), price: nil)))
    #expect(Array(within.anomalies) == [.roundingDust])
    #expect(within.followUps.isEmpty)
    #expect(fixture.status()?.overfill == Micros(raw: 3))
    let beyond = fixture.apply(.trade(TradeFact(id: "T2", size: Micros(raw: 10_000), price: nil)))
    #expect(beyond.anomalies.contains(.overfill))
    #expect(beyond.followUps.contains(.haltMarket("m")))
  }

  @Test("a disputed trade stands as first seen until the venue's own list says otherwise twice")
  func dispute() {
    let fixture = LedgerFixture()
    fixture.add()
    fixture.apply(all: [.sent, .acknowledged, LedgerFixture.trade("T1", 40)])
    let first = fixture.apply(LedgerFixture.trade("T1", 30))
    #expect(first.anomalies.contains(.conflictingDuplicate) && first.isNews)
    #expect(fixture.status()?.filled == LedgerFixture.shares(40))
    let again = fixture.apply(LedgerFixture.trade("T1", 30))
    #expect(again.anomalies.contains(.conflictingDuplicate) && !again.isNews)
    #expect(fixture.apply(LedgerFixture.trade("T1", 30), from: .snapshot).isNews)
    #expect(fixture.status()?.filled == LedgerFixture.shares(30))
    #expect(fixture.ledger.record(LedgerFixture.id(1))?.trades.first?.conflict == nil)
  }

  @Test("a cancel told near the end of an order's time is its expiry")
  func expiry() throws {
    for (early, expected): (Int64, OrderFact.Name) in [(60_000, .expired), (60_001, .cancelled)] {
      let fixture = LedgerFixture()
      fixture.add(1, LedgerFixture.terms(1, type: .goodTillDate, expiration: 900_000))
      fixture.apply(all: [.sent, .acknowledged])
      let record = try #require(fixture.ledger.record(LedgerFixture.id(1)))
      let facts = OrderFact.ended(record, matched: nil, at: 900_000 - early)
      #expect(facts.map(\.name) == [expected])
      fixture.apply(.cancelRequested(attempt: 1))
      let asked = try #require(fixture.ledger.record(LedgerFixture.id(1)))
      #expect(
        OrderFact.ended(asked, matched: nil, at: 900_000)
          == [.cancelled(matched: nil, reason: .requested)])
    }
  }

  @Test("hints of refused cancels ask the venue, and are believed in nothing")
  func refusals() {
    for refusal in CancelRefusal.allCases {
      let fixture = LedgerFixture()
      fixture.add()
      fixture.apply(all: [.sent, .acknowledged, .cancelRequested(attempt: 1)])
      let outcome = fixture.apply(.cancelRefused(attempt: 1, refusal), from: .answer)
      #expect(fixture.status()?.life == .accepted)
      #expect(fixture.status()?.cancel == .refused)
      #expect(fixture.status()?.cancelRefusal == refusal)
      let asks = refusal != .venueRefused && refusal != .venueUnavailable
      #expect(outcome.followUps.contains(.lookUp) == asks)
      #expect(outcome.followUps.contains(.cancel) == (refusal == .venueUnavailable))
      fixture.apply(.cancelRequested(attempt: 2))
      #expect(fixture.status()?.cancel == .inFlight)
      fixture.apply(.cancelRefused(attempt: 1, .unknownOrder))
      #expect(fixture.status()?.cancel == .inFlight)
      #expect(
        fixture.apply(.cancelInDoubt(attempt: 2)).followUps.contains(.cancel))
      #expect(fixture.status()?.cancel == .inDoubt)
    }
  }

  @Test("what is told again costs no memory")
  func allocations() {
    let fixture = LedgerFixture()
    fixture.add()
    for index in 0..<12 { fixture.apply(LedgerFixture.trade("trade \(index)", 1)) }
    fixture.apply(all: [.sent, .acknowledged, .cancelRequested(attempt: 1)])
    let facts: [OrderFact] = [
      .acknowledged, LedgerFixture.trade("trade 7", 1), .cumulative(LedgerFixture.shares(3)),
      .settlement(trade: "trade 3", .matched), .shownOpen(asOf: 1, matched: .zero),
    ]
    var ledger = fixture.ledger
    fixture.ledger = OrderLedger()
    let id = LedgerFixture.id(1)
    var news = 0
    let before = allocation_count()
    for _ in 0..<100 {
      for fact in facts where ledger.apply(fact, to: id, from: .stream, at: 9_000).isNews {
        news += 1
      }
    }
    let asked = Int(allocation_count() - before)
    #if DEBUG
      // Unoptimised code reaches into an array through a frame on the heap.
      #expect(asked <= 100 * facts.count)
    #else
      #expect(asked == 0)
    #endif
    #expect(news == 0)
  }
}
