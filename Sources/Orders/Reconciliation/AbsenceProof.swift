import FixedPoint
import Venue

/// What is known so far about an order that our books have open and the venue's list lacks. It is closed only when
/// every piece is there (facts/oms.md 2.4); one sight of it, and the proof begins again.
struct AbsenceProof: Equatable {
  /// What a proof consists of.
  enum Piece: String, CaseIterable {
    /// A second complete snapshot without it, no sooner than the grace after the first.
    case secondSnapshot
    /// A question for this order alone was answered with "not found".
    case lookUp
    /// The trades that were read go back to before it was signed.
    case tradeCoverage
    /// Every share that the venue counts is explained by a trade.
    case attribution
    /// For an order that may never have arrived: two cancels by hash were answered with "not found".
    case cancels
  }

  private var first: Int64?
  private var second: Int64?
  /// Complete snapshots that lack it.
  private(set) var rounds = 0
  private var isNotFound = false
  private var refusedCancels = 0
  /// Whether a cancel by hash is on its way, or its answer is still to be counted.
  private(set) var isCancelOut = false

  /// The snapshot begun at `time` of the venue's clock lacks the order.
  mutating func absent(asOf time: Int64, grace: Int64) {
    guard let first else {
      self.first = time
      rounds = 1
      return
    }
    // The same snapshot again is the same evidence.
    guard time > max(first, second ?? first) else { return }
    rounds += 1
    if time - first >= grace { second = time }
  }

  /// The venue does not know it by its hash.
  mutating func notFound() {
    if first != nil { isNotFound = true }
  }

  /// A cancel by hash leaves.
  mutating func cancelSent() { isCancelOut = true }

  /// What came of the cancel; `isRefused` where the venue has nothing to cancel.
  mutating func cancelAnswered(isRefused: Bool) {
    guard isCancelOut else { return }
    isCancelOut = false
    if isRefused { refusedCancels += 1 }
  }

  /// The pieces that are still missing.
  func missing(
    isInDoubt: Bool, isCovered: Bool, isAttributed: Bool
  ) -> [Piece] {
    Piece.allCases.filter { piece in
      switch piece {
      case .secondSnapshot: second == nil
      case .lookUp: !isNotFound
      case .tradeCoverage: !isCovered
      case .attribution: !isAttributed
      case .cancels: isInDoubt && refusedCancels < 2
      }
    }
  }

  /// What an order that is proved to be gone ended as.
  static func end(of order: BookedOrder, asOf time: Int64, expiryLead: Int64) -> OrderFact {
    if order.life == .inDoubt, !order.isAcknowledged, order.filled == .zero {
      return .rejected(reason: EndReason.notFound.rawValue)
    }
    if let expiration = order.expiration, expiration <= time + expiryLead { return .expired }
    return .cancelled(
      matched: nil, reason: order.filled == .zero ? .notFound : .reconciled)
  }
}
