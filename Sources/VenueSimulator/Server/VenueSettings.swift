package import FixedPoint

/// How a simulated venue is set up; what the command line says.
package struct VenueSettings: Sendable {
  /// The same seed gives the same markets, credentials, makers, takers and hashes.
  package var seed: UInt64 = 1
  /// 137 or 80002: the chains whose contracts the clients of the venue know.
  package var chainID: UInt64 = 137
  /// What an address owns when it first appears, in pUSD.
  package var startingBalance = Micros(raw: 10_000 * 1_000_000)
  /// What it owns of every token then.
  package var startingShares = Micros(raw: 1_000 * 1_000_000)
  /// How far the time stamp of a proof may lie from the venue's time, in seconds.
  package var timestampWindow: Int64 = 60
  /// Elements of a page of a listing.
  package var pageSize = 500

  package init() {}
}
