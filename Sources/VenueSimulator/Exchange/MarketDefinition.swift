package import FixedPoint
package import Hashing
package import Venue

/// One of the two outcomes of a market; the raw value is its place among the market's tokens.
package enum Outcome: Int, CaseIterable, Sendable {
  case yes = 0
  case no = 1

  /// The other one.
  package var opposite: Outcome { self == .yes ? .no : .yes }
}

extension TokenIndex {
  /// The token of an outcome: the simulator numbers the tokens of market n as 2n and 2n + 1.
  package init(_ market: MarketIndex, _ outcome: Outcome) {
    self.init(position: market.position * 2 + outcome.rawValue)
  }

  /// The market the token belongs to in the simulator's numbering.
  package var simulatedMarket: MarketIndex { MarketIndex(position: position / 2) }

  /// Which outcome of its market the token pays.
  package var outcome: Outcome { position.isMultiple(of: 2) ? .yes : .no }

  /// The other token of the same market.
  package var simulatedComplement: TokenIndex { TokenIndex(position: position ^ 1) }
}

/// What a market is when it opens (facts/polymarket-v2.md 2.4, `/markets` and `/clob-markets`).
package struct MarketDefinition: Sendable {
  /// Which exchange contract settles the market, and so which domain its orders are signed for.
  package enum ContractVersion: Int, Sendable {
    /// The two contracts of CLOB V2, chosen by ``MarketDefinition/negativeRisk``.
    case v2 = 2
    /// The contract of combined positions.
    case v3 = 3
  }

  /// The id of the market.
  package var conditionID: Digest32
  /// The token that pays 1 if the outcome with the first name happens.
  package var yesToken: UInt256
  /// The token that pays 1 if it does not.
  package var noToken: UInt256
  /// What the first outcome is called.
  package var yesName = "Yes"
  /// What the second outcome is called.
  package var noName = "No"
  /// What people trade on.
  package var question = ""
  /// The price grid at the start: 0.1, 0.01, 0.005, 0.0025, 0.001 or 0.0001.
  package var tickSize = Micros(raw: 10_000)
  /// The least shares of an order that may rest.
  package var minimumOrderSize = Micros(raw: 5_000_000)
  /// One of several markets of which exactly one wins.
  package var negativeRisk = false
  /// The contract that settles it.
  package var version = ContractVersion.v2
  /// Seconds for which an order that would match at once is held back; 0 nearly everywhere, some in sports.
  package var secondsDelay: Int64 = 0
  /// What takers pay.
  package var fees = FeeSchedule.none
  /// Whether the tick becomes 0.001 once a price passes 0.96 or 0.04 (see `Exchange`).
  package var adaptsTickSize = true

  /// A market with usual terms.
  package init(conditionID: Digest32, yesToken: UInt256, noToken: UInt256) {
    self.conditionID = conditionID
    self.yesToken = yesToken
    self.noToken = noToken
  }

  /// The six grids of the venue (facts/polymarket-v2.md 1.6), coarsest first.
  package static let tickSizes: [Micros] = [100_000, 10_000, 5_000, 2_500, 1_000, 100].map {
    Micros(raw: $0)
  }
}

/// The platform's fee on takers: shares x rate x (p(1-p))^exponent (facts/polymarket-v2.md 1.6).
package struct FeeSchedule: Hashable, Sendable {
  /// The factor, 0...1.
  package var rate: Micros
  /// 0, 1 or 2.
  package var exponent: Int

  /// No fee.
  package static let none = FeeSchedule(rate: .zero, exponent: 0)

  /// A schedule with this factor and exponent.
  package init(rate: Micros, exponent: Int) {
    self.rate = rate
    self.exponent = exponent
  }

  /// Whether the terms are ones that can be computed exactly.
  var isValid: Bool { rate >= .zero && rate <= .one && (0...2).contains(exponent) }

  /// The fee in pUSD on `shares` (a whole number of lots of 0.01) at `price` (a multiple of 0.0001), rounded
  /// down to the millionth, so that no one ever pays more than the formula says.
  package func fee(shares: Micros, price: Micros) -> Micros {
    guard rate.raw > 0 else { return .zero }
    // p(1-p) in units of 1e-8, at most 0.25: squared it stays below 2^50.
    let ticks = UInt128(price.raw / 100)
    let product = ticks * (10_000 - ticks)
    var numerator = UInt128(shares.raw) * UInt128(rate.raw)
    var denominator: UInt128 = 1_000_000
    for _ in 0..<exponent {
      numerator *= product
      denominator *= 100_000_000
    }
    return Micros(raw: Int64(numerator / denominator))
  }
}
