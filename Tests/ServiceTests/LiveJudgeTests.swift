import Desk
import Diagnostics
import FixedPoint
import Graph
import Hashing
import JSON
import Orders
import Runtime
import Service
import Signing
import Testing
import Trading

/// The approved policies decide what a live desk raises, and the journal proves it.
@Suite("the judge of a live desk")
struct LiveJudgeTests {
  private static func terms(_ side: Side = .buy) -> OrderTerms {
    OrderTerms(
      clientOrderID: "i/0/0", intent: "i", strategy: "s", market: "0x5e", token: .zero,
      side: side, price: Micros(raw: 500_000), size: Micros(raw: 10_000_000),
      tick: Micros(raw: 10_000), builder: Digest32(7))
  }

  private static func resting(
    _ change: (inout RestingView) -> Void = { _ in }
  ) -> RestingView {
    var view = RestingView(
      id: Digest32(1), terms: terms(), open: Micros(raw: 10_000_000),
      placedAt: ServiceRig.start - 1_000, queueAhead: .zero, bestBid: Micros(raw: 500_000),
      bestAsk: Micros(raw: 520_000), bookAge: 5, cancelReplaces: 0, isKilled: false)
    change(&view)
    return view
  }

  private static func facts(_ change: (inout SigningFacts) -> Void = { _ in }) -> SigningFacts {
    var facts = SigningFacts(
      chainNonce: 10, nextNonce: 11, pending: 1, assigned: 1, gapSince: nil,
      credentialExpires: ServiceRig.start + ServiceRig.day, isKilled: false)
    change(&facts)
    return facts
  }

  private static func with(
    _ body: (ServiceRig, LiveJudge, DecisionService) throws -> Void
  ) throws {
    try ServiceRig.with { rig in
      rig.watcher().look()
      let service = rig.service("-", sink: CollectingSink())
      #expect(try service.start(), "\(rig.said)")
      try body(rig, LiveJudge(service, clock: MonotonicClock()), service)
      #expect(rig.said.filter { $0.severity == .error }.isEmpty, "\(rig.said)")
    }
  }

  @Test("resting orders: what each fact leads to, as the bots decide it")
  func restingOrders() throws {
    let cases: [(String, Action, (inout RestingView) -> Void)] = [
      ("QUEUE_WARDEN_HOLD", .hold, { _ in }),
      ("QUEUE_WARDEN_STALE_ORDER", .cancel, { $0.placedAt -= 60_000 }),
      ("QUEUE_WARDEN_BOOK_UNAVAILABLE", .cancel, { $0.bookAge = nil }),
      ("QUEUE_WARDEN_BOOK_UNAVAILABLE", .cancel, { $0.bookAge = 600_000 }),
      ("QUEUE_WARDEN_BOOK_UNAVAILABLE", .cancel, { $0.bestBid = nil }),
      (
        "QUEUE_WARDEN_DRIFT_EXCEEDED", .cancelReplace,
        { $0.bestBid = Micros(raw: 580_000) }
      ),
      (
        "QUEUE_WARDEN_RATE_CAP_HIT", .defer,
        {
          $0.bestBid = Micros(raw: 580_000)
          $0.cancelReplaces = 600
        }
      ),
      (
        "QUEUE_WARDEN_STATE_UNAVAILABLE", .pauseEvaluation,
        {
          $0.bestBid = Micros(raw: 580_000)
          $0.cancelReplaces = nil
        }
      ),
      ("KILL_SWITCH_ACTIVE", .cancel, { $0.isKilled = true }),
    ]
    try Self.with { rig, judge, _ in
      for (code, action, change) in cases {
        let judgement = try #require(
          try judge.judge(resting: Self.resting(change), now: ServiceRig.start))
        #expect(judgement.codes.first == code)
        #expect(judgement.action == action, "\(code)")
        #expect(judgement.isLive)
        #expect(rig.log.envelopes[Int(judgement.sequence) - 1]["kind"]?.string == "decision")
      }
      #expect(judge.codes.values.reduce(0, +) == cases.count)
      try rig.expectReproduced()
    }
  }

  @Test("signing requests: nothing is signed where anything is not known")
  func signing() throws {
    let cases: [(String, Action, (inout SigningFacts) -> Void)] = [
      ("NONCE_SHEPHERD_OK", .assignNonce, { _ in }),
      ("NONCE_SHEPHERD_RPC_FAILURE", .blockSigning, { $0.chainNonce = nil }),
      ("NONCE_SHEPHERD_GAP_DETECTED", .holdSigning, { $0.nextNonce += 1 }),
      ("NONCE_SHEPHERD_GAP_UNRESOLVED", .blockSigning, { $0.isLatched = true }),
      ("NONCE_SHEPHERD_CREDENTIAL_EXPIRED", .blockSigning, { $0.credentialExpires = nil }),
      ("KILL_SWITCH_ACTIVE", .blockSigning, { $0.isKilled = true }),
    ]
    try Self.with { rig, judge, _ in
      for (code, action, change) in cases {
        let judgement = try judge.judge(
          signing: Self.terms(), facts: Self.facts(change), now: ServiceRig.start)
        #expect(judgement.codes.first == code)
        #expect(judgement.action == action, "\(code)")
      }
      let blind = try judge.judge(signing: Self.terms(), facts: nil, now: ServiceRig.start)
      #expect(blind.action == .blockSigning, "a store that cannot be read counts as tripped")
      try rig.expectReproduced()
    }
  }

  @Test("without an approved policy nothing may be signed")
  func unapproved() throws {
    try ServiceRig.with { rig in
      let service = rig.service("-", sink: CollectingSink())
      #expect(try !service.start())
      let judge = LiveJudge(service, clock: MonotonicClock())
      let judgement = try judge.judge(
        signing: Self.terms(), facts: Self.facts(), now: ServiceRig.start)
      #expect(judgement.action == .blockSigning)
      #expect(try judge.judge(resting: Self.resting(), now: ServiceRig.start) == nil)
    }
  }

  @Test("a market is traded while its feed is fresh; only changes are journalled")
  func feeds() throws {
    try Self.with { rig, _, service in
      let feeds = FeedWatch(service)
      let start = ServiceRig.start
      feeds.watch("0x5e", now: start)
      feeds.watch("0x5e", now: start)
      #expect(try feeds.judge(now: start + 100) == ["0x5e"])
      #expect(!feeds.isTradable("0x5e"), "nothing was seen yet")
      feeds.heard("0x5e", isSnapshot: true, now: start + 200)
      #expect(try feeds.judge(now: start + 200) == ["0x5e"])
      #expect(feeds.isTradable("0x5e"))
      for step in 1...20 {
        feeds.heard("0x5e", isSnapshot: false, now: start + 200 + Int64(step) * 100)
        #expect(try feeds.judge(now: start + 200 + Int64(step) * 100).isEmpty)
      }
      #expect(try feeds.judge(now: start + 600_000) == ["0x5e"])
      #expect(!feeds.isTradable("0x5e"), "silence")
      #expect(!feeds.isTradable("0xother"), "a market that nobody watches is not traded")
      #expect(rig.log.kinds("decision").count == 3)
      try rig.expectReproduced()
    }
  }

  @Test("the shared state holds to the params of the approved policies")
  func limits() throws {
    try Self.with { _, _, service in
      let policies = try #require(service.policy?.graph.policies)
      let limits = try #require(DeskLimits(policies))
      #expect(limits.nonce.pendingCeiling == 16)
      #expect(limits.nonce.gapTolerance == 20_000)
      #expect(limits.nonce.renewalWindow == 6 * 3_600_000)
      #expect(limits.nonce.resequencesOnGap)
      #expect(limits.cancelReplaces > 0)
    }
  }
}
