package import FixedPoint

/// The last price of every minute in which a market was traded, by whomever: what `/prices-history` tells.
package struct PriceHistory: Sendable {
  /// A trade that was the last of its minute.
  package struct Point: Equatable, Sendable {
    /// In ms since 1970.
    package var time: Int64
    /// Per share of the first token.
    package var price: Micros
  }

  /// A week of minutes is kept.
  private static let most = 7 * 24 * 60

  private var minutes = RingBuffer<Point>()

  /// From the oldest on.
  package var points: ArraySlice<Point> { minutes.elements }

  /// Takes a trade up; time never goes back.
  mutating func note(_ price: Micros, at time: Int64) {
    if let last = minutes.last, last.time / 60_000 == time / 60_000 {
      minutes[minutes.count - 1] = Point(time: time, price: price)
      return
    }
    if minutes.count == Self.most { minutes.removeFirst() }
    minutes.append(Point(time: time, price: price))
  }
}
