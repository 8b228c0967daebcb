/// The rows of the race table (facts/oms.md 1.4); the raw value is the row's number.
package enum Race: Int, CaseIterable, Sendable {
  case fillWhileCancelling = 1
  case filledThenCancelRefused
  case cancelRefusedBeforeFill
  case fillAfterCancel
  case cancelCarriesFill
  case endBeforeAck
  case answerAfterStream
  case cancelBeforeAck
  case duplicateTrade
  case unknownOrder
  case unsolicitedCancel
  case submitTimeout
  case cancelTimeout
  case secondCancelRefusal
  case matchedThenFailed
  case failedBeforeTrade
  case overfill
  case illegalTransition
  case refusedHalfway
  case ackWhileKilled
  case fillWhileReplacing

  /// The race in a few words.
  package var text: String {
    switch self {
    case .fillWhileCancelling: "fill while a cancel is in flight"
    case .filledThenCancelRefused: "filled, then the cancel is refused"
    case .cancelRefusedBeforeFill: "cancel refused as matched before the fill is told"
    case .fillAfterCancel: "fill after the cancel was acknowledged"
    case .cancelCarriesFill: "cancel tells a fill whose trade comes later"
    case .endBeforeAck: "cancel or fill before the acknowledgement"
    case .answerAfterStream: "answer of the POST behind the stream's acknowledgement and fill"
    case .cancelBeforeAck: "cancel before the order is acknowledged"
    case .duplicateTrade: "the same trade twice"
    case .unknownOrder: "something of an order of our key that nobody here knows"
    case .unsolicitedCancel: "cancel that nobody asked for"
    case .submitTimeout: "no answer to a submission"
    case .cancelTimeout: "no answer to a cancel"
    case .secondCancelRefusal: "cancel of what is cancelled already is refused"
    case .matchedThenFailed: "matched, then failed"
    case .failedBeforeTrade: "failed before the trade is told"
    case .overfill: "more filled than was ordered"
    case .illegalTransition: "an event that fits no transition"
    case .refusedHalfway: "a plan of which one part is wrong is refused whole"
    case .ackWhileKilled: "acknowledgement while a kill holds"
    case .fillWhileReplacing: "the replaced order fills during its cancel"
    }
  }

  /// Why a run can never come by it; nil where it can.
  package var impossibility: String? {
    switch self {
    case .illegalTransition:
      "the simulated venue never contradicts itself; the fold's own tests do it"
    case .overfill: "the exchange never matches more than an order has left"
    default: nil
    }
  }
}
