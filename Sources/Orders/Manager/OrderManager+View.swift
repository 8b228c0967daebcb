package import FixedPoint
package import Hashing

/// Everything that the desk's screens show of one order (seeds/000, stage 8, "What the backend should expose").
package struct OrderView: Equatable, Sendable {
  /// The venue's id, the CLOB id; nil where it was never signed.
  package var id: Digest32?
  package var terms: OrderTerms
  package var status: OrderStatus
  /// When the venue had it, or it was signed, milliseconds since 1970.
  package var placedAt: Int64
  /// Milliseconds since the venue last said something of it; nil where it never did.
  package var acknowledgementAge: Int64?
  package var open: Micros { status.open }
}

extension OrderManager {
  /// One order by its id; nil where it is not known.
  package func view(_ id: Digest32, now: Int64) -> OrderView? {
    books.ledger.record(id).map { view(of: $0, now: now) }
  }

  private func view(of record: OrderRecord, now: Int64) -> OrderView {
    OrderView(
      id: record.id, terms: record.terms, status: record.status,
      placedAt: record.acknowledgedAt ?? record.signedAt,
      acknowledgementAge: record.lastVenueUpdate.map { max(0, now - $0) })
  }

  /// The terms of the order that an entry is about; nil where it is about none.
  package func terms(of entry: ManagerEntry) -> OrderTerms? {
    switch entry {
    case .order(let terms, _, _), .denied(let terms, _, _): terms
    case .fact(let order, _, _), .unknown(let order, _, _), .replacement(let order, _):
      books.ledger.record(order)?.terms
    default: nil
    }
  }
}
