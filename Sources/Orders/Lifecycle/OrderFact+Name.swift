package import FixedPoint
import Venue

extension OrderFact {
  /// What kind of fact it is, as it stands in envelopes and timelines.
  package enum Name: String, CaseIterable, Sendable {
    case denied
    case sent
    case sendInDoubt = "send_in_doubt"
    case acknowledged
    case rejected
    case trade
    case settlement
    case void
    case cumulative
    case cancelRequested = "cancel_requested"
    case cancelInDoubt = "cancel_in_doubt"
    case cancelRefused = "cancel_refused"
    case cancelled
    case expired
    case shownOpen = "shown_open"
  }

  package var name: Name {
    switch self {
    case .denied: .denied
    case .sent: .sent
    case .sendInDoubt: .sendInDoubt
    case .acknowledged: .acknowledged
    case .rejected: .rejected
    case .trade: .trade
    case .settlement: .settlement
    case .void: .void
    case .cumulative: .cumulative
    case .cancelRequested: .cancelRequested
    case .cancelInDoubt: .cancelInDoubt
    case .cancelRefused: .cancelRefused
    case .cancelled: .cancelled
    case .expired: .expired
    case .shownOpen: .shownOpen
    }
  }

  /// How long before its expiration the venue already ends an order, in milliseconds (facts/oms.md 0), and how
  /// late its word of it may come.
  private static let earliestExpiry: Int64 = 60_000

  /// The fact that a cancellation told by the venue stands for. The venue tells the end of an order's time as a
  /// cancel, about a minute early: a cancel that nobody asked for, of an order whose time is that near its end,
  /// is its expiry.
  package static func ended(
    _ record: OrderRecord, matched: Micros?, at now: Int64
  ) -> [OrderFact] {
    if record.status.cancel != .none {
      return [.cancelled(matched: matched, reason: .requested)]
    }
    if let expiration = record.terms.expiration, now >= expiration - earliestExpiry {
      return (matched.map { [.cumulative($0)] } ?? []) + [.expired]
    }
    let reason: EndReason = record.terms.type.rests ? .unsolicited : .notMatched
    return [.cancelled(matched: matched, reason: reason)]
  }
}

extension OrderFact {
  /// Whether it tells of a request to cancel, and not of the order.
  var isAboutCancelling: Bool {
    switch self {
    case .cancelRequested, .cancelInDoubt, .cancelRefused: true
    default: false
    }
  }
}
