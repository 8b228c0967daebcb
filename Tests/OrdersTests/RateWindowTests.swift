import Orders
import TestSupport
import Testing

/// What "operations in the last 60 s" means, counted one by one.
private struct BruteForce {
  let window: Int64
  private var times: [Int64] = []
  private var latest = Int64.min

  init(window: Int64) { self.window = window }

  mutating func record(at now: Int64) {
    latest = max(latest, now)
    times.append(latest)
  }

  mutating func count(at now: Int64) -> Int {
    latest = max(latest, now)
    return times.count { latest - $0 < window }
  }

  var oldest: Int64? { times.first { latest - $0 < window } }
}

@Suite("the rate window")
struct RateWindowTests {
  @Test("an operation leaves exactly 60,000 ms after it came")
  func border() {
    var window = RateWindow()
    #expect(window.nextRelease == nil)
    window.record(at: 1_000)
    #expect(window.count(at: 1_000) == 1)
    #expect(window.nextRelease == 61_000)
    #expect(window.count(at: 60_999) == 1)
    #expect(window.count(at: 61_000) == 0)
    #expect(window.nextRelease == nil)
  }

  @Test("operations of one instant are counted each, and leave together")
  func equalTimes() {
    var window = RateWindow(window: 100, capacity: 1)
    for _ in 0..<5 { window.record(at: 7) }
    #expect(window.count(at: 7) == 5)
    #expect(window.count(at: 106) == 5)
    #expect(window.count(at: 107) == 0)
  }

  @Test("a clock that steps back frees no room and dates nothing back")
  func stepBack() {
    var window = RateWindow(window: 100)
    window.record(at: 1_000)
    window.record(at: 900)
    #expect(window.count(at: 500) == 2)
    #expect(window.nextRelease == 1_100)
    #expect(window.count(at: 1_099) == 2)
    #expect(window.count(at: 1_100) == 0)
    #expect(window.count(at: 1_000) == 0)
  }

  @Test("it counts as one would by hand, for random times", arguments: 1...20)
  func againstBruteForce(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let length = Int64([1, 10, 1_000, 60_000][Int(seed % 4)])
    var window = RateWindow(window: length, capacity: Int(seed % 5) + 1)
    var byHand = BruteForce(window: length)
    var now: Int64 = -500
    for _ in 0..<600 {
      // Mostly small steps, some of them to the border itself, some back.
      switch generator.next() % 8 {
      case 0: now -= Int64(generator.next() % UInt64(length + 1))
      case 1: now += length
      case 2: now += length - 1
      case 3: break
      default: now += Int64(generator.next() % UInt64(length / 8 + 2))
      }
      if generator.next() % 3 != 0 {
        window.record(at: now)
        byHand.record(at: now)
      }
      if generator.next() % 4 != 0 {
        #expect(window.count(at: now) == byHand.count(at: now), "seed \(seed) at \(now)")
        #expect(window.nextRelease == byHand.oldest.map { $0 + length }, "seed \(seed) at \(now)")
      }
    }
  }

  /// How many of the operations that ask at these times are let through under a cap of `cap`.
  private func accepted(_ times: [Int64], cap: Int) -> [Bool] {
    var window = RateWindow()
    return times.map { time in
      guard window.count(at: time) < cap else { return false }
      window.record(at: time)
      return true
    }
  }

  /// facts/oms.md 4: each kind of limiter that this one is not, at an input where it would answer otherwise.
  @Test("no fixed minute: a burst at each side of the border is one window")
  func fixedMinute() {
    let times =
      Array(repeating: Int64(59_999), count: 10) + Array(repeating: Int64(60_000), count: 10)
    #expect(accepted(times, cap: 10).count { $0 } == 10)
    // A counter for each minute lets all twenty through.
    #expect(Dictionary(grouping: times) { $0 / 60_000 }.values.allSatisfy { $0.count <= 10 })
  }

  @Test("no weighted buckets: neither more nor fewer than there were")
  func weightedBuckets() {
    // Ten at the end of the first minute, asked 30 s into the second: half of them by weight, all in truth.
    var late = RateWindow()
    for _ in 0..<10 { late.record(at: 59_000) }
    #expect(late.count(at: 90_000) == 10)
    // Ten at the start of the first minute: half of them by weight, none in truth.
    var early = RateWindow()
    for _ in 0..<10 { early.record(at: 0) }
    #expect(early.count(at: 90_000) == 0)
  }

  @Test("no token bucket: a burst of the cap is legal, and nothing more within 60 s of it")
  func tokenBucket() {
    let burst = Array(repeating: Int64(0), count: 30)
    // A bucket of 30 with 30 a minute gives one more every 2 s.
    let trickle = (1...29).map { Int64($0) * 2_000 }
    #expect(
      accepted(burst + trickle, cap: 30) == burst.map { _ in true } + trickle.map { _ in false })
    #expect(accepted(burst + [59_999, 60_000], cap: 30).suffix(2) == [false, true])
  }

  @Test("in no 60 s are there more than the cap, whatever is asked", arguments: 1...5)
  func neverAboveCap(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var now: Int64 = 0
    let times = (0..<500).map { _ in
      now += Int64(generator.next() % 4_000)
      return now
    }
    let sent = zip(times, accepted(times, cap: 7)).filter(\.1).map(\.0)
    for time in sent {
      #expect(sent.count { $0 >= time && $0 < time + 60_000 } <= 7, "seed \(seed) from \(time)")
    }
    #expect(sent.count > 7)
  }
}
