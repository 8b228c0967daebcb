import FixedPoint
import Hashing
import Venue

extension Reconciler {
  /// What the venue says about one order. Only a clear word is evidence.
  mutating func take(
    _ outcome: LookupOutcome, of id: Digest32, _ books: some ReconciledBooks, _ now: Int64,
    _ actions: inout [ReconcilerAction]
  ) {
    guard let order = books.booked(id) else { return }
    let evidence = SHA256.hash(Array("lookup \(id.hex) \(now)".utf8))
    switch outcome {
    case .failed: fail(id, &actions)
    case .notFound: proofs[id]?.notFound()
    case .found(let row):
      proofs[id] = nil
      guard let status = row.status.known else { return fail(id, &actions) }
      for fact in Self.facts(of: order, row, status) {
        apply(fact, of: id, .lookup, reason(of: id), evidence, &actions)
      }
      // Its trades, and whether an ended order is really open, only a snapshot tells.
      rounds.ask(at: max(now, rounds.nextAllowed(policy)))
    }
  }

  private static func facts(
    of order: BookedOrder, _ row: OpenOrder, _ status: VenueOrderStatus
  ) -> [OrderFact] {
    var facts: [OrderFact] = []
    switch order.life {
    case .signed, .submitted, .inDoubt:
      if status != .invalid { facts.append(.acknowledged) }
    case .accepted, .partiallyFilled: break
    case .draft, .filled, .cancelled, .expired, .rejected, .denied: return []
    }
    switch status {
    case .live, .delayed, .unmatched: break
    case .matched:
      let told = order.trades.reduce(Micros.zero) { $0.adding($1.size) }
      if row.matchedSize > told { facts.append(.cumulative(row.matchedSize)) }
    case .canceled, .canceledMarketResolved, .systemCleared:
      facts.append(.cancelled(matched: row.matchedSize, reason: .reconciled))
    case .invalid:
      if order.filled == .zero { facts.append(.rejected(reason: status.rawValue)) }
    }
    return facts
  }

  /// What the venue said to a cancel by hash.
  mutating func take(
    _ answer: ReconcilerEvent.CancelAnswer, of id: Digest32, _ books: some ReconciledBooks,
    _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    switch answer {
    case .cancelled: proofs[id] = nil
    case .notFound: proofs[id]?.cancelAnswered(isRefused: true)
    case .failed:
      proofs[id]?.cancelAnswered(isRefused: false)
      fail(id, &actions)
    }
  }

  /// The plan for an order has failed: the state says so until it agrees again.
  private mutating func fail(_ id: Digest32, _ actions: inout [ReconcilerAction]) {
    guard let index = divergences.firstIndex(where: { $0.order == id }) else { return }
    change(index, to: .diverged, &actions)
  }

  private func reason(of id: Digest32) -> ReconcileClass {
    divergences.first { $0.order == id }?.reason ?? .missedAck
  }
}
