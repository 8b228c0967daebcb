internal import Glibc

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
