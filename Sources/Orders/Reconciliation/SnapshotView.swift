import Hashing
import Venue

/// A complete snapshot sorted by order: which of ours it speaks of, and which that nobody here knows.
struct SnapshotView {
  /// An order of our key that our books do not have.
  struct Stranger {
    let order: Digest32
    let market: String
    /// nil where only its trades are told.
    let row: OpenOrder?
    let trades: [TradeFact]
  }

  let snapshot: VenueSnapshot
  let fingerprint: Digest32
  private(set) var rows: [Digest32: OpenOrder] = [:]
  private(set) var fills: [Digest32: [TradeFact]] = [:]
  /// Orders of ours that have to be compared: those that have not ended, then what the venue lists.
  private(set) var ours: [BookedOrder] = []
  private(set) var strangers: [Stranger] = []

  /// Sorts the rows of the key `owner`.
  init(_ snapshot: VenueSnapshot, owner: String, books: some ReconciledBooks) {
    self.snapshot = snapshot
    fingerprint = snapshot.fingerprint
    var named: [Digest32] = []
    var markets: [Digest32: String] = [:]
    for row in snapshot.orders where row.owner.isEmpty || row.owner == owner {
      rows[row.id.digest] = row
      markets[row.id.digest] = row.market
      named.append(row.id.digest)
    }
    var ids: Set<String> = []
    // The venue's rows come in any order; what is done about them does not.
    let trades = snapshot.trades.sorted { ($0.matchTime, $0.id) < ($1.matchTime, $1.id) }
    for trade in trades where ids.insert(trade.id).inserted {
      for fill in trade.fills(of: owner, isOurs: { books.booked($0) != nil }) {
        fills[fill.order, default: []].append(fill.trade)
        markets[fill.order] = trade.market
        named.append(fill.order)
      }
    }
    ours = books.unended
    var known = Set(ours.map(\.id))
    for order in books.unsettled where known.insert(order.id).inserted { ours.append(order) }
    for id in named.sorted(by: { $0.precedes($1) }) where known.insert(id).inserted {
      if let order = books.booked(id) {
        ours.append(order)
      } else if rows[id] != nil || !books.isRetired(id) {
        let trades = (fills[id] ?? []).filter { !books.isExplained(trade: $0.id, of: id) }
        strangers.append(
          Stranger(order: id, market: markets[id] ?? "", row: rows[id], trades: trades))
      }
    }
  }
}

/// How far back the trades that were read reach without a hole.
struct Coverage {
  let snapshot: VenueSnapshot
  /// All trades before this were known before.
  let watermark: Int64?

  /// Whether every trade since `time` would have been seen.
  func reaches(_ time: Int64) -> Bool {
    if snapshot.tradesSince <= time { return true }
    guard let watermark else { return false }
    return snapshot.tradesSince <= watermark
  }
}

extension Digest32 {
  /// An order of digests, so that what comes in any order is gone through in one.
  func precedes(_ other: Digest32) -> Bool {
    words < other.words
  }
}
