package import FixedPoint

/// A field of a market-channel message, by the venue's name.
package enum MarketField: String, CaseIterable, Sendable {
  case eventType = "event_type"
  case market
  case token = "asset_id"
  case tokens = "assets_ids"
  case timestamp
  case hash
  case bids, asks
  case priceChanges = "price_changes"
  case changes
  case price, size, side
  case bestBid = "best_bid"
  case bestAsk = "best_ask"
  case tickSize = "tick_size"
  case oldTickSize = "old_tick_size"
  case newTickSize = "new_tick_size"
  case minimumOrderSize = "min_order_size"
  case negativeRisk = "neg_risk"
  case lastTradePrice = "last_trade_price"
  case winner = "winning_asset_id"
}

/// Why a JSON value is no message of the market channel. Offsets count bytes from the start of the
/// JSON text.
package enum MarketMessageError: Error, Equatable, Sendable {
  /// A message, or an element of an array of messages, is no object.
  case notAnObject(offset: Int)
  /// The object at `offset` lacks a field that its event type has.
  case missing(MarketField, offset: Int)
  /// A field has a value of another JSON type than the venue sends.
  case wrongType(MarketField, offset: Int)
  /// A price or size is no exact decimal: `0.57x`, `NaN`, `1e3`, more than six decimals.
  case notDecimal(MarketField, DecimalError, offset: Int)
  /// A price outside 0...1, or a tick size outside 0 < t < 1.
  case priceOutOfRange(MarketField, Micros, offset: Int)
  /// A size below zero.
  case negativeSize(Micros, offset: Int)
  /// Neither BUY nor SELL.
  case unknownSide(String, offset: Int)
  /// No whole number of milliseconds at or after 1970.
  case badTimestamp(offset: Int)
  /// An empty id, or one of more than 128 bytes.
  case badIdentifier(MarketField, offset: Int)
  /// The token was seen before as part of another market.
  case tokenOfOtherMarket(offset: Int)
}

extension MarketMessageError {
  /// Where in the JSON text.
  package var byteOffset: Int {
    switch self {
    case .notAnObject(let offset), .missing(_, let offset), .wrongType(_, let offset),
      .notDecimal(_, _, let offset), .priceOutOfRange(_, _, let offset),
      .negativeSize(_, let offset), .unknownSide(_, let offset), .badTimestamp(let offset),
      .badIdentifier(_, let offset), .tokenOfOtherMarket(let offset):
      offset
    }
  }
}
