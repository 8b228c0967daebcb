import FixedPoint
import Orders
import Trading
import Venue

extension MarketRules {
  /// Why a leg is not to become an order of this token; nil where it may. Kills, pauses and limits go by the market that
  /// a plan names, so it has to be the token's; the price grid and the least size are the venue's own conditions, whose
  /// refusals would count against the desk.
  func problem(of leg: ExecutionPlan.Leg) -> String? {
    guard leg.market == market else {
      return "its token is of market \(market), and the plan says '\(leg.market)'"
    }
    guard leg.tick.raw >= tickSize.rawValue, leg.tick.raw % tickSize.rawValue == 0 else {
      return "the market's prices go by \(tickSize.size), and the plan says tick \(leg.tick)"
    }
    for price in [leg.price, leg.limit ?? leg.price] where !tickSize.allows(price) {
      return "\(price) is no price of a market whose prices go by \(tickSize.size)"
    }
    if let minimumOrderSize, leg.size < minimumOrderSize {
      return
        "the market takes no order below \(minimumOrderSize) shares, and the plan asks for \(leg.size)"
    }
    return nil
  }
}
