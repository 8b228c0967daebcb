import FixedPoint
import Trading
import Venue

/// Markets may hold back orders that would match at once, so that those who quote can step aside.
extension Exchange {
  /// Holds a marketable order back for its market's delay, with its funds bound.
  mutating func hold(_ slot: Int32) -> OrderReceipt {
    bind(slot, orders[slot].wholeBound)
    let delay = self[orders[slot].market].definition.secondsDelay * 1_000
    timers.add(.delayEnd(slot: slot, serial: orders[slot].serial), due: now + delay)
    tell(.placement, slot)
    return OrderReceipt(
      id: orders[slot].id, status: .delayed, makingAmount: .zero, takingAmount: .zero,
      tradeIDs: [])
  }

  /// The delay of an order is over: it matches as if it came now, with the funds that were bound for it.
  mutating func endDelay(_ slot: Int32, serial: UInt64) {
    guard orders.holds(slot, serial: serial), orders[slot].status == .delayed else { return }
    release(slot, orders[slot].wholeBound)
    let order = orders[slot]
    let intent = OrderIntent(
      account: order.account, token: order.token, side: order.side,
      terms: OrderTerms(
        price: order.price, size: order.originalSize, value: order.signedValue,
        isCashLimited: order.isCashLimited))
    let isMarketable = isMarketable(intent)
    let isKilled =
      switch order.type {
      case .fillOrKill: !canFill(intent)
      case .fillAndKill: !isMarketable
      case .goodTillCancelled, .goodTillDate: false
      }
    // The fee may be higher than when the order came: the book has moved.
    guard !isKilled, holding(behind: intent).available >= needed(intent) else {
      finish(slot, isKilled ? .canceled : .invalid, isKilled ? .killed : .unfunded)
      tell(.cancellation, slot)
      return
    }
    _ = run(slot, isMarketable: isMarketable)
  }
}
