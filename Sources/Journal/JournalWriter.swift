package import Hashing
package import Trading

/// The one writer of a journal: seals drafts into the chain and makes them durable in groups.
///
/// An envelope is acknowledged when ``committedSequence`` has reached it. After a failure nothing more is
/// taken: what was acknowledged stays, what was not is gone, and every later call says so.
///
/// ```swift
/// let journal = try JournalWriter(path: "run.journal", logID: "runner-1", now: { clock.milliseconds })
/// let (sequence, hash) = try journal.append(draft)
/// try journal.flush()          // before an order is sent
/// try journal.close()
/// ```
package final class JournalWriter {
  /// How a writer meets a journal that holds envelopes already.
  package enum Mode: Sendable {
    /// Goes on behind the last envelope, after the whole chain was verified.
    case append
    /// The producer runs again from its beginning: its envelopes must be the journalled ones, byte by byte, up
    /// to the last committed; what comes behind is appended.
    case replay
  }

  /// When a group is handed to the disk.
  package struct Grouping: Sendable {
    /// The most envelopes in one transaction.
    package var envelopes = 1000
    /// The longest an envelope waits for its transaction, in milliseconds of the writer's clock.
    package var milliseconds: Int64 = 20

    /// The grouping of facts/monitoring.md 4: 1,000 envelopes or 20 ms.
    package init(envelopes: Int = 1000, milliseconds: Int64 = 20) {
      self.envelopes = envelopes
      self.milliseconds = milliseconds
    }
  }

  /// The file, as it was named.
  package let path: String
  private let grouping: Grouping
  private let now: () -> Int64
  private let commits: CommitQueue
  private var sealer: EnvelopeSealer
  private var tree: MerkleTree
  private var schedule: CheckpointSchedule
  private var replay: ReplayCursor?
  private var batch = JournalBatch()
  /// When the oldest envelope of `batch` was appended, on `now`.
  private var batchStarted: Int64 = 0
  private var lastRecorded: Int64 = 0
  /// The size of the last checkpoint that was stated, here or by an earlier writer.
  private var checkpointed: Int64 = 0
  private var isClosed = false

  /// Opens the journal at `path`, or makes it.
  ///
  /// - Parameter now: a monotonic clock in milliseconds, for the age of a group only; nothing of it is written.
  package init(
    path: String, logID: String, mode: Mode = .append, grouping: Grouping = Grouping(),
    maximumPages: Int? = nil, now: @escaping () -> Int64
  ) throws(JournalError) {
    let store = try JournalStore.open(path, logID: logID)
    if let maximumPages { try store.limit(pages: maximumPages) }
    let start = try JournalStart(path: path, logID: logID, mode: mode)
    self.path = path
    self.grouping = grouping
    self.now = now
    sealer = start.sealer
    tree = start.tree
    schedule = start.schedule
    checkpointed = start.checkpointed
    lastRecorded = start.lastRecorded
    commits = CommitQueue(store, committed: start.committed)
    replay =
      mode == .replay && start.committed > 0
      ? try ReplayCursor(path: path, through: start.committed) : nil
  }

  /// The number of the last envelope that is safely on the disk.
  package var committedSequence: Int64 { commits.committed }

  /// The number of the last appended envelope.
  package var sequence: Int64 { sealer.sequence }

  /// The hash of the last appended envelope; zero before the first.
  package var head: Digest32 { sealer.hash }

  /// Whether the envelopes of a repeated run are still being held against the journal.
  package var isReplaying: Bool { replay != nil }

  /// Seals `draft` and hands it over with its group.
  @discardableResult
  package func append(
    _ draft: borrowing EnvelopeDraft
  ) throws(JournalError) -> (sequence: Int64, hash: Digest32) {
    guard !isClosed else { throw .closed(committed: committedSequence) }
    try commits.check()
    sealer.seal(draft, into: &batch.bytes)
    tree.append(sealer.hash)
    lastRecorded = draft.recorded
    let isDue = schedule.isDue(after: sealer.sequence, recorded: draft.recorded)
    if replay != nil {
      // The schedule goes on from what is stored, like one that appends.
      if sealer.sequence == checkpointed {
        schedule.resume(size: checkpointed, recorded: draft.recorded)
      }
      try compareWithJournal()
      return (sealer.sequence, sealer.hash)
    }
    if batch.ends.isEmpty { batchStarted = now() }
    batch.ends.append(batch.bytes.count)
    if isDue { stateRoot() }
    if batch.ends.count >= grouping.envelopes {
      try submit()
    } else {
      try commitIfDue()
    }
    return (sealer.sequence, sealer.hash)
  }

  /// Hands the open group over if its oldest envelope has waited long enough. To be called when no envelope
  /// comes.
  package func commitIfDue() throws(JournalError) {
    guard !batch.isEmpty, now() - batchStarted >= grouping.milliseconds else { return }
    try submit()
  }

  /// Returns when everything appended so far is on the disk.
  package func flush() throws(JournalError) {
    if !batch.isEmpty { try submit() }
    try commits.drain()
  }

  /// Writes what is left with a last checkpoint, and closes the file. Closing again does nothing.
  package func close() throws(JournalError) {
    guard !isClosed else { return }
    isClosed = true
    try commits.check()
    if replay != nil {
      throw .replayEnded(sequence: sealer.sequence, committed: committedSequence)
    }
    if sealer.sequence > checkpointed { stateRoot() }
    if !batch.isEmpty { try submit() }
    try commits.close()
  }

  private func stateRoot() {
    checkpointed = sealer.sequence
    batch.checkpoints.append(
      JournalBatch.StatedRoot(size: sealer.sequence, root: tree.root, recorded: lastRecorded))
  }

  private func submit() throws(JournalError) {
    batch.sequence = sealer.sequence
    batch.hash = sealer.hash
    try commits.submit(&batch)
  }

  /// Holds the envelope just sealed against the row of the same number; the last one ends the replay.
  private func compareWithJournal() throws(JournalError) {
    let ended = try replay?.compare(batch.bytes, sequence: sealer.sequence, hash: sealer.hash)
    batch.bytes.removeAll(keepingCapacity: true)
    if ended == true { replay = nil }
  }
}
