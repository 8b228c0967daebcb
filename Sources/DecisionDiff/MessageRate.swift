import Orders

/// How many messages were sent in any minute: the exact peak, and the share of time at each level. Times may not go
/// back; one that does counts as the latest seen.
package struct MessageRate: Sendable {
  /// Milliseconds.
  package static let window: Int64 = 60_000
  private var recent = RateWindow(window: Self.window, capacity: 256)
  /// The most in any 60 s, and when that was reached first.
  package private(set) var peak = 0
  package private(set) var peakTime: Int64?
  package private(set) var total = 0
  /// By number of messages in the last minute: how many whole seconds it was so.
  private var seconds: [Int] = []
  private var nextSecond: Int64?

  package init() {}

  /// Lets the clock run to `now`, so that silence counts, too.
  package mutating func advance(to now: Int64) {
    var second = nextSecond ?? now
    while second <= now {
      let level = recent.count(at: second)
      // Behind a minute of silence every second is alike.
      let step = level == 0 ? max(1_000, (now - second) / 1_000 * 1_000) : 1_000
      if seconds.count <= level {
        seconds += repeatElement(0, count: level + 1 - seconds.count)
      }
      seconds[level] += level == 0 && step > 1_000 ? Int(step / 1_000) : 1
      second += step
    }
    nextSecond = second
  }

  /// Counts `count` messages sent at `now`.
  package mutating func send(_ count: Int, at now: Int64) {
    advance(to: now)
    for _ in 0..<count { recent.record(at: now) }
    total += count
    let level = recent.count(at: now)
    if level > peak { (peak, peakTime) = (level, now) }
  }

  /// The level of the last minute that was not exceeded in `perMille` of all seconds; 0 where none were seen.
  package func level(perMille: Int) -> Int {
    let all = seconds.reduce(0, +)
    var rest = all - all * perMille / 1_000
    for level in seconds.indices.reversed() {
      if seconds[level] > rest || (rest == 0 && seconds[level] > 0) { return level }
      rest -= seconds[level]
    }
    return 0
  }

  /// Seconds at or above a level.
  package func seconds(atLeast level: Int) -> Int {
    guard level < seconds.count else { return 0 }
    return seconds[max(0, level)...].reduce(0, +)
  }
}
