import Glibc
import Synchronization

/// The venue's time, in milliseconds since 1970: the machine's, or one that stands still until it is moved, so
/// that expiries, settlements and heartbeats of hours take place in a test of milliseconds.
package final class VenueClock: Sendable {
  /// Where the time comes from.
  package enum Mode: Sendable, Equatable {
    /// The clock of the machine.
    case real
    /// Stands still but for `advance`.
    case virtual(start: Int64)
  }

  package let mode: Mode
  /// The time of a virtual clock; of a real one the latest time given, so that it never runs backwards.
  private let latest: Mutex<Int64>

  /// A clock of this mode.
  package init(_ mode: Mode) {
    self.mode = mode
    if case .virtual(let start) = mode { latest = Mutex(start) } else { latest = Mutex(0) }
  }

  /// Whether only `advance` moves it.
  package var isVirtual: Bool { mode != .real }

  /// Milliseconds since 1970.
  package var now: Int64 {
    latest.withLock { latest in
      if mode == .real { latest = max(latest, Self.wallTime()) }
      return latest
    }
  }

  /// Moves a virtual clock to `time`, never back; a real one stays as it is.
  package func move(to time: Int64) {
    guard isVirtual else { return }
    latest.withLock { $0 = max($0, time) }
  }

  /// The machine's time in milliseconds since 1970.
  package static func wallTime() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
