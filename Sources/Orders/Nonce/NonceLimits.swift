/// What a lane of numbers holds to: the params of the NonceShepherd (bots/nonce-shepherd.yaml) and how old the
/// chain's answer may be.
package struct NonceLimits: Hashable, Sendable {
  /// Numbers that may be signed and not yet posted; reached is full (`max_pending_unposted`).
  package var pendingCeiling: Int
  /// Milliseconds that a gap may last; exactly so long is still within (`refuse_during_gap_s`).
  package var gapTolerance: Int64
  /// Milliseconds before its expiry in which the credential is renewed, inclusive (`l2_credential_ttl_h`).
  package var renewalWindow: Int64
  /// Whether a gap starts resequencing by itself (`resequence_on_gap`).
  package var resequencesOnGap: Bool
  /// Milliseconds after which the chain's answer no longer counts; exactly so old is still fresh.
  package var chainFreshness: Int64

  /// Limits of these parts.
  package init(
    pendingCeiling: Int, gapTolerance: Int64, renewalWindow: Int64, resequencesOnGap: Bool,
    chainFreshness: Int64 = 30_000
  ) {
    self.pendingCeiling = pendingCeiling
    self.gapTolerance = gapTolerance
    self.renewalWindow = renewalWindow
    self.resequencesOnGap = resequencesOnGap
    self.chainFreshness = chainFreshness
  }
}
