internal import FixedPoint
internal import Hashing
internal import Signing

/// Transactions that wait for a block, by go-ethereum's rules (core/txpool/legacypool).
///
/// Those of a sender whose numbers follow its mined ones without a hole are *pending* and can go into the next
/// block; the others are *queued*, at most 64 of them, and leave after three hours without news of the sender.
struct TransactionPool: Sendable {
  /// A waiting transaction.
  struct Entry: Sendable {
    let transaction: SignedTransaction
    /// The order of arrival over all senders.
    let arrival: UInt64
    /// When a fault makes it vanish without a trace, in milliseconds.
    var vanishesAt: Int64?
  }

  private struct Sender: Sendable {
    /// By ascending number, each number once.
    var entries: [Entry] = []
    /// When the last transaction came or was mined, in milliseconds.
    var lastNews: Int64
  }

  /// How much both fees of a replacement must be above the first one's, in per cent.
  static let priceBump: UInt64 = 10
  /// How many queued transactions a sender may have; above it, the highest numbers are dropped without a word.
  static let queuedPerSender = 64
  /// How many transactions there may be in all.
  static let limit = 5_120
  /// After this many milliseconds without news of the sender, queued transactions are dropped: three hours.
  static let lifetime: Int64 = 10_800_000

  private var senders: [Address: Sender] = [:]
  private var places: [Digest32: Address] = [:]
  private var arrivals: UInt64 = 0
  /// Before this time nothing leaves by itself.
  private var nextDeparture = Int64.max

  /// How many transactions wait.
  var count: Int { places.count }

  /// Who has transactions here, in the order of addresses, so that nothing depends on a hash table.
  var waitingSenders: [Address] {
    senders.keys.sorted { $0.word.words < $1.word.words }
  }

  /// The transaction of that hash.
  subscript(hash: Digest32) -> Entry? {
    guard let sender = places[hash] else { return nil }
    return senders[sender]?.entries.first { $0.transaction.hash == hash }
  }

  /// The transactions of a sender by ascending number.
  func entries(of sender: Address) -> [Entry] { senders[sender]?.entries ?? [] }

  /// Those of a sender that can be mined one after the other, where `nonce` is its next number.
  func pending(of sender: Address, from nonce: UInt64) -> ArraySlice<Entry> {
    guard let entries = senders[sender]?.entries else { return [] }
    let start = entries.firstIndex { $0.transaction.transaction.nonce >= nonce } ?? entries.count
    var end = start
    while end < entries.count,
      entries[end].transaction.transaction.nonce == nonce + UInt64(end - start)
    {
      end += 1
    }
    return entries[start..<end]
  }

  /// Takes a transaction that the chain has found valid by itself. `nonce` and `balance` are those of the sender
  /// at the head of the chain; a privileged one is taken beyond the limit.
  mutating func add(
    _ signed: SignedTransaction, nonce: UInt64, balance: UInt256, now: Int64,
    vanishesAt: Int64? = nil, isPrivileged: Bool = false
  ) throws(PoolRefusal) {
    guard places[signed.hash] == nil else { throw .alreadyKnown }
    let transaction = signed.transaction
    guard transaction.nonce >= nonce else {
      throw .nonceTooLow(next: nonce, found: transaction.nonce)
    }
    try checkFunds(signed, nonce, balance)
    var sender = senders[signed.sender] ?? Sender(lastNews: now)
    let index =
      sender.entries.firstIndex { $0.transaction.transaction.nonce >= transaction.nonce }
      ?? sender.entries.count
    let entry = Entry(transaction: signed, arrival: arrivals, vanishesAt: vanishesAt)
    if index < sender.entries.count,
      sender.entries[index].transaction.transaction.nonce == transaction.nonce
    {
      let replaced = sender.entries[index].transaction
      guard Self.outbids(transaction, replaced.transaction) else {
        throw .replacementUnderpriced
      }
      places[replaced.hash] = nil
      sender.entries[index] = entry
    } else {
      guard isPrivileged || count < Self.limit else { throw .poolFull }
      sender.entries.insert(entry, at: index)
    }
    arrivals += 1
    places[signed.hash] = signed.sender
    sender.lastNews = now
    senders[signed.sender] = sender
    nextDeparture = min(nextDeparture, vanishesAt ?? .max, now + Self.lifetime)
    dropExcess(of: signed.sender, nonce)
  }

  /// What the sender would owe: this transaction, and the pending ones beside it, must be covered.
  private func checkFunds(
    _ signed: SignedTransaction, _ nonce: UInt64, _ balance: UInt256
  ) throws(PoolRefusal) {
    let cost = signed.transaction.worstCost ?? .max
    guard cost <= balance else {
      throw .insufficientFunds(balance: balance, queued: .zero, cost: cost)
    }
    var queued = UInt256.zero
    for entry in pending(of: signed.sender, from: nonce)
    where entry.transaction.transaction.nonce != signed.transaction.nonce {
      queued = queued.adding(entry.transaction.transaction.worstCost ?? .max) ?? .max
    }
    guard let all = queued.adding(cost), all <= balance else {
      throw .insufficientFunds(balance: balance, queued: queued, cost: cost)
    }
  }

  /// Both fees are higher, and by 10 % at least.
  private static func outbids(_ new: Transaction, _ old: Transaction) -> Bool {
    guard new.maxFeePerGas > old.maxFeePerGas,
      new.maxPriorityFeePerGas > old.maxPriorityFeePerGas,
      let fee = old.maxFeePerGas.multiplied(by: 100 + priceBump)?.divided(by: 100),
      let tip = old.maxPriorityFeePerGas.multiplied(by: 100 + priceBump)?.divided(by: 100)
    else { return false }
    return new.maxFeePerGas >= fee && new.maxPriorityFeePerGas >= tip
  }

  fileprivate mutating func dropExcess(of sender: Address, _ nonce: UInt64) {
    let pendingCount = pending(of: sender, from: nonce).count
    while let entries = senders[sender]?.entries,
      entries.count - pendingCount > Self.queuedPerSender, let last = entries.last
    {
      remove(last.transaction.hash)
    }
  }
}

extension TransactionPool {
  /// Takes a transaction out.
  mutating func remove(_ hash: Digest32) {
    guard let sender = places.removeValue(forKey: hash) else { return }
    senders[sender]?.entries.removeAll { $0.transaction.hash == hash }
    if senders[sender]?.entries.isEmpty ?? false { senders[sender] = nil }
  }

  /// Forgets what a block made impossible: numbers of `sender` below `nonce`.
  mutating func settle(_ sender: Address, below nonce: UInt64, now: Int64) {
    senders[sender]?.lastNews = now
    for entry in entries(of: sender) where entry.transaction.transaction.nonce < nonce {
      remove(entry.transaction.hash)
    }
  }

  /// Drops what has vanished or waited too long by `now`.
  mutating func expire(now: Int64, nonce: (Address) -> UInt64) {
    guard now >= nextDeparture else { return }
    nextDeparture = .max
    for address in waitingSenders {
      for entry in entries(of: address) where (entry.vanishesAt ?? .max) <= now {
        remove(entry.transaction.hash)
      }
      // A transaction that went missing turns those behind it into queued ones.
      dropExcess(of: address, nonce(address))
      guard let sender = senders[address] else { continue }
      if sender.lastNews + Self.lifetime <= now {
        dropQueued(of: address, nonce(address))
        nextDeparture = min(nextDeparture, now + Self.lifetime)
      } else {
        nextDeparture = min(nextDeparture, sender.lastNews + Self.lifetime)
      }
      for time in sender.entries.compactMap(\.vanishesAt) {
        nextDeparture = min(nextDeparture, time)
      }
    }
  }

  /// Drops what is queued beyond the limit, after numbers went back.
  mutating func capQueues(nonce: (Address) -> UInt64) {
    for address in waitingSenders { dropExcess(of: address, nonce(address)) }
  }

  private mutating func dropQueued(of sender: Address, _ nonce: UInt64) {
    let pending = Set(pending(of: sender, from: nonce).map(\.transaction.hash))
    for entry in entries(of: sender) where !pending.contains(entry.transaction.hash) {
      remove(entry.transaction.hash)
    }
  }
}

extension Transaction {
  /// What it costs if all its gas is used at its highest price; nil from 2^256 on.
  var worstCost: UInt256? { maxFeePerGas.multiplied(by: gasLimit)?.adding(value) }
}
