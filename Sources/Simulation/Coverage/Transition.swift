import Orders

/// A cell of the transition table (facts/oms.md 1.3): what an order was, and what came.
package struct Transition: Hashable, Sendable {
  /// The rows, in the order of the table.
  package enum Origin: String, CaseIterable, Sendable {
    case signed = "SIGNED"
    case submitted = "SUBMITTED"
    case inDoubt = "IN_DOUBT"
    case accepted = "ACCEPTED"
    case partiallyFilled = "PARTIALLY_FILLED"
    case filled = "FILLED"
    case ended = "CANCELLED/EXPIRED"
    case rejected = "REJECTED"
    case denied = "DENIED"

    /// The row of a life; nil for a draft, which no event can reach.
    init?(_ life: OrderLife) {
      switch life {
      case .draft: return nil
      case .signed: self = .signed
      case .submitted: self = .submitted
      case .inDoubt: self = .inDoubt
      case .accepted: self = .accepted
      case .partiallyFilled: self = .partiallyFilled
      case .filled: self = .filled
      case .cancelled, .expired: self = .ended
      case .rejected: self = .rejected
      case .denied: self = .denied
      }
    }
  }

  /// The columns, in the order of the table.
  package enum Event: String, CaseIterable, Sendable {
    case ack
    case reject
    case tradeWithRest = "trade, rest"
    case tradeWithoutRest = "trade, none"
    case cancelAck = "cancel ack"
    case cancelReject = "cancel rej"
    case expire
    case void
    case timeout
    case shown
    case absent
  }

  package var origin: Origin
  package var event: Event

  /// A cell of the table.
  package init(_ origin: Origin, _ event: Event) {
    self.origin = origin
    self.event = event
  }

  /// Every cell, row by row.
  package static let all: [Transition] = Origin.allCases.flatMap { origin in
    Event.allCases.map { Transition(origin, $0) }
  }

  /// The cell's name.
  package var text: String { "\(origin.rawValue) x \(event.rawValue)" }

  /// Why a run can never come by it; nil where it can. The fold's own tests go through every cell.
  package var impossibility: String? {
    switch (origin, event) {
    case (.denied, .absent): nil
    case (.denied, _): "what never left has no id that anybody could speak of"
    case (.signed, .absent): nil
    case (.signed, _): "nothing leaves before it is recorded as sent"
    case (.rejected, .absent), (.rejected, .cancelReject): nil
    case (.rejected, _): "the venue never takes what it refused"
    case (.filled, .tradeWithRest): "what is filled has no rest"
    case (.filled, .expire): "the exchange does not end what is filled"
    case (.accepted, .reject), (.partiallyFilled, .reject), (.filled, .reject), (.ended, .reject):
      "an order that was taken is refused as a duplicate, which proves that it arrived"
    default: nil
    }
  }
}
