/// How far an order got; one of three axes beside what became of its cancel and of its trades
/// (facts/oms.md 1.2).
package enum OrderLife: String, CaseIterable, Sendable {
  case draft = "DRAFT"
  case signed = "SIGNED"
  case submitted = "SUBMITTED"
  /// Sent, and nobody knows whether it arrived.
  case inDoubt = "IN_DOUBT"
  case accepted = "ACCEPTED"
  case partiallyFilled = "PARTIALLY_FILLED"
  case filled = "FILLED"
  case cancelled = "CANCELLED"
  case expired = "EXPIRED"
  /// The venue proved that it did not take it.
  case rejected = "REJECTED"
  /// Refused by us before the wire.
  case denied = "DENIED"

  /// Whether nothing more is open. Late facts still change quantities.
  package var isTerminal: Bool {
    switch self {
    case .filled, .cancelled, .expired, .rejected, .denied: true
    case .draft, .signed, .submitted, .inDoubt, .accepted, .partiallyFilled: false
    }
  }
}

/// What became of our wish to cancel; asking releases nothing (facts/oms.md 1.2).
package enum CancelState: String, CaseIterable, Sendable {
  case none
  /// Asked for before it could be sent.
  case wanted
  case inFlight = "in_flight"
  case inDoubt = "in_doubt"
  case refused
}

/// What does not fit, and is reported (vectors/oms, anomaly_vocabulary).
package enum OrderAnomaly: String, CaseIterable, Sendable {
  case duplicateAck = "DUPLICATE_ACK"
  case duplicateFill = "DUPLICATE_FILL"
  case duplicateCancelAck = "DUPLICATE_CANCEL_ACK"
  case duplicateSubmit = "DUPLICATE_SUBMIT"
  case outOfOrder = "OUT_OF_ORDER"
  case lateFill = "LATE_FILL"
  case missedFill = "MISSED_FILL"
  case unsolicitedCancel = "UNSOLICITED_CANCEL"
  case fillBusted = "FILL_BUSTED"
  case unknownTrade = "UNKNOWN_TRADE"
  case conflictingDuplicate = "CONFLICTING_DUPLICATE"
  case illegalTransition = "ILLEGAL_TRANSITION"
  case unknownOrder = "UNKNOWN_ORDER"
  case orphanOrder = "ORPHAN_ORDER"
  case submitOutcomeUnknown = "SUBMIT_OUTCOME_UNKNOWN"
  case overfill = "OVERFILL"
  /// A snapshot shows what our books do not have.
  case diverged = "DIVERGED"
  /// The venue refuses what it refused before.
  case duplicateReject = "DUPLICATE_REJECT"
  /// Filled beyond the order, by no more than the venue's rounding: recorded, and nothing is halted.
  case roundingDust = "ROUNDING_DUST"

  /// Its place in `OrderAnomalies`.
  var bit: UInt32 {
    switch self {
    case .duplicateAck: 1 << 0
    case .duplicateFill: 1 << 1
    case .duplicateCancelAck: 1 << 2
    case .duplicateSubmit: 1 << 3
    case .outOfOrder: 1 << 4
    case .lateFill: 1 << 5
    case .missedFill: 1 << 6
    case .unsolicitedCancel: 1 << 7
    case .fillBusted: 1 << 8
    case .unknownTrade: 1 << 9
    case .conflictingDuplicate: 1 << 10
    case .illegalTransition: 1 << 11
    case .unknownOrder: 1 << 12
    case .orphanOrder: 1 << 13
    case .submitOutcomeUnknown: 1 << 14
    case .overfill: 1 << 15
    case .diverged: 1 << 16
    case .duplicateReject: 1 << 17
    case .roundingDust: 1 << 18
    }
  }
}
