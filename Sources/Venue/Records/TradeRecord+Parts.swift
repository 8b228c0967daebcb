package import FixedPoint
package import Trading

extension TradeRecord {
  /// A trade of these parts, as a simulated venue tells it. Amounts are in shares, times in milliseconds since
  /// 1970.
  package init(
    id: String, takerOrderID: VenueOrderID, market: String, tokenID: UInt256, side: Side,
    size: Micros, price: Micros, status: TradeStatus, matchTime: Int64, lastUpdate: Int64? = nil,
    owner: String = "", makerFills: [MakerFill] = [], transactionHash: String? = nil,
    traderSide: TraderSide? = nil
  ) {
    self.id = id
    self.takerOrderID = takerOrderID
    self.market = market
    self.tokenID = tokenID
    self.side = side
    self.size = size
    self.price = price
    self.status = .known(status)
    self.matchTime = matchTime
    self.lastUpdate = lastUpdate
    outcome = ""
    self.owner = owner
    self.makerFills = makerFills
    self.transactionHash = transactionHash
    self.traderSide = traderSide.map { .known($0) }
  }
}

extension TradeRecord.MakerFill {
  /// The part of a resting order, of these parts. The size is in shares.
  package init(
    orderID: VenueOrderID, owner: String = "", maker: String = "", matchedSize: Micros,
    price: Micros, tokenID: UInt256, side: Side? = nil
  ) {
    self.orderID = orderID
    self.owner = owner
    self.maker = maker
    self.matchedSize = matchedSize
    self.price = price
    self.tokenID = tokenID
    outcome = ""
    self.side = side
  }
}
