import FixedPoint
import Runtime
import TestSupport
import Testing
import Trading
import Venue

@Suite("Order book")
struct OrderBookTests {
  @Test("a snapshot in any order is sorted, the best last")
  func snapshot() {
    let book = OrderBook(
      bids: [level("0.3", "1"), level("0.5", "2"), level("0.4", "3")],
      asks: [level("0.6", "4"), level("0.9", "5"), level("0.7", "0"), level("0.6", "6")])
    #expect(book.bids.map(\.price) == [price("0.3"), price("0.4"), price("0.5")])
    #expect(book.asks == [level("0.9", "5"), level("0.6", "6")])
    #expect(book.bestBid == level("0.5", "2") && book.bestAsk == level("0.6", "6"))
    #expect(!book.isEmpty && OrderBook().isEmpty)
  }

  @Test("a snapshot replaces everything")
  func replaced() {
    var book = OrderBook(bids: [level("0.3", "1")], asks: [level("0.6", "1")])
    book.replace(bids: [], asks: [level("0.7", "1")])
    #expect(book.bestBid == nil && book.asks == [level("0.7", "1")])
  }

  @Test("every change says what it did")
  func effects() {
    var book = OrderBook()
    #expect(book.set(.buy, price: price("0.5"), size: price("10")) == .added)
    #expect(book.set(.buy, price: price("0.5"), size: price("12")) == .resized)
    #expect(book.set(.buy, price: price("0.5"), size: price("12")) == .unchanged)
    #expect(book.set(.sell, price: price("0.5"), size: .zero) == .absent)
    #expect(book.size(at: price("0.5"), .buy) == price("12"))
    #expect(book.size(at: price("0.5"), .sell) == .zero)
    #expect(book.set(.buy, price: price("0.5"), size: .zero) == .removed)
    #expect(book.set(.buy, price: price("0.5"), size: .zero) == .absent && book.isEmpty)
  }

  @Test("prices off the grid and six decimals stay exact")
  func exact() {
    var book = OrderBook()
    book.set(.sell, price: price("0.123457"), size: price("121.951218"))
    book.set(.sell, price: price("0.123456"), size: price("0.000001"))
    #expect(book.bestAsk == level("0.123456", "0.000001"))
    #expect(book.size(at: price("0.123457"), .sell) == price("121.951218"))
  }

  @Test("levels better than reported are dropped, those at the report stay")
  func dropping() {
    let full = OrderBook(
      bids: [level("0.3", "1"), level("0.4", "1"), level("0.5", "1")],
      asks: [level("0.9", "1"), level("0.7", "1"), level("0.6", "1")])
    var book = full
    #expect(book.dropLevelsBetter(thanBid: price("0.5"), ask: price("0.6")) == 0 && book == full)
    #expect(book.dropLevelsBetter(thanBid: nil, ask: nil) == 0)
    #expect(book.dropLevelsBetter(thanBid: price("0.35"), ask: price("0.7")) == 3)
    #expect(book.bestBid == level("0.3", "1") && book.bestAsk == level("0.7", "1"))
    // An empty side is reported as 0 or 1.
    #expect(book.dropLevelsBetter(thanBid: .zero, ask: .one) == 3 && book.isEmpty)
  }

  @Test("agrees with a dictionary of levels after any changes", arguments: 0..<40 as Range<UInt64>)
  func model(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var book = OrderBook()
    var model: [Side: [Micros: Micros]] = [.buy: [:], .sell: [:]]
    for step in 0..<400 {
      let side = Side.allCases[Int.random(in: 0...1, using: &generator)]
      let price = Micros(raw: Int64.random(in: 0...40, using: &generator) * 25_000)
      let size = Micros(
        raw: Int64.random(in: -2...4, using: &generator).magnitude == 2
          ? 0 : Int64.random(in: 1...3, using: &generator))
      let before = model[side]?[price]
      let effect = book.set(side, price: price, size: size)
      switch (before, size) {
      case (nil, .zero): #expect(effect == .absent)
      case (nil, _): #expect(effect == .added)
      case (_, .zero): #expect(effect == .removed)
      case (let before?, _): #expect(effect == (before == size ? .unchanged : .resized))
      }
      model[side]?[price] = size == .zero ? nil : size
      if step % 97 == 0 {
        let bid = Micros(raw: 800_000)
        let ask = Micros(raw: 200_000)
        let expected =
          (model[.buy] ?? [:]).keys.count { $0 > bid }
          + (model[.sell] ?? [:]).keys.count { $0 < ask }
        #expect(book.dropLevelsBetter(thanBid: bid, ask: ask) == expected)
        model[.buy] = model[.buy]?.filter { $0.key <= bid }
        model[.sell] = model[.sell]?.filter { $0.key >= ask }
      }
    }
    #expect(book.bids == sorted(model[.buy], by: <), "seed \(seed)")
    #expect(book.asks == sorted(model[.sell], by: >), "seed \(seed)")
    for (price, size) in model[.sell] ?? [:] { #expect(book.size(at: price, .sell) == size) }
    let again = OrderBook(bids: book.bids.reversed(), asks: book.asks.shuffled(using: &generator))
    #expect(again == book)
  }

  private func sorted(
    _ levels: [Micros: Micros]?, by order: (Micros, Micros) -> Bool
  ) -> [BookLevel] {
    (levels ?? [:]).sorted { order($0.key, $1.key) }.map {
      BookLevel(price: $0.key, size: $0.value)
    }
  }

  private func level(_ price: String, _ size: String) -> BookLevel {
    BookLevel(price: self.price(price), size: self.price(size))
  }

  private func price(_ text: String) -> Micros {
    guard let value = try? Micros.parse(text) else { fatalError("\(text) is no amount") }
    return value
  }
}
