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
  /// FOK and FAK buys are different: they sign cents of pUSD and the shares that these buy, rounded down, so
  /// that the ratio lies a little above the price that was meant.
  ///
  /// - Parameter marketBuyDecimals: decimals that these shares may have; nil for those of the grid.
  init(
    _ order: VenueOrder, id: Digest32, type: OrderType, tick: Micros, marketBuyDecimals: Int?
  ) throws(OrderRefusal) {
    let shares = order.side == .buy ? order.takerAmount : order.makerAmount
    let cash = order.side == .buy ? order.makerAmount : order.takerAmount
    let largest = UInt64(Exchange.largestAmount.raw)
    guard shares > 0, cash > 0, shares <= largest, cash <= largest else { throw .badAmounts }
    size = Micros(raw: Int64(shares))
    value = Micros(raw: Int64(cash))
    isCashLimited = order.side == .buy && !type.rests
    let decimals = Self.amountDecimals(tick)
    if isCashLimited {
      let allowed = min(6, max(2, marketBuyDecimals ?? max(4, decimals)))
      guard cash.isMultiple(of: 10_000), shares.isMultiple(of: Self.unit(allowed)) else {
        throw .tooPrecise(.marketBuy(decimals: allowed))
      }
    } else if !shares.isMultiple(of: UInt64(Micros.lot.raw)) {
      throw .tooPrecise(order.side == .buy ? .buy(decimals: decimals) : .sell(decimals: decimals))
    }
    let found = Self.price(
      cash: cash, shares: shares, tick: UInt64(tick.raw),
      roundedBy: isCashLimited ? Self.unit(min(4, decimals)) : nil)
    guard let found, found >= tick, found <= tick.complement else {
      throw .breaksTick(id, price: Self.ratio(cash, shares), tick: tick)
    }
    price = found
  }

  /// Clients that compute in binary floats lose a unit of the last decimal of pUSD in orders of a million
  /// shares and more: one part in 10^12, where an order of some thousand pUSD must be exact.
  private static let floatNoise: UInt128 = 10_000_000_000

  /// The price on the grid that the amounts mean; nil where there is none. `roundedBy` is the unit to which
  /// the shares may have been rounded down, in millionths.
  private static func price(
    cash: UInt64, shares: UInt64, tick: UInt64, roundedBy unit: UInt64?
  ) -> Micros? {
    let scaled = UInt128(cash) * 1_000_000
    let below = scaled / UInt128(shares) / UInt128(tick) * UInt128(tick)
    for price in [below, below + UInt128(tick)] where price > 0 && price < 1_000_000 {
      let product = price * UInt128(shares)
      let difference = product < scaled ? scaled - product : product - scaled
      if difference * floatNoise <= scaled { return Micros(raw: Int64(price)) }
      guard let unit else { continue }
      // Shares are rounded down after they were rounded up four decimals further: the pUSD left over buy
      // less than a unit, and those missing less than a ten-thousandth of one.
      let wholeUnit = price * UInt128(unit)
      let isMeant =
        product < scaled
        ? scaled - product < wholeUnit : (product - scaled) * 10_000 <= wholeUnit
      if isMeant { return Micros(raw: Int64(price)) }
    }
    return nil
  }

  /// The ratio for people: rounded down to six decimals.
  private static func ratio(_ cash: UInt64, _ shares: UInt64) -> Micros {
    Micros(raw: Int64(min(UInt128(Int64.max), UInt128(cash) * 1_000_000 / UInt128(shares))))
  }

  /// The last of so many decimals, 0...6, in millionths.
  private static func unit(_ decimals: Int) -> UInt64 {
    [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1][decimals]
  }

  /// Decimals of amounts that are a product of price and shares, at this grid.
  private static func amountDecimals(_ tick: Micros) -> Int {
    switch tick.raw {
    case 100_000: 3
    case 10_000: 4
    case 5_000, 1_000: 5
    default: 6
    }
  }
}
