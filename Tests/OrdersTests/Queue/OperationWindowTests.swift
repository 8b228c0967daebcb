import Orders
import TestSupport
import Testing

/// A limiter, right or wrong.
private protocol Limiter {
  init(cap: Int)
  mutating func allows(_ now: Int64) -> Bool
}

private struct Exact: Limiter {
  let cap: Int
  var window = OperationWindow()
  var count = 0
  init(cap: Int) { self.cap = cap }
  mutating func allows(_ now: Int64) -> Bool {
    count += 1
    return window.reserve("\(count)", now: now, cap: cap) == .granted
  }
}

private struct FixedMinute: Limiter {
  let cap: Int
  var minute = Int64.min
  var count = 0
  init(cap: Int) { self.cap = cap }
  mutating func allows(_ now: Int64) -> Bool {
    if now / 60_000 != minute { (minute, count) = (now / 60_000, 0) }
    count += 1
    return count <= cap
  }
}

private struct TwoBuckets: Limiter {
  let cap: Int
  var minute = Int64.min
  var counts = (before: 0, now: 0)
  init(cap: Int) { self.cap = cap }
  mutating func allows(_ now: Int64) -> Bool {
    if now / 60_000 != minute {
      counts = (now / 60_000 == minute + 1 ? counts.now : 0, 0)
      minute = now / 60_000
    }
    let left = Double(60_000 - now % 60_000) / 60_000
    guard Double(counts.before) * left + Double(counts.now) + 1 <= Double(cap) else { return false }
    counts.now += 1
    return true
  }
}

private struct TokenBucket: Limiter {
  let cap: Int
  var tokens: Double
  var last: Int64?
  init(cap: Int) { (self.cap, tokens) = (cap, Double(cap)) }
  mutating func allows(_ now: Int64) -> Bool {
    if let last { tokens = min(Double(cap), tokens + Double(now - last) * Double(cap) / 60_000) }
    last = now
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}

private struct SmallBurst: Limiter {
  let cap: Int
  var next: Int64 = 0
  init(cap: Int) { self.cap = cap }
  mutating func allows(_ now: Int64) -> Bool {
    let interval = Int64(60_000 / cap)
    guard now >= next - 2 * interval else { return false }
    next = max(next, now) + interval
    return true
  }
}

/// Whether a limiter lets more than `cap` into some window, or refuses what has room.
private func faults(_ kind: any Limiter.Type, _ times: [Int64], cap: Int) -> (
  over: Bool, under: Bool
) {
  var limiter = kind.init(cap: cap)
  var taken: [Int64] = []
  var fault = (over: false, under: false)
  for time in times {
    let isRoom = taken.count { time - $0 < 60_000 } < cap
    let isTaken = limiter.allows(time)
    if isTaken { taken.append(time) }
    if isTaken, !isRoom { fault.over = true }
    if !isTaken, isRoom { fault.under = true }
  }
  return fault
}

@Suite("the window of operations")
struct OperationWindowTests {
  /// Bursts, streams and borders: what tells the limiters apart.
  private func times(seed: UInt64) -> [Int64] {
    var generator = SeededGenerator(seed: seed)
    var now = Int64.random(in: 0..<60_000, using: &generator)
    return (0..<200).map { _ in
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: now += Int64.random(in: 20_000..<70_000, using: &generator)
      case 1: now += 60_000 - now % 60_000
      default: now += Int64.random(in: 0..<2_000, using: &generator)
      }
      return now
    }
  }

  @Test(
    "never lets more than the cap into any window, and refuses nothing that has room",
    arguments: 0..<100 as Range<UInt64>)
  func exact(seed: UInt64) {
    let fault = faults(Exact.self, times(seed: seed), cap: 7)
    #expect(fault == (false, false), "seed \(seed)")
  }

  @Test("the same times show what is wrong with the four other limiters")
  func others() {
    func all(_ kind: any Limiter.Type) -> (over: Bool, under: Bool) {
      (0..<100 as Range<UInt64>).reduce((false, false)) { sum, seed in
        let fault = faults(kind, times(seed: seed), cap: 7)
        return (sum.0 || fault.over, sum.1 || fault.under)
      }
    }
    #expect(all(FixedMinute.self) == (over: true, under: false))
    #expect(all(TwoBuckets.self) == (over: true, under: true))
    #expect(all(TokenBucket.self).over)
    #expect(all(SmallBurst.self).under)
  }

  @Test(
    "counts as the window of times does, for any steps of the clock",
    arguments: 0..<50 as Range<UInt64>)
  func likeRateWindow(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var operations = OperationWindow()
    var times = RateWindow()
    var now: Int64 = 1_000_000
    for turn in 0..<300 {
      now += Int64.random(in: -5_000..<15_000, using: &generator)
      #expect(operations.count(at: now) == times.count(at: now))
      guard times.count(at: now) < 5 else {
        #expect(
          operations.reserve("x\(turn)", now: now, cap: 5)
            == .full(until: times.nextRelease ?? .min))
        continue
      }
      #expect(operations.reserve("o\(turn)", now: now, cap: 5) == .granted)
      times.record(at: now)
    }
  }

  @Test("an operation counts once, and given back not at all")
  func identity() {
    var window = OperationWindow()
    #expect(window.reserve("a", now: 10, cap: 1) == .granted)
    #expect(window.reserve("a", now: 20, cap: 1) == .granted)
    // Once, from when it was last asked for: it leaves no sooner.
    #expect(window.reserve("b", now: 20, cap: 1) == .full(until: 60_020))
    let given = [window.giveBack("a"), window.giveBack("a")]
    #expect(given == [true, false])
    #expect(window.reserve("b", now: 20, cap: 1) == .granted)
    // With a lower cap two have to leave.
    #expect(window.reserve("c", now: 30, cap: 3) == .granted)
    #expect(window.reserve("d", now: 40, cap: 1) == .full(until: 60_030))
    #expect(window.reserve("d", now: 40, cap: 0) == .full(until: 60_040))
  }

  @Test("a clock that steps back frees no room")
  func stepBack() {
    var window = OperationWindow()
    #expect(window.reserve("a", now: 100_000, cap: 2) == .granted)
    #expect(window.reserve("b", now: 1, cap: 2) == .granted)
    #expect(window.reserve("c", now: 159_999, cap: 2) == .full(until: 160_000))
    #expect(window.entries.map(\.time) == [100_000, 100_000])
  }
}
