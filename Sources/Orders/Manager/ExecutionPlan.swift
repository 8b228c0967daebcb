package import FixedPoint
package import Trading
package import Venue

/// What a strategy wants of the order manager: the SmartRouter's ExecutionPlan (seeds/001, "ExecutionPlan for
/// replacement order"). Taken once by `intent`: the same plan again changes nothing, another one under the same
/// id is refused.
package struct ExecutionPlan: Hashable, Sendable {
  /// One order that is wanted.
  package struct Leg: Hashable, Sendable {
    package var market: String
    package var token: UInt256
    package var side: Side
    package var price: Micros
    package var size: Micros
    package var type: OrderType
    /// Milliseconds since 1970.
    package var expiration: Int64?
    package var isPostOnly: Bool
    /// The step of the market's prices.
    package var tick: Micros
    /// The worst price that a replacement of QueueWarden's may have; nil where that is `price`.
    package var limit: Micros?
    /// The client order id of an order whose place it takes: sent when that one's cancel is acknowledged, for
    /// what is left of it, never for more than `size`.
    package var replaces: String?

    /// A leg of these parts.
    package init(
      market: String, token: UInt256, side: Side, price: Micros, size: Micros,
      type: OrderType = .goodTillCancelled, expiration: Int64? = nil, isPostOnly: Bool = false,
      tick: Micros, limit: Micros? = nil, replaces: String? = nil
    ) {
      self.market = market
      self.token = token
      self.side = side
      self.price = price
      self.size = size
      self.type = type
      self.expiration = expiration
      self.isPostOnly = isPostOnly
      self.tick = tick
      self.limit = limit
      self.replaces = replaces
    }
  }

  /// The intent id: unique for ever.
  package var intent: String
  package var strategy: String
  /// When the strategy decided it, milliseconds since 1970.
  package var time: Int64
  /// After this it must not be sent any more; nil where it does not age.
  package var validUntil: Int64?
  package var legs: [Leg]
  /// Client order ids that are to be cancelled without replacement.
  package var cancels: [String]

  /// A plan of these parts.
  package init(
    intent: String, strategy: String, time: Int64, validUntil: Int64? = nil, legs: [Leg] = [],
    cancels: [String] = []
  ) {
    self.intent = intent
    self.strategy = strategy
    self.time = time
    self.validUntil = validUntil
    self.legs = legs
    self.cancels = cancels
  }
}
