package import FixedPoint
package import Trading
package import Venue

/// A market as it stands: its terms, its state, its book.
package struct ExchangeMarket: Sendable {
  /// Its terms when it opened.
  package let definition: MarketDefinition
  /// Its place.
  package let index: MarketIndex
  /// The price grid now.
  package internal(set) var tickSize: Micros
  /// Whether orders are taken.
  package internal(set) var isAcceptingOrders = true
  /// Over: no orders ever again.
  package internal(set) var isClosed = false
  /// The outcome that pays 1; nil until it is decided.
  package internal(set) var winner: Outcome?
  /// The last trade in terms of the token it was made in; nil before the first.
  package internal(set) var lastTrade: LastTrade?
  /// What it was traded at.
  package internal(set) var history = PriceHistory()
  /// pUSD that back the shares there are: one for each pair.
  package internal(set) var backing = Micros.zero
  /// When the book last changed, in ms since 1970.
  package internal(set) var changedAt: Int64
  /// Whether anyone wants the events of its book.
  var isWatched = false
  /// What buys and what sells, in terms of the first token.
  var sides = [BookSide(.buy), BookSide(.sell)]
  /// The best prices as last told to those who watch, in terms of the first token.
  var toldBest: (bid: Int64?, ask: Int64?) = (nil, nil)

  /// What the venue tells of a last trade.
  package struct LastTrade: Equatable, Sendable {
    /// The token the taker bought or sold.
    package var token: TokenIndex
    /// Per share of that token.
    package var price: Micros
    /// The taker's side.
    package var side: Side

    /// The price in terms of `token`, which may be the other one.
    package func price(of token: TokenIndex) -> Micros {
      token == self.token ? price : price.complement
    }
  }

  init(_ definition: MarketDefinition, index: MarketIndex, now: Int64) {
    self.definition = definition
    self.index = index
    tickSize = definition.tickSize
    changedAt = now
  }

  /// What buys, in terms of the first token.
  var bids: BookSide { sides[0] }
  /// What sells, in terms of the first token.
  var asks: BookSide { sides[1] }

  /// The token of an outcome.
  package func token(_ outcome: Outcome) -> TokenIndex { TokenIndex(index, outcome) }

  /// The id of the token of an outcome.
  package func tokenID(_ outcome: Outcome) -> UInt256 {
    outcome == .yes ? definition.yesToken : definition.noToken
  }

  /// The name of an outcome.
  package func name(_ outcome: Outcome) -> String {
    outcome == .yes ? definition.yesName : definition.noName
  }

  /// The book of one of the two tokens: a bid for one at p is an offer of the other at 1-p.
  package func book(_ outcome: Outcome) -> OrderBook {
    func level(_ level: BookSide.Level) -> BookLevel {
      let price = Micros(raw: level.price)
      return BookLevel(
        price: outcome == .yes ? price : price.complement, size: Micros(raw: level.total))
    }
    return outcome == .yes
      ? OrderBook(bids: bids.levels.map(level), asks: asks.levels.map(level))
      : OrderBook(bids: asks.levels.map(level), asks: bids.levels.map(level))
  }

  /// The highest price someone pays for a token; nil where no one does.
  package func bestBid(_ outcome: Outcome) -> Micros? {
    outcome == .yes
      ? bids.best.map { Micros(raw: $0.price) }
      : asks.best.map { Micros(raw: $0.price).complement }
  }

  /// The lowest price someone asks for a token; nil where no one does.
  package func bestAsk(_ outcome: Outcome) -> Micros? {
    bestBid(outcome.opposite).map(\.complement)
  }

  /// What the hash of a book covers besides its levels.
  package var hashTerms: BookHashTerms {
    BookHashTerms(
      minimumOrderSize: definition.minimumOrderSize, tickSize: tickSize,
      negativeRisk: definition.negativeRisk)
  }

  /// The last trade as a book states it: with three decimals, or as many as the price needs.
  package func writtenLastTrade(_ outcome: Outcome) -> WrittenPrice? {
    guard let lastTrade else { return nil }
    let price = lastTrade.price(of: token(outcome))
    return WrittenPrice(price, decimals: price.raw.isMultiple(of: 1_000) ? 3 : 4)
  }
}
