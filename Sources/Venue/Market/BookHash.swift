package import FixedPoint
package import Hashing
package import JSON

/// The parts of a book's hash that the market channel does not send along with every change.
package struct BookHashTerms: Hashable, Sendable {
  /// The least shares of an order, such as 5.
  package var minimumOrderSize: Micros
  /// The price grid of the market at the moment.
  package var tickSize: Micros
  /// Whether the market is one of several of which exactly one wins.
  package var negativeRisk: Bool

  /// The terms of one market.
  package init(minimumOrderSize: Micros, tickSize: Micros, negativeRisk: Bool) {
    self.minimumOrderSize = minimumOrderSize
    self.tickSize = tickSize
    self.negativeRisk = negativeRisk
  }
}

/// The venue's hash over a whole book: SHA-1 of the compact JSON
/// `{"market","asset_id","timestamp","hash":"","bids","asks","min_order_size","tick_size","neg_risk","last_trade_price"}`
/// with the levels as in `book`, the best last (data/polymarket/README.md; vectors/book-hash.json).
///
/// A book whose hash agrees is complete to the last share, so no change has been lost. The text is
/// built in a buffer that is kept from call to call.
package struct BookHash: Sendable {
  private var text: [UInt8] = []

  /// An empty buffer.
  package init() {}

  /// The hash of `book` as the venue states it at `timestamp`.
  ///
  /// - Parameters:
  ///   - market: the venue's id of the market, as ASCII without quotation marks.
  ///   - token: the venue's id of the token, likewise.
  ///   - lastTradePrice: nil where there was no trade yet; the venue hashes an empty text then.
  package mutating func digest(
    of book: OrderBook, market: some Sequence<UInt8>, token: some Sequence<UInt8>,
    timestamp: Int64, terms: BookHashTerms, lastTradePrice: WrittenPrice?
  ) -> Digest20 {
    text.removeAll(keepingCapacity: true)
    append("{\"market\":\"")
    text.append(contentsOf: market)
    append("\",\"asset_id\":\"")
    text.append(contentsOf: token)
    append("\",\"timestamp\":\"")
    text.appendDecimal(timestamp)
    append("\",\"hash\":\"\",\"bids\":")
    append(book.bids)
    append(",\"asks\":")
    append(book.asks)
    append(",\"min_order_size\":\"")
    terms.minimumOrderSize.appendText(to: &text)
    append("\",\"tick_size\":\"")
    terms.tickSize.appendText(to: &text)
    append("\",\"neg_risk\":")
    append(terms.negativeRisk ? "true" : "false")
    append(",\"last_trade_price\":\"")
    lastTradePrice?.appendText(to: &text)
    append("\"}")
    return SHA1.hash(text)
  }

  /// The hash that a book in JSON must have, with its values exactly as they are written there; an
  /// absent last trade counts as an empty text. nil where a field is missing.
  package mutating func digest(ofJSON book: JSONNode) -> Digest20? {
    guard let market = book.member("market"), let token = book.member("asset_id"),
      let timestamp = book.member("timestamp"), let bids = book.member("bids"),
      let asks = book.member("asks"), let minimum = book.member("min_order_size"),
      let tickSize = book.member("tick_size"), let negativeRisk = book.member("neg_risk")
    else { return nil }
    text.removeAll(keepingCapacity: true)
    append("{\"market\":", market)
    append(",\"asset_id\":", token)
    append(",\"timestamp\":", timestamp)
    append(",\"hash\":\"\",\"bids\":")
    append(bids)
    append(",\"asks\":")
    append(asks)
    append(",\"min_order_size\":", minimum)
    append(",\"tick_size\":", tickSize)
    append(",\"neg_risk\":", negativeRisk)
    if let last = book.member("last_trade_price") {
      append(",\"last_trade_price\":", last)
    } else {
      append(",\"last_trade_price\":\"\"")
    }
    append("}")
    return SHA1.hash(text)
  }

  private mutating func append(_ levels: [BookLevel]) {
    append("[")
    for (index, level) in levels.enumerated() {
      append(index == 0 ? "{\"price\":\"" : ",{\"price\":\"")
      level.price.appendText(to: &text)
      append("\",\"size\":\"")
      level.size.appendText(to: &text)
      append("\"}")
    }
    append("]")
  }

  /// The price and size of every element, and nothing else an element may hold.
  private mutating func append(_ levels: JSONNode) {
    append("[")
    var isFirst = true
    for level in levels.elements {
      guard let price = level.member("price"), let size = level.member("size") else { continue }
      append(isFirst ? "{\"price\":" : ",{\"price\":", price)
      append(",\"size\":", size)
      append("}")
      isFirst = false
    }
    append("]")
  }

  private mutating func append(_ key: StaticString, _ value: JSONNode) {
    append(key)
    unsafe text.append(contentsOf: value.rawBytes)
  }

  private mutating func append(_ part: StaticString) {
    unsafe text.append(
      contentsOf: UnsafeBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount))
  }
}
