/// What keeps new orders from being signed or sent.
package enum TradingHold: Hashable, Sendable {
  /// Another process owns the key, or the shared state does not tell.
  case lease
  /// The venue's lists were not read to the end yet, or differ from the books.
  case reconciliation
  /// This run has not read the chain yet: no number can be given.
  case chain
  /// Balances on the chain are not what the trades make of them.
  case mismatch(block: Int64)
  /// A kill that stands on everything or on something.
  case kill(id: String, scope: KillScope)
  case paused(KillScope, code: String)
  /// The venue takes no orders, or only some.
  case venue(VenueGate.Reason)
}

extension OrderManager {
  /// What keeps new orders back now, the widest first; empty where nothing does.
  package var holds: [TradingHold] {
    var holds: [TradingHold] = []
    for kill in killSwitch.kills {
      holds.append(.kill(id: kill.step.record.id, scope: kill.step.record.scope))
    }
    if !holdsLease { holds.append(.lease) }
    if let mismatch = books.chain.mismatch {
      holds.append(.mismatch(block: mismatch.lastSeenBlock))
    }
    if !reconciler.isReady { holds.append(.reconciliation) }
    if !clocks.isChainKnown { holds.append(.chain) }
    if let reason = gate.reason { holds.append(.venue(reason)) }
    for (scope, code) in books.pauses.sorted(by: { $0.key.text < $1.key.text }) {
      holds.append(.paused(scope, code: code))
    }
    return holds
  }

  /// How many orders wait to be signed or sent.
  package var keptBackCount: Int {
    requests.values.count { $0.isHeld } + posts.values.count { $0.isKeptBack }
  }
}
