package import FixedPoint
package import JSON

/// An order book as REST tells it, best prices first on both sides.
package struct BookRecord: Hashable, Sendable {
  /// The condition id.
  package var market: String
  package var tokenID: UInt256
  /// Milliseconds since 1970.
  package var timestamp: Int64
  /// The venue's hash of the book, as written; empty where it is not told. See `BookHash`.
  package var hash: String
  /// From the highest price down; the venue sends them in either order.
  package var bids: [BookLevel]
  /// From the lowest price up; the venue sends them in either order.
  package var asks: [BookLevel]
  /// The least shares of an order; nil where it is not told.
  package var minimumOrderSize: Micros?
  /// The price grid; nil where it is not told.
  package var tickSize: Micros?
  /// nil where it is not told.
  package var negativeRisk: Bool?
  /// nil where there was none.
  package var lastTradePrice: Micros?

  /// Reads an object of `/book` or an element of `/books`.
  package init(_ node: JSONNode) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    market = try fields.identifier("market")
    tokenID = try fields.tokenID("asset_id")
    timestamp = try fields.time("timestamp")
    hash = try fields.optionalText("hash") ?? ""
    bids = try Self.levels(fields, "bids").sorted { $0.price > $1.price }
    asks = try Self.levels(fields, "asks").sorted { $0.price < $1.price }
    minimumOrderSize = try fields.optionalDecimal("min_order_size")
    tickSize = try fields.optionalPrice("tick_size")
    negativeRisk = try fields.optionalBool("neg_risk")
    lastTradePrice = try fields.optionalPrice("last_trade_price")
  }

  private static func levels(
    _ fields: RecordFields, _ name: StaticString
  ) throws(VenueRecordError) -> [BookLevel] {
    _ = try fields.require(name)
    return try fields.list(name) { node throws(VenueRecordError) in
      let level = try RecordFields(node)
      return BookLevel(price: try level.price("price"), size: try level.size("size"))
    }
  }
}
