/// How often each side decided what, about the same events: counts in arrays, so that an event costs no
/// allocation. Events are told apart by market and by strategy, which are positions in lists of the owner.
package struct DiffTally: Equatable, Sendable {
  /// By position: what decisions are named by.
  package let base: [DiffOutcome]
  package let head: [DiffOutcome]
  /// By pair, whether both mean the same.
  private let isEqual: [Bool]
  /// By pair of outcomes, see `pair(_:_:)`.
  package private(set) var pairs: [Int]
  /// Of every market and strategy met: events, and pairs in one row of `pairs.count` each.
  private var marketPairs: [Int] = []
  private var strategyPairs: [Int] = []
  package private(set) var events = 0
  package private(set) var changed = 0

  package init(base: [DiffOutcome], head: [DiffOutcome]) {
    self.base = base
    self.head = head
    pairs = Array(repeating: 0, count: base.count * head.count)
    isEqual = base.flatMap { old in head.map { old.means($0) } }
  }

  /// The position in `pairs` of a base and a head outcome.
  package func pair(_ old: Int, _ new: Int) -> Int { old * head.count + new }

  package func outcomes(ofPair pair: Int) -> (old: DiffOutcome, new: DiffOutcome) {
    (base[pair / head.count], head[pair % head.count])
  }

  package func isChange(_ pair: Int) -> Bool { !isEqual[pair] }

  /// Counts one event; true where the decision differs.
  @discardableResult
  package mutating func count(_ old: Int, _ new: Int, market: Int, strategy: Int) -> Bool {
    let pair = pair(old, new)
    events += 1
    pairs[pair] += 1
    Self.add(pair, to: market, &marketPairs, pairs.count)
    Self.add(pair, to: strategy, &strategyPairs, pairs.count)
    guard !isEqual[pair] else { return false }
    changed += 1
    return true
  }

  private static func add(_ pair: Int, to row: Int, _ rows: inout [Int], _ width: Int) {
    if rows.count < (row + 1) * width {
      rows += repeatElement(0, count: (row + 1) * width - rows.count)
    }
    rows[row * width + pair] += 1
  }

  // MARK: Reading

  /// One kind of change, and how often it happened.
  package struct Change: Equatable, Sendable {
    package var pair: Int
    package var count: Int
  }

  /// A market or a strategy by its position: its events, and those of them that changed.
  package struct Group: Equatable, Sendable {
    package var position: Int
    package var events: Int
    package var changes: [Change]
    package var changed: Int { changes.reduce(0) { $0 + $1.count } }
  }

  /// The kinds of change, most frequent first.
  package var changes: [Change] { changes(pairs[...]) }

  private func changes(_ row: ArraySlice<Int>) -> [Change] {
    row.indices.compactMap { index in
      let pair = index - row.startIndex
      return row[index] > 0 && !isEqual[pair] ? Change(pair: pair, count: row[index]) : nil
    }.sorted { ($1.count, $0.pair) < ($0.count, $1.pair) }
  }

  /// Markets with changes, most of them first.
  package var markets: [Group] { groups(marketPairs) }

  /// All strategies, most changes first.
  package var strategies: [Group] { groups(strategyPairs) }

  private func groups(_ rows: [Int]) -> [Group] {
    let width = pairs.count
    return (0..<rows.count / max(1, width)).map { position in
      let row = rows[position * width..<(position + 1) * width]
      return Group(position: position, events: row.reduce(0, +), changes: changes(row))
    }.filter { $0.events > 0 }.sorted {
      ($1.changed, $1.events, $0.position) < ($0.changed, $0.events, $1.position)
    }
  }

  /// By position: how often each side gave each of its outcomes.
  package var baseCounts: [Int] {
    base.indices.map { old in head.indices.reduce(0) { $0 + pairs[pair(old, $1)] } }
  }

  package var headCounts: [Int] {
    head.indices.map { new in base.indices.reduce(0) { $0 + pairs[pair($1, new)] } }
  }

  /// Changes of which one side decided for want of data, by the kill switch, or by limits alone.
  package func changed(by cause: DiffOutcome.Cause) -> Int {
    changes.reduce(0) { sum, change in
      let (old, new) = outcomes(ofPair: change.pair)
      let isKill = old.cause == .kill || new.cause == .kill
      let isFeed = old.cause == .feed || new.cause == .feed
      let own: DiffOutcome.Cause = isKill ? .kill : isFeed ? .feed : .limits
      return own == cause ? sum + change.count : sum
    }
  }
}
