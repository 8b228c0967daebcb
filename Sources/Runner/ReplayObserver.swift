package import FixedPoint
package import Graph
import Orders
package import Trading

/// Who wants to see what a replay decides and does, as it happens: the decision diff, which needs no journal.
package protocol ReplayObserver: AnyObject {
  /// An order was judged. The frames are valid until the call ends.
  func judged(_ event: JudgedOrder)

  /// An order came, went or changed because of what was decided or traded.
  func changed(_ change: OrderChange)
}

/// What tells an order of one replay from all others, and finds it again in another replay of the same recording:
/// the place it fills, its price, and when it came to rest there.
package struct OrderIdentity: Hashable, Sendable {
  /// Position of the token in the recordings' directory.
  package var token: Int
  package var side: Side
  /// Which of the orders of that side and token.
  package var position: Int
  /// Milliseconds since 1970.
  package var placedAt: Int64
  package var price: Micros
}

/// One order event with the decision about it.
package struct JudgedOrder {
  /// Milliseconds since 1970, by the clock of the recording.
  package var time: Int64
  /// Position of the market in the recordings' directory.
  package var market: Int
  package var order: OrderIdentity
  package var decision: Decision
  package var frame: EventFrame
  /// What the shadow policies decide about the same facts; nil where there are none.
  package var shadow: (decision: Decision, frame: EventFrame)?
}

/// What happened to an order of a replay.
package struct OrderChange: Sendable {
  package enum Kind: Sendable {
    /// Came to rest; `replaces` where it took the place of one that was cancelled.
    case placed(replaces: Bool)
    /// Taken out by a decision; `isReplaced` where another was to follow.
    case cancelled(isReplaced: Bool)
    case filled(Micros)
  }

  package var kind: Kind
  package var time: Int64
  package var market: Int
  package var order: OrderIdentity
  /// Still open afterwards.
  package var open: Micros
}

extension OrderIdentity {
  init(_ entry: TokenDesk.Entry) {
    self.init(
      token: entry.place.token, side: entry.place.side, position: entry.place.position,
      placedAt: entry.order.placedAt, price: entry.order.price)
  }
}
