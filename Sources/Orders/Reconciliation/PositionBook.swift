import FixedPoint
package import Hashing
import Trading
import Venue

/// What our trades gave and took, trade by trade: the internal side of what the chain has to show
/// (facts/oms.md 2.1). It follows the order ledger trade by trade and keeps its own sums, so that each of them can be
/// held against the other.
package struct PositionBook: Equatable, Sendable {
  /// One trade of one order.
  struct Booking: Equatable, Sendable {
    let order: Digest32
    let trade: String
    let token: UInt256
    let side: Side
    /// Rests only: no fee is taken from it.
    let isMaker: Bool
    var size: Micros
    /// 0...1; nil where nobody said.
    var price: Micros?
    /// nil where only its settlement was told.
    var isSeen: Bool
    var status: TradeStatus
    /// When its last status was booked, milliseconds since 1970.
    var statusTime: Int64
  }

  /// In the order of their first mention.
  private(set) var bookings: [Booking] = []
  private var places: [Key: Int] = [:]
  /// The last fact that was booked, in words.
  package private(set) var lastApplied = ""

  private struct Key: Hashable, Sendable {
    let order: Digest32
    let trade: String
  }

  /// Nothing was traded.
  package init() {}

  /// Takes over what the ledger has of the trade that a fact is about, once it is applied there; other facts
  /// change nothing here.
  package mutating func book(
    _ fact: OrderFact, of order: Digest32, in ledger: OrderLedger, at now: Int64
  ) {
    let name: String
    switch fact {
    case .trade(let trade): name = trade.id
    case .settlement(let trade, _), .void(let trade): name = trade
    case .denied, .sent, .sendInDoubt, .acknowledged, .rejected, .cumulative, .cancelRequested,
      .cancelInDoubt, .cancelRefused, .cancelled, .expired, .shownOpen:
      return
    }
    guard let record = ledger.record(order),
      let trade = record.trades.first(where: { $0.id == name })
    else { return }
    put(trade, order, record.terms, now)
    lastApplied = "0x\(order.hex) \(Correction.text(of: fact))"
  }

  /// Orders whose fills differ from what the ledger has of them: each is a defect of ours, since both had the
  /// same facts (layer C of facts/oms.md 2.1).
  package func disagreements(with ledger: OrderLedger) -> [Digest32] {
    var sums: [Digest32: Micros] = [:]
    for booking in bookings where booking.counts {
      sums[booking.order] = (sums[booking.order] ?? .zero).adding(booking.size)
    }
    return ledger.orders.filter { record in
      (sums[record.id] ?? .zero).adding(record.status.unattributed) != record.status.filled
    }.map(\.id)
  }

  private mutating func put(
    _ trade: OrderTrade, _ order: Digest32, _ terms: OrderTerms, _ now: Int64
  ) {
    let status = trade.isVoid ? .failed : trade.status
    let key = Key(order: order, trade: trade.id)
    guard let place = places[key] else {
      places[key] = bookings.count
      bookings.append(
        Booking(
          order: order, trade: trade.id, token: terms.token, side: terms.side,
          isMaker: terms.isPostOnly, size: trade.size, price: trade.price, isSeen: trade.isSeen,
          status: status, statusTime: now))
      return
    }
    bookings[place].size = trade.size
    bookings[place].price = trade.price
    bookings[place].isSeen = trade.isSeen
    guard bookings[place].status != status else { return }
    bookings[place].status = status
    bookings[place].statusTime = now
  }
}

extension PositionBook.Booking {
  /// Whether it gives and takes anything.
  var counts: Bool { isSeen && status != .failed }
}
