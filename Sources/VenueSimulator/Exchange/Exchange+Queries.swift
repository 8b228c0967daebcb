package import FixedPoint
package import Hashing
import Trading
import Venue

/// What the venue answers to questions.
extension Exchange {
  /// An order, open or done, as long as it is kept.
  package func order(_ id: Digest32) -> ExchangeOrder? {
    orders.slot(of: id).map { orders[$0] }
  }

  /// The open orders of a user in order of placement, those held back included.
  package func openOrders(
    of user: AccountIndex, where isMeant: (ExchangeOrder) -> Bool = { _ in true }
  ) -> [ExchangeOrder] {
    var found: [ExchangeOrder] = []
    var slot = accounts[user.position].firstOrder
    while slot >= 0 {
      if isMeant(orders[slot]) { found.append(orders[slot]) }
      slot = orders.links[Int(slot)].nextOfUser
    }
    return found
  }

  /// A trade, as long as it is kept.
  package func trade(_ id: VenueIdentifier) -> ExchangeTrade? {
    tradeSerials[id].flatMap { trade(serial: $0) }
  }

  /// The trades of a user that are kept, the latest first as the venue lists them.
  package func trades(
    of user: AccountIndex, where isMeant: (ExchangeTrade) -> Bool = { _ in true }
  ) -> [ExchangeTrade] {
    accounts[user.position].trades.elements.reversed().compactMap { trade(serial: $0) }
      .filter(isMeant)
  }

  /// All trades that are kept and meant, the latest first.
  package func allTrades(where isMeant: (ExchangeTrade) -> Bool) -> [ExchangeTrade] {
    trades.elements.reversed().filter(isMeant)
  }

  /// Open orders of all accounts.
  package var openOrderCount: Int { orders.openCount }

  /// Keys that send heartbeats.
  package var heartbeatCount: Int { heartbeats.count }

  /// Shares in the book before an order: those at its price that came earlier. nil unless it rests.
  package func sharesAhead(of id: Digest32) -> Micros? {
    guard let slot = orders.slot(of: id), orders[slot].status == .live else { return nil }
    var sum = Micros.zero
    var ahead = orders.links[Int(slot)].previousAtLevel
    while ahead >= 0 {
      sum.raw += orders[ahead].remaining.raw
      ahead = orders.links[Int(ahead)].previousAtLevel
    }
    return sum
  }
}
