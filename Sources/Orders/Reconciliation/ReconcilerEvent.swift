package import Hashing

/// What happens to the reconciler.
package enum ReconcilerEvent: Equatable, Sendable {
  /// The books are folded from the journal, which began at `since`; nothing trades before a clean round.
  case start(since: Int64)
  /// `Reconciler.wake` has come; harmless at any other time.
  case tick
  /// The user channel is back: messages were lost.
  case reconnected
  /// The venue may have cancelled everything, nobody knows when: nothing trades before a clean round.
  case suspect
  /// Nothing was heard of the venue for too long: look, now.
  case probe
  /// Something about this order did not fit: look again, now.
  case mark(order: Digest32)
  case snapshot(round: Int, SnapshotOutcome)
  case lookedUp(order: Digest32, LookupOutcome)
  case cancelAnswered(order: Digest32, CancelAnswer)
  /// Somebody pauses a scope until it is released.
  case hold(KillScope, code: String)
  /// Whether the chain's balances keep the wallet paused (`ChainLedger.isBlocking`).
  case balances(areBlocking: Bool)
  /// The approved policies have decided about a difference that is open, nil is the account: whether its scope pauses.
  case judged(order: Digest32?, pauses: Bool)
  /// A person has looked at what paused a scope and lets it trade again.
  case release(KillScope, by: String, note: String)

  /// What the venue said to a cancel, as far as it proves anything.
  package enum CancelAnswer: String, CaseIterable, Sendable {
    case cancelled
    /// "Already canceled or matched", or not known: it is not open.
    case notFound = "not_found"
    /// No answer, or a refusal for another reason: no evidence.
    case failed
  }
}
