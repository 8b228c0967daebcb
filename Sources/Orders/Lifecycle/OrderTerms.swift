package import FixedPoint
package import Hashing
package import Trading
package import Venue

/// What an order asks for, fixed before it is signed and never edited: a cancel-replace is two linked orders
/// (facts/oms.md 1.4).
package struct OrderTerms: Hashable, Sendable {
  /// Follows from intent, leg and attempt alone, so that a plan that comes twice gives the same one.
  package var clientOrderID: String
  /// The ExecutionPlan that wants it.
  package var intent: String
  package var strategy: String
  /// The condition id of the market, as the venue writes it.
  package var market: String
  package var token: UInt256
  package var side: Side
  /// 0...1.
  package var price: Micros
  /// Shares.
  package var size: Micros
  package var type: OrderType
  /// Milliseconds since 1970; nil where it does not end by itself.
  package var expiration: Int64?
  package var isPostOnly: Bool
  /// The step of the market's prices.
  package var tick: Micros
  /// The builder code that stands in the signed order (seeds/001, "builderCode absent").
  package var builder: Digest32
  /// The client order id of the order that this one takes the place of.
  package var replaces: String?

  /// Whether its pUSD are spent, whatever number of shares they buy: so the venue fills FOK and FAK buys.
  package var spendsCash: Bool { side == .buy && !type.rests }

  /// Terms of these parts.
  package init(
    clientOrderID: String, intent: String, strategy: String, market: String, token: UInt256,
    side: Side, price: Micros, size: Micros, type: OrderType = .goodTillCancelled,
    expiration: Int64? = nil, isPostOnly: Bool = false, tick: Micros, builder: Digest32,
    replaces: String? = nil
  ) {
    self.clientOrderID = clientOrderID
    self.intent = intent
    self.strategy = strategy
    self.market = market
    self.token = token
    self.side = side
    self.price = price
    self.size = size
    self.type = type
    self.expiration = expiration
    self.isPostOnly = isPostOnly
    self.tick = tick
    self.builder = builder
    self.replaces = replaces
  }
}
