import FixedPoint
import Hashing
import Orders
import Signing
import Testing
import Trading
import Venue

@testable import Service

/// What people are told of orders that came to nothing.
@Suite("what became of orders")
struct LiveOutcomesTests {
  private static func books(_ denials: [(name: String, time: Int64, code: String)]) -> ManagerBooks
  {
    var books = ManagerBooks()
    for denial in denials {
      let terms = OrderTerms(
        clientOrderID: denial.name, intent: denial.name, strategy: "s", market: "0xaa",
        token: UInt256(UInt64(1)), side: .buy, price: Micros(raw: 500_000),
        size: Micros(raw: 10_000_000), tick: Micros(raw: 10_000), builder: .zero)
      books.apply(.denied(terms, code: denial.code, reason: ""), at: denial.time)
    }
    return books
  }

  @Test("many of one kind are one line, each is told once, and what an earlier run denied is not")
  func denials() {
    var outcomes = LiveOutcomes(now: 1_000)
    var all: [(name: String, time: Int64, code: String)] = [("old/0/1", 999, "FULL")]
    outcomes.note(Self.books(all), now: 1_500)
    #expect(outcomes.takeLines() == [])
    all += [("b/0/1", 1_600, "FULL"), ("a/0/1", 1_601, "FULL"), ("c/0/1", 2_000, "EXPIRED")]
    outcomes.note(Self.books(all), now: 2_000)
    #expect(
      outcomes.takeLines() == [
        "order c/0/1 denied: EXPIRED", "2 orders denied: FULL, such as a/0/1",
      ])
    // In the same millisecond, and one that the clock of the look had not reached yet.
    all += [("d/0/1", 2_000, "FULL"), ("e/0/1", 2_003, "FULL")]
    outcomes.note(Self.books(all), now: 2_000)
    #expect(outcomes.takeLines() == ["2 orders denied: FULL, such as d/0/1"])
    all += [("f/0/1", 2_003, "FULL")]
    outcomes.note(Self.books(all), now: 3_000)
    #expect(outcomes.takeLines() == ["order f/0/1 denied: FULL"])
    #expect(outcomes.takeLines() == [])
  }

  @Test("what the venue refuses is said in its own words")
  func rejections() {
    var outcomes = LiveOutcomes(now: 0)
    let rejection = VenueFailure.Rejection(text: "lower than the minimum: 5", status: 400)
    let events = [Digest32(2), Digest32(1)].map {
      ManagerEvent.posted(order: $0, .failed(.rejected(rejection)))
    }
    outcomes.note(events, OrderLedger())
    #expect(
      outcomes.takeLines() == [
        "2 orders refused by the venue: lower than the minimum: 5, such as \(Digest32(1).prefixedHex)"
      ])
  }
}
