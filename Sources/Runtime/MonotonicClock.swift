internal import Glibc

/// Where cores get their time from: nanoseconds that never run backwards, from an arbitrary start.
package protocol NanosecondClock: Sendable {
  /// Nanoseconds since the clock's own start.
  var now: UInt64 { get }
}

/// The machine's clock that no one sets: for latencies and progress, not for dates.
package struct MonotonicClock: NanosecondClock {
  /// The one clock of the machine.
  package init() {}

  /// Nanoseconds since some moment before the start of the process.
  package var now: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}

/// What this process has used so far.
package enum ProcessUsage {
  /// The largest resident size since the start of the process, in bytes.
  package static var peakMemory: Int {
    var usage = rusage()
    unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss * 1024
  }
}
