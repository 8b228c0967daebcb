import Desk
import Orders
import Runner
package import Stores

/// What people ask of a run, in the store that its runs share.
package struct LiveRequests {
  let queue: OperatorQueue
  /// The API key whose lease makes the requests this run's.
  let key: String

  /// The requests to the runs of `key`.
  package init(_ queue: OperatorQueue, key: String) {
    self.queue = queue
    self.key = key
  }
}

extension LiveDesk {
  /// Takes what people asked for, and answers once the journal has it on the disk. A run without the lease leaves it
  /// to the one that has it.
  func answerRequests(_ now: Int64) throws {
    guard let requests, parts.desk.manager.holdsLease else { return }
    do {
      let waiting = try requests.queue.waiting(for: requests.key)
      guard !waiting.isEmpty else { return }
      try answer(waiting, requests.queue, now)
    } catch let failure as DeskStoreFailure {
      say(.trouble("requests of operators cannot be read or answered: \(failure.message)"))
    }
  }

  private func answer(
    _ waiting: [OperatorRequest], _ queue: OperatorQueue, _ now: Int64
  ) throws {
    for request in waiting where parts.desk.manager.books.requests[request.id] == nil {
      try take([.request(request)])
    }
    try parts.log.flush()
    for request in waiting {
      guard let answer = parts.desk.manager.books.requests[request.id] else { continue }
      try queue.answer(request.id, answer, now: now)
      say(.request(request, answer))
    }
  }
}
