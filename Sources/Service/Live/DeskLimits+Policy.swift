package import Orders
package import Policy

extension DeskLimits {
  /// What the approved policies ask of the shared state: the params of the bots that guard signing and resting orders.
  /// Nil where one of the two is not approved: then nothing may be signed.
  package init?(_ policies: PolicySet) {
    guard policies.bot(named: Self.shepherd) != nil, policies.bot(named: Self.warden) != nil else {
      return nil
    }
    func value(_ parameter: String, _ bot: String) -> Int64 {
      policies.value(of: parameter, bot: bot, in: Scope())
    }
    self.init(
      nonce: NonceLimits(
        pendingCeiling: Int(clamping: value("max_pending_unposted", Self.shepherd)),
        gapTolerance: value("refuse_during_gap_s", Self.shepherd),
        renewalWindow: value("l2_credential_ttl_h", Self.shepherd),
        resequencesOnGap: value("resequence_on_gap", Self.shepherd) != 0),
      cancelReplaces: Int(clamping: value("cancel_replace_per_min_cap", Self.warden)))
  }

  private static let shepherd = "exec.nonceshepherd"
  private static let warden = "exec.queuewarden"
}
