import FixedPoint
package import Hashing
import Venue

/// A fact that reconciliation adds to an order. The same evidence gives the same `id`, so that neither a replay
/// nor a restart counts it twice.
package struct Correction: Hashable, Sendable {
  /// SHA-256 over order, fact and evidence.
  package let id: Digest32
  package let order: Digest32
  package let fact: OrderFact
  /// `snapshot` or `lookup`: what marks it as concluded and not told.
  package let source: FactSource
  package let reason: ReconcileClass
  /// The fingerprint of the snapshot, or of the answer, that proves it.
  package let evidence: Digest32

  init(
    _ fact: OrderFact, of order: Digest32, from source: FactSource, _ reason: ReconcileClass,
    evidence: Digest32
  ) {
    self.order = order
    self.fact = fact
    self.source = source
    self.reason = reason
    self.evidence = evidence
    id = SHA256.hash(Array("\(order.hex) \(Self.text(of: fact)) \(evidence.hex)".utf8))
  }

  /// What the fact says, in words that no later version may change.
  static func text(of fact: OrderFact) -> String {
    switch fact {
    case .denied(let code): "denied \(code)"
    case .sent: "sent"
    case .sendInDoubt: "send_in_doubt"
    case .acknowledged: "acknowledged"
    case .rejected(let reason): "rejected \(reason)"
    case .trade(let trade):
      "trade \(trade.id) \(trade.size) \(trade.price?.description ?? "-") \(trade.status.rawValue)"
    case .settlement(let trade, let status): "settlement \(trade) \(status.rawValue)"
    case .void(let trade): "void \(trade)"
    case .cumulative(let size): "cumulative \(size)"
    case .cancelRequested(let attempt): "cancel_requested \(attempt)"
    case .cancelInDoubt(let attempt): "cancel_in_doubt \(attempt)"
    case .cancelRefused(let attempt, let refusal):
      "cancel_refused \(attempt ?? 0) \(refusal.rawValue)"
    case .cancelled(let matched, let reason):
      "cancelled \(matched?.description ?? "-") \(reason.rawValue)"
    case .expired: "expired"
    case .shownOpen(let time, let matched): "shown_open \(time) \(matched)"
    }
  }
}
