import Runtime
import Signing
import TestSupport
import Testing
import Venue
import VenueSimulator

@Suite("two token buckets for each signer")
struct RateLimiterTests {
  private static let start: Int64 = 1_790_000_000_000
  private let signer = TradingFloor.address(1)

  @Test(
    "each tier has its rates",
    arguments: [
      (RateTier.standard, 40, 60, 80, 120), (.copper, 60, 90, 120, 180),
      (.bronze, 80, 120, 160, 240), (.silver, 200, 300, 400, 600), (.gold, 400, 600, 800, 1_200),
      (.platinum, 450, 675, 900, 1_350), (.diamond, 525, 787, 1_050, 1_575),
      (.elite, 600, 900, 1_200, 1_800),
    ] as [(RateTier, Int64, Int64, Int64, Int64)])
  func tiers(tier: RateTier, orders: Int64, burst: Int64, cancels: Int64, cancelBurst: Int64) {
    var limits = RateLimiter(mode: .enforcing, tier: tier)
    let all = limits.take(.orders, cost: burst, by: signer, now: Self.start)
    #expect(all.isAdmitted && all.remaining == 0 && all.tier == tier)
    let none = limits.take(.orders, cost: 1, by: signer, now: Self.start)
    #expect(!none.isAdmitted && none.retryAfter == 1)
    let later = limits.take(.orders, cost: orders, by: signer, now: Self.start + 1_000)
    #expect(later.isAdmitted && later.remaining == 0)
    let cancel = limits.take(.cancels, cost: cancelBurst, by: signer, now: Self.start)
    #expect(cancel.isAdmitted && cancel.remaining == 0)
    let again = limits.take(.cancels, cost: cancels, by: signer, now: Self.start + 1_000)
    #expect(again.isAdmitted && again.remaining == 0)
  }

  @Test("a batch is admitted whole or not at all, and one above the burst never")
  func batches() {
    var limits = RateLimiter(mode: .enforcing)
    #expect(limits.take(.orders, cost: 50, by: signer, now: Self.start).remaining == 10)
    let refused = limits.take(.orders, cost: 15, by: signer, now: Self.start)
    // 5 tokens are missing at 40 a second: 125 ms.
    #expect(!refused.isAdmitted && refused.remaining == 10 && refused.retryAfter == 1)
    #expect(refused.reset == Self.start / 1_000 + 1)
    #expect(limits.take(.orders, cost: 10, by: signer, now: Self.start).isAdmitted)
    let never = limits.take(.orders, cost: 61, by: signer, now: Self.start + 60_000)
    #expect(!never.isAdmitted && never.reset == nil && never.retryAfter == nil)
  }

  @Test("waiting takes as long as the tokens need", arguments: [1, 20, 40, 60] as [Int64])
  func reset(cost: Int64) {
    var limits = RateLimiter(mode: .enforcing)
    _ = limits.take(.orders, cost: 60, by: signer, now: Self.start)
    let refused = limits.take(.orders, cost: cost, by: signer, now: Self.start)
    let milliseconds = cost * 1_000 / 40
    #expect(refused.retryAfter == (milliseconds + 999) / 1_000)
    let early = Self.start + milliseconds - 1
    #expect(!limits.take(.orders, cost: cost, by: signer, now: early).isAdmitted)
    #expect(limits.take(.orders, cost: cost, by: signer, now: early + 1).isAdmitted)
  }

  @Test(
    "a charge afterwards makes a debt up to gold, and none from platinum",
    arguments: [(RateTier.gold, -300), (.platinum, 0)] as [(RateTier, Int64)])
  func debt(tier: RateTier, remaining: Int64) {
    var limits = RateLimiter(mode: .enforcing, tier: tier)
    let burst = tier.limit(on: .cancels).burst
    #expect(
      limits.charge(.cancels, cost: burst + 300, to: signer, now: Self.start).remaining == remaining
    )
    let refused = limits.take(.cancels, cost: 1, by: signer, now: Self.start)
    #expect(!refused.isAdmitted && refused.remaining == remaining)
  }

  @Test("in warning mode it goes through and says so, and off nothing counts")
  func modes() {
    var limits = RateLimiter(mode: .warning)
    #expect(!limits.take(.orders, cost: 60, by: signer, now: Self.start).isWarning)
    let warned = limits.take(.orders, cost: 1, by: signer, now: Self.start)
    #expect(warned.isAdmitted && warned.isWarning && warned.remaining == -1)
    limits.mode = .off
    for _ in 0..<100 {
      #expect(limits.take(.orders, cost: 60, by: signer, now: Self.start).isAdmitted)
    }
  }

  @Test("signers do not share, and another tier starts full")
  func signers() {
    var limits = RateLimiter(mode: .enforcing)
    _ = limits.take(.orders, cost: 60, by: signer, now: Self.start)
    #expect(limits.take(.orders, cost: 60, by: TradingFloor.address(2), now: Self.start).isAdmitted)
    limits.setTier(.elite, of: signer)
    #expect(limits.take(.orders, cost: 900, by: signer, now: Self.start).isAdmitted)
    #expect(limits.tier(of: TradingFloor.address(2)) == .standard)
  }

  @Test("a bucket agrees with one that is filled every millisecond", arguments: 1...20)
  func exact(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let rate = Int64.random(in: 1...1_200, using: &random)
    let burst = Int64.random(in: 1...1_800, using: &random)
    var bucket = TokenBucket((rate: rate, burst: burst), now: 0)
    var thousandths = burst * 1_000
    var now: Int64 = 0
    for _ in 0..<500 {
      let wait = Int64.random(in: -3...40, using: &random)
      for _ in 0..<max(0, wait) { thousandths = min(burst * 1_000, thousandths + rate) }
      now += max(0, wait)
      // A clock that goes back adds nothing.
      bucket.fill(to: wait < 0 ? now + wait : now)
      let cost = Int64.random(in: 1...burst, using: &random)
      if Int.random(in: 0..<8, using: &random) == 0 {
        bucket.charge(cost, isFloored: false)
        thousandths -= cost * 1_000
      } else {
        let fits = thousandths >= cost * 1_000
        #expect(bucket.take(cost) == fits)
        if fits { thousandths -= cost * 1_000 }
      }
      #expect(bucket.thousandths == thousandths)
    }
  }

  @Test("thousands of signers that went quiet are forgotten without a trace")
  func forgets() {
    var limits = RateLimiter(mode: .enforcing)
    _ = limits.charge(.cancels, cost: 10_000, to: signer, now: Self.start)
    for number in 2..<6_000 as Range<UInt64> {
      let other = TradingFloor.address(number)
      #expect(limits.take(.orders, cost: 60, by: other, now: Self.start + Int64(number)).isAdmitted)
    }
    // 10,000 less 120 of debt are paid back at 80 a second.
    let answer = limits.take(.cancels, cost: 1, by: signer, now: Self.start + 100_000)
    #expect(answer.remaining == -1_880)
  }
}
