import FixedPoint
import Venue

/// All that is known about one order. What is in it depends on what was told, not on how often; and wherever two
/// facts contradict each other, the number of the fact in the order of arrival decides as facts/oms.md 1.3 has it.
struct FactSet: Hashable, Sendable {
  /// Facts that said there is no such order at the venue.
  struct Rejection: Hashable {
    var reason: String
    var number: UInt32
    /// Milliseconds since 1970.
    var time: Int64
  }

  /// What ended the order; the first since it was last shown open.
  struct End: Hashable {
    /// nil where its time ran out.
    var reason: EndReason?
    var number: UInt32
    /// Milliseconds since 1970, on our clock.
    var time: Int64
  }

  /// The requests to cancel it, by their numbers.
  struct Cancels: Hashable {
    /// The latest that was asked for; nil where none was. Number 0 was never sent.
    var requested: Int?
    /// The latest without an answer.
    var doubted = -1
    /// The latest that was refused, and why.
    var refused = -1
    var refusal: CancelRefusal?
    /// The latest when the order ended: they are done.
    var ended = -1
  }

  /// Facts that were news so far.
  private(set) var count: UInt32 = 0
  var denied: String?
  var isSent = false
  var isDoubted = false
  /// The number of the fact that first proved that the venue had it; 0 where none did.
  var acknowledged: UInt32 = 0
  /// The number of the first trade or positive count, void or not.
  var matched: UInt32 = 0
  var rejection: Rejection?
  var end: End?
  /// The latest snapshot that showed it open, milliseconds since 1970; nil where none did.
  var shownOpen: Int64?
  /// How often a snapshot showed it open after its end.
  var reopenings = 0
  var cancels = Cancels()
  /// Shares that the venue counts filled, at the least.
  var cumulative = Micros.zero
  /// In the order of their first mention.
  private(set) var trades: [OrderTrade] = []
  /// Where a trade stands in `trades`; kept for orders of many trades only, and only looked up in.
  private var places: [String: Int] = [:]
  /// Shares of all seen trades, and of those that are void.
  private(set) var seen = Micros.zero
  private(set) var void = Micros.zero
  /// Of the trades that count and are not final: shares, what those of a known price cost, rounded up for each,
  /// and the shares of those without a price.
  private(set) var provisional = Micros.zero
  private(set) var provisionalCost = Micros.zero
  private(set) var provisionalUnpriced = Micros.zero

  /// Nothing known.
  init() {}

  /// Shares that the venue counts and that no seen trade explains: they have no price, and no trade is made up
  /// for them.
  var unattributed: Micros { Micros(raw: max(0, cumulative.raw - seen.raw)) }

  /// Whether it is ended: shown open by nothing that is newer than its end.
  var isEnded: Bool {
    guard let end else { return false }
    guard let shownOpen else { return true }
    return shownOpen <= end.time
  }

  /// The number of a fact that is news.
  mutating func nextNumber() -> UInt32 {
    count += 1
    return count
  }
}

extension FactSet {
  private static let mostScanned = 16

  /// Where a trade of this id stands.
  func place(of id: String) -> Int? {
    if trades.count > Self.mostScanned { return places[id] }
    for place in trades.indices where trades[place].id == id { return place }
    return nil
  }

  /// Changes the trade at `place`; the sums follow.
  mutating func change<Result>(_ place: Int, _ body: (inout OrderTrade) -> Result) -> Result {
    discount(trades[place])
    let result = body(&trades[place])
    count(trades[place])
    return result
  }

  mutating func append(_ trade: OrderTrade) {
    count(trade)
    trades.append(trade)
    if trades.count == Self.mostScanned + 1 {
      for (place, trade) in trades.enumerated() where places[trade.id] == nil {
        places[trade.id] = place
      }
    } else if trades.count > Self.mostScanned, places[trade.id] == nil {
      places[trade.id] = trades.count - 1
    }
  }

  private mutating func count(_ trade: OrderTrade) {
    guard trade.isSeen else { return }
    seen = seen.adding(trade.size)
    if trade.isVoid { void = void.adding(trade.size) }
    guard !trade.isFinal else { return }
    provisional = provisional.adding(trade.size)
    if let price = trade.price {
      provisionalCost = provisionalCost.adding(price.costRoundedUp(of: trade.size))
    } else {
      provisionalUnpriced = provisionalUnpriced.adding(trade.size)
    }
  }

  private mutating func discount(_ trade: OrderTrade) {
    guard trade.isSeen else { return }
    seen.raw -= trade.size.raw
    if trade.isVoid { void.raw -= trade.size.raw }
    guard !trade.isFinal else { return }
    provisional.raw -= trade.size.raw
    if let price = trade.price {
      provisionalCost.raw -= price.costRoundedUp(of: trade.size).raw
    } else {
      provisionalUnpriced.raw -= trade.size.raw
    }
  }
}

extension Micros {
  /// The sum of two amounts that are not negative; the largest amount where it has none.
  func adding(_ other: Micros) -> Micros {
    let (sum, isOverflow) = raw.addingReportingOverflow(other.raw)
    return Micros(raw: isOverflow ? .max : sum)
  }
}
