package import FixedPoint
package import JSON
package import Trading

/// One message of the user channel (facts/polymarket-v2.md 3.2).
///
/// Order and trade messages of one match come in any order among themselves and to the answer of the POST.
package enum UserMessage: Hashable, Sendable {
  case order(OrderMessage)
  case trade(TradeMessage)
  /// An event type that is not known here, as written; nothing of it is checked.
  case unknown(eventType: String)
}

/// Something happened to an order.
package struct OrderMessage: Hashable, Sendable {
  /// What happened. Expiry and the heartbeat's cancels come as cancellations.
  package enum Kind: String, VenueVocabulary {
    case placement = "PLACEMENT"
    /// Matched in part or whole.
    case update = "UPDATE"
    case cancellation = "CANCELLATION"

    package static let prefix = "ORDER_EVENT_"
  }

  package var kind: VenueWord<Kind>
  package var id: VenueOrderID
  /// The API key it is told to.
  package var owner: String
  /// The API key that placed it; `owner` where it is not told.
  package var orderOwner: String
  /// The condition id.
  package var market: String
  package var tokenID: UInt256
  package var side: Side
  /// Shares ordered.
  package var originalSize: Micros
  /// Shares matched so far, all matches together. It may be more than was ordered: see `OpenOrder.matchedSize`.
  package var matchedSize: Micros
  /// 0...1.
  package var price: Micros
  package var outcome: String
  package var tradeIDs: [String]
  /// nil where it is not told.
  package var status: VenueWord<VenueOrderStatus>?
  /// nil where it is not told.
  package var type: VenueWord<OrderType>?
  /// Milliseconds since 1970; nil where it is not told.
  package var createdAt: Int64?
  /// Milliseconds since 1970; nil where it has none.
  package var expiration: Int64?
  /// As written; empty where it is not told.
  package var maker: String
  /// The venue's time of the event in milliseconds since 1970.
  package var timestamp: Int64

  /// Reads an object of event type `order`.
  package init(_ node: JSONNode, _ form: AmountForm) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    kind = try fields.word("type")
    id = try fields.orderID("id")
    owner = try fields.optionalText("owner") ?? ""
    orderOwner = try fields.nonEmptyText("order_owner") ?? owner
    market = try fields.identifier("market")
    tokenID = try fields.tokenID("asset_id")
    side = try fields.side("side")
    let form = fields.sizeForm(form, "original_size", "size_matched")
    originalSize = try fields.size("original_size", form, .order)
    matchedSize = try fields.size("size_matched", form, .order)
    price = try fields.price("price")
    outcome = try fields.optionalText("outcome") ?? ""
    tradeIDs = try fields.texts("associate_trades")
    status = try fields.optionalWord("status")
    type = try fields.optionalWord("order_type")
    createdAt = try fields.optionalTime("created_at")
    expiration = try fields.expiration("expiration")
    maker = try fields.optionalText("maker_address") ?? ""
    timestamp = try fields.time("timestamp")
  }
}

/// A trade, or a further step of its settlement: the same trade comes again with each new status.
package struct TradeMessage: Hashable, Sendable {
  package var trade: TradeRecord
  /// The venue's time of the event in milliseconds since 1970; of the match where it is not told.
  package var timestamp: Int64

  /// Reads an object of event type `trade`.
  package init(_ node: JSONNode, _ form: AmountForm) throws(VenueRecordError) {
    trade = try TradeRecord(node, form)
    let time = try RecordFields(node).optionalTime("timestamp")
    timestamp = time ?? trade.lastUpdate ?? trade.matchTime
  }
}
