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

  /// Times come from files: no pair of them may stop the program.
  @Test func theEndsOfTheRangeAreClockErrors() {
    let ends: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
    for now in ends {
      for arrived in ends {
        for tolerance in ends {
          let (age, overflow) = now.subtractingReportingOverflow(arrived)
          let seen = FreshnessVerdict.judge(
            now: now, started: 0, accepted: arrived, threshold: 0, skewTolerance: tolerance)
          let (margin, isBeyond) = age.addingReportingOverflow(tolerance)
          let isError = overflow || (isBeyond ? age < 0 : margin < 0)
          #expect(seen.state == (isError ? .clockError : age > 0 ? .stale : .fresh))
          let unseen = FreshnessVerdict.judge(
            now: now, started: arrived, accepted: nil, threshold: 0, skewTolerance: tolerance)
          #expect(unseen.state == (overflow ? .clockError : age > 0 ? .stale : .unseen))
          #expect(unseen.age == (overflow ? nil : age))
        }
      }
    }
  }

  /// A clock far behind the arrivals: without a limit it is age 0, and no state of its own.
  @Test func withoutASkewLimitNothingIsAClockError() {
    let ends: [Int64] = [.min, -5000, 0, 5000, .max]
    for started in ends {
      for arrival in ends {
        for now in ends {
          var scope = Freshness(
            started: started,
            policy: Freshness.Policy(
              threshold: 1000, recoverMilliseconds: 2000, recoverUpdates: 1, skewTolerance: nil))
          #expect(scope.verdict(at: now).state == (isOlder(started, now) ? .stale : .unseen))
          scope.take(.snapshot, at: arrival)
          let recovers = isOlder(started, arrival) && !(isOlder(arrival, now) || now > arrival)
          let expected: FreshnessState =
            isOlder(arrival, now) ? .stale : recovers ? .recovering : .fresh
          #expect(scope.verdict(at: now).state == expected)
        }
      }
    }
    func isOlder(_ earlier: Int64, _ now: Int64) -> Bool {
      let (age, overflow) = now.subtractingReportingOverflow(earlier)
      return overflow ? now > earlier : age > 1000
    }
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
