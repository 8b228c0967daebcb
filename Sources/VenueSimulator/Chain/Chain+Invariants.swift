internal import FixedPoint
internal import Hashing
internal import Signing

extension Chain {
  /// What must hold between commands and does not, in words for a failed test; nil where all is well. It looks at
  /// everything: not for use while the chain serves.
  package var brokenInvariant: String? {
    brokenMoney ?? brokenBlocks ?? brokenPool
  }

  private var brokenMoney: String? {
    let wei = state.sum {
      if case .balance = $0 { true } else { false }
    }
    guard wei == grantedWei else {
      return "there are \(wei?.description ?? "too many") wei, and \(grantedWei) were granted"
    }
    let collateral = state.sum {
      if case .collateral = $0 { true } else { false }
    }
    guard collateral == state[.collateralSupply] else {
      return "accounts hold \(collateral?.description ?? "too much") of \(state[.collateralSupply])"
    }
    return nil
  }

  private var brokenBlocks: String? {
    var next: [Address: UInt64] = [:]
    var seen: Set<Digest32> = []
    for (index, block) in blocks.enumerated() {
      if index > 0 {
        let below = blocks[index - 1]
        guard block.parent == below.hash, block.number == below.number + 1 else {
          return "block \(block.number) does not stand on the one below"
        }
        guard block.timestamp >= below.timestamp else {
          return "block \(block.number) is older than the one below"
        }
      }
      for (place, receipt) in block.receipts.enumerated() {
        let signed = receipt.transaction
        guard seen.insert(signed.hash).inserted else { return "\(signed.hash) is mined twice" }
        guard let entry = places[signed.hash], entry.block == block.number, entry.index == place
        else { return "\(signed.hash) is not found where it is mined" }
        let nonce = signed.transaction.nonce
        guard next[signed.sender].map({ $0 == nonce }) ?? true else {
          return "\(signed.sender) skips a number before \(nonce)"
        }
        next[signed.sender] = nonce + 1
      }
    }
    guard places.count == seen.count else { return "transactions are found that are not mined" }
    for (sender, nonce) in next where state[.nonce(sender)] != UInt256(nonce) {
      return "\(sender) has another count than its last number, \(nonce)"
    }
    return nil
  }

  private var brokenPool: String? {
    for sender in pool.waitingSenders {
      let entries = pool.entries(of: sender)
      let mined = state[.nonce(sender)].uint64 ?? 0
      for (first, second) in zip(entries, entries.dropFirst())
      where first.transaction.transaction.nonce >= second.transaction.transaction.nonce {
        return "\(sender) has numbers in the pool out of order"
      }
      for entry in entries {
        guard entry.transaction.transaction.nonce >= mined else {
          return "\(entry.transaction.hash) waits although its number is used up"
        }
        guard places[entry.transaction.hash] == nil else {
          return "\(entry.transaction.hash) waits and is mined"
        }
      }
      let pending = pool.pending(of: sender, from: mined).count
      guard entries.count - pending <= TransactionPool.queuedPerSender else {
        return "\(sender) has \(entries.count - pending) queued transactions"
      }
    }
    return nil
  }
}
