package import FixedPoint

/// The smallest step of prices in a market; the raw value is in millionths (facts/polymarket-v2.md 1.6).
package enum TickSize: Int64, CaseIterable, Sendable {
  case tenth = 100_000
  case hundredth = 10_000
  case halfHundredth = 5_000
  case quarterHundredth = 2_500
  case thousandth = 1_000
  case tenThousandth = 100

  /// The tick of this size; nil for any other than the six.
  package init?(_ size: Micros) {
    self.init(rawValue: size.raw)
  }

  /// The step.
  package var size: Micros { Micros(raw: rawValue) }

  /// How many decimals a price has.
  package var priceDecimals: Int {
    switch self {
    case .tenth: 1
    case .hundredth: 2
    case .halfHundredth, .thousandth: 3
    case .quarterHundredth, .tenThousandth: 4
    }
  }

  /// How many decimals the amount has that is computed from price and size: two more than a price.
  package var amountDecimals: Int { priceDecimals + 2 }

  /// The lowest price of an order, one tick, and the highest, one less than 1.
  package var prices: ClosedRange<Micros> { size...Micros(raw: 1_000_000 - rawValue) }

  /// Whether an order may have this price.
  package func allows(_ price: Micros) -> Bool {
    prices.contains(price) && price.raw % rawValue == 0
  }

  /// Where a price goes that lies between two steps.
  package enum Rounding: Sendable {
    /// To the lower step: no buyer pays more than was said.
    case down
    /// To the higher step: no seller gets less than was said.
    case up
    /// To the nearer step, and from the middle to the even one, as the venue's own client rounds.
    case halfEven
  }

  /// The step beside a price from 0 to 1. The result may be 0 or 1, which no order may have.
  package func rounded(_ price: Micros, _ rounding: Rounding) -> Micros {
    let (steps, rest) = price.raw.quotientAndRemainder(dividingBy: rawValue)
    let isUp: Bool
    switch rounding {
    case .down: isUp = false
    case .up: isUp = rest > 0
    case .halfEven: isUp = rest * 2 > rawValue || rest * 2 == rawValue && steps % 2 == 1
    }
    return Micros(raw: (steps + (isUp ? 1 : 0)) * rawValue)
  }
}
