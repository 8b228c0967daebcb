import FixedPoint
import Hashing
import Orders
import Trading
import Venue
import VenueSimulator

/// The truth about our orders and funds, for oracles and for the chain: nothing of it goes through a network.
extension VenueFloor {
  /// One of our orders that can still trade.
  struct LiveOrder {
    var id: Digest32
    var market: MarketIndex
    var side: Side
    var price: Micros
    /// Shares that can still match.
    var open: Micros
  }

  /// Our orders that can still trade, in order of placement.
  var liveOrders: [LiveOrder] {
    exchange.openOrders(of: trader.user).map { order in
      LiveOrder(
        id: order.id, market: order.market, side: order.side, price: order.price,
        open: order.remaining)
    }
  }

  /// Shares of an order that matched in trades that did not fail.
  func filled(_ id: Digest32) -> Micros {
    guard let order = exchange.order(id) else { return .zero }
    var sum = Int64(0)
    for trade in order.trades.compactMap({ exchange.trade($0) }) where trade.status != .failed {
      for leg in [trade.taker] + trade.makers where leg.orderID == id { sum += leg.size.raw }
    }
    return Micros(raw: sum)
  }

  /// All our trades and whether each is final.
  var areTradesFinal: Bool {
    exchange.trades(of: trader.user).allSatisfy(\.status.isFinal)
  }

  /// What a final block says of our account: what we began with, and the trades that are confirmed.
  func finalReading(block: Int64, transactionCount: Int64) -> ChainReading {
    var collateral = Self.funds.raw
    var shares: [UInt256: Micros] = [:]
    for market in markets {
      for outcome in Outcome.allCases { shares[exchange[market].tokenID(outcome)] = Self.funds }
    }
    for trade in exchange.trades(of: trader.user) where trade.status == .confirmed {
      for leg in [trade.taker] + trade.makers where leg.user == trader.user {
        let token = exchange[trade.market].tokenID(leg.token.outcome)
        let sign: Int64 = leg.side == .buy ? 1 : -1
        shares[token, default: .zero].raw += sign * leg.size.raw
        collateral -= sign * leg.value.raw + leg.fee.raw
      }
    }
    return ChainReading(
      block: block, transactionCount: transactionCount, collateral: Micros(raw: collateral),
      shares: shares)
  }
}
