package import FixedPoint

/// What a share of each token would bring, for the equity that the drawdown is held against: the best bid that stands,
/// and where none does the last one that stood, for a time that the risk team sets; then nothing. A position that
/// nobody has bid for so long has no price that anybody could prove.
///
/// An unchanged book of a channel that is alive stands. A side that is empty, and a channel that says nothing, do not.
package struct PositionMarks: Sendable {
  private var bids: [UInt256: (bid: Micros, stood: Int64)] = [:]
  /// Since when a book is known in which nobody bids, of tokens that never had a bid.
  private var empty: [UInt256: Int64] = [:]

  /// Marks of which nothing is known yet.
  package init() {}

  /// The best bid of a token, a price of 0...1, stands at `now`.
  package mutating func note(_ bid: Micros, of token: UInt256, now: Int64) {
    bids[token] = (bid, now)
  }

  /// The book of a token is known at `now`, and nobody bids.
  package mutating func noteEmpty(_ token: UInt256, now: Int64) {
    if bids[token] == nil, empty[token] == nil { empty[token] = now }
  }

  /// Whether anybody can say what a token would bring: it had a bid, or its book has been without one for longer than
  /// `patience` milliseconds, which is nothing. A token whose book was never seen is no token that brings nothing.
  package func isKnown(_ token: UInt256, now: Int64, patience: Int64) -> Bool {
    bids[token] != nil || empty[token].map { now - $0 > patience } ?? false
  }

  /// The marks that count at `now`; a token whose last bid stood longer ago than `patience` milliseconds has none.
  package func marks(now: Int64, patience: Int64) -> [UInt256: Micros] {
    bids.compactMapValues { now - $0.stood <= patience ? $0.bid : nil }
  }
}
