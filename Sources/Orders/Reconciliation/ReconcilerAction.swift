package import Hashing
package import Venue

/// What the reconciler wants done, in this order.
package enum ReconcilerAction: Equatable, Sendable {
  /// Read all pages of open orders, and of trades since that time. Unanswered is failed.
  case readSnapshot(round: Int, tradesSince: Int64)
  case lookUp(order: Digest32)
  /// Cancel by hash, whatever our books say of it.
  case cancel(order: Digest32, ReconcileClass)
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
  /// A round without a difference, of what was so at `asOf`.
  case reconciled(round: Int, asOf: Int64)
}

/// A fact that reconciliation adds to an order. The same evidence gives the same `id`, so that neither a replay
/// nor a restart counts it twice.
package struct Correction: Hashable, Sendable {
  /// SHA-256 over order, fact and evidence.
  package var id: Digest32
  package var order: Digest32
  package var fact: OrderFact
  package var source: FactSource
  package var reason: ReconcileClass
  /// The fingerprint of the snapshot, or of the answer, that proves it.
  package var evidence: Digest32
}

/// One difference between our books and the venue's.
package struct Difference: Hashable, Sendable {
  package var reason: ReconcileClass
  /// nil for the account as a whole.
  package var order: Digest32?
  package var scope: KillScope
  /// What our books say, what the venue says.
  package var local: String
  package var venue: String
  /// When it was flagged, milliseconds since 1970: the clock of the service level runs from here.
  package var since: Int64
  /// The fingerprint of what proves it.
  package var evidence: Digest32
}
