extension KillTrigger {
  /// What a decision of bots/kill-triggers.yaml trips; nil for codes that trip nothing.
  package init?(code: String) {
    switch code {
    case "KILL_SWITCH_DRAWDOWN": self = .drawdown
    case "KILL_SWITCH_REJECT_RATE": self = .rejectRateSpike
    case "KILL_SWITCH_FEED_LOSS": self = .feedLoss
    case "KILL_SWITCH_WALLET_SHORT": self = .walletFundingShort
    case "KILL_SWITCH_RECONCILE_MISMATCH": self = .reconcileMismatch
    case "KILL_SWITCH_UNRESOLVED_GAP": self = .unresolvedGap
    default: return nil
    }
  }

  /// The code with which the bot says that no condition holds: all of `automatic` are clear then.
  package static let clearCode = "KILL_SWITCH_TRIGGERS_CLEAR"

  /// Those that a condition trips.
  package static let automatic: [KillTrigger] = [
    .drawdown, .rejectRateSpike, .feedLoss, .walletFundingShort, .reconcileMismatch,
    .unresolvedGap,
  ]
}

extension KillEvent {
  /// What the decision of a risk check is to the kill switch: a trip of everything, or that all conditions are clear;
  /// nil for a decision that says neither, which clears nothing.
  package init?(riskCheck code: String, by bot: String, facts: RiskFacts) {
    if let trigger = KillTrigger(code: code) {
      self = .trip(.global, trigger, by: bot, reason: facts.text)
      return
    }
    guard code == KillTrigger.clearCode else { return nil }
    self = .cleared(KillTrigger.automatic)
  }
}
