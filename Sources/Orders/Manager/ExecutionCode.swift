/// The codes that the order manager gives by itself (specs/reason-codes.yaml, family EXEC); all others come from the
/// graph, the lanes and the kill switch.
package enum ExecutionCode: String, CaseIterable, Sendable {
  /// The plan's time was over before its order could be sent.
  case planExpired = "EXEC_PLAN_EXPIRED"
  /// Another plan under an intent id that is taken.
  case intentConflict = "EXEC_INTENT_CONFLICT"
  /// A plan that cannot be carried out as it is written.
  case planInvalid = "EXEC_PLAN_INVALID"
  /// Nothing trades before the first clean reconciliation.
  case notReconciled = "EXEC_NOT_RECONCILED"
  /// The run is ending.
  case draining = "EXEC_DRAINING"
  /// The scope is paused.
  case paused = "EXEC_PAUSED"
  /// Another process holds the lease of the key, or nobody can tell.
  case noLease = "EXEC_NO_LEASE"
  /// It was cancelled before it was signed, or before the venue had it.
  case cancelled = "EXEC_CANCELLED"
  /// The order whose place was to be taken left nothing to quote.
  case nothingLeft = "EXEC_NOTHING_LEFT"
  /// The order whose place was to be taken is not known.
  case unknownOrder = "EXEC_UNKNOWN_ORDER"
  /// The venue did not take it, for as long as the order was valid.
  case notTaken = "EXEC_NOT_TAKEN"
  /// The venue proved that it refused it.
  case rejected = "EXEC_REJECTED"
  /// Nobody knows whether the venue has it; its capital stays reserved.
  case inDoubt = "EXEC_IN_DOUBT"
  /// What the venue says about an order does not fit what is known of it.
  case anomaly = "EXEC_ANOMALY"
  /// More was filled than was ordered.
  case overfill = "EXEC_OVERFILL"
  /// The shared store did not answer.
  case storeUnavailable = "EXEC_STORE_UNAVAILABLE"
  /// Every open order of the key may be gone: heartbeats were missed.
  case heartbeatLost = "EXEC_HEARTBEAT_LOST"
  /// The run has ended; what is left open is said.
  case drained = "EXEC_DRAINED"
}
