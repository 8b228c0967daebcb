package import FixedPoint

/// What one final block says about a wallet.
package struct ChainReading: Hashable, Sendable {
  package var block: Int64
  /// `eth_getTransactionCount`, the highest over all nodes.
  package var transactionCount: Int64
  /// pUSD.
  package var collateral: Micros
  /// Shares by token, of the tokens that were asked for.
  package var shares: [UInt256: Micros]

  /// A reading of these parts.
  package init(
    block: Int64, transactionCount: Int64, collateral: Micros, shares: [UInt256: Micros]
  ) {
    self.block = block
    self.transactionCount = transactionCount
    self.collateral = collateral
    self.shares = shares
  }
}
