package import FixedPoint
package import Trading

extension OrderMessage {
  /// A message of these parts, as a simulated venue tells it. Amounts are in shares, times in milliseconds since
  /// 1970.
  package init(
    kind: Kind, id: VenueOrderID, owner: String, market: String, tokenID: UInt256, side: Side,
    originalSize: Micros, matchedSize: Micros, price: Micros, tradeIDs: [String] = [],
    status: VenueOrderStatus? = nil, type: OrderType? = nil, createdAt: Int64? = nil,
    expiration: Int64? = nil, timestamp: Int64
  ) {
    self.kind = .known(kind)
    self.id = id
    self.owner = owner
    orderOwner = owner
    self.market = market
    self.tokenID = tokenID
    self.side = side
    self.originalSize = originalSize
    self.matchedSize = matchedSize
    self.price = price
    outcome = ""
    self.tradeIDs = tradeIDs
    self.status = status.map { .known($0) }
    self.type = type.map { .known($0) }
    self.createdAt = createdAt
    self.expiration = expiration
    maker = ""
    self.timestamp = timestamp
  }
}
