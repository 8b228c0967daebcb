package import FixedPoint
import Runtime
package import Trading

/// A small maker that keeps orders resting on both sides of every token, so that a replay has something to
/// police. It has no opinion: where and when it quotes comes from its seed, the place and the time alone. So what
/// a decision changes in one place changes nothing in any other, and two policies that are held against each
/// other meet the same maker (common random numbers).
package struct ReferenceMaker: Sendable {
  /// What it quotes; stands in the journal with the seed.
  package struct Habits: Equatable, Sendable {
    /// Orders on each side of each token.
    package var ordersPerSide = 2
    /// Shares of each order.
    package var size = Micros(raw: 100_000_000)
    /// How far behind the best price it may quote, in ticks.
    package var ticksBehind: ClosedRange<Int64> = 0...2
    /// How long it waits before it fills an empty place again, in milliseconds.
    package var pause: ClosedRange<Int64> = 500...2_500

    /// The usual ones.
    package init() {}
  }

  /// One place in which an order may rest: token, side and which of the orders of that side.
  package struct Place: Hashable, Sendable {
    package var token: Int
    package var side: Side
    package var position: Int

    /// The place of these parts; a token by its position.
    package init(token: Int, side: Side, position: Int) {
      self.token = token
      self.side = side
      self.position = position
    }
  }

  package let habits: Habits
  private let seed: UInt64
  private var orderCount = 0

  /// A maker of these habits; what it draws follows from `seed`.
  package init(habits: Habits, seed: UInt64) {
    self.habits = habits
    self.seed = seed
  }

  /// When an empty place is to be filled, seen from `now`: the first moment of the place's own timetable that lies
  /// behind the shortest pause. A timetable has one moment in each stretch of half the pauses' span, so that no
  /// pause is longer than the longest.
  package func nextQuoteTime(_ place: Place, after now: Int64) -> Int64 {
    let earliest = now + habits.pause.lowerBound
    let stretch = max(1, (habits.pause.upperBound - habits.pause.lowerBound) / 2)
    let first = earliest / stretch
    let moment = moment(of: place, stretch: first, of: stretch)
    return moment >= earliest ? moment : self.moment(of: place, stretch: first + 1, of: stretch)
  }

  private func moment(of place: Place, stretch number: Int64, of length: Int64) -> Int64 {
    var random = random(place, number)
    return number * length + random.number(0...length - 1)
  }

  /// The draws of a place at a moment: the same whatever was drawn before.
  private func random(_ place: Place, _ moment: Int64) -> SplitMix64 {
    var mixed = seed
    for part in [Int64(place.token), place.side == .buy ? 0 : 1, Int64(place.position), moment] {
      var next = SplitMix64(seed: mixed ^ UInt64(bitPattern: part))
      mixed = next.next()
    }
    return SplitMix64(seed: mixed)
  }

  /// The price of a new order, or nil where the book has no room for one that does not cross.
  package func price(
    _ place: Place, at now: Int64, bestBid: Micros, bestAsk: Micros, tick: Micros
  ) -> Micros? {
    var random = random(place, ~now)
    let side = place.side
    let behind = random.number(habits.ticksBehind) * tick.raw
    let price = side == .buy ? bestBid.raw - behind : bestAsk.raw + behind
    guard price >= tick.raw, price <= Micros.one.raw - tick.raw else { return nil }
    return Micros(raw: price)
  }

  mutating func newOrderID() -> String {
    orderCount += 1
    return "maker-\(orderCount)"
  }
}
