package import FixedPoint
package import Hashing

/// What the venue answers to an order it takes (facts/polymarket-v2.md 2.5).
package struct OrderReceipt: Equatable, Sendable {
  /// What became of the order at once; the raw value is the venue's word.
  package enum Status: String, Sendable {
    /// It rests in the book.
    case live
    /// It matched, in whole or in part.
    case matched
    /// It would match, but is held back for the delay of its market.
    case delayed
  }

  /// The order's id.
  package var id: Digest32
  /// What became of it.
  package var status: Status
  /// What the order gave so far: pUSD of a buy, shares of a sell; zero where nothing matched.
  package var makingAmount: Micros
  /// What it got so far: shares of a buy, pUSD of a sell.
  package var takingAmount: Micros
  /// The trades it made, in the order of their prices.
  package var tradeIDs: [VenueIdentifier]
}

/// What the venue answers to a cancellation (facts/polymarket-v2.md 2.4).
package struct CancelReport: Equatable, Sendable {
  /// An order that was not cancelled.
  package struct Exception: Equatable, Sendable {
    /// The id as asked.
    package var id: Digest32
    /// Why not.
    package var reason: CancelRefusal
  }

  /// The ids that were cancelled, in the order asked or, for a whole account, in order of placement.
  package var canceled: [Digest32] = []
  /// Those that were not, in the order asked.
  package var notCanceled: [Exception] = []

  /// Nothing yet.
  package init() {}
}

/// Why an order is not cancelled.
package enum CancelRefusal: Error, Equatable, Sendable {
  /// It is no open order of this user: unknown, of someone else, matched or cancelled before. The venue gives
  /// one text for all of them, so the text proves nothing (facts/polymarket-v2.md 2.5).
  case notOpen

  /// The venue's text.
  package var text: String { "order can't be found - already canceled or matched" }
}
