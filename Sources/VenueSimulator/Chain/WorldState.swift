internal import FixedPoint
internal import Hashing
internal import Signing

/// Every number that the chain holds, and what each was some blocks ago.
///
/// A block's journal keeps the values that the block replaced; so a block is undone in the time that it took, and
/// old balances are read without copies of the state.
struct WorldState: Sendable {
  /// What has a number. Absent is zero.
  enum Key: Hashable, Sendable {
    /// How many transactions an account has had mined.
    case nonce(Address)
    /// Wei.
    case balance(Address)
    /// Units of 1e-6 pUSD.
    case collateral(Address)
    /// All pUSD there is, in units of 1e-6.
    case collateralSupply
    /// Units of 1e-6 pUSD that another may move.
    case allowance(owner: Address, spender: Address)
    /// Units of 1e-6 shares of an outcome token.
    case shares(Address, UInt256)
    /// 1 where another may move all shares.
    case approval(owner: Address, operator: Address)
    /// What a share of the outcome at an index pays, over `payoutSum`.
    case payout(condition: Digest32, index: UInt64)
    /// The sum of the payouts; zero while the condition is open.
    case payoutSum(condition: Digest32)

    /// Whether it lies in the storage of a contract.
    var isStorage: Bool {
      switch self {
      case .nonce, .balance: false
      default: true
      }
    }
  }

  private var values: [Key: UInt256] = [:]
  /// One for each block, the newest last: what stood there before.
  private var journals: [[Key: UInt256]] = []
  private let depth: Int

  /// Nothing anywhere; the last `depth` blocks can be undone and looked behind.
  init(depth: Int) {
    self.depth = depth
  }

  /// How many blocks can be undone.
  var undoableCount: Int { journals.count }

  /// The number now.
  subscript(key: Key) -> UInt256 {
    get { values[key] ?? .zero }
    set {
      let old = values[key] ?? .zero
      guard old != newValue else { return }
      if !journals.isEmpty, journals[journals.count - 1][key] == nil {
        journals[journals.count - 1][key] = old
      }
      values[key] = newValue == .zero ? nil : newValue
    }
  }

  /// The number before the newest `count` blocks; nil where that is no longer known.
  func value(_ key: Key, before count: Int) -> UInt256? {
    guard count <= journals.count else { return nil }
    for journal in journals.suffix(count) {
      if let old = journal[key] { return old }
    }
    return self[key]
  }

  /// What is set from now on belongs to a new block.
  mutating func beginBlock() {
    journals.append([:])
    if journals.count > depth { journals.removeFirst() }
  }

  /// Takes back the newest block.
  mutating func undoBlock() {
    guard let journal = journals.popLast() else { fatalError("no block is left to be undone") }
    for (key, old) in journal { values[key] = old == .zero ? nil : old }
  }

  /// Adds to a number as if it had been there from the first block on: no reorganisation takes it away. False, and
  /// nothing is changed, where a sum has no 256 bits.
  mutating func grant(_ key: Key, _ amount: UInt256) -> Bool {
    guard let sum = self[key].adding(amount) else { return false }
    var olds = journals.map { $0[key] }
    for index in olds.indices {
      guard let old = olds[index] else { continue }
      guard let grown = old.adding(amount) else { return false }
      olds[index] = grown
    }
    for (index, old) in olds.enumerated() where old != nil { journals[index][key] = old }
    values[key] = sum == .zero ? nil : sum
    return true
  }

  /// Makes a number zero as if it had always been, and gives what it was. For what nobody asks for any more.
  mutating func forget(_ key: Key) -> UInt256 {
    for index in journals.indices { journals[index][key] = nil }
    return values.removeValue(forKey: key) ?? .zero
  }

  /// The sum of all numbers that `isCounted` picks; nil from 2^256 on. For checks.
  func sum(where isCounted: (Key) -> Bool) -> UInt256? {
    var sum: UInt256? = .zero
    for (key, value) in values where isCounted(key) { sum = sum?.adding(value) }
    return sum
  }
}
