internal import FixedPoint
internal import Hashing
internal import Signing

/// A call while it runs: it sees its own changes, and nobody else does until it has succeeded.
struct Execution {
  /// What can be held and moved.
  enum Asset: Hashable, Sendable {
    /// pUSD.
    case collateral
    /// An outcome token.
    case shares(UInt256)
  }

  let contracts: ChainConfiguration.Contracts
  /// The outcome tokens of each condition.
  let conditions: [Digest32: [UInt256]]
  /// What stood there before the call.
  let read: (WorldState.Key) -> UInt256
  /// What the call has written.
  private(set) var changes: [WorldState.Key: UInt256] = [:]
  /// What contracts have said.
  private(set) var logs: [ChainLog] = []

  init(
    contracts: ChainConfiguration.Contracts, conditions: [Digest32: [UInt256]],
    read: @escaping (WorldState.Key) -> UInt256
  ) {
    self.contracts = contracts
    self.conditions = conditions
    self.read = read
  }

  subscript(key: WorldState.Key) -> UInt256 {
    get { changes[key] ?? read(key) }
    set { changes[key] = newValue }
  }

  /// Appends an event of a contract.
  mutating func log(_ address: Address, _ topics: [Digest32], _ words: [UInt256]) {
    logs.append(
      ChainLog(address: address, topics: topics, data: words.flatMap { Digest32($0).bytes }))
  }

  /// Gives `to` wei of `from`.
  mutating func pay(_ value: UInt256, from: Address, to: Address) throws(Revert) {
    guard value != .zero else { return }
    guard let rest = self[.balance(from)].subtracting(value) else { throw .silent }
    self[.balance(from)] = rest
    guard let sum = self[.balance(to)].adding(value) else { throw .silent }
    self[.balance(to)] = sum
  }

  /// Moves an asset; the zero address stands for what does not exist yet, or no more.
  mutating func move(
    _ asset: Asset, _ amount: UInt256, from: Address, to: Address, by mover: Address
  ) throws(Revert) {
    if from == .zero {
      try grow(asset, amount)
    } else {
      let key = Self.holding(asset, from)
      guard let rest = self[key].subtracting(amount) else { throw Self.shortfall(asset) }
      self[key] = rest
    }
    if to == .zero {
      try shrink(asset, amount)
    } else {
      let key = Self.holding(asset, to)
      guard let sum = self[key].adding(amount) else { throw .reason("SafeMath: addition overflow") }
      self[key] = sum
    }
    switch asset {
    case .collateral:
      log(contracts.collateral, [Event.transfer, from.word, to.word], [amount])
    case .shares(let token):
      log(
        contracts.conditionalTokens, [Event.transferSingle, mover.word, from.word, to.word],
        [token, amount])
    }
  }

  private mutating func grow(_ asset: Asset, _ amount: UInt256) throws(Revert) {
    guard asset == .collateral else { return }
    guard let supply = self[.collateralSupply].adding(amount) else { throw .silent }
    self[.collateralSupply] = supply
  }

  private mutating func shrink(_ asset: Asset, _ amount: UInt256) throws(Revert) {
    guard asset == .collateral else { return }
    guard let supply = self[.collateralSupply].subtracting(amount) else { throw .silent }
    self[.collateralSupply] = supply
  }

  /// Where an account's part of an asset stands.
  static func holding(_ asset: Asset, _ owner: Address) -> WorldState.Key {
    switch asset {
    case .collateral: .collateral(owner)
    case .shares(let token): .shares(owner, token)
    }
  }

  private static func shortfall(_ asset: Asset) -> Revert {
    switch asset {
    case .collateral: .reason("ERC20: transfer amount exceeds balance")
    case .shares: .reason("SafeMath: subtraction overflow")
    }
  }

  /// Hashes of the signatures of events.
  enum Event {
    static let transfer = Keccak256.hash("Transfer(address,address,uint256)")
    static let approval = Keccak256.hash("Approval(address,address,uint256)")
    static let transferSingle = Keccak256.hash(
      "TransferSingle(address,address,address,uint256,uint256)")
    static let approvalForAll = Keccak256.hash("ApprovalForAll(address,address,bool)")
    static let positionSplit = Keccak256.hash(
      "PositionSplit(address,address,bytes32,bytes32,uint256[],uint256)")
    static let positionsMerge = Keccak256.hash(
      "PositionsMerge(address,address,bytes32,bytes32,uint256[],uint256)")
    static let payoutRedemption = Keccak256.hash(
      "PayoutRedemption(address,address,bytes32,bytes32,uint256[],uint256)")
  }
}
