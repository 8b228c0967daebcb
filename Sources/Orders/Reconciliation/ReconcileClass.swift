/// How our books and the venue's differ (facts/oms.md 2.3). What is done about it follows from the class alone.
package enum ReconcileClass: String, CaseIterable, Sendable {
  /// No difference.
  case equal = "R0"
  /// The venue has an order whose acknowledgement we missed.
  case missedAck = "R1"
  /// The venue lists trades that we do not have, or tells that one of ours failed.
  case missedFill = "R2"
  /// Open here, gone there, and no trade explains it.
  case missedCancel = "R3"
  /// Open here, gone there, and trades that we do not have complete it.
  case missedFillAndGone = "R4"
  /// Ended here, open there.
  case zombie = "R5"
  /// Open there under our key, and unknown here.
  case orphan = "R6"
  /// The venue counts more filled than its trades give.
  case unattributed = "R7"
  /// The venue has less filled than we, and no trade failed.
  case lessFilled = "R8"
  /// The same trade at another price.
  case economics = "R9"
  /// More filled than was ordered, the same trade with another size, or a trade of an order that nobody
  /// here placed.
  case conflict = "R10"
  /// Matched, and not settled in time.
  case settlementLate = "R11"
  /// The chain differs after finality.
  case chainMismatch = "R12"
  /// No snapshot can be had.
  case noSnapshot = "R13"
}

extension ReconcileClass {
  /// The code of the registry that alerts and pauses of this class carry; nil where nothing is said.
  package var code: String? {
    switch self {
    case .equal: nil
    case .missedAck, .missedFill, .missedCancel, .missedFillAndGone, .unattributed:
      "EXEC_RECONCILE_DIVERGED"
    case .zombie: "EXEC_RECONCILE_ZOMBIE"
    case .orphan: "EXEC_RECONCILE_ORPHAN"
    case .lessFilled, .economics, .conflict: "EXEC_RECONCILE_CONFLICT"
    case .settlementLate: "EXEC_SETTLEMENT_LATE"
    case .chainMismatch: "GOV_RECONCILE_MISMATCH"
    case .noSnapshot: "EXEC_RECONCILE_NO_SNAPSHOT"
    }
  }

  /// Whether new orders of the scope stop at the first sight of it, without waiting for the service level.
  package var pausesAtOnce: Bool {
    switch self {
    case .lessFilled, .conflict, .settlementLate, .chainMismatch: true
    case .equal, .missedAck, .missedFill, .missedCancel, .missedFillAndGone, .zombie, .orphan,
      .unattributed, .economics, .noSnapshot:
      false
    }
  }

  /// Whether people hear of it at once, and not only when it stays.
  var isTold: Bool {
    switch self {
    case .zombie, .orphan, .lessFilled, .economics, .conflict: true
    case .equal, .missedAck, .missedFill, .missedCancel, .missedFillAndGone, .unattributed,
      .settlementLate, .chainMismatch, .noSnapshot:
      false
    }
  }
}
