import FixedPoint
import Hashing
import Trading
import Venue

/// What the two amounts of a signed order say: so many shares at such a price.
struct OrderTerms: Equatable, Sendable {
  /// Per share, on the grid.
  let price: Micros
  /// Shares signed for.
  let size: Micros
  /// pUSD signed for.
  let value: Micros
  /// Whether it is the pUSD that are spent: a FOK or FAK buy.
  let isCashLimited: Bool

  init(price: Micros, size: Micros, value: Micros, isCashLimited: Bool) {
    self.price = price
    self.size = size
    self.value = value
    self.isCashLimited = isCashLimited
  }

  /// Reads the amounts of `order` and checks them against the grid (facts/polymarket-v2.md 1.6, 2.6).
  ///
  /// The price is the ratio of the amounts and must be on the grid, with shares to two decimals. Only
  /// FOK and FAK buys are different: they sign cents of pUSD and the shares that these buy, rounded down to
  /// four decimals, so that the ratio lies a little above the price that was meant.
  init(
    _ order: VenueOrder, id: Digest32, type: OrderType, tick: Micros
  ) throws(OrderRefusal) {
    let shares = order.side == .buy ? order.takerAmount : order.makerAmount
    let cash = order.side == .buy ? order.makerAmount : order.takerAmount
    let largest = UInt64(Exchange.largestAmount.raw)
    guard shares > 0, cash > 0, shares <= largest, cash <= largest else { throw .badAmounts }
    size = Micros(raw: Int64(shares))
    value = Micros(raw: Int64(cash))
    isCashLimited = order.side == .buy && !type.mayRest
    if isCashLimited {
      guard cash.isMultiple(of: 10_000), shares.isMultiple(of: 100) else {
        throw .tooPrecise(.marketBuy)
      }
    } else if !shares.isMultiple(of: UInt64(Micros.lot.raw)) {
      let decimals = Self.amountDecimals(tick)
      throw .tooPrecise(order.side == .buy ? .buy(decimals: decimals) : .sell(decimals: decimals))
    }
    let found = Self.price(
      cash: cash, shares: shares, tick: UInt64(tick.raw), isRoundedDown: isCashLimited)
    guard let found, found >= tick, found <= tick.complement else {
      throw .breaksTick(id, price: Self.ratio(cash, shares), tick: tick)
    }
    price = found
  }

  /// Clients that compute in binary floats lose a unit of the last decimal of pUSD in orders of a million
  /// shares and more: one part in 10^12, where an order of some thousand pUSD must be exact.
  private static let floatNoise: UInt128 = 10_000_000_000

  /// The price on the grid that the amounts mean; nil where there is none.
  private static func price(
    cash: UInt64, shares: UInt64, tick: UInt64, isRoundedDown: Bool
  ) -> Micros? {
    let scaled = UInt128(cash) * 1_000_000
    let below = scaled / UInt128(shares) / UInt128(tick) * UInt128(tick)
    for price in [below, below + UInt128(tick)] where price > 0 && price < 1_000_000 {
      let product = price * UInt128(shares)
      let difference = product < scaled ? scaled - product : product - scaled
      if difference * floatNoise <= scaled { return Micros(raw: Int64(price)) }
      guard isRoundedDown else { continue }
      // Shares are rounded down to four decimals after they were rounded up to eight: the pUSD left over
      // buy less than 0.0001 share, and those missing less than 0.00000001.
      let isMeant =
        product < scaled ? scaled - product < price * 100 : (product - scaled) * 100 <= price
      if isMeant { return Micros(raw: Int64(price)) }
    }
    return nil
  }

  /// The ratio for people: rounded down to six decimals.
  private static func ratio(_ cash: UInt64, _ shares: UInt64) -> Micros {
    Micros(raw: Int64(min(UInt128(Int64.max), UInt128(cash) * 1_000_000 / UInt128(shares))))
  }

  /// Decimals of pUSD in an order at this grid.
  private static func amountDecimals(_ tick: Micros) -> Int {
    switch tick.raw {
    case 100_000: 3
    case 10_000: 4
    case 5_000, 1_000: 5
    default: 6
    }
  }
}
