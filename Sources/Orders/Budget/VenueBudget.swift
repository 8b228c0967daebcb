package import Venue

/// What the desk may send now: the venue's two token buckets of its signer, kept on this side, so that nothing is sent
/// that would be refused, and a kill always finds its cancels paid for (facts/oms.md 4; facts/polymarket-v2.md 2.7).
///
/// Orders and cancels never share a token, so no cancel waits behind an order. Of the cancels a part is kept that only a
/// kill may spend. After a 429 orders leave at half the rate for a window; cancels never do. Exact in integers, and
/// pure: times are milliseconds that never go back.
package struct VenueBudget: Equatable, Sendable {
  /// Whose tokens are wanted.
  package enum Purpose: CaseIterable, Sendable {
    /// One for each order that is posted.
    case order
    /// One for each order to cancel, as long as the part of the kill is left.
    case cancel
    /// The cancels of a kill.
    case kill
  }

  /// One bucket. A token is 2,000 units, so that half a rate is whole too.
  private struct Level: Equatable {
    /// nil while it was never drawn on: full.
    var units: Int64?
    /// When `units` were counted.
    var time: Int64 = 0
  }

  package let policy: BudgetPolicy
  /// As the venue named it last; nil where nothing is limited.
  package private(set) var tier: RateTier?
  private var orders = Level()
  private var cancels = Level()
  /// Orders leave at half the rate before that time; nil where no 429 came.
  package private(set) var throttledUntil: Int64?

  /// Full buckets.
  package init(_ policy: BudgetPolicy = BudgetPolicy()) {
    self.policy = policy
    tier = policy.tier
  }

  /// Whole tokens that are there for a purpose; `Int64.max` where nothing is limited.
  package func room(_ purpose: Purpose, now: Int64) -> Int64 {
    guard let tier else { return .max }
    let free = units(purpose, tier, now) - reserve(purpose, tier)
    return max(0, free / Self.unit)
  }

  /// Milliseconds until `cost` tokens are there for a purpose, or as many as ever can be; 0 where they are.
  package func wait(for cost: Int64, _ purpose: Purpose, now: Int64) -> Int64 {
    guard let tier else { return 0 }
    let most = tier.limit(on: purpose.kind).burst * Self.unit - reserve(purpose, tier)
    let wanted = min(cost * Self.unit, purpose == .order && isThrottled(now) ? most / 2 : most)
    let missing = wanted + reserve(purpose, tier) - units(purpose, tier, now)
    guard missing > 0 else { return 0 }
    let rate = tier.limit(on: purpose.kind).rate
    guard purpose == .order, let throttledUntil, now < throttledUntil else {
      return (missing + 2 * rate - 1) / (2 * rate)
    }
    let slow = throttledUntil - now
    if missing <= slow * rate { return (missing + rate - 1) / rate }
    return slow + (missing - slow * rate + 2 * rate - 1) / (2 * rate)
  }

  /// A request of this cost leaves.
  package mutating func spend(_ cost: Int64, _ purpose: Purpose, now: Int64) {
    guard let tier else { return }
    set(purpose, units(purpose, tier, now) - cost * Self.unit, now)
  }

  /// What a cancel of everything ended is charged afterwards.
  package mutating func charge(_ count: Int, now: Int64) {
    guard let tier, count > 0 else { return }
    let left = units(.kill, tier, now) - Int64(count) * Self.unit
    set(.kill, tier.floorsAtZero ? max(0, left) : left, now)
  }

  /// A 429: the venue counts fewer tokens than this side does.
  package mutating func throttled(_ notice: RateNotice, _ purpose: Purpose, now: Int64) {
    if let named = notice.tier.flatMap({ RateTier(rawValue: $0.lowercased()) }) { adopt(named) }
    guard let tier else { return }
    // Not by its sign alone: what a header says may be any number.
    let told = Int64(min(max(notice.remaining ?? 0, -100_000), 100_000)) * Self.unit
    set(purpose, min(units(purpose, tier, now), told), now)
    let half = tier.limit(on: .orders).burst * Self.unit / 2
    set(.order, min(units(.order, tier, now), half), now)
    throttledUntil = max(throttledUntil ?? now, now + policy.throttleWindow)
  }

  /// The venue names the signer's tier: what was drawn so far was drawn from its buckets.
  package mutating func adopt(_ named: RateTier) {
    guard let tier, tier != named else { return }
    for purpose in [Purpose.order, .cancel] {
      let difference = named.limit(on: purpose.kind).burst - tier.limit(on: purpose.kind).burst
      change(purpose) { level in
        level.units = level.units.map { $0 + difference * Self.unit }
      }
    }
    self.tier = named
  }

  /// Whether orders leave at half the rate at `now`.
  package func isThrottled(_ now: Int64) -> Bool { throttledUntil.map { now < $0 } ?? false }

  // MARK: Levels

  private static let unit: Int64 = 2_000

  private func reserve(_ purpose: Purpose, _ tier: RateTier) -> Int64 {
    guard purpose == .cancel else { return 0 }
    return (tier.limit(on: .cancels).burst * policy.killReserve + 99) / 100 * Self.unit
  }

  private func units(_ purpose: Purpose, _ tier: RateTier, _ now: Int64) -> Int64 {
    let level = purpose == .order ? orders : cancels
    let limit = tier.limit(on: purpose.kind)
    let full = limit.burst * Self.unit
    guard var units = level.units else {
      return purpose == .order && isThrottled(now) ? full / 2 : full
    }
    // A day fills every bucket from any debt; more would only overflow.
    let begun = max(level.time, now - 86_400_000)
    let end = max(level.time, now)
    guard purpose == .order, let throttledUntil, begun < throttledUntil else {
      return min(full, units + (end - begun) * limit.rate * 2)
    }
    let slow = min(end, throttledUntil) - begun
    units = min(full / 2, units + slow * limit.rate)
    return min(full, units + (end - begun - slow) * limit.rate * 2)
  }

  private mutating func set(_ purpose: Purpose, _ units: Int64, _ now: Int64) {
    change(purpose) { level in
      level.units = units
      level.time = max(level.time, now)
    }
  }

  private mutating func change(_ purpose: Purpose, _ body: (inout Level) -> Void) {
    if purpose == .order { body(&orders) } else { body(&cancels) }
  }
}

extension VenueBudget.Purpose {
  /// The bucket that is drawn on.
  package var kind: RateKind { self == .order ? .orders : .cancels }
}
