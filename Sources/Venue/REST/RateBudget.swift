/// The venue's two token buckets as this client sees them, so that a caller can ask whether a request
/// fits before it is refused (facts/polymarket-v2.md 2.7).
///
/// Buckets belong to the signer's address, so other processes of the same signer draw on them too: what
/// the venue says beside its answers always corrects this estimate. Times are milliseconds of a clock
/// that never runs backwards.
package struct RateBudget: Equatable, Sendable {
  private struct Level: Equatable {
    /// Thousandths of a token at `time`.
    var thousandths: Int64
    var time: Int64
    /// Tokens of requests that were sent and not answered yet.
    var underWay: Int64 = 0
  }

  /// As told by the venue; `standard` before it says anything.
  package private(set) var tier: RateTier
  private var orders: Level
  private var cancels: Level

  /// Full buckets at `now`.
  package init(tier: RateTier = .standard, now: Int64) {
    self.tier = tier
    orders = Level(thousandths: tier.limit(on: .orders).burst * 1_000, time: now)
    cancels = Level(thousandths: tier.limit(on: .cancels).burst * 1_000, time: now)
  }

  /// Milliseconds until `cost` tokens are there: 0 where the request fits now, nil where it never does.
  package func wait(for cost: Int64, _ bucket: RateKind, now: Int64) -> Int64? {
    guard cost <= tier.limit(on: bucket).burst else { return nil }
    let missing = cost * 1_000 - available(bucket, now)
    guard missing > 0 else { return 0 }
    // A rate in tokens a second is one in thousandths a millisecond.
    let rate = tier.limit(on: bucket).rate
    return (missing + rate - 1) / rate
  }

  /// Whole tokens at `now`, below zero after a cancel of many.
  package func tokens(_ bucket: RateKind, now: Int64) -> Int64 {
    let thousandths = available(bucket, now)
    return thousandths >= 0 ? thousandths / 1_000 : -((999 - thousandths) / 1_000)
  }

  /// A request of this cost leaves.
  package mutating func spend(_ cost: Int64, _ bucket: RateKind, now: Int64) {
    withLevel(bucket) { level, tier in
      level.thousandths = Self.refilled(level, bucket, tier, now) - cost * 1_000
      level.time = now
      level.underWay += cost
    }
  }

  /// The answer to a request of this cost came, or will not come; `remaining` is what it said of its
  /// bucket, before the requests that are still under way.
  package mutating func settle(
    _ cost: Int64, _ bucket: RateKind, remaining: Int?, tier named: String?, now: Int64
  ) {
    if let named = named.flatMap({ RateTier(rawValue: $0.lowercased()) }) { tier = named }
    withLevel(bucket) { level, tier in
      level.underWay = max(0, level.underWay - cost)
      // Not by `abs`: what a header says may be the one number that has none.
      guard let remaining, (-999_999...999_999).contains(remaining) else { return }
      level.thousandths = (Int64(remaining) - level.underWay) * 1_000
      level.time = now
    }
  }

  private func available(_ bucket: RateKind, _ now: Int64) -> Int64 {
    Self.refilled(bucket == .orders ? orders : cancels, bucket, tier, now)
  }

  private static func refilled(
    _ level: Level, _ bucket: RateKind, _ tier: RateTier, _ now: Int64
  ) -> Int64 {
    // A day fills every bucket; more would only overflow.
    let elapsed = min(max(0, now - level.time), 86_400_000)
    return min(
      tier.limit(on: bucket).burst * 1_000,
      level.thousandths + elapsed * tier.limit(on: bucket).rate)
  }

  private mutating func withLevel(_ bucket: RateKind, _ body: (inout Level, RateTier) -> Void) {
    if bucket == .orders { body(&orders, tier) } else { body(&cancels, tier) }
  }
}
