internal import Glibc

/// The clocks of this machine.
package struct SystemTime: VenueTimeSource {
  /// The clocks of this machine.
  package init() {}

  package var wall: Int64 { Self.milliseconds(CLOCK_REALTIME) }

  package var steady: Int64 { Self.milliseconds(CLOCK_MONOTONIC) }

  package func sleep(milliseconds: Int64) async {
    try? await Task.sleep(for: .milliseconds(milliseconds))
  }

  private static func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
