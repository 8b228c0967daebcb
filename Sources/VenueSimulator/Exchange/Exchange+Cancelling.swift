import FixedPoint
package import Hashing
import Trading
package import Venue

extension Exchange {
  /// Cancels the orders of these ids, as far as they are open and of this user, in the order given.
  ///
  /// Whether the engine takes cancels at all is asked beforehand (``cancelRefusal``), as are the tokens.
  package mutating func cancel(
    _ ids: [Digest32], of user: AccountIndex, now: Int64
  ) -> CancelReport {
    advance(to: now)
    var report = CancelReport()
    for id in ids {
      guard let slot = orders.slot(of: id), orders[slot].status.isOpen, orders[slot].user == user
      else {
        report.notCanceled.append(CancelReport.Exception(id: id, reason: .notOpen))
        continue
      }
      end(slot, .canceled, .requested)
      report.canceled.append(id)
    }
    return report
  }

  /// Cancels all open orders of a user, or those of one market, or of one token.
  package mutating func cancelAll(
    of user: AccountIndex, market: MarketIndex? = nil, token: TokenIndex? = nil, now: Int64
  ) -> CancelReport {
    advance(to: now)
    return endAll(of: user, .canceled, .requested) { order in
      (market == nil || order.market == market) && (token == nil || order.token == token)
    }
  }

  /// Ends those open orders of a user that are meant, in order of placement.
  @discardableResult
  mutating func endAll(
    of user: AccountIndex, _ status: ExchangeOrder.Status, _ ending: ExchangeOrder.Ending,
    where isMeant: (ExchangeOrder) -> Bool
  ) -> CancelReport {
    var report = CancelReport()
    var slot = accounts[user.position].firstOrder
    while slot >= 0 {
      let next = orders.links[Int(slot)].nextOfUser
      if isMeant(orders[slot]) {
        report.canceled.append(orders[slot].id)
        end(slot, status, ending)
      }
      slot = next
    }
    return report
  }

  /// Ends an open order before it is filled: out of the book, its funds free, told to its owner.
  mutating func end(
    _ slot: Int32, _ status: ExchangeOrder.Status, _ ending: ExchangeOrder.Ending
  ) {
    if orders[slot].status == .delayed {
      release(slot, orders[slot].wholeBound)
      finish(slot, status, ending)
      tell(.cancellation, slot)
      return
    }
    let remaining = orders[slot].remaining
    let (market, side) = (orders[slot].market, orders[slot].yesSide)
    let (price, token) = (orders[slot].yesPrice, orders[slot].token)
    release(slot, orders[slot].currentBound)
    let book = BookSide.position(side)
    guard let level = markets[market.position].sides[book].existing(price) else {
      fatalError("an order rests at a price that has no level")
    }
    markets[market.position].sides[book].levels[level].total -= remaining.raw
    orders.remove(slot, from: &markets[market.position].sides[book].levels[level])
    if markets[market.position].sides[book].levels[level].first < 0 {
      markets[market.position].sides[book].levels.remove(at: level)
    }
    markets[market.position].changedAt = now
    finish(slot, status, ending)
    tell(.cancellation, slot)
    tellLevel(market, side, price, token)
    adaptTick(market)
  }
}
