import Dispatch

/// Work on a thread that may block, so that tests do not hold up the pool of tasks.
final class Background: Sendable {
  private let group = DispatchGroup()

  init(_ body: @escaping @Sendable () -> Void) {
    DispatchQueue.global().async(group: group, execute: DispatchWorkItem(block: body))
  }

  func join() {
    group.wait()
  }
}
