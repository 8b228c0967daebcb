package import Signing
package import Venue

/// What the venue tells in its rate headers.
package struct RateAnswer: Equatable, Sendable {
  /// Whether the request may go on.
  package var isAdmitted: Bool
  /// `Poly-RateLimit-Remaining`: whole tokens left, may be negative.
  package var remaining: Int64
  /// `Poly-RateLimit-Reset`: unix seconds at which a request like this one would fit; nil if it never will.
  package var reset: Int64?
  /// `Poly-RateLimit-Tier`.
  package var tier: RateTier
  /// `Retry-After`: seconds to wait, at least 1; nil if admitted or if waiting does not help.
  package var retryAfter: Int64?
  /// `Poly-RateLimit-Warning: true`: it would have been refused, were the limits in force.
  package var isWarning: Bool
}

/// Two token buckets for each signer: one for orders, one for cancels (facts/polymarket-v2.md 2.7).
///
/// Exact in integers, and pure: the time comes with every call. A signer that has been silent until both
/// buckets are full again is forgotten, so the table is as small as the number of active signers.
package struct RateLimiter: Sendable {
  /// Whether a request beyond the limits is refused.
  package enum Mode: Sendable {
    /// Refused.
    case enforcing
    /// Let through with a warning.
    case warning
    /// Nothing is counted.
    case off
  }

  private struct Signer {
    var orders: TokenBucket
    var cancels: TokenBucket
  }

  /// Whether limits are in force.
  package var mode: Mode
  private let usualTier: RateTier
  private var tiers: [Address: RateTier] = [:]
  private var signers: [Address: Signer] = [:]
  private var sweepCount = 1_024

  /// Limits by tier; everyone is of `tier` until told otherwise.
  package init(mode: Mode, tier: RateTier = .standard) {
    self.mode = mode
    usualTier = tier
  }

  /// The tier of a signer.
  package func tier(of signer: Address) -> RateTier {
    tiers[signer] ?? usualTier
  }

  /// Moves a signer to another tier, with full buckets.
  package mutating func setTier(_ tier: RateTier, of signer: Address) {
    tiers[signer] = tier
    signers[signer] = nil
  }

  /// Asks for a request that costs `cost` tokens, known beforehand: all or nothing.
  package mutating func take(
    _ kind: RateKind, cost: Int64, by signer: Address, now: Int64
  ) -> RateAnswer {
    access(kind, signer, now) { bucket, tier, mode in
      let fits = bucket.take(cost)
      if !fits, mode == .warning { bucket.charge(cost, isFloored: tier.floorsAtZero) }
      return Self.answer(bucket, tier, mode, cost: cost, fits: fits, now: now)
    }
  }

  /// Charges `cost` tokens for what was done, without asking.
  package mutating func charge(
    _ kind: RateKind, cost: Int64, to signer: Address, now: Int64
  ) -> RateAnswer {
    access(kind, signer, now) { bucket, tier, mode in
      bucket.charge(cost, isFloored: tier.floorsAtZero)
      return Self.answer(bucket, tier, mode, cost: 1, fits: true, now: now)
    }
  }

  private static func answer(
    _ bucket: TokenBucket, _ tier: RateTier, _ mode: Mode, cost: Int64, fits: Bool, now: Int64
  ) -> RateAnswer {
    let time = bucket.time(of: cost)
    let isAdmitted = fits || mode != .enforcing
    return RateAnswer(
      isAdmitted: isAdmitted, remaining: bucket.tokens,
      reset: time.map { ($0 + 999) / 1_000 }, tier: tier,
      retryAfter: isAdmitted ? nil : time.map { max(1, ($0 - now + 999) / 1_000) },
      isWarning: !fits && mode == .warning)
  }

  private mutating func access(
    _ kind: RateKind, _ signer: Address, _ now: Int64,
    _ body: (inout TokenBucket, RateTier, Mode) -> RateAnswer
  ) -> RateAnswer {
    let tier = tier(of: signer)
    var buckets =
      signers[signer]
      ?? Signer(
        orders: TokenBucket(tier.limit(on: .orders), now: now),
        cancels: TokenBucket(tier.limit(on: .cancels), now: now))
    let answer: RateAnswer
    switch kind {
    case .orders:
      buckets.orders.fill(to: now)
      answer = body(&buckets.orders, tier, mode)
    case .cancels:
      buckets.cancels.fill(to: now)
      answer = body(&buckets.cancels, tier, mode)
    }
    guard mode != .off else {
      return RateAnswer(
        isAdmitted: true, remaining: answer.remaining, reset: answer.reset, tier: tier,
        retryAfter: nil, isWarning: false)
    }
    signers[signer] = buckets
    if signers.count >= sweepCount { sweep(now) }
    return answer
  }

  /// Forgets the signers whose buckets are full: a new pair of buckets would be the same.
  private mutating func sweep(_ now: Int64) {
    signers = signers.filter { _, buckets in
      var (orders, cancels) = (buckets.orders, buckets.cancels)
      orders.fill(to: now)
      cancels.fill(to: now)
      return orders.thousandths < orders.burst * 1_000
        || cancels.thousandths < cancels.burst * 1_000
    }
    sweepCount = max(1_024, signers.count * 2)
  }
}
