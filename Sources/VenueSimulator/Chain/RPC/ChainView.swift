internal import FixedPoint
internal import Hashing
internal import Signing

/// The chain as one node sees it: perhaps some blocks behind.
struct ChainView {
  let chain: Chain
  let node: ChainNode

  /// How many blocks the node does not know yet.
  var hiddenCount: Int { min(node.lag, chain.blocks.count - 1) }

  /// The newest block that the node knows.
  var head: ChainBlock { chain.blocks[chain.blocks.count - 1 - hiddenCount] }

  /// The block of that name; nil where the node has none.
  func block(_ choice: BlockChoice) -> ChainBlock? {
    let depth = chain.configuration.finalityDepth
    switch choice {
    case .earliest: return chain.blocks.first
    case .latest, .pending: return head
    case .safe: return block(below: depth / 2)
    case .finalized: return block(below: depth)
    case .number(let number): return block(number: number)
    case .hash(let hash):
      return chain.blocks.last { $0.hash == hash && $0.number <= head.number }
    }
  }

  /// The first block stands in where nothing is final yet.
  private func block(below depth: UInt64) -> ChainBlock? {
    let first = chain.blocks[0].number
    return block(number: head.number >= first + depth ? head.number - depth : first)
  }

  private func block(number: UInt64) -> ChainBlock? {
    let first = chain.blocks[0].number
    guard number >= first, number <= head.number else { return nil }
    return chain.blocks[Int(number - first)]
  }

  /// The number that stood in the state after a block; nil where it is forgotten.
  func value(_ key: WorldState.Key, at block: ChainBlock) -> UInt256? {
    chain.state.value(key, before: Int(chain.head.number - block.number))
  }

  /// A transaction that was mined in a block that the node knows.
  func mined(_ hash: Digest32) -> (block: ChainBlock, index: Int)? {
    guard let place = chain.places[hash], let block = block(number: place.block) else {
      return nil
    }
    return (block, place.index)
  }

  /// A transaction that waits, for this node.
  func waiting(_ hash: Digest32) -> SignedTransaction? {
    if let entry = chain.pool[hash] { return entry.transaction }
    // What is mined in a block that the node has not seen yet still waits in its pool.
    guard let place = chain.places[hash], place.block > head.number else { return nil }
    let first = chain.blocks[0].number
    return chain.blocks[Int(place.block - first)].receipts[place.index].transaction
  }

  /// How many transactions of an account are mined, and would be with those that wait, as the node's program
  /// counts them.
  func pendingCount(of account: Address) -> UInt64 {
    let key = WorldState.Key.nonce(account)
    let mined = chain.state[key].uint64 ?? 0
    let waiting = UInt64(chain.pool.pending(of: account, from: mined).count)
    switch node.program {
    case .geth: return mined + waiting
    case .besu:
      let last = chain.pool.entries(of: account).last?.transaction.transaction.nonce
      return max(mined, last.map { $0 + 1 } ?? 0)
    case .reth: return chain.state.value(key, before: 1 + hiddenCount)?.uint64 ?? mined
    case .parity: return mined + waiting > 0 ? mined + waiting - 1 : 0
    }
  }
}
