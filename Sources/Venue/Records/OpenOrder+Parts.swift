package import FixedPoint
package import Trading

extension OpenOrder {
  /// An order of these parts, as a simulated venue tells it. Amounts are in shares, times in milliseconds since
  /// 1970.
  package init(
    id: VenueOrderID, status: VenueOrderStatus, owner: String, maker: String, market: String,
    tokenID: UInt256, side: Side, originalSize: Micros, matchedSize: Micros, price: Micros,
    outcome: String = "", expiration: Int64? = nil, type: OrderType? = nil,
    createdAt: Int64? = nil, tradeIDs: [String] = []
  ) {
    self.id = id
    self.status = .known(status)
    self.owner = owner
    self.maker = maker
    self.market = market
    self.tokenID = tokenID
    self.side = side
    self.originalSize = originalSize
    self.matchedSize = matchedSize
    self.price = price
    self.outcome = outcome
    self.expiration = expiration
    self.type = type.map { .known($0) }
    self.createdAt = createdAt
    self.tradeIDs = tradeIDs
  }
}
