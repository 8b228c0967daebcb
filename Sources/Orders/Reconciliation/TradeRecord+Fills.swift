import FixedPoint
package import Hashing
package import Venue

extension TradeRecord {
  /// What this trade gave orders of ours: the taker's where it took, and every resting one. Trades are told with
  /// the parts of all who took part, so each has to be ours by its order, or by the API key `owner`.
  package func fills(
    of owner: String, isOurs: (Digest32) -> Bool
  ) -> [(order: Digest32, trade: TradeFact)] {
    var found: [(order: Digest32, trade: TradeFact)] = []
    let status = status.known ?? .matched
    let taker = takerOrderID.digest
    let isTaker = traderSide?.known == .taker && (self.owner.isEmpty || self.owner == owner)
    if isTaker || isOurs(taker) {
      found.append((taker, fact(size: size, price: price, status)))
    }
    for fill in makerFills {
      let order = fill.orderID.digest
      guard (!owner.isEmpty && fill.owner == owner) || isOurs(order) else { continue }
      if let place = found.firstIndex(where: { $0.order == order }) {
        // One order that met the same taker in two steps: the trade gave it both.
        found[place].trade.size = found[place].trade.size.adding(fill.matchedSize)
      } else {
        found.append((order, fact(size: fill.matchedSize, price: fill.price, status)))
      }
    }
    return found
  }

  private func fact(size: Micros, price: Micros, _ status: TradeStatus) -> TradeFact {
    TradeFact(
      id: id, size: size, price: price, status: status, transactionHash: transactionHash,
      matchTime: matchTime)
  }
}
