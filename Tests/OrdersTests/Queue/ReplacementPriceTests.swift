import FixedPoint
import Orders
import TestSupport
import Testing
import Trading

private func micros(_ text: String?) -> Micros? { text.flatMap { try? Micros.parse($0) } }

@Suite("the price of a replacement")
struct ReplacementPriceTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var purpose: ReplacementPrice.Purpose
    var side: Side
    var bid: String?
    var ask: String?
    var tick = "0.01"
    var limit: String?
    var price: String?
    var after: String?
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "a buy follows the bid", purpose: .followMarket, side: .buy, bid: "0.45", ask: "0.47",
      price: "0.45", after: "70"),
    Case(
      name: "a sell follows the ask, whatever the spread", purpose: .followMarket, side: .sell,
      bid: "0.40", ask: "0.54", price: "0.54", after: "70"),
    Case(
      name: "to the front of a wide spread", purpose: .takeFront, side: .buy, bid: "0.40",
      ask: "0.42", price: "0.41", after: "0"),
    Case(
      name: "to the front, selling", purpose: .takeFront, side: .sell, bid: "0.40", ask: "0.42",
      price: "0.41", after: "0"),
    Case(
      name: "one tick of spread has no front", purpose: .takeFront, side: .buy, bid: "0.40",
      ask: "0.41", price: "0.40", after: "70"),
    Case(
      name: "an empty other side gives no measure", purpose: .takeFront, side: .buy, bid: "0.40",
      price: "0.40", after: "70"),
    Case(
      name: "the limit of the plan", purpose: .takeFront, side: .buy, bid: "0.40", ask: "0.50",
      limit: "0.40", price: "0.40", after: "70"),
    Case(
      name: "a limit behind the best price", purpose: .followMarket, side: .buy, bid: "0.40",
      ask: "0.50", limit: "0.38", price: "0.38"),
    Case(
      name: "a selling limit behind the best price", purpose: .followMarket, side: .sell,
      bid: "0.40", ask: "0.50", limit: "0.52", price: "0.52"),
    Case(
      name: "a locked book is not crossed", purpose: .followMarket, side: .buy, bid: "0.50",
      ask: "0.50", price: "0.49"),
    Case(
      name: "a limit off the tick, away from the market", purpose: .followMarket, side: .sell,
      bid: "0.40", ask: "0.50", limit: "0.525", price: "0.53"),
    Case(
      name: "the last price", purpose: .takeFront, side: .buy, bid: "0.99", price: "0.99",
      after: "70"),
    Case(name: "no side", purpose: .followMarket, side: .buy, ask: "0.50"),
    Case(
      name: "no price that does not trade", purpose: .followMarket, side: .buy, bid: "0.01",
      ask: "0.01"),
    Case(
      name: "small ticks", purpose: .takeFront, side: .sell, bid: "0.401", ask: "0.403",
      tick: "0.001", price: "0.402", after: "0"),
  ]

  @Test("follows the market, or goes to the front where there is room", arguments: cases)
  func table(row: Case) {
    let found = ReplacementPrice(
      row.purpose,
      in: ReplacementPrice.Situation(
        side: row.side, price: Micros(raw: 300_000), tick: micros(row.tick) ?? .zero,
        bestBid: micros(row.bid), bestAsk: micros(row.ask), limit: micros(row.limit),
        ahead: Micros(raw: 9), sizeAtBest: micros("70")))
    #expect(found?.price == micros(row.price))
    #expect(found?.aheadAfter == micros(row.after))
    #expect(found == nil || found?.aheadBefore == Micros(raw: 9))
  }

  @Test(
    "never trades at once, never beyond the limit, always on the tick",
    arguments: 0..<2000 as Range<UInt64>)
  func property(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func price(_ tick: Int64) -> Micros? {
      guard Int.random(in: 0..<8, using: &generator) > 0 else { return nil }
      return Micros(raw: Int64.random(in: 1..<(1_000_000 / tick), using: &generator) * tick)
    }
    let tick = [100, 1000, 10_000, 100_000][Int.random(in: 0..<4, using: &generator)] as Int64
    let situation = ReplacementPrice.Situation(
      side: Bool.random(using: &generator) ? .buy : .sell, price: Micros(raw: tick),
      tick: Micros(raw: tick), bestBid: price(tick), bestAsk: price(tick), limit: price(100))
    for purpose in [ReplacementPrice.Purpose.followMarket, .takeFront] {
      guard let found = ReplacementPrice(purpose, in: situation)?.price else { continue }
      #expect(found.raw % tick == 0 && found > .zero && found < .one)
      if situation.side == .buy {
        #expect(situation.bestAsk.map { found < $0 } ?? true)
        #expect(situation.limit.map { found <= $0 } ?? true)
        #expect(situation.bestBid.map { found.raw <= $0.raw + tick } ?? false)
      } else {
        #expect(situation.bestBid.map { found > $0 } ?? true)
        #expect(situation.limit.map { found >= $0 } ?? true)
        #expect(situation.bestAsk.map { found.raw >= $0.raw - tick } ?? false)
      }
    }
  }
}
