package import FixedPoint
package import Hashing
package import Trading

/// One message of the market channel (facts/polymarket-v2.md 3.1), with ids as indices and amounts
/// exact.
///
/// One value is filled again and again by a `MarketMessageDecoder`, so that its arrays keep their
/// memory: only the fields named at its `kind` mean something.
package struct MarketMessage: Sendable {
  /// Which message it is, and which fields it fills besides `market` and `timestamp`.
  package enum Kind: String, CaseIterable, Sendable {
    /// A whole order book: `token`, `bids`, `asks`, `hash`, `metadata`.
    case book
    /// Levels set to new sizes: `changes`, `isLegacy`.
    case priceChange = "price_change"
    /// Another price grid: `token`, `oldTickSize`, `newTickSize`.
    case tickSizeChange = "tick_size_change"
    /// A trade: `token`, `trade`.
    case lastTradePrice = "last_trade_price"
    /// The best prices: `token`, `bestBid`, `bestAsk`.
    case bestBidAsk = "best_bid_ask"
    /// A market opens: `tokens`.
    case newMarket = "new_market"
    /// A market is decided: `tokens`, and `winner` where it is named.
    case marketResolved = "market_resolved"
    /// An event type this project does not know; nothing of it is checked.
    case unknown
  }

  /// One entry of a `price_change`: the new size of one level of one token.
  package struct Change: Sendable {
    /// The token whose book changes.
    package var token: TokenIndex
    /// The side of the level.
    package var side: Side
    /// 0...1.
    package var price: Micros
    /// Shares now resting at the price; zero: the level is gone.
    package var size: Micros
    /// Hash over the whole book after the change, or after the batch the change belongs to (see
    /// `BookHash`).
    package var hash: Digest20?
    /// The highest price to buy at after the change, or after its batch; 0 where no one buys, nil
    /// where the message does not tell.
    package var bestBid: Micros?
    /// The lowest price to sell at after the change, or after its batch; 1 where no one sells, nil
    /// where the message does not tell.
    package var bestAsk: Micros?
    /// Where the entry begins, in bytes from the start of the JSON text.
    package var byteOffset: Int
  }

  /// What `last_trade_price` tells.
  package struct Trade: Equatable, Sendable {
    /// 0...1.
    package var price: Micros
    /// Shares, above or equal to 0.
    package var size: Micros
    /// The side of the order that took; nil where the message does not say.
    package var side: Side?
  }

  /// What a `book` tells beside its levels; nil where it does not.
  package struct BookMetadata: Equatable, Sendable {
    /// The price grid.
    package var tickSize: Micros?
    /// The least shares of an order.
    package var minimumOrderSize: Micros?
    /// Whether the market is one of several of which exactly one wins.
    package var negativeRisk: Bool?
    /// The price of the last trade as written; nil also where there was none.
    package var lastTradePrice: WrittenPrice?

    /// Empty, to be filled.
    package init() {}
  }

  /// Which message this is.
  package var kind: Kind = .unknown
  /// The market; nil only for unknown event types.
  package var market: MarketIndex?
  /// The venue's time in milliseconds since 1970; not monotone in order of arrival. nil only for
  /// unknown types.
  package var timestamp: Int64?
  /// The token spoken of.
  package var token: TokenIndex?
  /// The entries of a `price_change` in their order.
  package var changes: [Change] = []
  /// The form in use before 2025-09-15: one token a message, `changes` without ids.
  package var isLegacy = false
  /// The levels of a `book` as sent: in any order.
  package var bids: [BookLevel] = []
  /// The levels of a `book` as sent: in any order.
  package var asks: [BookLevel] = []
  /// The hash of a `book`; nil where there is none in the known form.
  package var hash: Digest20?
  /// What a `book` tells beside its levels.
  package var metadata = BookMetadata()
  /// What a `last_trade_price` tells.
  package var trade: Trade?
  /// The grid before a `tick_size_change`; nil where it is not told.
  package var oldTickSize: Micros?
  /// The grid after a `tick_size_change`.
  package var newTickSize: Micros?
  /// Of a `best_bid_ask`: the highest bid, 0 where there is none.
  package var bestBid: Micros?
  /// Of a `best_bid_ask`: the lowest offer, 1 where there is none.
  package var bestAsk: Micros?
  /// The tokens of a market that opens or is decided.
  package var tokens: [TokenIndex] = []
  /// The token that pays 1; nil where it is not told.
  package var winner: TokenIndex?

  /// Empty, to be filled.
  package init() {}

  /// Empties all fields and keeps the memory.
  mutating func clear() {
    kind = .unknown
    market = nil
    timestamp = nil
    token = nil
    changes.removeAll(keepingCapacity: true)
    isLegacy = false
    bids.removeAll(keepingCapacity: true)
    asks.removeAll(keepingCapacity: true)
    hash = nil
    metadata = BookMetadata()
    trade = nil
    oldTickSize = nil
    newTickSize = nil
    bestBid = nil
    bestAsk = nil
    tokens.removeAll(keepingCapacity: true)
    winner = nil
  }
}
