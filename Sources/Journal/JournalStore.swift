internal import Glibc
internal import Hashing
import SQLite

/// A journal opened for writing: takes finished envelopes, a transaction at a time.
///
/// `envelopes` holds the whole canonical text and nothing beside it: a second column with part of it could be
/// edited without being noticed. `head` says what was written last and changes in the same transaction, so
/// that a log whose last rows are missing can be told from one that ends there.
struct JournalStore: ~Copyable {
  private let insertEnvelope: SQLiteStatement
  private let insertCheckpoint: SQLiteStatement
  private let updateHead: SQLiteStatement
  private let connection: SQLiteConnection
  // Last, so that it is given back after the connection is closed.
  private let lock: JournalLock

  /// Opens the journal at `path`, or makes one for the log `logID`. A file of anybody else is not touched.
  static func open(_ path: String, logID: String) throws(JournalError) -> JournalStore {
    let lock = try JournalLock.take(forJournal: path)
    var refusal = JournalError.notAJournal(path: path)
    do throws(SQLiteFailure) {
      if unsafe access(path, F_OK) != 0 { try JournalTables.make(path, logID: logID) }
      let connection = try SQLiteConnection.open(path, .write)
      connection.setBusyTimeout(milliseconds: 5000)
      switch try JournalTables.identity(of: connection) {
      case .foreign: break
      case .journal(let found) where found != JournalTables.version:
        refusal = .otherVersion(path: path, found: found, known: JournalTables.version)
      case .journal: return try prepare(connection, lock)
      case .empty:
        try JournalTables.create(in: connection, logID: logID)
        return try prepare(connection, lock)
      }
    } catch {
      if error.isNoDatabase { throw .notAJournal(path: path) }
      throw error.isFull ? .full(committed: 0) : .cannotOpen(path: path, error)
    }
    throw refusal
  }

  private static func prepare(
    _ connection: consuming SQLiteConnection, _ lock: consuming JournalLock
  ) throws(SQLiteFailure) -> JournalStore {
    try connection.execute("PRAGMA synchronous = FULL")
    try connection.execute("PRAGMA wal_autocheckpoint = \(JournalTables.pagesBetweenCheckpoints)")
    let envelope = try connection.prepare("INSERT INTO envelopes (seq, envelope) VALUES (?1, ?2)")
    let checkpoint = try connection.prepare(
      "INSERT OR IGNORE INTO checkpoints (size, root, recorded_ms) VALUES (?1, ?2, ?3)")
    let head = try connection.prepare("UPDATE head SET seq = ?1, hash = ?2 WHERE id = 1")
    return JournalStore(
      insertEnvelope: envelope, insertCheckpoint: checkpoint, updateHead: head,
      connection: connection, lock: lock)
  }

  /// Writes everything of `batch` and waits until it is on the disk; or nothing of it.
  func commit(_ batch: JournalBatch) throws(SQLiteFailure) {
    do throws(SQLiteFailure) {
      try connection.execute("BEGIN IMMEDIATE")
      try insert(batch)
      try connection.execute("COMMIT")
    } catch {
      // SQLite has rolled back by itself after some failures; then there is nothing left to do.
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  /// Carries the write-ahead log over into the file and empties it.
  func settle() throws(SQLiteFailure) {
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Limits the size of the file, in pages. Only for tests of a full disk.
  func limit(pages: Int) throws(JournalError) {
    do throws(SQLiteFailure) {
      try connection.execute("PRAGMA max_page_count = \(pages)")
    } catch {
      throw .cannotWrite(error, committed: 0)
    }
  }

  private func insert(_ batch: JournalBatch) throws(SQLiteFailure) {
    var sequence = batch.sequence - Int64(batch.ends.count)
    var start = 0
    for end in batch.ends {
      sequence += 1
      try insertEnvelope.bind(sequence, at: 1)
      try insertEnvelope.run(text: batch.bytes, start..<end, at: 2)
      start = end
    }
    for checkpoint in batch.checkpoints {
      try insertCheckpoint.bind(checkpoint.size, at: 1)
      try insertCheckpoint.bind(checkpoint.root.hex, at: 2)
      try insertCheckpoint.bind(checkpoint.recorded, at: 3)
      try insertCheckpoint.run()
    }
    try updateHead.bind(batch.sequence, at: 1)
    try updateHead.bind(batch.hash.hex, at: 2)
    try updateHead.run()
  }
}
