package import Diagnostics
package import FixedPoint

/// Why price and size give no order.
package enum AmountError: Error, Hashable, Sendable {
  /// The price is no multiple of the tick.
  case offGrid(Micros, TickSize)
  /// The price is below one tick or above 1 less one tick.
  case priceOutOfRange(Micros, TickSize)
  /// The amount is no whole number of lots of 0.01, and whoever gave it wants no other.
  case offLot(Micros)
  /// Nothing is left of the amount in whole lots of 0.01.
  case zero(Micros)
  /// The amount is below zero.
  case negative(Micros)
  /// The other amount has no 64 bits.
  case overflow
  /// Fewer shares than the market takes.
  case belowMinimumSize(Micros, minimum: Micros)
  /// Fewer pUSD than the market takes of a buy that matches at once.
  case belowMinimumNotional(Micros, minimum: Micros)
}

extension AmountError {
  /// The finding for people, `PT1321`.
  package var diagnostic: Diagnostic {
    Diagnostic("PT1321", .error, message, at: nil, help: [help])
  }

  /// What is wrong, for people.
  package var message: String {
    switch self {
    case .offGrid(let price, let tick): "the price \(price) is no multiple of the tick \(tick.size)"
    case .priceOutOfRange(let price, let tick):
      "the price \(price) is outside \(tick.prices.lowerBound) to \(tick.prices.upperBound)"
    case .offLot(let amount): "the amount \(amount) is finer than lots of 0.01"
    case .zero(let amount): "nothing is left of \(amount) in whole lots of 0.01"
    case .negative(let amount): "the amount \(amount) is below zero"
    case .overflow: "the order is too large for the venue's numbers"
    case .belowMinimumSize(let size, let minimum):
      "\(size) shares are fewer than the \(minimum) that the market takes"
    case .belowMinimumNotional(let amount, let minimum):
      "\(amount) pUSD are less than the \(minimum) that the market takes"
    }
  }

  private var help: String {
    switch self {
    case .offGrid(let price, let tick):
      "the steps beside it are \(tick.rounded(price, .down)) and \(tick.rounded(price, .up))"
    case .offLot: "give at most two decimals"
    case .priceOutOfRange: "prices lie between one tick and 1 less one tick"
    case .zero, .negative: "give at least 0.01"
    case .overflow: "split the order"
    case .belowMinimumSize, .belowMinimumNotional: "order more, or do not order"
    }
  }
}
