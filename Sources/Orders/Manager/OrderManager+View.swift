package import FixedPoint
package import Hashing
import Venue

/// Everything that the desk's screens show of one order (seeds/000, stage 8, "What the backend should expose").
package struct OrderView: Sendable {
  /// The venue's id, the CLOB id; nil where it was never signed.
  package var id: Digest32?
  package var terms: OrderTerms
  package var life: OrderLife
  package var cancel: CancelState
  package var filled: Micros
  package var open: Micros
  package var cancelled: Micros
  /// Shares that the venue counts and no trade explains yet.
  package var unattributed: Micros
  package var overfill: Micros
  package var rejectReason: String?
  package var endReason: EndReason?
  /// The number of the order lane; nil where it got none.
  package var sequence: Int64?
  package var timeline: [OrderTransition]
  package var trades: [OrderTrade]
  package var transactionHashes: [String]
  /// When the venue had it, or it was signed, milliseconds since 1970.
  package var placedAt: Int64
  /// Milliseconds since the venue was last heard of about it; nil where it never was.
  package var acknowledgementAge: Int64?
  package var reconciliation: ReconcileState
  /// How far a cancel-replace of it got; nil where none was wanted.
  package var replacement: ReplacementStep?
}

/// How the heartbeats of the key stand.
package struct HeartbeatView: Equatable, Sendable {
  /// Beats are sent.
  package var isRunning: Bool
  package var holdsLease: Bool
  /// When the last accepted beat was sent, milliseconds since 1970; nil before the first.
  package var lastAccepted: Int64?
  /// From when on the venue may have cancelled everything, milliseconds since 1970; nil before the first beat.
  package var cancelsFrom: Int64?
  /// Milliseconds since something was last heard of the venue about our orders; nil while none is open.
  package var acknowledgementAge: Int64?
}

extension OrderManager {
  /// One order by its id; nil where it is not known.
  package func view(_ id: Digest32, now: Int64) -> OrderView? {
    books.ledger.record(id).map { view(of: $0, now: now) }
  }

  /// One order by its client order id, denied ones too; nil where it is not known.
  package func view(clientOrderID name: String, now: Int64) -> OrderView? {
    if let record = books.ledger.record(clientOrderID: name) { return view(of: record, now: now) }
    return books.denials[name].map(Self.view(of:))
  }

  /// All orders in the order of their coming, then those that were denied before they were signed, by time and name.
  package func views(now: Int64) -> [OrderView] {
    let denied = books.denials.values.sorted {
      ($0.time, $0.terms.clientOrderID) < ($1.time, $1.terms.clientOrderID)
    }
    return books.ledger.orders.map { view(of: $0, now: now) } + denied.map(Self.view(of:))
  }

  /// How the heartbeats stand.
  package func heartbeatView(now: Int64) -> HeartbeatView {
    HeartbeatView(
      isRunning: heartbeat.chain.isRunning, holdsLease: heartbeat.holdsLease(now: now),
      lastAccepted: heartbeat.chain.lastAccepted, cancelsFrom: heartbeat.chain.cancelsFrom,
      acknowledgementAge: heartbeat.acknowledgementAge(now: now))
  }

  /// The capital that orders hold, from open quantity, in doubt included: what stage 9 asks for.
  package func reserved() -> ReservedCapital { books.ledger.reserved() }

  /// Whether new orders are sent.
  package var isTrading: Bool { phase == .trading && reconciler.isReady && holdsLease }

  private func view(of record: OrderRecord, now: Int64) -> OrderView {
    let status = record.status
    let hasUpdate = record.lastVenueUpdate != nil
    return OrderView(
      id: record.id, terms: record.terms, life: status.life, cancel: status.cancel,
      filled: status.filled, open: status.open, cancelled: status.cancelled,
      unattributed: status.unattributed, overfill: status.overfill,
      rejectReason: status.rejectReason, endReason: status.endReason, sequence: record.sequence,
      timeline: record.timeline, trades: record.trades,
      transactionHashes: record.transactionHashes,
      placedAt: record.acknowledgedAt ?? record.signedAt,
      acknowledgementAge: hasUpdate ? record.ackAge(at: now) : nil,
      reconciliation: reconciler.state(of: record.id),
      replacement: books.replacements[record.id]?.step)
  }

  private static func view(of denial: ManagerBooks.Denial) -> OrderView {
    OrderView(
      id: nil, terms: denial.terms, life: .denied, cancel: .none, filled: .zero, open: .zero,
      cancelled: denial.terms.size, unattributed: .zero, overfill: .zero,
      rejectReason: denial.code, endReason: nil, sequence: nil,
      timeline: [
        OrderTransition(
          time: denial.time, before: .draft, after: .denied, cause: .denied, source: .local)
      ], trades: [], transactionHashes: [], placedAt: denial.time, acknowledgementAge: nil,
      reconciliation: .matched, replacement: nil)
  }

  /// The terms of the order that an entry is about; nil where it is about none that is known.
  package func terms(of entry: ManagerEntry) -> OrderTerms? {
    switch entry {
    case .order(let terms, _, _), .denied(let terms, _, _), .adopted(let terms, _): terms
    case .fact(let order, _, _), .unknown(let order, _, _), .replacement(let order, _):
      books.ledger.record(order)?.terms
    default: nil
    }
  }
}
