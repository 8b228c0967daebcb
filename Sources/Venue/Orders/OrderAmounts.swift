package import FixedPoint
package import Trading

/// What an order gives and takes, in units of 1e-6 pUSD or shares: all that the signed order says of its price
/// and its size. Every number is exact (facts/polymarket-v2.md 1.6).
package struct OrderAmounts: Hashable, Sendable {
  /// What the maker gives: pUSD for a buy, shares for a sell.
  package let maker: UInt64
  /// What the maker gets: shares for a buy, pUSD for a sell.
  package let taker: UInt64

  /// These amounts.
  package init(maker: UInt64, taker: UInt64) {
    self.maker = maker
    self.taker = taker
  }

  /// The least that a market takes.
  package struct Minimum: Hashable, Sendable {
    /// The fewest shares; usually 5.
    package var size: Micros
    /// The fewest pUSD of a buy that matches at once; the venue says 1.
    package var notional: Micros

    /// These bounds; zero is none.
    package init(size: Micros = .zero, notional: Micros = .zero) {
      self.size = size
      self.notional = notional
    }
  }

  /// A limit order of `size` shares at `price`. The size is cut to whole lots of 0.01 shares, never rounded up;
  /// the pUSD then follow without rounding.
  package static func limit(
    _ side: Side, price: Micros, size: Micros, tick: TickSize, minimum: Minimum = Minimum()
  ) throws(AmountError) -> OrderAmounts {
    try check(price, tick)
    let shares = try wholeLots(size)
    guard shares >= minimum.size.raw else {
      throw .belowMinimumSize(Micros(raw: shares), minimum: minimum.size)
    }
    // Lots of 10^4 and ticks of at least 10^2 millionths: the product is a whole number of millionths.
    let dollars = UInt64(product(shares, price.raw) / 1_000_000)
    return side == .buy
      ? OrderAmounts(maker: dollars, taker: UInt64(shares))
      : OrderAmounts(maker: UInt64(shares), taker: dollars)
  }

  /// A market order that trades up to `price`: a buy spends `amount` pUSD, a sell gives `amount` shares, each cut
  /// to two decimals. What a buy gets is `amount / price`, rounded up to four decimals more than amounts have,
  /// so that a quotient which a decimal computation fell short of counts, and then cut to those they have.
  package static func market(
    _ side: Side, price: Micros, amount: Micros, tick: TickSize, minimum: Minimum = Minimum()
  ) throws(AmountError) -> OrderAmounts {
    guard side == .buy else {
      return try limit(side, price: price, size: amount, tick: tick, minimum: minimum)
    }
    try check(price, tick)
    let dollars = try wholeLots(amount)
    guard dollars >= minimum.notional.raw else {
      throw .belowMinimumNotional(Micros(raw: dollars), minimum: minimum.notional)
    }
    // Counted in units of 10^-(decimals + 4) shares: at most 2^63 * 10^10, which 128 bits hold.
    let decimals = tick.amountDecimals
    let fine = UInt128(dollars) * power(decimals + 4)
    let (quotient, rest) = fine.quotientAndRemainder(dividingBy: UInt128(price.raw))
    let shares = (quotient + (rest > 0 ? 1 : 0)) / 10_000 * power(6 - decimals)
    guard shares <= UInt128(Int64.max) else { throw .overflow }
    return OrderAmounts(maker: UInt64(dollars), taker: UInt64(shares))
  }

  /// Refuses what the venue's clients would cut in silence: an amount that is no whole number of lots of 0.01.
  package static func checkLots(_ amount: Micros) throws(AmountError) {
    guard amount.raw % 10_000 == 0 else { throw .offLot(amount) }
  }

  private static func check(_ price: Micros, _ tick: TickSize) throws(AmountError) {
    guard tick.prices.contains(price) else { throw .priceOutOfRange(price, tick) }
    guard price.raw % tick.rawValue == 0 else { throw .offGrid(price, tick) }
  }

  /// Cut to two decimals.
  private static func wholeLots(_ amount: Micros) throws(AmountError) -> Int64 {
    guard amount.raw >= 0 else { throw .negative(amount) }
    let lots = amount.raw - amount.raw % 10_000
    guard lots > 0 else { throw .zero(amount) }
    return lots
  }

  private static func product(_ left: Int64, _ right: Int64) -> UInt128 {
    UInt128(left.magnitude) * UInt128(right.magnitude)
  }

  private static func power(_ exponent: Int) -> UInt128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
