package import FixedPoint
package import Venue

/// One thing that is known about an order. What an order is follows from the set of its facts alone, so that
/// neither their order nor a repetition can matter (facts/oms.md 1.1).
package enum OrderFact: Hashable, Sendable {
  /// Refused by us before the wire: the reason code. Nothing was sent.
  case denied(code: String)
  /// Its bytes left, or are about to: journalled before they do.
  case sent
  /// No answer to a submission: it may rest, it may have traded, it may be nowhere.
  case sendInDoubt
  /// The venue knows it.
  case acknowledged
  /// The venue proved that it did not take it.
  case rejected(reason: String)
  /// One trade, known by trade and order together.
  case trade(TradeFact)
  /// How far a trade is settled; `failed` voids it, seen before or after the trade itself.
  case settlement(trade: String, TradeStatus)
  /// A trade is void for another reason.
  case void(trade: String)
  /// The venue counts at least so many shares filled, without saying by which trades.
  case cumulative(Micros)
  /// We want it gone.
  case cancelRequested(attempt: Int)
  /// No answer to that attempt.
  case cancelInDoubt(attempt: Int)
  /// The venue refused that attempt, or the latest where it does not say which.
  case cancelRefused(attempt: Int?, CancelRefusal)
  /// The venue ended it; `matched` where it tells how much was filled.
  case cancelled(matched: Micros?, reason: EndReason)
  /// Its time ran out.
  case expired
  /// A complete snapshot, taken as of that time, shows it open: the only thing that reopens an ended order.
  case shownOpen(asOf: Int64, matched: Micros)
}

/// What a trade gave one of our orders.
package struct TradeFact: Hashable, Sendable {
  /// The venue's id of the trade.
  package var id: String
  /// Shares of our order.
  package var size: Micros
  /// 0...1, of our order's own token; nil where nobody said.
  package var price: Micros?
  package var status: TradeStatus
  /// Several trades can share one: never a key.
  package var transactionHash: String?
  /// Milliseconds since 1970.
  package var matchTime: Int64

  /// A trade of these parts.
  package init(
    id: String, size: Micros, price: Micros?, status: TradeStatus = .matched,
    transactionHash: String? = nil, matchTime: Int64 = 0
  ) {
    self.id = id
    self.size = size
    self.price = price
    self.status = status
    self.transactionHash = transactionHash
    self.matchTime = matchTime
  }
}

/// Why a cancel did not happen; a hint where to look, never a state (facts/oms.md 0, 1.4).
package enum CancelRefusal: String, CaseIterable, Sendable {
  case tooLateFilled = "TOO_LATE_FILLED"
  case alreadyCancelled = "ALREADY_CANCELLED"
  case unknownOrder = "UNKNOWN_ORDER"
  case venueRefused = "VENUE_REFUSED"
  case venueUnavailable = "VENUE_UNAVAILABLE"
  /// The venue's one text for "already canceled or matched".
  case goneOrMatched = "GONE_OR_MATCHED"
}

/// Why an order ended without being filled.
package enum EndReason: String, CaseIterable, Sendable {
  /// We asked.
  case requested
  /// The venue, without being asked.
  case unsolicited
  /// FOK or FAK: what did not match at once.
  case notMatched = "not_matched"
  /// Closed on absence with the proof of facts/oms.md 2.4.
  case notFound = "not_found"
  /// A reconcile found it gone.
  case reconciled
}

/// Where a fact comes from.
package enum FactSource: String, CaseIterable, Sendable {
  /// Something we did or concluded.
  case local
  /// The answer to a request of ours.
  case answer
  case stream
  case snapshot
  /// A question about one order.
  case lookup
}
