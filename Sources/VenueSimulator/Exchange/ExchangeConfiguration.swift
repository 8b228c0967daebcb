package import FixedPoint
package import Venue

/// What a simulated venue is like.
package struct ExchangeConfiguration: Sendable {
  /// All that looks like chance follows from it.
  package var seed: UInt64 = 1
  /// pUSD that a new account starts with.
  package var openingCollateral = Micros.zero
  /// Shares of either outcome of every market that a new account starts with.
  package var openingShares = Micros.zero
  /// The most accounts there may be; a client that invents addresses cannot use up the memory.
  package var maximumAccounts = 100_000
  /// Orders that are done and can still be looked up.
  package var terminalOrderLimit = 100_000
  /// Ids of orders beyond those that are still refused as duplicates.
  package var identifierLimit = 1_000_000
  /// Trades that are final and can still be looked up.
  package var tradeLimit = 100_000
  /// ms by which the venue ends a GTD before the time it names (facts/polymarket-v2.md 2.5).
  package var expirationLead: Int64 = 60_000
  /// ms that a GTD must at least live after ``expirationLead`` is taken off.
  package var leastLifetime: Int64 = 1
  /// Decimals that the shares of a FOK or FAK buy may have, 2...6. nil: those of the grid, at least four, as
  /// clients sign them (facts/polymarket-v2.md 1.6); 4 is what users of fine grids saw the venue demand
  /// (py-clob-client-v2#99).
  package var marketBuyDecimals: Int?
  /// ms without an accepted heartbeat until the key is held silent.
  package var heartbeatDeadline: Int64 = 10_000
  /// ms more until its orders are cancelled.
  package var heartbeatGrace: Int64 = 5_000
  /// ms in which only post-only orders are taken after a restart.
  package var postOnlyAfterRestart: Int64 = 120_000
  /// Whether, and for whom, requests are limited.
  package var rateMode = RateLimiter.Mode.enforcing
  /// The tier of signers that no one set.
  package var rateTier = RateTier.standard
  /// How trades settle.
  package var settlement = SettlementPlan()

  /// A venue with the rules of the real one, empty.
  package init() {}
}
