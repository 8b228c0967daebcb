package import FixedPoint
package import Hashing
import Trading
import Venue

package struct OrderStatus: Hashable, Sendable {
  package var life: OrderLife = .draft
  package var cancel: CancelState = .none
  package var filled: Micros = .zero
  package var unattributed: Micros = .zero
  package var cancelled: Micros = .zero
  package var open: Micros = .zero
  package var overfill: Micros = .zero
  package var rejectReason: String?
  package var endReason: EndReason?
}

package struct OrderRecord: Equatable, Sendable {
  package var terms: OrderTerms
  package var signed: SignedBytes
  package var id: Digest32 { signed.id }
  package var sequence: Int64
  package var signedAt: Int64
  package var status = OrderStatus()
  package var lastVenueUpdate: Int64?
  package var acknowledgedAt: Int64?
}

package struct ReservedCapital: Hashable, Sendable {
  package var collateral: Micros = .zero
  package var shares: [UInt256: Micros] = [:]
}

package struct FactOutcome: Equatable, Sendable {
  package enum FollowUp: Hashable, Sendable {
    case lookUp, cancel, reconcile, haltAll
    case haltMarket(String)
  }
  package var before: OrderStatus
  package var after: OrderStatus
  package var isNews: Bool
  package var anomalies: [OrderAnomaly]
  package var followUps: [FollowUp]
}

package struct OrderLedger: Equatable, Sendable {
  var records: [Digest32: OrderRecord] = [:]
  package init() {}
  package mutating func add(
    _ terms: OrderTerms, _ signed: SignedBytes, sequence: Int64, at time: Int64
  ) {
    records[signed.id] = OrderRecord(
      terms: terms, signed: signed, sequence: sequence, signedAt: time)
  }
  package mutating func apply(
    _ fact: OrderFact, to order: Digest32, from source: FactSource, at time: Int64
  ) -> FactOutcome {
    FactOutcome(
      before: OrderStatus(), after: OrderStatus(), isNews: true, anomalies: [], followUps: [])
  }
  package func record(_ id: Digest32) -> OrderRecord? { records[id] }
  package func record(clientOrderID: String) -> OrderRecord? {
    records.values.first { $0.terms.clientOrderID == clientOrderID }
  }
  package var openOrders: [OrderRecord] { [] }
  package func reserved() -> ReservedCapital { ReservedCapital() }
}
