internal import Glibc
internal import Synchronization

/// Where services get the date from, so that tests can set it. It can be set back by whoever owns the machine:
/// nothing that must not become younger may be judged by it alone.
package protocol WallClock: Sendable {
  /// Milliseconds since 1970.
  var milliseconds: Int64 { get }
}

/// The date of this machine.
package struct SystemWallClock: WallClock {
  /// The one date of the machine.
  package init() {}

  package var milliseconds: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// A date that never goes back and never stands: where the machine's date is set back, the latest one that was seen
/// goes on by the clock that no one sets. What is to end at a time ends, whatever is done to the date.
package final class SteadyWallClock: WallClock {
  /// The machine's date as it is: what this clock is held against.
  package let raw: any WallClock
  private let elapsed: any NanosecondClock
  /// The latest date of the machine, and when that was.
  private let latest: Mutex<(date: Int64, moment: UInt64)>

  /// A clock that is nowhere behind `since`, milliseconds since 1970: what was seen earlier.
  package init(
    _ raw: any WallClock = SystemWallClock(), elapsed: any NanosecondClock = MonotonicClock(),
    since: Int64 = .min
  ) {
    self.raw = raw
    self.elapsed = elapsed
    latest = Mutex((max(raw.milliseconds, since), elapsed.now))
  }

  package var milliseconds: Int64 {
    latest.withLock { latest in
      let (date, moment) = (raw.milliseconds, elapsed.now)
      let passed = moment > latest.moment ? Int64((moment - latest.moment) / 1_000_000) : 0
      guard date >= latest.date + passed else { return latest.date + passed }
      latest = (date, moment)
      return date
    }
  }
}
