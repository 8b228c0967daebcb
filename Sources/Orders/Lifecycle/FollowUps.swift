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

extension FollowUps {
  mutating func insert(_ first: FollowUp, _ second: FollowUp) {
    insert(first)
    insert(second)
  }
}
