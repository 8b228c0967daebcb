package import FixedPoint
package import Venue

/// One trade of an order, as far as it is known.
package struct OrderTrade: Hashable, Sendable {
  package let id: String
  /// False where only its settlement was told so far: it has no size yet.
  package internal(set) var isSeen: Bool
  /// Shares of our order, as first seen (vectors/oms, assumption B5).
  package internal(set) var size: Micros
  /// 0...1; nil where nobody said.
  package internal(set) var price: Micros?
  /// How far it is settled; only `confirmed` counts on chain.
  package internal(set) var status: TradeStatus
  /// It gives and takes nothing: failed, or void for another reason.
  package internal(set) var isVoid: Bool
  package internal(set) var transactionHash: String?
  /// Milliseconds since 1970; 0 where nobody said.
  package internal(set) var matchTime: Int64
  /// The same trade told with another size or price: quarantined, until the venue's own list decides.
  package internal(set) var conflict: TradeFact?

  init(_ fact: TradeFact) {
    id = fact.id
    isSeen = true
    size = fact.size
    price = fact.price
    status = fact.status
    isVoid = fact.status == .failed
    transactionHash = fact.transactionHash
    matchTime = fact.matchTime
  }

  /// A trade whose settlement was told before itself.
  init(settled id: String, _ status: TradeStatus, isVoid: Bool) {
    self.id = id
    isSeen = false
    size = .zero
    price = nil
    self.status = status
    self.isVoid = isVoid
    transactionHash = nil
    matchTime = 0
  }

  /// Whether it counts as filled.
  package var counts: Bool { isSeen && !isVoid }

  /// Whether nothing can come after it any more.
  package var isFinal: Bool { isVoid || status == .confirmed }

  /// Whether `other` tells the same trade. A price that one of both does not tell is no difference.
  func agrees(with other: TradeFact) -> Bool {
    size == other.size && (price == nil || other.price == nil || price == other.price)
  }

  /// Takes over how far it is settled; true where that is news. A final status is never left again, except that
  /// `failed` voids even what was confirmed.
  mutating func settle(_ next: TradeStatus) -> Bool {
    guard next != status, Self.rank(next) >= Self.rank(status) else { return false }
    status = next
    if next == .failed { isVoid = true }
    return true
  }

  /// Mined and retrying can follow each other any number of times: a reorganised chain.
  private static func rank(_ status: TradeStatus) -> Int {
    switch status {
    case .matchedNotBroadcast, .matched: 0
    case .mined, .retrying: 1
    case .confirmed: 2
    case .failed: 3
    }
  }
}
