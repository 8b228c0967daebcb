/// What one fact did to an order, and what has to follow from it.
package struct FactOutcome: Equatable, Sendable {
  /// nil where the order is not known here: the fact is in quarantine.
  package var before: OrderLife?
  package var after: OrderLife?
  /// Whether anything lasting changed. A fact that is no news need not be journalled.
  package var isNews: Bool
  package var anomalies: OrderAnomalies
  package var followUps: FollowUps

  init(
    before: OrderLife?, after: OrderLife?, isNews: Bool, anomalies: OrderAnomalies = [],
    followUps: FollowUps = FollowUps()
  ) {
    self.before = before
    self.after = after
    self.isNews = isNews
    self.anomalies = anomalies
    self.followUps = followUps
  }

  /// Both together: the facts that waited for an order are folded in one after the other.
  mutating func merge(_ next: FactOutcome) {
    after = next.after
    isNews = isNews || next.isNews
    anomalies.formUnion(next.anomalies)
    followUps.merge(next.followUps)
  }
}

/// What has to be done after a fact (facts/oms.md 1.3, 1.4). The order manager decides when.
package enum FollowUp: Hashable, Sendable {
  /// Ask the venue about this order and its trades.
  case lookUp
  /// It must not rest: cancel it.
  case cancel
  /// The next reconciliation has to judge it.
  case reconcile
  /// No new orders in the market.
  case haltMarket(String)
  /// No new orders at all: somebody else may use the key.
  case haltAll
}

/// A set of anomalies that needs no memory of its own; goes through them in the order of `OrderAnomaly`.
package struct OrderAnomalies: SetAlgebra, Sequence, Hashable, Sendable {
  private var bits: UInt32 = 0

  /// None.
  package init() {}

  package func contains(_ member: OrderAnomaly) -> Bool { bits & member.bit != 0 }

  @discardableResult
  package mutating func insert(
    _ member: OrderAnomaly
  ) -> (inserted: Bool, memberAfterInsert: OrderAnomaly) {
    let isNew = !contains(member)
    bits |= member.bit
    return (isNew, member)
  }

  @discardableResult
  package mutating func remove(_ member: OrderAnomaly) -> OrderAnomaly? {
    let found = contains(member)
    bits &= ~member.bit
    return found ? member : nil
  }

  @discardableResult
  package mutating func update(with member: OrderAnomaly) -> OrderAnomaly? {
    insert(member).inserted ? nil : member
  }

  package mutating func formUnion(_ other: OrderAnomalies) { bits |= other.bits }
  package mutating func formIntersection(_ other: OrderAnomalies) { bits &= other.bits }
  package mutating func formSymmetricDifference(_ other: OrderAnomalies) { bits ^= other.bits }

  package func union(_ other: OrderAnomalies) -> OrderAnomalies {
    var all = self
    all.formUnion(other)
    return all
  }

  package func intersection(_ other: OrderAnomalies) -> OrderAnomalies {
    var both = self
    both.formIntersection(other)
    return both
  }

  package func symmetricDifference(_ other: OrderAnomalies) -> OrderAnomalies {
    var either = self
    either.formSymmetricDifference(other)
    return either
  }

  package var isEmpty: Bool { bits == 0 }
  package var count: Int { bits.nonzeroBitCount }

  package struct Iterator: IteratorProtocol {
    fileprivate var rest: UInt32

    package mutating func next() -> OrderAnomaly? {
      guard rest != 0 else { return nil }
      let place = rest.trailingZeroBitCount
      rest &= rest &- 1
      return OrderAnomaly.allCases[place]
    }
  }

  package func makeIterator() -> Iterator { Iterator(rest: bits) }
}

/// What has to follow, each at most once; needs no memory of its own.
package struct FollowUps: Sequence, Hashable, Sendable {
  private struct Kinds: OptionSet, Hashable {
    let rawValue: UInt8
    static let lookUp = Kinds(rawValue: 1)
    static let cancel = Kinds(rawValue: 2)
    static let reconcile = Kinds(rawValue: 4)
    static let haltMarket = Kinds(rawValue: 8)
    static let haltAll = Kinds(rawValue: 16)
  }

  private var kinds: Kinds = []
  private var market = ""

  init() {}

  /// Adds one.
  mutating func insert(_ next: FollowUp) {
    switch next {
    case .lookUp: kinds.insert(.lookUp)
    case .cancel: kinds.insert(.cancel)
    case .reconcile: kinds.insert(.reconcile)
    case .haltAll: kinds.insert(.haltAll)
    case .haltMarket(let name):
      kinds.insert(.haltMarket)
      market = name
    }
  }

  mutating func merge(_ other: FollowUps) {
    for next in other { insert(next) }
  }

  package var isEmpty: Bool { kinds.isEmpty }

  /// Lifts no finger before people: halts come first.
  package struct Iterator: IteratorProtocol {
    private var kinds: Kinds
    private let market: String

    fileprivate init(_ set: FollowUps) {
      kinds = set.kinds
      market = set.market
    }

    package mutating func next() -> FollowUp? {
      if kinds.remove(.haltAll) != nil { return .haltAll }
      if kinds.remove(.haltMarket) != nil { return .haltMarket(market) }
      if kinds.remove(.cancel) != nil { return .cancel }
      if kinds.remove(.lookUp) != nil { return .lookUp }
      if kinds.remove(.reconcile) != nil { return .reconcile }
      return nil
    }
  }

  package func makeIterator() -> Iterator { Iterator(self) }
}
