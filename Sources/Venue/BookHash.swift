package import FixedPoint
package import Hashing
package import JSON

/// The parts of a book's hash that the market channel does not send along with every change.
package struct BookHashTerms: Hashable, Sendable {
  package var minimumOrderSize: Micros
  package var tickSize: Micros
  package var negativeRisk: Bool

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
/// A book whose hash agrees is complete to the last share, so no change has been lost. The text is built in a
/// buffer that is kept from call to call.
package struct BookHash: Sendable {
  private var writer = JSONWriter()
  private var digits: [UInt8] = []

  package init() {}

  /// The hash of `book` as the venue states it at `timestamp`.
  ///
  /// - Parameters:
  ///   - market: the venue's id of the market.
  ///   - token: the venue's id of the token.
  ///   - lastTradePrice: nil where there was no trade yet; the venue hashes an empty text then.
  package mutating func digest(
    of book: OrderBook, market: some Sequence<UInt8>, token: some Sequence<UInt8>,
    timestamp: Int64, terms: BookHashTerms, lastTradePrice: WrittenPrice?
  ) -> Digest20 {
    writer.removeAll()
    writer.beginObject()
    writer.key("market")
    writer.string(utf8: market)
    writer.key("asset_id")
    writer.string(utf8: token)
    writer.key("timestamp")
    digits.removeAll(keepingCapacity: true)
    digits.appendDecimal(timestamp)
    writer.string(utf8: digits)
    writer.key("hash")
    writer.string("" as StaticString)
    writer.key("bids")
    write(book.bids)
    writer.key("asks")
    write(book.asks)
    writer.key("min_order_size")
    write(terms.minimumOrderSize)
    writer.key("tick_size")
    write(terms.tickSize)
    writer.key("neg_risk")
    writer.bool(terms.negativeRisk)
    writer.key("last_trade_price")
    if let lastTradePrice {
      digits.removeAll(keepingCapacity: true)
      lastTradePrice.appendText(to: &digits)
      writer.string(utf8: digits)
    } else {
      writer.string("" as StaticString)
    }
    writer.endObject()
    return SHA1.hash(writer.bytes)
  }

  /// The hash that a book in JSON must have, with its values exactly as they are written there; an absent last
  /// trade counts as an empty text. nil where a field is missing.
  package mutating func digest(ofJSON book: JSONNode) -> Digest20? {
    guard let market = book.member("market"), let token = book.member("asset_id"),
      let timestamp = book.member("timestamp"), let bids = book.member("bids"),
      let asks = book.member("asks"), let minimum = book.member("min_order_size"),
      let tickSize = book.member("tick_size"), let negativeRisk = book.member("neg_risk")
    else { return nil }
    writer.removeAll()
    writer.beginObject()
    copy("market", market)
    copy("asset_id", token)
    copy("timestamp", timestamp)
    writer.key("hash")
    writer.string("" as StaticString)
    writer.key("bids")
    copyLevels(bids)
    writer.key("asks")
    copyLevels(asks)
    copy("min_order_size", minimum)
    copy("tick_size", tickSize)
    copy("neg_risk", negativeRisk)
    if let last = book.member("last_trade_price") {
      copy("last_trade_price", last)
    } else {
      writer.key("last_trade_price")
      writer.string("" as StaticString)
    }
    writer.endObject()
    return SHA1.hash(writer.bytes)
  }

  private mutating func write(_ levels: [BookLevel]) {
    writer.beginArray()
    for level in levels {
      writer.beginObject()
      writer.key("price")
      write(level.price)
      writer.key("size")
      write(level.size)
      writer.endObject()
    }
    writer.endArray()
  }

  private mutating func write(_ amount: Micros) {
    digits.removeAll(keepingCapacity: true)
    amount.appendText(to: &digits)
    writer.string(utf8: digits)
  }

  private mutating func copy(_ key: StaticString, _ value: JSONNode) {
    writer.key(key)
    unsafe writer.raw(value.rawBytes)
  }

  private mutating func copyLevels(_ levels: JSONNode) {
    writer.beginArray()
    for level in levels.elements {
      guard let price = level.member("price"), let size = level.member("size") else { continue }
      writer.beginObject()
      copy("price", price)
      copy("size", size)
      writer.endObject()
    }
    writer.endArray()
  }
}
