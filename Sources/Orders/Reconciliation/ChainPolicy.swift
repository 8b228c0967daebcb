package import FixedPoint

/// The thresholds of the comparison with the chain (facts/oms.md 2.1, layer B).
package struct ChainPolicy: Hashable, Sendable {
  /// A confirmation is in every final block that is read so many milliseconds later.
  package var settlementLag: Int64 = 60_000
  /// What the venue may take of a trade that is not post-only, in pUSD a share: fees are not signed and not told
  /// (facts/polymarket-v2.md 1.6).
  package var feeCeiling = Micros(raw: 20_000)
  /// Rounding of the contracts, in pUSD; a millionth for each trade is added to it.
  package var collateralTolerance = Micros(raw: 10_000)
  /// The same in shares.
  package var shareTolerance = Micros(raw: 10_000)
  /// How long a difference waits for a clean round of the venue, which may still explain it by a trade that was
  /// missed. Nothing new is sent meanwhile.
  package var suspicionLimit: Int64 = 60_000

  /// The defaults.
  package init() {}
}
