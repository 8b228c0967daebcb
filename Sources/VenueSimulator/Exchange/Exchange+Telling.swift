import FixedPoint
import Hashing
import Trading
package import Venue

/// What happens becomes events here; nothing else writes them.
extension Exchange {
  /// Whether the events of a market's book are wanted. Without, none are made, which is what keeps an order
  /// cheap where no one listens.
  package mutating func setWatched(_ isWatched: Bool, _ market: MarketIndex) {
    self[market].isWatched = isWatched
    self[market].toldBest = best(of: market)
  }

  /// The book of a token with the venue's hash, as it is now.
  package mutating func snapshot(_ token: TokenIndex) -> BookSnapshot {
    let market = self[token.simulatedMarket]
    let book = market.book(token.outcome)
    let last = market.writtenLastTrade(token.outcome)
    return BookSnapshot(
      token: token, book: book, timestamp: market.changedAt,
      hash: hash(of: book, token, at: market.changedAt), terms: market.hashTerms,
      lastTradePrice: last)
  }

  private mutating func hash(of book: OrderBook, _ token: TokenIndex, at time: Int64) -> Digest20 {
    let market = markets[token.simulatedMarket.position]
    var condition = Array("0x".utf8)
    market.definition.conditionID.appendHex(to: &condition)
    return hasher.digest(
      of: book, market: condition, token: market.tokenID(token.outcome).description.utf8,
      timestamp: time, terms: market.hashTerms,
      lastTradePrice: market.writtenLastTrade(token.outcome))
  }

  // MARK: user channel

  mutating func tell(_ kind: OrderNotice.Kind, _ slot: Int32) {
    guard !accounts[orders[slot].user.position].isInHouse else { return }
    events.append(.order(OrderNotice(kind: kind, order: orders[slot], timestamp: now)))
  }

  mutating func tell(_ trade: ExchangeTrade) {
    events.append(.trade(TradeNotice(trade: trade, timestamp: now)))
  }

  // MARK: market channel

  /// A level, given in terms of the first token, has another size.
  mutating func tellLevel(_ index: MarketIndex, _ side: Side, _ price: Int64, _ first: TokenIndex) {
    guard self[index].isWatched else { return }
    let market = self[index]
    let book = market.sides[BookSide.position(side)]
    let size = Micros(raw: book.existing(price).map { book.levels[$0].total } ?? 0)
    var levels: [PriceChange.Level] = []
    for token in [first, first.simulatedComplement] {
      let isYes = token.outcome == .yes
      let own = Micros(raw: price)
      levels.append(
        PriceChange.Level(
          token: token, price: isYes ? own : own.complement, size: size,
          side: isYes ? side : side.opposite,
          hash: hash(of: market.book(token.outcome), token, at: now),
          bestBid: market.bestBid(token.outcome) ?? .zero,
          bestAsk: market.bestAsk(token.outcome) ?? .one))
    }
    events.append(
      .priceChange(PriceChange(market: index, levels: levels, timestamp: now)))
    tellBest(index)
  }

  /// Both books after a trade.
  mutating func tellBooks(_ market: MarketIndex) {
    guard self[market].isWatched else { return }
    for outcome in Outcome.allCases {
      events.append(.book(snapshot(TokenIndex(market, outcome))))
    }
    tellBest(market)
  }

  /// Notes a trade at one price, to be told once the books are.
  mutating func notePrint(_ taker: ExchangeTrade.Leg) {
    guard self[taker.token.simulatedMarket].isWatched else { return }
    prints.append(
      TradePrint(
        token: taker.token, price: taker.price, size: taker.size, side: taker.side,
        timestamp: now))
  }

  /// The trades of an order: on the venue they come after the books that they changed
  /// (data/polymarket/README.md).
  mutating func tellPrints() {
    for print in prints { events.append(.lastTradePrice(print)) }
    prints.removeAll(keepingCapacity: true)
  }

  private func best(of market: MarketIndex) -> (bid: Int64?, ask: Int64?) {
    let sides = markets[market.position].sides
    return (sides[0].best?.price, sides[1].best?.price)
  }

  private mutating func tellBest(_ market: MarketIndex) {
    let best = best(of: market)
    guard best != self[market].toldBest else { return }
    self[market].toldBest = best
    for outcome in Outcome.allCases {
      events.append(
        .bestBidAsk(
          BestPrices(
            token: TokenIndex(market, outcome), bid: self[market].bestBid(outcome) ?? .zero,
            ask: self[market].bestAsk(outcome) ?? .one, timestamp: now)))
    }
  }

  // MARK: the grid

  /// The grid becomes 0.001 for good once the best prices have passed 0.96 or 0.04, as on the venue.
  mutating func adaptTick(_ index: MarketIndex) {
    guard self[index].definition.adaptsTickSize, self[index].tickSize.raw == 10_000 else { return }
    let best = best(of: index)
    guard best.bid.map({ $0 > 960_000 }) ?? false || best.ask.map({ $0 < 40_000 }) ?? false
    else { return }
    changeTick(index, to: Micros(raw: 1_000))
  }

  mutating func changeTick(_ index: MarketIndex, to new: Micros) {
    let old = self[index].tickSize
    self[index].tickSize = new
    self[index].changedAt = now
    guard self[index].isWatched, old != new else { return }
    // The venue tells it twice, the second time as a change from the new to the new
    // (data/polymarket/README.md).
    for from in [old, new] {
      for outcome in Outcome.allCases {
        events.append(
          .tickSizeChange(
            TickSizeChange(token: TokenIndex(index, outcome), old: from, new: new, timestamp: now)))
      }
    }
    tellBooks(index)
  }
}
