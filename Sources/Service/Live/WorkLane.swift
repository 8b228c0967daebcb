import Synchronization

/// Work that goes to the network in the order in which it was offered, so many pieces at a time. Bounded: what does not
/// fit is refused at once, so that a venue that hangs cannot fill the memory of the desk.
package final class WorkLane<Job: Sendable>: Sendable {
  private struct State {
    var waiting: [Job] = []
    /// How many of `waiting` are taken.
    var taken = 0
    var running = 0

    mutating func next() -> Job? {
      guard taken < waiting.count else { return nil }
      let job = waiting[taken]
      taken += 1
      if taken == waiting.count {
        waiting.removeAll(keepingCapacity: true)
        taken = 0
      }
      return job
    }
  }

  private let state = Mutex(State())
  private let width: Int
  private let limit: Int
  private let work: @Sendable (Job) async -> Void

  /// A lane on which `width` pieces run at once and `limit` more may wait.
  package init(width: Int, limit: Int, work: @escaping @Sendable (Job) async -> Void) {
    precondition(width > 0 && limit > 0, "a lane has room for a piece of work")
    self.width = width
    self.limit = limit
    self.work = work
  }

  /// Takes a piece of work; false where the lane is full, and then nothing of it will ever be done.
  package func offer(_ job: Job) -> Bool {
    let (isTaken, starts) = state.withLock { state -> (Bool, Bool) in
      guard state.waiting.count - state.taken < limit else { return (false, false) }
      state.waiting.append(job)
      guard state.running < width else { return (true, false) }
      state.running += 1
      return (true, true)
    }
    if starts { Task { await drain() } }
    return isTaken
  }

  /// Whether nothing waits and nothing is under way.
  package var isIdle: Bool {
    state.withLock { $0.running == 0 && $0.taken == $0.waiting.count }
  }

  private func drain() async {
    while let job = next() { await work(job) }
  }

  /// The next piece; where there is none the runner ends, in the same step.
  private func next() -> Job? {
    state.withLock { state in
      let job = state.next()
      if job == nil { state.running -= 1 }
      return job
    }
  }
}
