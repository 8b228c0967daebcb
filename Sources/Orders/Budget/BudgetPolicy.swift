package import Venue

/// How the desk spends what the venue lets its signer send (facts/oms.md 4; facts/polymarket-v2.md 2.7). Times are
/// milliseconds.
package struct BudgetPolicy: Hashable, Sendable {
  /// The signer's tier until the venue names another; nil where nothing is limited, as in a benchmark.
  package var tier: RateTier? = .standard
  /// What of a full bucket of cancels is kept for a kill and for nobody else, out of 100.
  package var killReserve: Int64 = 20
  /// For so long after a 429 orders leave at half the rate.
  package var throttleWindow: Int64 = 60_000
  /// After a 425 or 503 no order leaves for so long; doubled with each further one up to the longest. What the venue
  /// asks for is waited for where it is longer.
  package var gateBackoff: Int64 = 1_000
  package var longestGateBackoff: Int64 = 8_000
  /// An order that tries whether the venue takes orders again is waited for so long.
  package var probePatience: Int64 = 10_000

  /// The usual thresholds.
  package init() {}
}
