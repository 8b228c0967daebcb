package import FixedPoint
package import JSON
package import Trading

/// An order as REST tells it: one that rests, or one that has ended (facts/polymarket-v2.md 2.5).
package struct OpenOrder: Hashable, Sendable {
  package var id: VenueOrderID
  package var status: VenueWord<VenueOrderStatus>
  /// The API key that placed it.
  package var owner: String
  /// Who holds the funds, as written.
  package var maker: String
  /// The condition id.
  package var market: String
  package var tokenID: UInt256
  package var side: Side
  /// Shares ordered.
  package var originalSize: Micros
  /// Shares matched so far, provisional until their trades are confirmed. It may be more than was ordered: a
  /// market buy spends its pUSD also at better prices, and what the venue overfilled is a fact (facts/oms.md 1.1).
  package var matchedSize: Micros
  /// 0...1.
  package var price: Micros
  /// `Yes`, `No`, the name of a team; empty where it is not told.
  package var outcome: String
  /// Milliseconds since 1970 at which it ends; nil where it does not.
  package var expiration: Int64?
  /// nil where it is not told.
  package var type: VenueWord<OrderType>?
  /// Milliseconds since 1970; nil where it is not told.
  package var createdAt: Int64?
  /// The ids of its trades, as far as the venue tells them.
  package var tradeIDs: [String]

  /// Reads an object of `/data/orders`, or the order of `/data/order/{id}`.
  package init(_ node: JSONNode, _ form: AmountForm) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    id = try fields.orderID("id")
    status = try fields.word("status")
    owner = try fields.optionalText("owner") ?? ""
    maker = try fields.optionalText("maker_address") ?? ""
    market = try fields.identifier("market")
    tokenID = try fields.tokenID("asset_id")
    side = try fields.side("side")
    let form = fields.sizeForm(form, "original_size", "size_matched")
    originalSize = try fields.size("original_size", form, .order)
    matchedSize = try fields.size("size_matched", form, .order)
    price = try fields.price("price")
    outcome = try fields.optionalText("outcome") ?? ""
    expiration = try fields.expiration("expiration")
    type = try fields.optionalWord("order_type")
    createdAt = try fields.optionalTime("created_at")
    tradeIDs = try fields.texts("associate_trades")
  }
}

extension RecordFields {
  /// The end of an order; nil where it is absent, empty or 0, which all mean that it has none.
  package func expiration(_ name: StaticString) throws(VenueRecordError) -> Int64? {
    guard let time = try optionalTime(name), time != 0 else { return nil }
    return time
  }
}
