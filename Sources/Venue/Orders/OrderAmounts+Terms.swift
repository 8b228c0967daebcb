package import FixedPoint
package import Trading

extension OrderAmounts {
  /// What amounts mean in a market.
  package struct Terms: Hashable, Sendable {
    /// On the grid of the market.
    package let price: Micros
    /// In shares.
    package let size: Micros

    /// These terms.
    package init(price: Micros, size: Micros) {
      self.price = price
      self.size = size
    }
  }

  /// The price and the size that the amounts of an order imply: what a venue does with a signed order.
  ///
  /// The price is the step of the tick nearest to the quotient, where the amounts fit it as closely as an honest
  /// client can miss it (``tolerance(_:_:_:_:)``); anything else lies between two steps.
  package func terms(_ side: Side, tick: TickSize) throws(AmountError) -> Terms {
    let (dollars, shares) = side == .buy ? (maker, taker) : (taker, maker)
    guard dollars > 0, shares > 0 else { throw .zero(.zero) }
    guard dollars <= UInt64(Int64.max), shares <= UInt64(Int64.max) else { throw .overflow }
    // The quotient in millionths, cut; far above 1 it is out of range whatever it is.
    let quotient = UInt128(dollars) * 1_000_000 / UInt128(shares)
    guard quotient <= 2_000_000 else { throw .priceOutOfRange(Micros(raw: .max), tick) }
    let exact = Micros(raw: Int64(quotient))
    let price = nearest(to: dollars, shares, tick)
    guard tick.prices.contains(price) else { throw .priceOutOfRange(exact, tick) }
    let implied = UInt128(shares) * UInt128(price.raw)
    let stated = UInt128(dollars) * 1_000_000
    let difference = implied > stated ? implied - stated : stated - implied
    guard difference <= Self.tolerance(side, dollars, price, tick) else {
      throw .offGrid(exact, tick)
    }
    return Terms(price: price, size: Micros(raw: Int64(shares)))
  }

  /// How far pUSD may be from `price * size`, in units of 10^-12 pUSD (facts/polymarket-v2.md 1.6).
  ///
  /// The floating point of the venue's own client loses up to a millionth of a large order, but no more than the
  /// last decimal of amounts; one unit is always allowed. A market buy spends whole cents and cuts the shares
  /// that it gets to the decimals of amounts, so it may miss what one unit of their last decimal costs.
  private static func tolerance(
    _ side: Side, _ dollars: UInt64, _ price: Micros, _ tick: TickSize
  ) -> UInt128 {
    let lastDecimal = (0..<(6 - tick.amountDecimals)).reduce(UInt128(1)) { power, _ in power * 10 }
    let lost = max(1_000_000, min(lastDecimal * 1_000_000, UInt128(dollars)))
    guard side == .buy, dollars % 10_000 == 0 else { return lost }
    return lost + UInt128(price.raw) * lastDecimal
  }

  /// The step nearest to `dollars / shares`, the lower of two that are equally near.
  private func nearest(to dollars: UInt64, _ shares: UInt64, _ tick: TickSize) -> Micros {
    let step = UInt128(shares) * UInt128(tick.rawValue)
    let (steps, rest) = (UInt128(dollars) * 1_000_000).quotientAndRemainder(dividingBy: step)
    return Micros(raw: Int64(steps + (rest * 2 > step ? 1 : 0)) * tick.rawValue)
  }
}
