package import FixedPoint
package import Hashing
package import Signing

/// A block of the simulated chain with what became of its transactions.
package struct ChainBlock: Sendable {
  /// Its height.
  package let number: UInt64
  /// Of the block below.
  package let parent: Digest32
  /// Unix seconds.
  package let timestamp: UInt64
  /// Wei for a unit of gas.
  package let baseFee: UInt64
  /// Tells blocks apart that compete for one height; 0 where none does.
  package let fork: UInt64
  /// In the order of execution.
  package let receipts: [ChainReceipt]
  /// Keccak-256 of the header.
  package let hash: Digest32

  init(
    number: UInt64, parent: Digest32, timestamp: UInt64, baseFee: UInt64, fork: UInt64,
    receipts: [ChainReceipt], gasLimit: UInt64
  ) {
    self.number = number
    self.parent = parent
    self.timestamp = timestamp
    self.baseFee = baseFee
    self.fork = fork
    self.receipts = receipts
    let header = BlockHeader(
      number: number, parent: parent, timestamp: timestamp, baseFee: baseFee, fork: fork,
      gasLimit: gasLimit, receipts: receipts)
    hash = header.hash
  }

  /// Of all transactions.
  package var gasUsed: UInt64 { receipts.last?.cumulativeGasUsed ?? 0 }
}

/// What a transaction did.
package struct ChainReceipt: Sendable {
  /// The transaction.
  package let transaction: SignedTransaction
  /// False where it was reverted: the number and the fees are gone, nothing else happened.
  package let succeeded: Bool
  /// The reason of a revert, as `eth_call` would give it; nil where it succeeded or ran out of gas.
  package let revertReason: String?
  /// Units of gas.
  package let gasUsed: UInt64
  /// Units of gas with those of the transactions before it in the block.
  package let cumulativeGasUsed: UInt64
  /// Wei paid for a unit of gas.
  package let effectiveGasPrice: UInt256
  /// What contracts have to say about it.
  package let logs: [ChainLog]
}

/// An event of a contract.
package struct ChainLog: Hashable, Sendable {
  /// The contract.
  package let address: Address
  /// The hash of the event's signature and its indexed parameters.
  package let topics: [Digest32]
  /// The other parameters, a word each or as the contract's interface says.
  package let data: [UInt8]
}
