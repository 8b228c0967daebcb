/// What goes wrong on demand. Counts are at least 1.
package enum ChainFault: Equatable, Sendable {
  /// The next transactions are taken and vanish from the pool after so many milliseconds, 0 at once.
  case drop(count: Int, after: Int64)
  /// The next transactions that are mined revert, but for the operator's.
  case revert(count: Int, reason: String)
  /// The newest blocks are replaced by others.
  case reorganise(depth: Int, fate: ReorganisedFate)
  /// No block for so many milliseconds.
  case stall(milliseconds: Int64)
  /// Wei that a unit of gas burns from now on: what offers less waits.
  case baseFee(wei: UInt64)
  /// A node shows the chain as it was so many blocks ago; 0 heals it.
  case lag(node: Int, blocks: Int)
  /// A node answers the next requests with 429.
  case rateLimit(node: Int, count: Int)
  /// A node gives no answer to the next requests; what they ask for is done where `isDone` says so.
  case silence(node: Int, count: Int, isDone: Bool)
  /// A node takes so many milliseconds for each of the next requests.
  case delay(node: Int, count: Int, milliseconds: Int64)
  /// A node counts pending transactions as another program does.
  case pendingCount(node: Int, program: NodeProgram)
  /// All nodes are as at the start; faults still to come are forgotten.
  case heal
}

/// What becomes of the transactions of replaced blocks.
package enum ReorganisedFate: String, Equatable, Sendable, CaseIterable {
  /// They wait in the pool again.
  case returned
  /// They are gone, but for the operator's.
  case lost
  /// They are mined again at once, in the last of the new blocks.
  case remined
}

/// How programs answer `eth_getTransactionCount` for `pending` (facts/oms.md 3.4).
package enum NodeProgram: String, Equatable, Sendable, CaseIterable {
  /// The first number after the ones that can be mined.
  case geth
  /// The number after the highest in the pool, even across a hole.
  case besu
  /// A count one block old: a number that is used already.
  case reth
  /// One less than there should be.
  case parity
}
