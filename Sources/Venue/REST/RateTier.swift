/// How much of the market a signer makes, which decides its limits (facts/polymarket-v2.md 2.7); the raw value
/// is the venue's word.
package enum RateTier: String, CaseIterable, Sendable {
  case standard, copper, bronze, silver, gold, platinum, diamond, elite

  /// How fast a bucket fills, in tokens a second, and the most that it holds.
  package func limit(on kind: RateKind) -> (rate: Int64, burst: Int64) {
    kind == .orders ? orders : cancels
  }

  /// Whether a charge afterwards stops at zero instead of making a debt.
  package var floorsAtZero: Bool { self == .platinum || self == .diamond || self == .elite }

  private var orders: (rate: Int64, burst: Int64) {
    switch self {
    case .standard: (40, 60)
    case .copper: (60, 90)
    case .bronze: (80, 120)
    case .silver: (200, 300)
    case .gold: (400, 600)
    case .platinum: (450, 675)
    case .diamond: (525, 787)
    case .elite: (600, 900)
    }
  }

  private var cancels: (rate: Int64, burst: Int64) {
    switch self {
    case .standard: (80, 120)
    case .copper: (120, 180)
    case .bronze: (160, 240)
    case .silver: (400, 600)
    case .gold: (800, 1_200)
    case .platinum: (900, 1_350)
    case .diamond: (1_050, 1_575)
    case .elite: (1_200, 1_800)
    }
  }
}

/// What is limited.
package enum RateKind: CaseIterable, Sendable {
  /// One token for each order posted.
  case orders
  /// One for each order to cancel; cancelling all costs afterwards.
  case cancels
}
