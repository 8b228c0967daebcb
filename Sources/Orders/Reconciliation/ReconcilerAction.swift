package import Hashing
package import Venue

/// What the reconciler wants done, in this order.
package enum ReconcilerAction: Equatable, Sendable {
  /// Read all pages of open orders, and of trades since that time of the venue's clock. Unanswered is failed.
  case readSnapshot(round: Int, tradesSince: Int64)
  /// Ask how far a trade is that is older than what snapshots read.
  case lookUpTrade(id: String)
  case lookUp(order: Digest32)
  /// Cancel by hash, whatever our books say of it.
  case cancel(order: Digest32, CancelCause)
  /// A fact that the venue proved, for the same fold as every other.
  case apply(Correction)
  /// Take this order of our key, placed by somebody else, into our books.
  case adopt(OpenOrder)
  /// Seen for the first time, or with another class than before: for the record.
  case found(Difference)
  /// Where an order's reconciliation stands has changed; nil is the account as a whole.
  case state(order: Digest32?, ReconcileState)
  /// New orders and replacements of the scope stop; cancels pass.
  case pause(KillScope, code: String)
  case resume(KillScope)
  /// For people.
  case alert(code: String, scope: KillScope, text: String)
  /// A round without a difference, of what was so at `asOf` on our clock and `venueTime` on the venue's.
  case reconciled(round: Int, asOf: Int64, venueTime: Int64)
}

/// Why reconciliation cancels an order by itself.
package enum CancelCause: String, CaseIterable, Sendable {
  /// It ended here, and is open at the venue.
  case zombie
  /// Nobody here placed it.
  case orphan
  /// Nobody knows whether it arrived: what is cancelled cannot turn up later.
  case doubt
}
