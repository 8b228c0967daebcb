package import FixedPoint
package import Hashing
package import Trading
package import Venue

/// What the venue tells on its two channels (facts/polymarket-v2.md 3), each complete in itself: nothing has
/// to be looked up to write it.
package enum ExchangeEvent: Sendable {
  /// Market channel: a whole book.
  case book(BookSnapshot)
  /// Market channel: a level of a market, told for both tokens.
  case priceChange(PriceChange)
  /// Market channel: a trade.
  case lastTradePrice(TradePrint)
  /// Market channel: another price grid.
  case tickSizeChange(TickSizeChange)
  /// Market channel, for those who asked for custom features: other best prices.
  case bestBidAsk(BestPrices)
  /// Market channel, likewise: a market opened.
  case newMarket(MarketIndex, timestamp: Int64)
  /// Market channel, likewise: a market is decided.
  case marketResolved(MarketIndex, winner: TokenIndex, timestamp: Int64)
  /// User channel: an order.
  case order(OrderNotice)
  /// User channel: a trade, for each user that is part of it.
  case trade(TradeNotice)
}

/// The book of a token at a moment.
package struct BookSnapshot: Sendable {
  /// The token.
  package var token: TokenIndex
  /// The levels.
  package var book: OrderBook
  /// ms since 1970 of the last change.
  package var timestamp: Int64
  /// The venue's hash over all of it.
  package var hash: Digest20
  /// Price grid, least size, negative risk.
  package var terms: BookHashTerms
  /// nil before the first trade.
  package var lastTradePrice: WrittenPrice?
}

/// A level of one market has another size.
package struct PriceChange: Sendable {
  /// The level as one token's book shows it.
  package struct Level: Sendable {
    /// The token.
    package var token: TokenIndex
    /// Of the level.
    package var price: Micros
    /// All shares that rest there now; zero removes it.
    package var size: Micros
    /// Of the level.
    package var side: Side
    /// Over the whole book after the change.
    package var hash: Digest20
    /// Zero where no one buys.
    package var bestBid: Micros
    /// One where no one sells.
    package var bestAsk: Micros
  }

  /// The market.
  package var market: MarketIndex
  /// The token the order was for, then the other one.
  package var levels: [Level]
  /// ms since 1970.
  package var timestamp: Int64
}

/// A trade as the market channel shows it.
package struct TradePrint: Sendable {
  /// What the taker bought or sold.
  package var token: TokenIndex
  /// Per share.
  package var price: Micros
  /// Shares.
  package var size: Micros
  /// The taker's.
  package var side: Side
  /// ms since 1970.
  package var timestamp: Int64
}

/// The price grid of a token changes.
package struct TickSizeChange: Sendable {
  /// The token; each market tells it for both.
  package var token: TokenIndex
  /// Before.
  package var old: Micros
  /// From now on.
  package var new: Micros
  /// ms since 1970.
  package var timestamp: Int64
}

/// The best prices of a token.
package struct BestPrices: Sendable {
  /// The token.
  package var token: TokenIndex
  /// Zero where no one buys.
  package var bid: Micros
  /// One where no one sells.
  package var ask: Micros
  /// ms since 1970.
  package var timestamp: Int64
}

/// An order was placed, changed or ended.
package struct OrderNotice: Sendable {
  /// What happened; the raw value is the venue's word.
  package enum Kind: String, Sendable {
    case placement = "PLACEMENT"
    case update = "UPDATE"
    case cancellation = "CANCELLATION"
  }

  /// What happened.
  package var kind: Kind
  /// The order as it is now.
  package var order: ExchangeOrder
  /// ms since 1970.
  package var timestamp: Int64
}

/// A trade was made or got another status.
package struct TradeNotice: Sendable {
  /// The trade as it is now.
  package var trade: ExchangeTrade
  /// ms since 1970.
  package var timestamp: Int64
}
