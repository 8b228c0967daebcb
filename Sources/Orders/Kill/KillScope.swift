/// What a kill stops; the strictest wins (facts/oms.md 6.2 rule 6).
package enum KillScope: Hashable, Sendable {
  case bot(String)
  case strategy(String)
  case market(String)
  case wallet(String)
  case global

  /// As it stands in envelopes and on the command line: `strategy:NAME`, `global`.
  package var text: String {
    switch self {
    case .bot(let name): "bot:\(name)"
    case .strategy(let name): "strategy:\(name)"
    case .market(let id): "market:\(id)"
    case .wallet(let address): "wallet:\(address)"
    case .global: "global"
    }
  }

  /// Reads `text`; nil for anything else.
  package init?(_ text: String) {
    if text == "global" {
      self = .global
      return
    }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty else { return nil }
    switch parts[0] {
    case "bot": self = .bot(parts[1])
    case "strategy": self = .strategy(parts[1])
    case "market": self = .market(parts[1])
    case "wallet": self = .wallet(parts[1])
    default: return nil
    }
  }
}

/// Why it was tripped (seeds/004 and facts/oms.md 10.8). The list is open: what a later version adds is read as
/// it is written.
package enum KillTrigger: String, CaseIterable, Sendable {
  case drawdown
  case rejectRateSpike = "reject_rate_spike"
  case feedLoss = "feed_loss"
  case walletFundingShort = "wallet_funding_short"
  case reconcileMismatch = "reconcile_mismatch"
  case unresolvedGap = "unresolved_gap"
  case manual
  /// The latch could not be read: fail closed.
  case unreadable
}
