import FixedPoint
package import Orders
package import Policy

extension ManagerLimits {
  /// What the approved policies ask of the order manager: the params of the bot that holds books and venue against
  /// each other. Where it is not approved, the values of facts/oms.md hold.
  package init(_ policies: PolicySet) {
    self.init()
    guard policies.bot(named: Self.bot) != nil else { return }
    func value(_ parameter: String) -> Int64 {
      policies.value(of: parameter, bot: Self.bot, in: Scope())
    }
    reconciliation.warnAfter = value("warn_after_s")
    reconciliation.pauseAfter = value("pause_after_s")
    reconciliation.closeWithin = value("close_within_s")
    reconciliation.objective = value("objective_bps") * 100
    reconciliation.pollInterval = value("poll_interval_s")
    reconciliation.idleInterval = value("idle_interval_s")
    reconciliation.freshness = value("max_snapshot_age_s")
    reconciliation.grace = value("grace_s")
    reconciliation.inFlightRounds = Int(clamping: value("in_flight_rounds"))
    reconciliation.cleanRounds = Int(clamping: value("clean_rounds"))
    reconciliation.settlementLimit = value("max_settlement_s")
    reconciliation.orphans = value("adopt_orphans") == 0 ? .cancel : .adopt
    reconciliation.repeatLimit = Int(clamping: value("repeat_limit"))
    reconciliation.dust = Micros(raw: value("dust_shares"))
    reconciliation.priceTolerance = Micros(raw: value("price_tolerance"))
    planMemory = value("plan_memory_h")
    chain.settlementLag = value("settlement_lag_s")
    chain.suspicionLimit = value("suspicion_limit_s")
    chain.feeCeiling = Micros(raw: value("fee_ceiling"))
    chain.collateralTolerance = Micros(raw: value("chain_tolerance_usdc"))
    chain.shareTolerance = Micros(raw: value("chain_tolerance_shares"))
  }

  static let bot = "exec.reconciler"
}
