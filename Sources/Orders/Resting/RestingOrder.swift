package import FixedPoint
package import Trading

/// A limit order that rests in a book, with what is known of its place in the queue.
package struct RestingOrder: Equatable, Sendable {
  /// Unique in its run; stands in the journal.
  package let id: String
  package let side: Side
  package let price: Micros
  /// Milliseconds.
  package let placedAt: Int64
  /// Ordered quantity.
  package let size: Micros
  package private(set) var filled: Micros = .zero
  /// Shares at the same price that came before: pessimistic, cancels of others never help beyond the size
  /// that is left at the level (facts/oms.md 5).
  package private(set) var queueAhead: Micros

  package init(
    id: String, side: Side, price: Micros, size: Micros, placedAt: Int64, queueAhead: Micros
  ) {
    self.id = id
    self.side = side
    self.price = price
    self.size = size
    self.placedAt = placedAt
    self.queueAhead = queueAhead
  }

  /// What is still open (seeds/000, "Open quantity").
  package var open: Micros { Micros(raw: size.raw - filled.raw) }

  /// The level at the order's price now has `levelSize` shares of others, zero or more. True where the place
  /// changed.
  package mutating func levelChanged(to levelSize: Micros) -> Bool {
    guard levelSize < queueAhead else { return false }
    queueAhead = levelSize
    return true
  }

  /// A trade of `size` shares took liquidity of this order's side at `tradePrice`. Gives the shares that this
  /// order contributed: what of the trade reached behind the queue, or all of it where it went through the
  /// order's price; never more than is open.
  package mutating func traded(_ size: Micros, at tradePrice: Micros) -> Micros {
    let isThrough = side == .buy ? tradePrice < price : tradePrice > price
    guard size > .zero, isThrough || tradePrice == price else { return .zero }
    let behindQueue = isThrough ? size : Micros(raw: max(0, size.raw - queueAhead.raw))
    queueAhead = isThrough ? .zero : Micros(raw: max(0, queueAhead.raw - size.raw))
    let fill = min(open, behindQueue)
    filled.raw += fill.raw
    return fill
  }
}
