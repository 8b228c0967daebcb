import FixedPoint
import Hashing
import Orders
import Signing
import Trading
import Venue
import VenueSimulator

/// What the venue tells of our orders, in the records that our client reads.
extension VenueFloor {
  /// Our open orders.
  func openOrders() -> [OpenOrder] {
    exchange.openOrders(of: trader.user).map(record)
  }

  /// One order as `/data/order/{id}` tells it: open ones only.
  func openOrder(_ id: Digest32) -> OpenOrder? {
    exchange.order(id).flatMap { $0.user == trader.user && $0.status.isOpen ? record($0) : nil }
  }

  /// Our trades that were matched since `time`, milliseconds since 1970, the latest first.
  func trades(since time: Int64) -> [TradeRecord] {
    exchange.trades(of: trader.user) { $0.matchedAt >= time }.map(record)
  }

  /// One trade as `/data/trades` tells it by its id; nil where it is none of ours.
  func trade(_ id: String) -> TradeRecord? {
    trades(since: .min).first { $0.id == id }
  }

  /// What the user channel tells of an event; nil where it is none of ours.
  func message(of event: ExchangeEvent) -> ManagerEvent? {
    switch event {
    case .order(let notice):
      guard notice.order.user == trader.user else { return nil }
      return .order(message(notice))
    case .trade(let notice):
      guard notice.trade.concerns(trader.user) else { return nil }
      return .trade(record(notice.trade))
    default: return nil
    }
  }

  private func record(_ order: ExchangeOrder) -> OpenOrder {
    OpenOrder(
      id: VenueOrderID(order.id), status: Self.status(order.status), owner: order.owner.text,
      maker: exchange[order.account].address.lowercaseHex, market: marketText(order.market),
      tokenID: exchange[order.market].tokenID(order.token.outcome), side: order.side,
      originalSize: order.originalSize, matchedSize: order.matched, price: order.price,
      expiration: order.expiration == 0 ? nil : order.expiration * 1_000, type: order.type,
      createdAt: order.createdAt / 1_000 * 1_000, tradeIDs: order.trades.map(\.text))
  }

  private func message(_ notice: OrderNotice) -> OrderMessage {
    let order = notice.order
    let kind: OrderMessage.Kind =
      switch notice.kind {
      case .placement: .placement
      case .update: .update
      case .cancellation: .cancellation
      }
    return OrderMessage(
      kind: kind, id: VenueOrderID(order.id), owner: order.owner.text,
      market: marketText(order.market),
      tokenID: exchange[order.market].tokenID(order.token.outcome), side: order.side,
      originalSize: order.originalSize, matchedSize: order.matched, price: order.price,
      tradeIDs: order.trades.map(\.text), status: Self.status(order.status), type: order.type,
      createdAt: order.createdAt / 1_000 * 1_000,
      expiration: order.expiration == 0 ? nil : order.expiration * 1_000,
      timestamp: notice.timestamp)
  }

  private func record(_ trade: ExchangeTrade) -> TradeRecord {
    let isTaker = trade.taker.user == trader.user
    let market = exchange[trade.market]
    return TradeRecord(
      id: trade.id.text, takerOrderID: VenueOrderID(trade.taker.orderID),
      market: marketText(trade.market), tokenID: market.tokenID(trade.taker.token.outcome),
      side: trade.taker.side, size: trade.taker.size, price: trade.taker.price,
      status: Self.status(trade.status), matchTime: trade.matchedAt / 1_000 * 1_000,
      lastUpdate: trade.updatedAt / 1_000 * 1_000,
      owner: (isTaker ? trade.taker.owner : trader.owner).text,
      makerFills: trade.makers.map { maker in
        TradeRecord.MakerFill(
          orderID: VenueOrderID(maker.orderID), owner: maker.owner.text,
          maker: exchange[maker.account].address.lowercaseHex, matchedSize: maker.size,
          price: maker.price, tokenID: market.tokenID(maker.token.outcome), side: maker.side)
      },
      transactionHash: trade.transactionHash?.prefixedHex, traderSide: isTaker ? .taker : .maker)
  }

  private static func status(_ status: ExchangeTrade.Status) -> TradeStatus {
    switch status {
    case .matched: .matched
    case .mined: .mined
    case .retrying: .retrying
    case .confirmed: .confirmed
    case .failed: .failed
    }
  }

  private static func status(_ status: ExchangeOrder.Status) -> VenueOrderStatus {
    switch status {
    case .live: .live
    case .delayed: .delayed
    case .matched: .matched
    case .canceled: .canceled
    case .canceledMarketResolved: .canceledMarketResolved
    case .invalid: .invalid
    }
  }
}
