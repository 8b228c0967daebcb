import FixedPoint
package import Hashing
import Trading
import Venue

/// What our trades gave and took, trade by trade: the internal side of what the chain has to show
/// (facts/oms.md 2.1). It is fed by the same facts as the order ledger and keeps its own sums, so that each of them
/// can be held against the other.
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

  /// Takes in what became known about a trade of an order; other facts change nothing here. The venue's own list
  /// corrects what a message told.
  package mutating func book(
    _ fact: OrderFact, of order: Digest32, _ terms: OrderTerms, from source: FactSource,
    at now: Int64
  ) {
    switch fact {
    case .trade(let trade): add(trade, order, terms, source, now)
    case .settlement(let trade, let status): settle(trade, status, order, terms, now)
    case .void(let trade): settle(trade, .failed, order, terms, now)
    case .denied, .sent, .sendInDoubt, .acknowledged, .rejected, .cumulative, .cancelRequested,
      .cancelInDoubt, .cancelRefused, .cancelled, .expired, .shownOpen:
      return
    }
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

  private mutating func add(
    _ trade: TradeFact, _ order: Digest32, _ terms: OrderTerms, _ source: FactSource, _ now: Int64
  ) {
    guard let place = places[Key(order: order, trade: trade.id)] else {
      insert(
        Booking(
          order: order, trade: trade.id, token: terms.token, side: terms.side,
          isMaker: terms.isPostOnly, size: trade.size, price: trade.price, isSeen: true,
          status: trade.status, statusTime: now))
      return
    }
    let isEvidence = source == .snapshot || source == .lookup
    if !bookings[place].isSeen || isEvidence {
      bookings[place].size = trade.size
      bookings[place].price = trade.price ?? bookings[place].price
      bookings[place].isSeen = true
    }
    bookings[place].advance(to: trade.status, at: now)
  }

  private mutating func settle(
    _ trade: String, _ status: TradeStatus, _ order: Digest32, _ terms: OrderTerms, _ now: Int64
  ) {
    if let place = places[Key(order: order, trade: trade)] {
      bookings[place].advance(to: status, at: now)
    } else {
      insert(
        Booking(
          order: order, trade: trade, token: terms.token, side: terms.side,
          isMaker: terms.isPostOnly, size: .zero, price: nil, isSeen: false, status: status,
          statusTime: now))
    }
  }

  private mutating func insert(_ booking: Booking) {
    places[Key(order: booking.order, trade: booking.trade)] = bookings.count
    bookings.append(booking)
  }
}

extension PositionBook.Booking {
  /// Whether it gives and takes anything.
  var counts: Bool { isSeen && status != .failed }

  mutating func advance(to next: TradeStatus, at now: Int64) {
    guard next != status, OrderComparison.isNewer(next, than: status) else { return }
    status = next
    statusTime = now
  }
}
