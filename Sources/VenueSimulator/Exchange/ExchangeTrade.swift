package import FixedPoint
package import Hashing
package import Trading
package import Venue

/// One taker order against the maker orders of one price level (facts/polymarket-v2.md 2.5, 3.2).
package struct ExchangeTrade: Sendable {
  /// How far its settlement is; the raw value is the venue's word.
  package enum Status: String, Sendable {
    /// Made by the engine; nothing has moved.
    case matched = "MATCHED"
    /// In a block: the funds have moved.
    case mined = "MINED"
    /// The transaction did not go through and is tried again.
    case retrying = "RETRYING"
    /// Final.
    case confirmed = "CONFIRMED"
    /// Final: the funds never moved, and never will.
    case failed = "FAILED"

    /// Whether it stays so.
    package var isFinal: Bool { self == .confirmed || self == .failed }
  }

  /// The part of one order.
  package struct Leg: Equatable, Sendable {
    /// The order.
    package let orderID: Digest32
    /// The API key of the order.
    package let owner: VenueIdentifier
    /// The account of the key's address.
    package let user: AccountIndex
    /// The account whose funds move.
    package let account: AccountIndex
    /// What the order is for.
    package let token: TokenIndex
    /// Buy or sell.
    package let side: Side
    /// Shares.
    package let size: Micros
    /// Per share of `token`.
    package let price: Micros
    /// pUSD given or got, without the fee.
    package let value: Micros
    /// pUSD on top; takers only.
    package let fee: Micros
    /// Whom the order is attributed to; zero for no one.
    package let builder: Digest32
  }

  /// Its id.
  package let id: VenueIdentifier
  /// Its place in the sequence of all trades, from 0.
  package let serial: UInt64
  /// The taker's part; its size is the sum over the makers.
  package let taker: Leg
  /// The makers' parts in order of arrival.
  package let makers: [Leg]
  /// When it was made, in ms since 1970.
  package let matchedAt: Int64
  /// Counts the trades of its order beyond the first, from 0.
  package let bucketIndex: Int
  /// How far it is.
  package internal(set) var status = Status.matched
  /// When that became so, in ms since 1970.
  package internal(set) var updatedAt: Int64
  /// The transaction; nil until it was sent, another one after a retry.
  package internal(set) var transactionHash: Digest32?
  /// The last transaction that did not go through; nil where none failed so far.
  package internal(set) var revertedHash: Digest32?
  /// The transaction it settles in.
  let transaction: UInt64

  /// The market it was made in.
  package var market: MarketIndex { taker.token.simulatedMarket }

  /// Whether one of the users took part, as taker or maker.
  package func concerns(_ user: AccountIndex) -> Bool {
    taker.user == user || makers.contains { $0.user == user }
  }
}
