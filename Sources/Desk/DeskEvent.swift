import FixedPoint
import Hashing
package import JSON
package import Orders
import Trading

/// What the desk tells the graph, as events of the form of vectors/events/README.md.
package enum DeskEvent {
  /// An order that waits for its number; `facts` is nil where the shared store cannot be read, and then nobody knows
  /// that no kill stands.
  package static func write(
    signing terms: OrderTerms, _ facts: SigningFacts?, now: Int64, to writer: inout JSONWriter
  ) {
    begin(terms, now: now, isKilled: facts?.isKilled ?? true, to: &writer)
    writer.key("builder_code")
    writer.string(terms.builder.prefixedHex)
    write(facts, to: &writer)
    writer.endObject()
  }

  /// A transaction of the wallet that waits for its number. It belongs to no strategy; to a market where it moves
  /// that market's shares.
  package static func write(
    signing transaction: TransactionRequest, _ facts: SigningFacts?, now: Int64,
    to writer: inout JSONWriter
  ) {
    begin(
      transaction.id, market: transaction.market ?? "", strategy: "", now: now,
      isKilled: facts?.isKilled ?? true, to: &writer)
    write(facts, to: &writer)
    writer.endObject()
  }

  private static func write(_ facts: SigningFacts?, to writer: inout JSONWriter) {
    writer.key("chain")
    writer.beginObject()
    writer.key("available")
    writer.bool(facts?.chainNonce != nil)
    writer.integer("nonce", facts?.chainNonce)
    writer.endObject()
    // A latched lane has no table that anybody may sign by.
    if let facts, !facts.isLatched {
      writer.key("sequence")
      writer.beginObject()
      writer.integer("gap_since_ms", facts.gapSince)
      writer.integer("next_nonce", facts.nextNonce)
      writer.integer("pending", facts.pending)
      writer.endObject()
    }
    if let expires = facts?.credentialExpires {
      writer.key("credential")
      writer.beginObject()
      writer.integer("expires_at_ms", expires)
      writer.endObject()
    }
  }

  /// An order that rests.
  package static func write(
    resting order: RestingView, now: Int64, to writer: inout JSONWriter
  ) {
    begin(order.terms, now: now, isKilled: order.isKilled, to: &writer)
    if !order.tags.isEmpty {
      writer.key("tags")
      writer.beginArray()
      for tag in order.tags.sorted() { writer.string(tag) }
      writer.endArray()
    }
    writer.key("registry_available")
    writer.bool(true)
    writer.integer("cancel_replace_count_60s", order.cancelReplaces.map { Int64($0) })
    writer.key("order")
    writer.beginObject()
    writer.key("id")
    writer.string(order.id.prefixedHex)
    writer.key("side")
    writer.string(order.terms.side.rawValue)
    writer.amount("price", order.terms.price)
    writer.amount("tick_size", order.terms.tick)
    writer.integer("placed_at_ms", order.placedAt)
    writer.amount("queue_position", order.queueAhead)
    writer.key("builder_code")
    writer.string(order.terms.builder.prefixedHex)
    writer.endObject()
    writer.key("book")
    writer.beginObject()
    writer.key("available")
    writer.bool(order.bookAge != nil)
    writer.integer("age_ms", order.bookAge)
    writer.amount("best_bid", order.bestBid)
    writer.amount("best_ask", order.bestAsk)
    writer.endObject()
    writer.endObject()
  }

  private static func begin(
    _ terms: OrderTerms, now: Int64, isKilled: Bool, to writer: inout JSONWriter
  ) {
    begin(
      terms.clientOrderID, market: terms.market, strategy: terms.strategy, now: now,
      isKilled: isKilled, to: &writer)
  }

  private static func begin(
    _ id: String, market: String, strategy: String, now: Int64, isKilled: Bool,
    to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.key("event_id")
    writer.string(id)
    writer.key("now_ms")
    writer.integer(now)
    writer.key("kill_switch")
    writer.bool(isKilled)
    writer.key("market")
    writer.string(market)
    writer.key("strategy")
    writer.string(strategy)
  }
}

extension JSONWriter {
  fileprivate mutating func amount(_ name: StaticString, _ value: Micros?) {
    guard let value else { return }
    key(name)
    string("\(value)")
  }

  fileprivate mutating func integer(_ name: StaticString, _ value: Int64?) {
    guard let value else { return }
    key(name)
    integer(value)
  }
}
