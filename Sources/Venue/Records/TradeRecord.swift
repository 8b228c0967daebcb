package import FixedPoint
package import JSON
package import Trading

/// A trade in which one of the key's orders took or made, as REST and the user channel tell it
/// (facts/polymarket-v2.md 2.5, 3.2).
package struct TradeRecord: Hashable, Sendable {
  /// The part of a trade that one resting order had. Several of them may be one user's: a fill is
  /// known by trade and order together.
  package struct MakerFill: Hashable, Sendable {
    package var orderID: VenueOrderID
    /// The API key of the resting order; empty where it is not told.
    package var owner: String
    /// Who holds the funds, as written; empty where it is not told.
    package var maker: String
    /// Shares.
    package var matchedSize: Micros
    /// 0...1, of this order's own token.
    package var price: Micros
    /// Of the resting order: the other token of the market where both sides bought or both sold.
    package var tokenID: UInt256
    package var outcome: String
    /// nil where it is not told, as in older recordings.
    package var side: Side?
    /// Hundredths of a per cent; nil where it is not told.
    package var feeRate: Micros?
  }

  package var id: String
  package var takerOrderID: VenueOrderID
  /// The condition id.
  package var market: String
  /// Of the taker.
  package var tokenID: UInt256
  /// Of the taker.
  package var side: Side
  /// Shares of the taker.
  package var size: Micros
  /// 0...1, of the taker's token.
  package var price: Micros
  package var status: VenueWord<TradeStatus>
  /// Hundredths of a per cent; nil where it is not told.
  package var feeRate: Micros?
  /// When it was matched, in milliseconds since 1970.
  package var matchTime: Int64
  /// When its status last changed, in milliseconds since 1970; nil where it is not told.
  package var lastUpdate: Int64?
  package var outcome: String
  /// The API key it is told to; empty where it is not told.
  package var owner: String
  package var makerFills: [MakerFill]
  /// The transaction; nil until there is one. It can be replaced until the trade is confirmed.
  package var transactionHash: String?
  /// Why it failed, where that is told.
  package var failure: String?
  package var traderSide: VenueWord<TraderSide>?
  /// A trade too large for one transaction is split into buckets.
  package var bucketIndex: Int64?

  /// Reads an object of `/data/trades`, or a message of the user channel.
  package init(_ node: JSONNode, _ form: AmountForm) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    id = try fields.identifier("id")
    takerOrderID = try fields.orderID("taker_order_id")
    market = try fields.identifier("market")
    tokenID = try fields.tokenID("asset_id")
    side = try fields.side("side")
    let form = Self.form(fields, form)
    size = try fields.size("size", form, .trade)
    price = try fields.price("price")
    status = try fields.word("status")
    feeRate = try fields.optionalDecimal("fee_rate_bps")
    // Older messages of the user channel spell it without the underscore.
    let spelt = try fields.optionalTime("matchtime")
    matchTime = if let spelt { spelt } else { try fields.time("match_time") }
    lastUpdate = try fields.optionalTime("last_update")
    outcome = try fields.optionalText("outcome") ?? ""
    let tradeOwner = try fields.optionalText("trade_owner")
    let keyOwner = try fields.optionalText("owner")
    owner = tradeOwner ?? keyOwner ?? ""
    makerFills = try fields.list("maker_orders") { node throws(VenueRecordError) in
      try MakerFill(node, form)
    }
    transactionHash = try fields.nonEmptyText("transaction_hash")
    failure = try fields.nonEmptyText("err_msg")
    traderSide = try fields.optionalWord("trader_side")
    bucketIndex = try fields.optionalWhole("bucket_index")
  }

  /// One size with a point settles all of the record.
  private static func form(_ fields: RecordFields, _ form: AmountForm) -> AmountForm {
    let own = fields.sizeForm(form, "size")
    guard own == .unsettled, let makers = fields["maker_orders"] else { return own }
    for maker in makers.elements {
      guard let maker = try? RecordFields(maker) else { continue }
      let settled = maker.sizeForm(form, "matched_amount")
      if settled != .unsettled { return settled }
    }
    return own
  }
}

extension TradeRecord.MakerFill {
  init(_ node: JSONNode, _ form: AmountForm) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    orderID = try fields.orderID("order_id")
    owner = try fields.optionalText("owner") ?? ""
    maker = try fields.optionalText("maker_address") ?? ""
    matchedSize = try fields.size("matched_amount", form, .trade)
    price = try fields.price("price")
    tokenID = try fields.tokenID("asset_id")
    outcome = try fields.optionalText("outcome") ?? ""
    side = try fields.nonEmptyText("side") == nil ? nil : fields.side("side")
    feeRate = try fields.optionalDecimal("fee_rate_bps")
  }
}

extension RecordFields {
  /// A text; nil where it is absent or empty, which mean the same.
  package func nonEmptyText(_ name: StaticString) throws(VenueRecordError) -> String? {
    guard let text = try optionalText(name), !text.isEmpty else { return nil }
    return text
  }
}
