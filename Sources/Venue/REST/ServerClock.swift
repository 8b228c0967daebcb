/// What the venue's clock shows, as far as answers tell it.
///
/// The venue tells whole seconds, so one answer bounds the difference of the clocks to about a second
/// and the round trip: it was read somewhere between sending and receiving, and shows the second it was
/// in. Bounds of several answers are cut with each other; where they no longer meet, a clock was set
/// and only the newest counts. Times are milliseconds since 1970.
package struct ServerClock: Equatable, Sendable {
  /// The difference of the clocks, venue less own.
  package struct Estimate: Equatable, Sendable {
    /// The middle of the bounds, in milliseconds.
    package var skew: Int64
    /// How far off that may be, in milliseconds.
    package var uncertainty: Int64
    /// Milliseconds of the last round trip.
    package var roundTrip: Int64
  }

  private var bounds: ClosedRange<Int64>?
  private var roundTrip: Int64 = 0

  /// Nothing known yet.
  package init() {}

  /// Takes what the venue said: `server` is exact to `resolution` milliseconds, rounded down; the request
  /// left at `sent` and the answer was here at `received`, by the own clock.
  package mutating func observe(
    server: Int64, resolution: Int64, sent: Int64, received: Int64
  ) {
    guard received >= sent else { return }
    roundTrip = received - sent
    let new = (server - received)...(server + resolution - 1 - sent)
    guard let old = bounds, old.overlaps(new) else {
      bounds = new
      return
    }
    bounds = old.clamped(to: new)
  }

  /// The difference of the clocks; nil before the first answer.
  package var estimate: Estimate? {
    bounds.map { bounds in
      let width = bounds.upperBound - bounds.lowerBound
      return Estimate(
        skew: bounds.lowerBound + width / 2, uncertainty: width / 2 + width % 2,
        roundTrip: roundTrip)
    }
  }

  /// The venue's time in milliseconds when the own clock shows `own`. While the clocks agree within
  /// what is known the own one counts, which runs evenly.
  package func time(at own: Int64) -> Int64 {
    guard let bounds, !bounds.contains(0) else { return own }
    return own + (estimate?.skew ?? 0)
  }
}
