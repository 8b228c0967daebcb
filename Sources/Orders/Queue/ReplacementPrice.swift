package import FixedPoint
package import Trading

/// The price of an order that takes the place of a resting one, and what the move is worth (facts/oms.md 5).
///
/// The book goes by price, then by time: an order that is replaced at its level stands at the end of it. So who
/// wants to be at the front has to offer a better price, where the spread has room for it; who only follows the
/// market takes the best price of its side.
package struct ReplacementPrice: Hashable, Sendable {
  /// What the replacement is for.
  package enum Purpose: Hashable, Sendable {
    /// The market went away: back to the best price.
    case followMarket
    /// Too many came first: to the front, one tick better, where there is room for it.
    case takeFront
  }

  /// What is known when the price is found.
  package struct Situation: Hashable, Sendable {
    package var side: Side
    /// Of the order that goes.
    package var price: Micros
    package var tick: Micros
    package var bestBid: Micros?
    package var bestAsk: Micros?
    /// The worst price that the plan allows: the highest for a buy, the lowest for a sell; nil without a limit.
    package var limit: Micros?
    /// Shares before the order that goes; nil where nobody knows.
    package var ahead: Micros?
    /// Shares that rest at the best price of the side, ours left out; nil where nobody knows.
    package var sizeAtBest: Micros?

    /// A situation of these parts.
    package init(
      side: Side, price: Micros, tick: Micros, bestBid: Micros?, bestAsk: Micros?,
      limit: Micros? = nil, ahead: Micros? = nil, sizeAtBest: Micros? = nil
    ) {
      self.side = side
      self.price = price
      self.tick = tick
      self.bestBid = bestBid
      self.bestAsk = bestAsk
      self.limit = limit
      self.ahead = ahead
      self.sizeAtBest = sizeAtBest
    }
  }

  /// 0...1, on the tick, never at or through the other side.
  package var price: Micros
  /// Shares before the old order; nil where nobody knows.
  package var aheadBefore: Micros?
  /// Shares before the new one; nil where nobody knows.
  package var aheadAfter: Micros?

  /// The price; nil where the side of the order is empty or no price is left that is allowed and does not trade
  /// at once.
  package init?(_ purpose: Purpose, in situation: Situation) {
    let isBuy = situation.side == .buy
    let tick = situation.tick.raw
    guard tick > 0, let best = (isBuy ? situation.bestBid : situation.bestAsk)?.raw else {
      return nil
    }
    // Prices of a sell are mirrored, so that better is always more.
    let sign: Int64 = isBuy ? 1 : -1
    var price = sign * best
    let other = (isBuy ? situation.bestAsk : situation.bestBid).map { sign * $0.raw }
    if purpose == .takeFront, let other, other - price >= 2 * tick { price += tick }
    // The last price that does not trade, inside (0, 1) and no worse than the limit.
    let end = isBuy ? Micros.one.raw - tick : -tick
    price = min(price, end)
    if let other { price = min(price, other - tick) }
    if let limit = situation.limit { price = min(price, sign * limit.raw) }
    let rest = price % tick
    if rest != 0 { price -= rest < 0 ? rest + tick : rest }
    let result = sign * price
    guard result >= tick, result <= Micros.one.raw - tick else { return nil }
    self.price = Micros(raw: result)
    aheadBefore = situation.ahead
    let place = price - sign * best
    aheadAfter = place > 0 ? .zero : place == 0 ? situation.sizeAtBest : nil
  }
}
