import FixedPoint
import Hashing
import JSON
import Trading
import Venue

/// Writes the messages of a market as the venue does: the same fields in the same order, amounts as
/// text.
struct MessageWriter {
  /// Lines of NDJSON, not yet taken.
  private(set) var lines = JSONWriter()
  private var hasher = BookHash()
  private var digits: [UInt8] = []

  mutating func removeAll() {
    lines.removeAll()
  }

  /// Takes the lines written since the last call.
  mutating func take() -> [UInt8] {
    defer { lines.removeAll() }
    return lines.bytes
  }

  /// Appends a line that was written before, or one that is not JSON.
  mutating func line(_ bytes: [UInt8]) {
    lines.raw(bytes)
    lines.newline()
  }

  /// The hash of a token's book as it is now, stamped `timestamp`.
  mutating func digest(
    _ market: SimulatedMarket, _ outcome: SimulatedMarket.Outcome, _ timestamp: Int64
  ) -> Digest20 {
    hasher.digest(
      of: market.book(outcome), market: market.market, token: market.token(outcome),
      timestamp: timestamp, terms: market.terms, lastTradePrice: market.lastTrade)
  }

  /// A `book`: all levels of one token.
  mutating func book(
    _ market: SimulatedMarket, _ outcome: SimulatedMarket.Outcome, _ timestamp: Int64
  ) {
    let book = market.book(outcome)
    lines.beginObject()
    text("market", market.market)
    text("asset_id", market.token(outcome))
    stamp(timestamp)
    hash(digest(market, outcome, timestamp))
    levels("bids", book.bids)
    levels("asks", book.asks)
    amount("tick_size", market.terms.tickSize)
    text("event_type", "book")
    if let last = market.lastTrade {
      digits.removeAll(keepingCapacity: true)
      last.appendText(to: &digits)
      lines.key("last_trade_price")
      lines.string(utf8: digits)
    }
    lines.endObject()
    lines.newline()
  }

  /// A `price_change`: the entry of the token that was acted on and the image of it, `first` first,
  /// with the best prices of the market's books as they are now.
  mutating func priceChange(
    _ market: SimulatedMarket, _ change: LevelChange, first: SimulatedMarket.Outcome,
    timestamp: Int64, yesHash: Digest20, noHash: Digest20
  ) {
    lines.beginObject()
    text("market", market.market)
    lines.key("price_changes")
    lines.beginArray()
    for outcome in first == .yes ? [SimulatedMarket.Outcome.yes, .no] : [.no, .yes] {
      let price = Micros(raw: change.price)
      let book = market.book(outcome)
      lines.beginObject()
      text("asset_id", market.token(outcome))
      amount("price", outcome == .yes ? price : price.complement)
      amount("size", Micros(raw: change.size))
      side(outcome == .yes ? change.side : change.side.opposite)
      hash(outcome == .yes ? yesHash : noHash)
      amount("best_bid", book.bestBid?.price ?? .zero)
      amount("best_ask", book.bestAsk?.price ?? .one)
      lines.endObject()
    }
    lines.endArray()
    stamp(timestamp)
    text("event_type", "price_change")
    lines.endObject()
    lines.newline()
  }

  /// A `last_trade_price`.
  mutating func trade(
    _ market: SimulatedMarket, _ outcome: SimulatedMarket.Outcome, price: Micros, size: Micros,
    taker: Side, timestamp: Int64, transaction: [UInt8]
  ) {
    lines.beginObject()
    text("market", market.market)
    text("asset_id", market.token(outcome))
    amount("price", price)
    amount("size", size)
    text("fee_rate_bps", "0")
    side(taker)
    stamp(timestamp)
    text("event_type", "last_trade_price")
    text("transaction_hash", transaction)
    lines.endObject()
    lines.newline()
  }

  /// A `tick_size_change` of one token.
  mutating func tickSizeChange(
    _ market: SimulatedMarket, _ outcome: SimulatedMarket.Outcome, from old: Micros, to new: Micros,
    timestamp: Int64
  ) {
    lines.beginObject()
    text("market", market.market)
    text("asset_id", market.token(outcome))
    amount("old_tick_size", old)
    amount("new_tick_size", new)
    stamp(timestamp)
    text("event_type", "tick_size_change")
    lines.endObject()
    lines.newline()
  }

  private mutating func levels(_ key: StaticString, _ levels: [BookLevel]) {
    lines.key(key)
    lines.beginArray()
    for level in levels {
      lines.beginObject()
      amount("price", level.price)
      amount("size", level.size)
      lines.endObject()
    }
    lines.endArray()
  }

  private mutating func side(_ side: Side) {
    text("side", side == .buy ? "BUY" : "SELL")
  }

  private mutating func stamp(_ timestamp: Int64) {
    digits.removeAll(keepingCapacity: true)
    digits.appendDecimal(timestamp)
    lines.key("timestamp")
    lines.string(utf8: digits)
  }

  private mutating func hash(_ digest: Digest20) {
    digits.removeAll(keepingCapacity: true)
    digest.appendHex(to: &digits)
    lines.key("hash")
    lines.string(utf8: digits)
  }

  private mutating func amount(_ key: StaticString, _ amount: Micros) {
    digits.removeAll(keepingCapacity: true)
    amount.appendText(to: &digits)
    lines.key(key)
    lines.string(utf8: digits)
  }

  private mutating func text(_ key: StaticString, _ value: [UInt8]) {
    lines.key(key)
    lines.string(utf8: value)
  }

  private mutating func text(_ key: StaticString, _ value: StaticString) {
    lines.key(key)
    lines.string(value)
  }
}
