internal import Dispatch
import SQLite
internal import Synchronization

/// Transactions on a thread of their own, so that sealing the next group and writing the last one overlap.
///
/// At most two groups are under way; a producer that is faster waits. The order of groups is the order of
/// `submit`, and after a failure no later group is written.
final class CommitQueue: Sendable {
  private struct State {
    var committed: Int64
    var failure: JournalError?
    /// Groups on their way, oldest first. Moved in and out, so that their memory is never copied.
    var pending: [JournalBatch] = []
    var spare: [JournalBatch] = [JournalBatch(), JournalBatch()]
  }

  private let queue = DispatchQueue(label: "polytraders.journal")
  private let room = DispatchSemaphore(value: 2)
  private let store: Mutex<JournalStore?>
  private let state: Mutex<State>

  /// A queue in front of `store`, whose last envelope is `committed`.
  init(_ store: consuming sending JournalStore, committed: Int64) {
    self.store = Mutex(store)
    state = Mutex(State(committed: committed))
  }

  /// The number of the last envelope on the disk.
  var committed: Int64 { state.withLock { $0.committed } }

  /// Throws what went wrong, if anything did.
  func check() throws(JournalError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Takes `batch` and leaves an empty one with memory of an earlier group in its place.
  func submit(_ batch: inout JournalBatch) throws(JournalError) {
    room.wait()
    state.withLock {
      $0.pending.append(batch)
      batch = $0.spare.popLast() ?? JournalBatch()
    }
    queue.async { [self] in
      writeNext()
      room.signal()
    }
    try check()
  }

  /// Waits until everything submitted is on the disk.
  func drain() throws(JournalError) {
    queue.sync {}
    try check()
  }

  /// Waits, carries the write-ahead log over into the file, and gives file and lock back. Nothing may be
  /// submitted afterwards.
  func close() throws(JournalError) {
    try drain()
    do throws(SQLiteFailure) {
      try store.withLock { (store) throws(SQLiteFailure) in
        try store?.settle()
        store = nil
      }
    } catch {
      throw note(error)
    }
  }

  private func writeNext() {
    var group = state.withLock { $0.pending.removeFirst() }
    guard state.withLock({ $0.failure == nil }) else { return }
    do throws(SQLiteFailure) {
      try store.withLock { (store) throws(SQLiteFailure) in try store?.commit(group) }
    } catch {
      _ = note(error)
      return
    }
    group.removeAll()
    state.withLock {
      $0.committed = group.sequence
      $0.spare.append(group)
    }
  }

  private func note(_ failure: SQLiteFailure) -> JournalError {
    state.withLock {
      let error: JournalError =
        failure.isFull
        ? .full(committed: $0.committed) : .cannotWrite(failure, committed: $0.committed)
      $0.failure = error
      return error
    }
  }
}
