internal import FixedPoint
internal import Hashing
internal import Signing

extension Chain {
  /// What `eth_sendRawTransaction` does after reading the bytes: the rules of go-ethereum's pool.
  mutating func submit(_ signed: SignedTransaction, now: Int64) throws(PoolRefusal) {
    guard pool[signed.hash] == nil else { throw .alreadyKnown }
    try checkForm(signed.transaction)
    var vanishesAt: Int64?
    if faults.drops > 0 { vanishesAt = now + faults.dropDelay }
    try pool.add(
      signed, nonce: state[.nonce(signed.sender)].uint64 ?? 0,
      balance: state[.balance(signed.sender)], now: now, vanishesAt: vanishesAt)
    guard faults.drops > 0 else { return }
    faults.drops -= 1
    if faults.dropDelay == 0 { pool.remove(signed.hash) }
  }

  /// The rules that no state is needed for, in the order of the node.
  private func checkForm(_ transaction: Transaction) throws(PoolRefusal) {
    guard let chainID = transaction.chainID else { throw .unprotected }
    guard transaction.gasLimit <= configuration.blockGasLimit else { throw .gasLimit }
    guard transaction.maxPriorityFeePerGas <= transaction.maxFeePerGas else {
      throw .tipAboveFee(
        tip: transaction.maxPriorityFeePerGas, fee: transaction.maxFeePerGas)
    }
    guard chainID == configuration.chainID else {
      throw .wrongChain(found: chainID, expected: configuration.chainID)
    }
    guard transaction.nonce < .max else { throw .nonceAtMaximum }
    let message = ChainCall(
      from: .zero, to: transaction.to, data: transaction.data, accessList: transaction.accessList)
    guard transaction.gasLimit >= message.intrinsicGas else {
      throw .intrinsicGas(limit: transaction.gasLimit, needed: message.intrinsicGas)
    }
    guard transaction.maxPriorityFeePerGas >= UInt256(configuration.minimumTip) else {
      throw .underpriced(
        tip: transaction.maxPriorityFeePerGas, needed: configuration.minimumTip)
    }
  }

  /// Makes something go wrong, at once or when its time comes.
  package mutating func apply(_ fault: ChainFault, now: Int64) throws(ChainFaultError) {
    advance(to: now)
    try check(fault)
    switch fault {
    case .drop(let count, let after):
      faults.drops = count
      faults.dropDelay = after
    case .revert(let count, let reason):
      faults.reverts = count
      faults.revertReason = reason
    case .reorganise(let depth, let fate): reorganise(depth: depth, fate: fate, now: now)
    case .stall(let milliseconds): stall(until: now + milliseconds)
    case .baseFee(let wei): baseFee = wei
    case .lag(let node, let blocks): nodes[node].lag = blocks
    case .rateLimit(let node, let count): nodes[node].refusals = count
    case .silence(let node, let count, let isDone):
      nodes[node].silences = count
      nodes[node].isDoneInSilence = isDone
    case .delay(let node, let count, let milliseconds):
      nodes[node].delays = count
      nodes[node].delay = milliseconds
    case .pendingCount(let node, let program): nodes[node].program = program
    case .heal:
      faults = PendingFaults()
      baseFee = configuration.baseFee
      nodes = nodes.map { _ in ChainNode() }
    }
  }

  private func check(_ fault: ChainFault) throws(ChainFaultError) {
    switch fault {
    case .drop(let count, let after):
      try Self.check(.count, Int64(count), 1...1_000_000)
      try Self.check(.after, after, 0...86_400_000)
    case .revert(let count, _): try Self.check(.count, Int64(count), 1...1_000_000)
    case .reorganise(let depth, _):
      try Self.check(.depth, Int64(depth), 1...Int64(max(1, state.undoableCount)))
      guard state.undoableCount > 0 else { throw .outOfRange(.depth, least: 0, most: 0) }
    case .stall(let milliseconds): try Self.check(.milliseconds, milliseconds, 1...86_400_000)
    case .baseFee(let wei): try Self.check(.wei, Int64(clamping: wei), 0...1_000_000_000_000_000)
    case .lag(let node, let blocks):
      try check(node: node)
      try Self.check(.blocks, Int64(blocks), 0...Int64(configuration.stateDepth))
    case .rateLimit(let node, let count), .silence(let node, let count, _):
      try check(node: node)
      try Self.check(.count, Int64(count), 1...1_000_000)
    case .delay(let node, let count, let milliseconds):
      try check(node: node)
      try Self.check(.count, Int64(count), 1...1_000_000)
      try Self.check(.milliseconds, milliseconds, 1...600_000)
    case .pendingCount(let node, _): try check(node: node)
    case .heal: break
    }
  }

  private func check(node: Int) throws(ChainFaultError) {
    try Self.check(.node, Int64(node), 0...Int64(nodes.count - 1))
  }

  private static func check(
    _ field: ChainFaultError.Field, _ value: Int64, _ range: ClosedRange<Int64>
  ) throws(ChainFaultError) {
    guard range.contains(value) else {
      throw .outOfRange(field, least: range.lowerBound, most: range.upperBound)
    }
  }

  /// Replaces the newest blocks by as many others.
  private mutating func reorganise(depth: Int, fate: ReorganisedFate, now: Int64) {
    let replaced = blocks.suffix(depth)
    blocks.removeLast(depth)
    receiptCount -= replaced.reduce(0) { $0 + $1.receipts.count }
    for _ in 0..<depth { state.undoBlock() }
    forks += 1
    var lasting: [SignedTransaction] = []
    for receipt in replaced.flatMap(\.receipts) {
      let signed = receipt.transaction
      places[signed.hash] = nil
      // The operator sends again what it has sent.
      if fate != .lost || settlements[signed.hash] != nil { lasting.append(signed) }
    }
    note(.reorganised(from: head.number + 1))
    for (index, block) in replaced.enumerated() {
      let isLast = index == depth - 1
      produceBlock(
        at: Int64(block.timestamp) * 1_000, fork: forks,
        transactions: isLast && fate == .remined ? lasting : [])
    }
    for signed in lasting where places[signed.hash] == nil {
      // Refused where a replacement waits in the pool already: then that one counts.
      try? pool.add(
        signed, nonce: state[.nonce(signed.sender)].uint64 ?? 0,
        balance: state[.balance(signed.sender)], now: now,
        isPrivileged: settlements[signed.hash] != nil)
    }
    pool.capQueues { state[.nonce($0)].uint64 ?? 0 }
  }
}
