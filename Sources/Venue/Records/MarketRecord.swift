package import FixedPoint
package import JSON

/// A market as `/markets` lists it (facts/polymarket-v2.md 2.4).
package struct MarketRecord: Hashable, Sendable {
  /// One outcome.
  package struct Token: Hashable, Sendable {
    package var id: UInt256
    /// `Yes`, `No`, the name of a team.
    package var outcome: String
    /// The last price; nil where it is not told.
    package var price: Micros?
    /// Whether it pays 1; nil while it is not told.
    package var isWinner: Bool?
  }

  package var conditionID: String
  /// The question; empty where it is not told.
  package var question: String
  /// Two, for a market that can be traded; none, for one that cannot yet.
  package var tokens: [Token]
  /// The price grid; nil where it is not told, as in simplified listings.
  package var tickSize: Micros?
  /// The least shares of an order; nil where it is not told.
  package var minimumOrderSize: Micros?
  /// nil where it is not told.
  package var negativeRisk: Bool?
  /// nil where it is not told.
  package var isAcceptingOrders: Bool?
  /// nil where it is not told.
  package var isActive: Bool?
  /// nil where it is not told.
  package var isClosed: Bool?

  /// Reads an element of the listings, or the object of `/markets/{id}`.
  package init(_ node: JSONNode) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    conditionID = try fields.identifier("condition_id")
    question = try fields.optionalText("question") ?? ""
    tokens = try fields.list("tokens") { node throws(VenueRecordError) in try Token(node) }
    tickSize = try fields.optionalPrice("minimum_tick_size")
    minimumOrderSize = try fields.optionalDecimal("minimum_order_size")
    negativeRisk = try fields.optionalBool("neg_risk")
    isAcceptingOrders = try fields.optionalBool("accepting_orders")
    isActive = try fields.optionalBool("active")
    isClosed = try fields.optionalBool("closed")
  }
}

extension MarketRecord.Token {
  init(_ node: JSONNode) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    id = try fields.tokenID("token_id")
    outcome = try fields.optionalText("outcome") ?? ""
    price = try fields.optionalPrice("price")
    isWinner = try fields.optionalBool("winner")
  }
}

/// A market as `/clob-markets/{id}` tells it, with one-letter names.
package struct TradingRules: Hashable, Sendable {
  /// `c`; empty where it is not told, since the request named it.
  package var conditionID: String
  /// `t`: tokens and their outcomes.
  package var tokens: [MarketRecord.Token]
  /// `mts`: the price grid.
  package var tickSize: Micros
  /// `mos`: the least shares of an order.
  package var minimumOrderSize: Micros?
  /// `nr`: absent where it is false.
  package var negativeRisk: Bool
  /// `ao`: nil where it is not told.
  package var isAcceptingOrders: Bool?
  /// `sd`: seconds that marketable orders are held; nil where it is not told.
  package var secondsDelay: Int64?
  /// `mbf`, `tbf`: base fees of maker and taker in hundredths of a per cent; nil where not told.
  package var makerBaseFee: Int64?
  package var takerBaseFee: Int64?
  /// `fd.r`, `fd.e`: rate and exponent of the fee; nil where not told.
  package var feeRate: Micros?
  package var feeExponent: Int64?

  /// Reads the object.
  package init(_ node: JSONNode) throws(VenueRecordError) {
    let fields = try RecordFields(node)
    conditionID = try fields.optionalText("c") ?? ""
    tokens = try fields.list("t") { node throws(VenueRecordError) in
      let token = try RecordFields(node)
      return MarketRecord.Token(
        id: try token.tokenID("t"), outcome: try token.optionalText("o") ?? "", price: nil,
        isWinner: nil)
    }
    tickSize = try fields.price("mts")
    minimumOrderSize = try fields.optionalDecimal("mos")
    negativeRisk = try fields.optionalBool("nr") ?? false
    isAcceptingOrders = try fields.optionalBool("ao")
    secondsDelay = try fields.optionalWhole("sd")
    makerBaseFee = try fields.optionalWhole("mbf")
    takerBaseFee = try fields.optionalWhole("tbf")
    let fee = try fields["fd"].map { node throws(VenueRecordError) in try RecordFields(node) }
    feeRate = try fee?.optionalDecimal("r")
    feeExponent = try fee?.optionalWhole("e")
  }
}
