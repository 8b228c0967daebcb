import Glibc
import Synchronization

/// What handlers saw, for a test that waits for it.
final class EventLog<Event: Sendable>: Sendable {
  private let events = Mutex<[Event]>([])

  /// So far.
  var all: [Event] { events.withLock { $0 } }

  func add(_ event: Event) {
    events.withLock { $0.append(event) }
  }

  /// Waits until `isEnough`, for at most `seconds`; whether it came to that.
  func wait(seconds: Int = 60, _ isEnough: ([Event]) -> Bool) -> Bool {
    for _ in 0..<(seconds * 500) {
      if isEnough(all) { return true }
      usleep(2_000)
    }
    return isEnough(all)
  }
}
