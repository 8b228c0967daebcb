internal import FixedPoint
internal import Hashing
internal import Signing

extension Chain {
  /// What the next block takes: the operator's transactions, which always find room, since the venue has called
  /// them mined; then the best tip first, equal ones by arrival, each sender's in order, until the gas is used up.
  /// What pays less than the base fee waits.
  func candidates() -> [SignedTransaction] {
    var chosen: [TransactionPool.Entry] = []
    var lines: [ArraySlice<TransactionPool.Entry>] = []
    for sender in pool.waitingSenders {
      let line = pool.pending(of: sender, from: state[.nonce(sender)].uint64 ?? 0)
      guard let first = line.first else { continue }
      if settlements[first.transaction.hash] != nil {
        chosen.append(first)
      } else {
        lines.append(line)
      }
    }
    chosen.sort { $0.arrival < $1.arrival }
    return chosen.map(\.transaction) + bestPaying(lines)
  }

  /// The best of the first in each line, again and again.
  private func bestPaying(_ lines: [ArraySlice<TransactionPool.Entry>]) -> [SignedTransaction] {
    var lines = lines
    var heads = BidQueue(lines.indices.compactMap { bid(lines[$0], $0) })
    var chosen: [SignedTransaction] = []
    var gas: UInt64 = 0
    while let best = heads.removeBest() {
      let entry = lines[best.line].removeFirst()
      let (sum, isTooMuch) = gas.addingReportingOverflow(entry.transaction.transaction.gasLimit)
      // Nor can what the sender has behind it be mined in this block.
      if isTooMuch || sum > configuration.blockGasLimit { continue }
      gas = sum
      chosen.append(entry.transaction)
      if let next = bid(lines[best.line], best.line) { heads.insert(next) }
    }
    return chosen
  }

  private func bid(_ line: ArraySlice<TransactionPool.Entry>, _ index: Int) -> BidQueue.Bid? {
    guard let entry = line.first, let tip = tip(of: entry.transaction.transaction) else {
      return nil
    }
    return BidQueue.Bid(line: index, tip: tip, arrival: entry.arrival)
  }

  /// What the producer gets for a unit of gas, in wei; nil where the transaction does not pay the base fee.
  private func tip(of transaction: Transaction) -> UInt256? {
    guard let rest = transaction.maxFeePerGas.subtracting(UInt256(baseFee)) else { return nil }
    return min(rest, transaction.maxPriorityFeePerGas)
  }

  /// Puts a block on the head. Transactions that are not valid there any more are left out.
  mutating func produceBlock(at time: Int64, fork: UInt64, transactions: [SignedTransaction]) {
    state.beginBlock()
    var receipts: [ChainReceipt] = []
    for signed in transactions {
      let used = receipts.last?.cumulativeGasUsed ?? 0
      if let receipt = execute(signed, gasBefore: used) {
        receipts.append(receipt)
      } else if signed.transaction.worstCost ?? .max > state[.balance(signed.sender)] {
        // What can no longer be paid for leaves the pool, as in go-ethereum.
        pool.remove(signed.hash)
      }
    }
    let block = ChainBlock(
      number: head.number + 1, parent: head.hash, timestamp: UInt64(max(0, time / 1_000)),
      baseFee: baseFee, fork: fork, receipts: receipts, gasLimit: configuration.blockGasLimit)
    blocks.append(block)
    receiptCount += receipts.count
    for (index, receipt) in receipts.enumerated() {
      let signed = receipt.transaction
      places[signed.hash] = (block.number, index)
      pool.settle(signed.sender, below: signed.transaction.nonce + 1, now: time)
      note(.mined(hash: signed.hash, block: block.number, succeeded: receipt.succeeded))
    }
    forgetOldBlocks()
  }

  private mutating func forgetOldBlocks() {
    // In pieces, so that the array is not moved for every block.
    guard blocks.count > configuration.blockDepth + 256 || receiptCount > configuration.receiptLimit
    else { return }
    // What can be undone is kept.
    let most = blocks.count - 1 - configuration.stateDepth
    var excess = 0
    while excess < most,
      blocks.count - excess > configuration.blockDepth
        || receiptCount > configuration.receiptLimit * 3 / 4
    {
      forget(blocks[excess])
      excess += 1
    }
    blocks.removeFirst(excess)
  }

  private mutating func forget(_ block: ChainBlock) {
    receiptCount -= block.receipts.count
    for receipt in block.receipts {
      let signed = receipt.transaction
      places[signed.hash] = nil
      guard settlements.removeValue(forKey: signed.hash) != nil else { continue }
      // Its relayer is never used again.
      let rest = state.forget(.balance(signed.sender))
      grantedWei = grantedWei.subtracting(rest) ?? .zero
      _ = state.forget(.nonce(signed.sender))
    }
  }

  /// Carries out one transaction; nil where it is not valid at this point of the chain.
  private mutating func execute(
    _ signed: SignedTransaction, gasBefore: UInt64
  ) -> ChainReceipt? {
    let transaction = signed.transaction
    let account = WorldState.Key.balance(signed.sender)
    guard state[.nonce(signed.sender)] == UInt256(transaction.nonce),
      let worst = transaction.worstCost, worst <= state[account],
      let tip = tip(of: transaction), let price = tip.adding(UInt256(baseFee)),
      let prepaid = price.multiplied(by: transaction.gasLimit),
      let rest = state[account].subtracting(prepaid)
    else { return nil }
    state[.nonce(signed.sender)] = UInt256(transaction.nonce + 1)
    state[account] = rest
    let outcome = run(signed)
    let isOutOfGas = outcome.gas > transaction.gasLimit
    let gasUsed = min(outcome.gas, transaction.gasLimit)
    let succeeded = outcome.succeeded && !isOutOfGas
    if succeeded {
      for (key, value) in outcome.changes { state[key] = value }
    }
    credit(account, price, transaction.gasLimit - gasUsed)
    credit(.balance(BlockHeader.producer), tip, gasUsed)
    credit(.balance(Self.furnace), UInt256(baseFee), gasUsed)
    return ChainReceipt(
      transaction: signed, succeeded: succeeded,
      revertReason: isOutOfGas ? nil : outcome.reason, gasUsed: gasUsed,
      cumulativeGasUsed: gasBefore + gasUsed, effectiveGasPrice: price,
      logs: succeeded ? outcome.logs : [])
  }

  /// Where base fees go on Polygon, never to be seen again.
  static let furnace = Address(lowBytesOf: Keccak256.hash("polytraders burnt fees"))

  /// Adds gas at a price. All wei there is has 256 bits, so a part of it has too.
  private mutating func credit(_ account: WorldState.Key, _ price: UInt256, _ gas: UInt64) {
    guard let amount = price.multiplied(by: gas), let sum = state[account].adding(amount) else {
      return
    }
    state[account] = sum
  }
}
