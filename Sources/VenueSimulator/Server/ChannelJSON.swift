import FixedPoint
import JSON
import Trading
import Venue

/// The frames of the market channel besides whole books (facts/polymarket-v2.md 3.1).
extension JSONWriter {
  /// Levels with their new sizes.
  mutating func priceChange(_ change: PriceChange, of market: ExchangeMarket) {
    beginObject()
    key("market")
    hash(market.definition.conditionID)
    key("price_changes")
    beginArray()
    for level in change.levels {
      beginObject()
      key("asset_id")
      string(market.tokenID(level.token.outcome).description)
      key("price")
      decimal(level.price)
      key("size")
      decimal(level.size)
      key("side")
      side(level.side)
      key("hash")
      digest(level.hash)
      key("best_bid")
      decimal(level.bestBid)
      key("best_ask")
      decimal(level.bestAsk)
      endObject()
    }
    endArray()
    end("price_change", change.timestamp)
  }

  /// A trade.
  mutating func lastTradePrice(_ trade: TradePrint, of market: ExchangeMarket) {
    beginObject()
    asset(market, trade.token)
    key("price")
    decimal(trade.price)
    key("size")
    decimal(trade.size)
    key("fee_rate_bps")
    string("0")
    key("side")
    side(trade.side)
    end("last_trade_price", trade.timestamp)
  }

  /// Another price grid.
  mutating func tickSizeChange(_ change: TickSizeChange, of market: ExchangeMarket) {
    beginObject()
    asset(market, change.token)
    key("old_tick_size")
    decimal(change.old)
    key("new_tick_size")
    decimal(change.new)
    end("tick_size_change", change.timestamp)
  }

  /// Other best prices.
  mutating func bestBidAsk(_ best: BestPrices, of market: ExchangeMarket) {
    beginObject()
    asset(market, best.token)
    key("best_bid")
    decimal(best.bid)
    key("best_ask")
    decimal(best.ask)
    key("spread")
    decimal(Micros(raw: best.ask.raw - best.bid.raw))
    end("best_bid_ask", best.timestamp)
  }

  /// A market that opened, or was decided for `winner`.
  mutating func marketState(_ market: ExchangeMarket, winner: TokenIndex?, timestamp: Int64) {
    beginObject()
    key("market")
    hash(market.definition.conditionID)
    key("question")
    string(market.definition.question)
    key("slug")
    string("market-\(market.index.position)")
    key("assets_ids")
    beginArray()
    for outcome in Outcome.allCases { string(market.tokenID(outcome).description) }
    endArray()
    key("outcomes")
    beginArray()
    for outcome in Outcome.allCases { string(market.name(outcome)) }
    endArray()
    if let winner {
      key("winning_asset_id")
      string(market.tokenID(winner.outcome).description)
      key("winning_outcome")
      string(market.name(winner.outcome))
    }
    end(winner == nil ? "new_market" : "market_resolved", timestamp)
  }

  private mutating func end(_ kind: StaticString, _ timestamp: Int64) {
    key("timestamp")
    numberText(timestamp)
    key("event_type")
    string(kind)
    endObject()
  }
}
