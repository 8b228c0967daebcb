import FixedPoint
import Trading
import Venue

extension ExecutionPlan {
  /// Why the plan cannot be carried out as it is written; nil where it can. What the venue would cut or refuse is
  /// refused here.
  package var problem: String? {
    if intent.isEmpty { return "it has no intent id" }
    if legs.isEmpty, cancels.isEmpty { return "it asks for nothing" }
    for (index, leg) in legs.enumerated() {
      if let problem = leg.problem { return "leg \(index): \(problem)" }
    }
    return nil
  }
}

extension ExecutionPlan.Leg {
  /// Why the leg cannot be an order; nil where it can.
  package var problem: String? {
    guard let tick = TickSize(tick) else { return "the tick \(self.tick) is none of the venue's" }
    do throws(AmountError) {
      try OrderAmounts.checkLots(size)
      _ = try OrderAmounts.limit(side, price: price, size: size, tick: tick)
      if let limit { _ = try OrderAmounts.limit(side, price: limit, size: size, tick: tick) }
    } catch {
      return error.message
    }
    if let limit, side == .buy ? limit < price : limit > price {
      return "the limit \(limit) is better than the price \(price)"
    }
    if isPostOnly, !type.rests { return "a post-only order must be able to rest: GTC or GTD" }
    if (type == .goodTillDate) != (expiration != nil) {
      return "an order of type GTD, and no other, has an expiration"
    }
    return nil
  }
}
