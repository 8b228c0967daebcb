/// Counts operations of one API key in an exact sliding window: the times of the last operations themselves, no
/// buckets, so the count is right at every instant (facts/oms.md 4; seeds/001 "ops in the last 60s").
///
/// An operation at `t` is counted while `now - t < window`. Times may not go back; an earlier time is taken as
/// the latest seen, so that a clock step can never free room.
package struct RateWindow: Equatable, Sendable {
  /// Milliseconds.
  package let window: Int64
  /// Times of the counted operations, oldest first, in a ring.
  private var times: [Int64]
  private var first = 0
  private(set) package var count = 0
  private var latest = Int64.min

  /// A window of `window` milliseconds; `capacity` operations fit before the memory grows.
  package init(window: Int64 = 60_000, capacity: Int = 64) {
    precondition(window > 0 && capacity > 0, "a window has a length and room for an operation")
    self.window = window
    times = Array(repeating: 0, count: capacity)
  }

  /// How many operations lie in the window that ends at `now`.
  package mutating func count(at now: Int64) -> Int {
    let now = advance(to: now)
    while count > 0, now - times[first] >= window {
      first = (first + 1) % times.count
      count -= 1
    }
    return count
  }

  /// Counts one operation sent at `now`.
  package mutating func record(at now: Int64) {
    let now = advance(to: now)
    if count == times.count { grow() }
    times[(first + count) % times.count] = now
    count += 1
  }

  /// When the oldest counted operation leaves the window; nil where none is counted.
  package var nextRelease: Int64? {
    count == 0 ? nil : times[first] + window
  }

  private mutating func advance(to now: Int64) -> Int64 {
    latest = max(latest, now)
    return latest
  }

  private mutating func grow() {
    var larger = (0..<count).map { times[(first + $0) % times.count] }
    larger.append(contentsOf: repeatElement(0, count: times.count))
    times = larger
    first = 0
  }
}
