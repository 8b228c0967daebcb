package import FixedPoint

/// What changes the lasting state of the comparison with the chain; the journal holds all of them.
package enum ChainEntry: Hashable, Sendable {
  /// The balances that everything is counted from.
  case opened(ChainReading)
  /// A token was read for the first time after the opening; so much was there before we traded it.
  case token(UInt256, held: Micros)
  /// Something that is no trade moved the balances.
  case flow(ChainFlow)
  /// Every trade so far is in this block, and the balances agree but for `charged` pUSD that the venue took as
  /// fees: from here on everything is counted from it.
  case agreed(ChainReading, charged: Micros)
  case mismatch(ChainMismatch)
  /// First step by hand: somebody says why it differs.
  case explained(by: String, note: String)
  /// Second step: the balances agree again, and somebody says that it is over.
  case settled(by: String)

  /// Whether people have to look at it.
  package var isIncident: Bool {
    switch self {
    case .mismatch, .explained, .settled: true
    case .opened, .token, .flow, .agreed: false
    }
  }
}

/// A deposit, a withdrawal, a split, merge or redemption: what people tell.
package struct ChainFlow: Hashable, Sendable {
  /// pUSD, negative where it left.
  package var collateral: Micros
  /// Shares by token, negative where they left.
  package var shares: [UInt256: Micros]
  package var note: String
  /// The hash of the transaction that moved it, 0x and 64 digits in lower case: booked once. nil in old journals.
  package var transaction: String?
  /// Who booked it; nil in old journals.
  package var by: String?

  /// A flow of these parts.
  package init(
    collateral: Micros, shares: [UInt256: Micros] = [:], note: String, transaction: String? = nil,
    by: String? = nil
  ) {
    self.collateral = collateral
    self.shares = shares
    self.note = note
    self.transaction = transaction
    self.by = by
  }
}
