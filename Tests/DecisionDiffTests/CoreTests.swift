import DecisionDiff
import TestSupport
import Testing

@Suite("What a diff counts")
struct CoreTests {
  private static func outcome(
    _ code: String, _ action: String = "hold", _ cause: DiffOutcome.Cause = .limits
  ) -> DiffOutcome {
    DiffOutcome(code: code, action: action, severity: "INFO", cause: cause)
  }

  @Test("a tally counts pairs, markets, strategies and causes")
  func tally() {
    let outcomes = [
      Self.outcome("A"), Self.outcome("B", "cancel"), Self.outcome("GONE", "cancel", .feed),
      Self.outcome("KILL", "cancel", .kill),
    ]
    var tally = DiffTally(base: outcomes, head: outcomes.reversed())
    // Head names the same outcomes by other positions: 3 is A.
    let differ = [
      tally.count(0, 3, market: 0, strategy: 0), tally.count(0, 2, market: 2, strategy: 0),
      tally.count(0, 2, market: 2, strategy: 1), tally.count(2, 3, market: 0, strategy: 0),
      tally.count(2, 0, market: 0, strategy: 0),
    ]
    #expect(differ == [false, true, true, true, true])
    #expect(tally.events == 5)
    #expect(tally.changed == 4)
    #expect(tally.changes.map(\.count) == [2, 1, 1])
    let first = tally.outcomes(ofPair: tally.changes[0].pair)
    #expect(first.old.code == "A" && first.new.code == "B")
    #expect(tally.markets.map(\.position) == [0, 2])
    #expect(tally.markets.map(\.events) == [3, 2])
    #expect(tally.markets.map(\.changed) == [2, 2])
    #expect(tally.strategies.map(\.changed) == [3, 1])
    #expect(tally.baseCounts == [3, 0, 2, 0])
    #expect(tally.headCounts == [1, 0, 2, 2])
    #expect(DiffOutcome.Cause.allCases.map { tally.changed(by: $0) } == [2, 1, 1])
  }

  @Test("a severity alone is a change, the reason for a code is none")
  func sameness() {
    let old = Self.outcome("A")
    var graver = old
    graver.severity = "WARN"
    #expect(!old.means(graver))
    #expect(old.means(Self.outcome("A", "hold", .feed)))
  }

  @Test("peak and share of time of a sliding minute, against counting anew", arguments: 0..<20)
  func messageRate(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var rate = MessageRate()
    var sent: [Int64] = []
    var now: Int64 = 1_000_000
    let start = now
    for _ in 0..<200 {
      now += Int64.random(
        in: 0...(Int.random(in: 0...20, using: &random) == 0 ? 200_000 : 2_500), using: &random)
      let count = Int.random(in: 1...3, using: &random)
      rate.send(count, at: now)
      sent += Array(repeating: now, count: count)
    }
    rate.advance(to: now)
    func level(_ time: Int64) -> Int { sent.count { $0 <= time && time - $0 < 60_000 } }
    #expect(rate.total == sent.count)
    #expect(rate.peak == sent.map(level).max())
    // Seconds are looked at from the first message on, before what is sent at that very moment.
    func before(_ time: Int64) -> Int { sent.count { $0 < time && time - $0 < 60_000 } }
    let seconds = stride(from: sent[0], through: now, by: 1_000).map(before).sorted()
    #expect(start <= sent[0])
    #expect(abs(seconds.count - rate.seconds(atLeast: 0)) <= 1)
    let p99 = seconds[min(seconds.count - 1, seconds.count * 99 / 100)]
    #expect(abs(rate.level(perMille: 990) - p99) <= 3)
    #expect(rate.level(perMille: 1_000) <= rate.peak)
  }

  @Test(
    "the tenth of the threshold in which a distance lies",
    arguments: [
      (100, 100, 0), (99, 100, 0), (90, 100, 0), (89, 100, 1), (110, 100, 0), (111, 100, 1),
      (0, 100, 9), (200, 100, 9), (201, 100, nil), (-1, 100, nil), (0, 0, 0), (1, 0, nil),
      (-100, -100, 0), (-89, -100, 1), (.max, .min, nil), (.max, .max, 0),
    ] as [(Int64, Int64, Int?)])
  func bars(operand: Int64, threshold: Int64, bar: Int?) {
    #expect(MarginHistogram.bar(operand, threshold) == bar)
  }

  @Test("near misses and near hits are told apart")
  func margins() {
    var histogram = MarginHistogram([.init(code: "A", text: "a > b")])
    histogram.count(0, operand: 95, threshold: 100, holds: false)
    histogram.count(0, operand: 105, threshold: 100, holds: true)
    histogram.count(0, operand: 50, threshold: 100, holds: false)
    histogram.count(0, operand: 500, threshold: 100, holds: true)
    let row = histogram.rows[0]
    #expect(row.asked == 4)
    #expect(row.nearMisses == 1)
    #expect(row.nearHits == 1)
    #expect(row.misses == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
  }

  @Test("a timeline keeps every count however long it grows", arguments: [1, 100, 5_000, 400_000])
  func timeline(step: Int64) {
    var timeline = DecisionTimeline(columns: 2)
    for number in 0..<2_000 {
      timeline.count(number % 2, at: 77_000 + Int64(number) * step)
    }
    #expect(timeline.stretchCount <= DecisionTimeline.most)
    for column in 0..<2 {
      let sum = (0..<timeline.stretchCount).reduce(0) { $0 + timeline.count($1, column) }
      #expect(sum == 1_000)
    }
    let last = 77_000 + 1_999 * step
    #expect(77_000 + Int64(timeline.stretchCount) * timeline.length > last)
  }
}
