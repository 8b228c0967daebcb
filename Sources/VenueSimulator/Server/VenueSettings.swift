package import Venue

/// How a simulated venue talks to its clients; what the command line says. What its engine is like stands in
/// `ExchangeConfiguration`.
package struct VenueSettings: Sendable {
  /// The same seed gives the same credentials.
  package var seed: UInt64 = 1
  /// The chain whose contracts orders are signed for.
  package var chain = VenueChain.polygon
  /// How far the time stamp of a proof may lie from the venue's time, in seconds.
  package var timestampWindow: UInt64 = 60
  /// Elements of a page of a listing, above 0.
  package var pageSize = 500
  /// The clock that `/admin/clock` moves; nil where the time is the machine's.
  package var virtualClock: VenueClock?

  /// The usual venue.
  package init() {}
}
