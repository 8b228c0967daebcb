import Hashing

/// A difference that is open, with the clock of the service level (facts/oms.md 2.5).
struct Divergence: Equatable {
  var reason: ReconcileClass
  /// nil for the account as a whole.
  let order: Digest32?
  let market: String?
  let strategy: String?
  /// What pauses where it does not close.
  let scope: KillScope
  /// The first flag; resolving does not start it again.
  let since: Int64
  var state = ReconcileState.diverged
  /// Rounds without a difference, one after the other.
  var cleanRounds = 0
  /// The round in which something was last done about it.
  var plannedRound: Int?
  var evidence: Digest32
  var local: String
  var venue: String
  var isWarned = false
  var isOverdue = false
  var isPausing = false
  /// When the approved policies last decided about it, milliseconds since 1970: while they do, they alone say when it
  /// pauses.
  var judgedAt: Int64?

  /// For people.
  var text: String {
    let subject = order.map { "order 0x\($0.hex)" } ?? "account"
    return "\(reason.rawValue) \(subject): \(local) here, \(venue) there"
  }

  /// What is told of it.
  var difference: Difference {
    Difference(
      reason: reason, order: order, scope: scope, local: local, venue: venue, since: since,
      evidence: evidence, market: market, strategy: strategy)
  }
}
