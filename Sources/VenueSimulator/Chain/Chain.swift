package import FixedPoint
package import Hashing
internal import Runtime
package import Signing

/// A simulated Polygon: accounts, a pool, blocks every two seconds, finality, and all that goes wrong with them.
///
/// A pure core: time comes in as milliseconds since 1970 with every command, chance from the seed; the same
/// commands at the same times give the same hashes. It has no virtual machine: plain transfers, pUSD, the
/// conditional tokens and the operator's settlements are done by hand; every other call reverts, and so does the
/// creation of contracts.
package struct Chain: Sendable {
  /// What it was made with.
  package let configuration: ChainConfiguration
  var state: WorldState
  var pool = TransactionPool()
  /// From the oldest that is kept to the head.
  var blocks: [ChainBlock]
  /// In all blocks that are kept.
  var receiptCount = 0
  /// Where a mined transaction stands.
  var places: [Digest32: (block: UInt64, index: Int)] = [:]
  var nodes: [ChainNode]
  var conditions: [Digest32: [UInt256]] = [:]
  /// What the operator's transactions do, by hash, until they are final.
  var settlements: [Digest32: ChainSettlement] = [:]
  var faults = PendingFaults()
  var baseFee: UInt64
  /// All wei there is.
  var grantedWei = UInt256.zero
  /// Counts the reorganisations, so that competing blocks differ.
  var forks: UInt64 = 0
  /// When the next block comes, in milliseconds since 1970.
  var nextBlockAt: Int64
  /// What happened since it was last asked.
  private var events: [ChainEvent] = []

  /// Faults that wait for a transaction.
  struct PendingFaults: Sendable {
    var drops = 0
    var dropDelay: Int64 = 0
    var reverts = 0
    var revertReason = ""
  }

  /// A chain whose first block is made at `now`, in milliseconds since 1970.
  package init(_ configuration: ChainConfiguration, now: Int64) {
    self.configuration = configuration
    state = WorldState(depth: configuration.stateDepth)
    baseFee = configuration.baseFee
    nodes = [ChainNode](repeating: ChainNode(), count: max(1, configuration.nodeCount))
    let first = ChainBlock(
      number: configuration.firstBlock,
      parent: Keccak256.hash(Digest32(configuration.seed).bytes),
      timestamp: UInt64(max(0, now / 1_000)), baseFee: configuration.baseFee, fork: 0,
      receipts: [], gasLimit: configuration.blockGasLimit)
    blocks = [first]
    nextBlockAt = Self.boundary(after: now, configuration.blockInterval)
  }

  /// Blocks come at whole multiples of the interval, so that others can tell when.
  private static func boundary(after now: Int64, _ interval: Int64) -> Int64 {
    (now / interval + 1) * interval
  }

  /// When something happens by itself: the next block.
  package var nextDeadline: Int64 { nextBlockAt }

  /// The newest block.
  package var head: ChainBlock { blocks[blocks.count - 1] }

  /// What happened since the last call, in order.
  package mutating func takeEvents() -> [ChainEvent] {
    defer { events = [] }
    return events
  }

  mutating func note(_ event: ChainEvent) {
    // Nobody has to listen.
    if events.count < 10_000 { events.append(event) }
  }

  /// The longest run of blocks made at once: a clock that leaps farther finds that the chain stood still.
  private static let longestRun: Int64 = 1_000

  /// Makes all blocks that are due by `now`.
  package mutating func advance(to now: Int64) {
    let interval = configuration.blockInterval
    if now - nextBlockAt > Self.longestRun * interval {
      nextBlockAt = Self.boundary(after: now - Self.longestRun * interval, interval)
    }
    while nextBlockAt <= now {
      let time = nextBlockAt
      pool.expire(now: time) { state[.nonce($0)].uint64 ?? 0 }
      produceBlock(at: time, fork: 0, transactions: candidates())
      nextBlockAt = time + interval
    }
    pool.expire(now: now) { state[.nonce($0)].uint64 ?? 0 }
  }

  /// Stops blocks for a while.
  mutating func stall(until time: Int64) {
    nextBlockAt = max(nextBlockAt, Self.boundary(after: time, configuration.blockInterval))
  }
}

/// What others may want to know.
package enum ChainEvent: Sendable {
  /// A transaction is in a block; after a reorganisation it may be again.
  case mined(hash: Digest32, block: UInt64, succeeded: Bool)
  /// The newest blocks were replaced, from this height on.
  case reorganised(from: UInt64)
}

extension Chain {
  /// What an account can be given.
  package enum Holding: Sendable {
    /// Wei.
    case native(UInt256)
    /// Units of 1e-6 pUSD.
    case collateral(UInt64)
    /// Units of 1e-6 shares of a token.
    case shares(UInt256, UInt64)
    /// All exchanges may move pUSD and shares without limit, as after the set-up of an account; the conditional
    /// tokens may take pUSD.
    case approvals
  }

  /// Gives an account something as if it had always had it: no reorganisation takes it away. Amounts that have no
  /// 256 bits are not given.
  package mutating func grant(_ holding: Holding, to account: Address) {
    switch holding {
    case .native(let wei):
      guard let sum = grantedWei.adding(wei), state.grant(.balance(account), wei) else { return }
      grantedWei = sum
    case .collateral(let amount):
      if state.grant(.collateralSupply, UInt256(amount)) {
        _ = state.grant(.collateral(account), UInt256(amount))
      }
    case .shares(let token, let amount):
      // Whatever the token pays one day, the conditional tokens have it.
      if state.grant(.shares(account, token), UInt256(amount)) {
        grant(.collateral(amount), to: configuration.contracts.conditionalTokens)
      }
    case .approvals:
      let contracts = configuration.contracts
      for spender in contracts.exchanges + [contracts.conditionalTokens] {
        let key = WorldState.Key.allowance(owner: account, spender: spender)
        if state[key] == .zero { _ = state.grant(key, .max) }
      }
      for mover in contracts.exchanges {
        let key = WorldState.Key.approval(owner: account, operator: mover)
        if state[key] == .zero { _ = state.grant(key, .one) }
      }
    }
  }

  /// pUSD of an account at the head of the chain, in units of 1e-6.
  package func collateral(of account: Address) -> UInt256 { state[.collateral(account)] }

  /// Shares of a token that an account has at the head of the chain, in units of 1e-6.
  package func shares(of account: Address, token: UInt256) -> UInt256 {
    state[.shares(account, token)]
  }

  /// Makes the outcome tokens of a condition known, so that they can be split, merged and redeemed.
  package mutating func register(condition: Digest32, tokens: [UInt256]) {
    conditions[condition] = tokens
  }

  /// Decides a condition: each share of an outcome pays its part of the sum.
  package mutating func resolve(condition: Digest32, payouts: [UInt64]) {
    var sum: UInt64 = 0
    for (index, payout) in payouts.enumerated() {
      state[.payout(condition: condition, index: UInt64(index))] = UInt256(payout)
      sum += payout
    }
    state[.payoutSum(condition: condition)] = UInt256(sum)
  }

  /// Sends the operator's transaction; its hash, which is that of `SettlementRelay`. It stands in the next block,
  /// with its effect or as reverted.
  @discardableResult
  package mutating func settle(_ settlement: ChainSettlement, now: Int64) -> Digest32 {
    let relay = SettlementRelay(
      seed: configuration.seed, chainID: configuration.chainID)
    let signed = relay.transaction(settlement.number, exchange: settlement.exchange)
    guard settlements[signed.hash] == nil else { return signed.hash }
    settlements[signed.hash] = settlement
    grant(.native(signed.transaction.worstCost ?? .zero), to: signed.sender)
    // It is valid, fresh and paid for, and a full pool makes room for it.
    try? pool.add(
      signed, nonce: 0, balance: state[.balance(signed.sender)], now: now, isPrivileged: true)
    return signed.hash
  }
}
