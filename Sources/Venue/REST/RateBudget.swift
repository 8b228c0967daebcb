/// The venue's two token buckets as this client sees them, so that a caller can ask whether a request
/// fits before it is refused (facts/polymarket-v2.md 2.7).
///
/// Buckets belong to the signer's address, so other processes of the same signer draw on them too: what
/// the venue says beside its answers always corrects this estimate. Times are milliseconds of a clock
/// that never runs backwards.
package struct RateBudget: Equatable, Sendable {
  /// What is counted.
  package enum Bucket: CaseIterable, Sendable {
    /// One for each order posted.
    case orders
    /// One for each order to cancel; cancelling all costs afterwards.
    case cancels
  }

  /// The size and the speed of the buckets.
  package enum Tier: String, CaseIterable, Sendable {
    case standard, copper, bronze, silver, gold, platinum, diamond, elite

    /// Tokens a second and at most, for orders; cancels have twice of both.
    var orders: (rate: Int64, burst: Int64) {
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

    /// Tokens a second.
    package func rate(_ bucket: Bucket) -> Int64 {
      bucket == .orders ? orders.rate : orders.rate * 2
    }

    /// The most tokens there can be. Twice as many for cancels, but for one tier: 1,575 to 787.
    package func burst(_ bucket: Bucket) -> Int64 {
      bucket == .orders ? orders.burst : self == .diamond ? 1_575 : orders.burst * 2
    }
  }

  private struct Level: Equatable {
    /// Thousandths of a token at `time`.
    var thousandths: Int64
    var time: Int64
    /// Tokens of requests that were sent and not answered yet.
    var underWay: Int64 = 0
  }

  /// As told by the venue; `standard` before it says anything.
  package private(set) var tier: Tier
  private var orders: Level
  private var cancels: Level

  /// Full buckets at `now`.
  package init(tier: Tier = .standard, now: Int64) {
    self.tier = tier
    orders = Level(thousandths: tier.burst(.orders) * 1_000, time: now)
    cancels = Level(thousandths: tier.burst(.cancels) * 1_000, time: now)
  }

  /// Milliseconds until `cost` tokens are there: 0 where the request fits now, nil where it never does.
  package func wait(for cost: Int64, _ bucket: Bucket, now: Int64) -> Int64? {
    guard cost <= tier.burst(bucket) else { return nil }
    let missing = cost * 1_000 - available(bucket, now)
    guard missing > 0 else { return 0 }
    // A rate in tokens a second is one in thousandths a millisecond.
    let rate = tier.rate(bucket)
    return (missing + rate - 1) / rate
  }

  /// Whole tokens at `now`, below zero after a cancel of many.
  package func tokens(_ bucket: Bucket, now: Int64) -> Int64 {
    let thousandths = available(bucket, now)
    return thousandths >= 0 ? thousandths / 1_000 : -((999 - thousandths) / 1_000)
  }

  /// A request of this cost leaves.
  package mutating func spend(_ cost: Int64, _ bucket: Bucket, now: Int64) {
    withLevel(bucket) { level, tier in
      level.thousandths = Self.refilled(level, bucket, tier, now) - cost * 1_000
      level.time = now
      level.underWay += cost
    }
  }

  /// The answer to a request of this cost came, or will not come; `remaining` is what it said of its
  /// bucket, before the requests that are still under way.
  package mutating func settle(
    _ cost: Int64, _ bucket: Bucket, remaining: Int?, tier named: String?, now: Int64
  ) {
    if let named = named.flatMap({ Tier(rawValue: $0.lowercased()) }) { tier = named }
    withLevel(bucket) { level, tier in
      level.underWay = max(0, level.underWay - cost)
      // Not by `abs`: what a header says may be the one number that has none.
      guard let remaining, (-999_999...999_999).contains(remaining) else { return }
      level.thousandths = (Int64(remaining) - level.underWay) * 1_000
      level.time = now
    }
  }

  private func available(_ bucket: Bucket, _ now: Int64) -> Int64 {
    Self.refilled(bucket == .orders ? orders : cancels, bucket, tier, now)
  }

  private static func refilled(
    _ level: Level, _ bucket: Bucket, _ tier: Tier, _ now: Int64
  ) -> Int64 {
    // A day fills every bucket; more would only overflow.
    let elapsed = min(max(0, now - level.time), 86_400_000)
    return min(tier.burst(bucket) * 1_000, level.thousandths + elapsed * tier.rate(bucket))
  }

  private mutating func withLevel(_ bucket: Bucket, _ body: (inout Level, Tier) -> Void) {
    if bucket == .orders { body(&orders, tier) } else { body(&cancels, tier) }
  }
}
