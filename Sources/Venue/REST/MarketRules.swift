package import FixedPoint

/// What an order for a token must keep to, as the venue tells it.
package struct MarketRules: Hashable, Sendable {
  package var tokenID: UInt256
  /// The condition id; empty where it is not known.
  package var market: String
  /// The price grid: a price is a multiple of it, from one step to 1 less a step.
  package var tickSize: TickSize
  /// The least shares of an order; nil where it is not known.
  package var minimumOrderSize: Micros?
  /// Which of the exchange's two contracts settles the market.
  package var negativeRisk: Bool

  package init(
    tokenID: UInt256, market: String, tickSize: TickSize, minimumOrderSize: Micros?,
    negativeRisk: Bool
  ) {
    self.tokenID = tokenID
    self.market = market
    self.tickSize = tickSize
    self.minimumOrderSize = minimumOrderSize
    self.negativeRisk = negativeRisk
  }
}

extension MarketRecord {
  /// What orders for one of its tokens must keep to; nil where the listing does not tell all of it.
  package func rules(of token: UInt256) -> MarketRules? {
    guard let negativeRisk, let tickSize, let tick = TickSize(tickSize) else { return nil }
    return MarketRules(
      tokenID: token, market: conditionID, tickSize: tick, minimumOrderSize: minimumOrderSize,
      negativeRisk: negativeRisk)
  }
}

/// Rules by token, kept for a while: the grid of a market changes when its price nears 0 or 1, and the
/// market channel says so.
package struct MarketRulesCache: Sendable {
  private var entries: [UInt256: (rules: MarketRules, time: Int64)] = [:]
  private let maximumAge: Int64
  private let limit: Int

  /// Rules are believed for `maximumAge` milliseconds; of more than `limit` tokens all are forgotten.
  package init(maximumAge: Int64 = 300_000, limit: Int = 20_000) {
    self.maximumAge = maximumAge
    self.limit = limit
  }

  /// The rules of a token; nil where they are not known or too old.
  package func rules(of token: UInt256, now: Int64) -> MarketRules? {
    guard let entry = entries[token], now - entry.time < maximumAge else { return nil }
    return entry.rules
  }

  /// Keeps what the venue told just now.
  package mutating func keep(_ rules: MarketRules, now: Int64) {
    if entries.count >= limit, entries[rules.tokenID] == nil { entries.removeAll() }
    entries[rules.tokenID] = (rules, now)
  }

  /// The market channel told of a new grid. Only what is known is changed: the rest is asked for.
  package mutating func setTickSize(_ tickSize: TickSize, of token: UInt256) {
    entries[token]?.rules.tickSize = tickSize
  }

  /// Forgets what is known of a token, as after a refusal for its grid.
  package mutating func forget(_ token: UInt256) {
    entries[token] = nil
  }
}
