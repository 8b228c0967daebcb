import Glibc
package import Orders
import Runtime

/// What a store measures ages by: the time since the machine started, which is one for all processes of it, goes on
/// while the machine sleeps, and which nobody sets. A wall clock that leaps ahead would let operations out of the
/// window and leases out of their owners' hands before their time (facts/oms.md 4: the store's time, not the
/// callers').
package struct StoreClock {
  /// A moment on the clock of one start of a machine.
  package struct Moment: Hashable, Sendable {
    /// Which start of which machine; moments of two of them cannot be subtracted.
    package var boot: String
    /// Milliseconds since it.
    package var elapsed: Int64

    /// A moment of these parts.
    package init(boot: String, elapsed: Int64) {
      self.boot = boot
      self.elapsed = elapsed
    }

    /// Milliseconds on this clock at which something was that is told as `other`: what was before this start of the
    /// machine is at least as old as the start, and nothing was later than now.
    package func time(of other: Moment) -> Int64 {
      other.boot == boot ? min(other.elapsed, elapsed) : 0
    }
  }

  private let boot: String
  private let elapsed: () -> Int64

  /// A clock of tests and simulations: `elapsed` gives milliseconds that never go back.
  package init(boot: String = "simulated", _ elapsed: @escaping () -> Int64) {
    self.boot = boot
    self.elapsed = elapsed
  }

  /// The machine's. Fails where the machine does not say which start it is: then no age can be told.
  package static func machine() throws(DeskStoreFailure) -> StoreClock {
    let path = "/proc/sys/kernel/random/boot_id"
    let bytes: [UInt8]
    do {
      bytes = try FileContents.read(path)
    } catch {
      throw DeskStoreFailure("\(path) cannot be read")
    }
    let boot = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
    guard !boot.isEmpty else { throw DeskStoreFailure("\(path) is empty") }
    return StoreClock(boot: boot) {
      var time = timespec()
      unsafe clock_gettime(CLOCK_BOOTTIME, &time)
      return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
  }

  /// Now.
  package var now: Moment { Moment(boot: boot, elapsed: elapsed()) }
}
