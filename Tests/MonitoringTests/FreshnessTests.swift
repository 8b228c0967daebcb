import Monitoring
import TestSupport
import Testing

@Suite struct FreshnessTests {
  @Test(
    arguments: [
      ("book", 2000), ("book/polymarket/m1", 2000), ("book/polymarket", 2000), ("books/x", nil),
      ("book/kalshi", 500), ("book/kalshi/m1", 500), ("book/kalshi2/m1", 2000), ("", nil),
      ("model/a", nil),
    ] as [(String, Int64?)])
  func theLongestPrefixOfWholeSegmentsDecides(scope: String, threshold: Int64?) {
    let thresholds = StalenessThresholds(["book": 2000, "book/kalshi": 500, "registry": 10_000])
    #expect(thresholds.threshold(of: scope) == threshold)
  }

  @Test func aGapMustBeFollowedByTimeAndUpdates() {
    var scope = Freshness(
      started: 0,
      policy: Freshness.Policy(threshold: 2000, recoverMilliseconds: 1000, recoverUpdates: 3))
    #expect(scope.verdict(at: 2000).state == .unseen)
    #expect(scope.verdict(at: 2001).state == .stale)
    #expect(scope.take(.delta, at: 2500).state == .recovering)
    #expect(scope.take(.delta, at: 3000).state == .recovering)
    #expect(scope.take(.pong, at: 3400).state == .recovering)
    #expect(scope.take(.delta, at: 3499).state == .recovering)
    #expect(scope.verdict(at: 3500).state == .fresh)
    #expect(scope.verdict(at: 5499).state == .fresh)
    #expect(scope.verdict(at: 5500).state == .stale)
    #expect(scope.take(.snapshot, at: 5500).state == .recovering)
  }

  @Test func aScopeWithoutThresholdIsNeverTradable() {
    var scope = Freshness(started: 0, policy: Freshness.Policy(threshold: nil))
    #expect(scope.take(.snapshot, at: 1).state == .unconfigured)
    #expect(scope.verdict(at: 1).state.isTradable == false)
  }

  @Test func anArrivalFromTheFutureIsAClockError() {
    var scope = Freshness(started: 0, policy: Freshness.Policy(threshold: 2000))
    scope.take(.snapshot, at: 1500)
    #expect(scope.verdict(at: 500).state == .fresh)
    #expect(scope.verdict(at: 500).age == 0)
    #expect(scope.verdict(at: 499).state == .clockError)
    #expect(scope.verdict(at: 499).age == nil)
  }

  @Test(arguments: UInt64(0)..<50)
  func onlyValidDataMakesTradable(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var scope = Freshness(
      started: 0,
      policy: Freshness.Policy(threshold: 500, recoverMilliseconds: 800, recoverUpdates: 2))
    var now: Int64 = 0
    var refreshed: Int64?
    for _ in 0..<300 {
      now += Int64(generator.next() % 400)
      let events = Freshness.Event.allCases
      let event = events[Int(generator.next() % UInt64(events.count))]
      if event.refreshes { refreshed = now }
      let verdict = scope.take(event, at: now)
      #expect(scope.accepted == refreshed)
      if verdict.state.isTradable {
        #expect(refreshed.map { now - $0 <= 500 } == true)
      }
    }
  }
}
