import FixedPoint
import Trading

/// A small maker that keeps orders resting on both sides of every token, so that a replay has something to
/// police. It has no opinion: where and when it quotes comes from its seed alone.
struct ReferenceMaker: Sendable {
  /// What it quotes; stands in the journal with the seed.
  struct Habits: Equatable, Sendable {
    /// Orders on each side of each token.
    var ordersPerSide = 2
    /// Shares of each order.
    var size = Micros(raw: 100_000_000)
    /// How far behind the best price it may quote, in ticks.
    var ticksBehind = 0...2
    /// How long it waits before it fills an empty place again, in milliseconds.
    var pause: ClosedRange<Int64> = 500...2_500
  }

  /// One place in which an order may rest: token, side and which of the orders of that side.
  struct Place: Hashable, Sendable {
    var token: Int
    var side: Side
    var position: Int
  }

  let habits: Habits
  private var random: SeededGenerator
  private var orderCount = 0

  init(habits: Habits, seed: UInt64) {
    self.habits = habits
    random = SeededGenerator(seed: seed)
  }

  /// When an empty place is to be filled, seen from `now`.
  mutating func nextQuoteTime(after now: Int64) -> Int64 {
    now + Int64.random(in: habits.pause, using: &random)
  }

  /// The price of a new order, or nil where the book has no room for one that does not cross.
  mutating func price(_ side: Side, bestBid: Micros, bestAsk: Micros, tick: Micros) -> Micros? {
    let behind = Int64(Int.random(in: habits.ticksBehind, using: &random)) * tick.raw
    let price = side == .buy ? bestBid.raw - behind : bestAsk.raw + behind
    guard price >= tick.raw, price <= Micros.one.raw - tick.raw else { return nil }
    return Micros(raw: price)
  }

  mutating func newOrderID() -> String {
    orderCount += 1
    return "maker-\(orderCount)"
  }
}
