package import FixedPoint
import Trading

/// The capital that orders hold: from open quantity, never from ordered quantity (seeds/000, Stage 8). What is in
/// doubt is open, and counts whole.
package struct ReservedCapital: Hashable, Sendable {
  /// What the orders of one token hold, in shares.
  package struct Shares: Hashable, Sendable {
    package var token: UInt256
    /// What open sells may still give away.
    package var open: Micros
    /// What sells gave away in trades that are not final.
    package var provisionalOut: Micros
    /// What buys got in trades that are not final: it must not be sold on as if it were there.
    package var provisionalIn: Micros

    var isZero: Bool { open.raw == 0 && provisionalOut.raw == 0 && provisionalIn.raw == 0 }
  }

  /// pUSD of open buys: price times open, rounded up for each order.
  package var collateral: Micros
  /// pUSD of buys in trades that are not final, and of what was filled without a trade being told, at the
  /// order's price; rounded up for each trade.
  package var provisionalCollateral: Micros
  /// By token, ascending; tokens that nothing is held of are left out.
  package var shares: [Shares]
}

/// What a single order adds to the reserved capital.
struct Reservation: Equatable {
  var collateral = Micros.zero
  var provisionalCollateral = Micros.zero
  var openShares = Micros.zero
  var provisionalOut = Micros.zero
  var provisionalIn = Micros.zero

  static let none = Reservation()

  init() {}

  init(_ terms: OrderTerms, _ status: OrderStatus, _ facts: FactSet) {
    let unpriced = status.unattributed.adding(facts.provisionalUnpriced)
    switch terms.side {
    case .buy:
      collateral = terms.price.costRoundedUp(of: status.open)
      provisionalCollateral = facts.provisionalCost
        .adding(terms.price.costRoundedUp(of: unpriced))
      provisionalIn = facts.provisional.adding(status.unattributed)
    case .sell:
      openShares = status.open
      provisionalOut = facts.provisional.adding(status.unattributed)
    }
  }
}

extension Micros {
  /// What so many shares cost at this price, rounded up to the next millionth: a reserve is never too small.
  /// The largest amount where it has none.
  package func costRoundedUp(of shares: Micros) -> Micros {
    guard raw > 0, shares.raw > 0 else { return .zero }
    let product = Int128(raw) * Int128(shares.raw)
    let millionths = (product + 999_999) / 1_000_000
    return Micros(raw: Int64(clamping: millionths))
  }
}

extension Reservation {
  init(_ record: OrderRecord) {
    self.init(record.terms, record.status, record.facts)
  }
}
