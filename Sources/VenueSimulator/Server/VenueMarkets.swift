import FixedPoint
import Hashing
import Signing

/// The markets of a simulated venue, made from its seed: ids that look like the venue's, and terms that differ so that
/// a desk meets all kinds of them.
package enum VenueMarkets {
  /// The most markets there may be.
  package static let most = 200

  /// The terms that follow each other, and again from the start: an ordinary market first, one with negative risk
  /// second, then the other price grids, fees and a delay.
  private static let terms: [(tick: Int64, isNegativeRisk: Bool, delay: Int64, hasFees: Bool)] = [
    (10_000, false, 0, false), (10_000, true, 0, false), (1_000, false, 0, false),
    (10_000, false, 0, true), (100_000, false, 0, false), (5_000, true, 0, false),
    (2_500, false, 0, false), (100, true, 0, false), (10_000, false, 3, false),
  ]

  /// `count` markets; a longer list begins with the shorter ones of the same seed.
  package static func definitions(seed: UInt64, count: Int) -> [MarketDefinition] {
    (0..<count).map { index in
      func hash(_ subject: String) -> Digest32 {
        Keccak256.hash("polytraders venue \(seed) market \(index) \(subject)")
      }
      let terms = terms[index % terms.count]
      var definition = MarketDefinition(
        conditionID: hash("condition"), yesToken: UInt256(hash("yes")),
        noToken: UInt256(hash("no")))
      definition.question = "Does the coin of market \(index + 1) show heads?"
      definition.tickSize = Micros(raw: terms.tick)
      definition.negativeRisk = terms.isNegativeRisk
      definition.secondsDelay = terms.delay
      if terms.hasFees {
        definition.fees = FeeSchedule(rate: Micros(raw: 20_000), exponent: 1)
      }
      return definition
    }
  }
}
