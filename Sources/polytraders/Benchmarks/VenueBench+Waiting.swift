import Dispatch
import Network
import Runtime
import Synchronization

/// Requests under way in several lanes: a finished one begins the next.
final class LaneRun: Sendable {
  private let client: HTTPClient
  private let requests: [HTTPClientRequest]
  private let begun = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let failed = Atomic<Bool>(false)
  private let done = DispatchSemaphore(value: 0)

  init(_ client: HTTPClient, _ requests: [HTTPClientRequest]) {
    self.client = client
    self.requests = requests
  }

  func next() {
    let index = begun.wrappingAdd(1, ordering: .relaxed).oldValue
    guard index < requests.count else { return }
    client.send(requests[index]) { result in
      if (try? result.get().status) != 200 { self.failed.store(true, ordering: .relaxed) }
      let count = self.finished.wrappingAdd(1, ordering: .relaxed).newValue
      if count == self.requests.count { self.done.signal() }
      self.next()
    }
  }

  /// Waits for the last answer; false where one was not 200.
  func wait() -> Bool {
    done.wait()
    return !failed.load(ordering: .relaxed)
  }
}

/// Counts the frames that a socket gets behind the first one, which is the dump of the books.
final class FrameCounter: Sendable {
  private struct State {
    var count = 0
    var begun: UInt64 = 0
    var ended: UInt64 = 0
  }

  private let wanted: Int
  private let state = Mutex(State())
  private let first = DispatchSemaphore(value: 0)
  private let last = DispatchSemaphore(value: 0)

  init(wanted: Int) {
    self.wanted = wanted
  }

  func handle(_ event: WebSocketClientEvent) {
    guard case .text = event else { return }
    let count = state.withLock { state in
      state.count += 1
      let now = MonotonicClock().now
      if state.count == 2 { state.begun = now }
      state.ended = now
      return state.count
    }
    if count == 1 { first.signal() }
    if count == wanted + 1 { last.signal() }
  }

  func waitForFirst() { first.wait() }

  /// Frames a second from the first to the last.
  func wait() -> Double {
    last.wait()
    return state.withLock { state in
      Double(wanted - 1) * 1e9 / Double(max(1, state.ended - state.begun))
    }
  }
}
