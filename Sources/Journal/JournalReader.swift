internal import Glibc
package import Hashing
import SQLite

/// A journal opened for reading only: no call can change it. Works beside a running writer, and on what a
/// killed writer left behind, its write-ahead log included.
package final class JournalReader {
  /// The file, as it was named.
  package let path: String
  private let connection: SQLiteConnection

  /// Opens the journal at `path`.
  package init(path: String) throws(JournalError) {
    self.path = path
    do throws(SQLiteFailure) {
      connection = try Self.open(path)
    } catch {
      throw error.isNoDatabase ? .notAJournal(path: path) : .cannotOpen(path: path, error)
    }
    let identity: JournalTables.Identity
    do throws(SQLiteFailure) {
      identity = try JournalTables.identity(of: connection)
    } catch {
      throw error.isNoDatabase ? .notAJournal(path: path) : .cannotOpen(path: path, error)
    }
    switch identity {
    case .journal(JournalTables.version): break
    case .journal(let found):
      throw .otherVersion(path: path, found: found, known: JournalTables.version)
    case .empty, .foreign: throw .notAJournal(path: path)
    }
  }

  /// On a medium where the shared-memory file of the write-ahead log cannot be made, nobody can be writing
  /// either, and the file alone is read.
  private static func open(_ path: String) throws(SQLiteFailure) -> SQLiteConnection {
    do throws(SQLiteFailure) {
      let connection = try SQLiteConnection.open(path, .read)
      connection.setBusyTimeout(milliseconds: 5000)
      _ = try connection.integer("PRAGMA schema_version")
      return connection
    } catch {
      guard error.primaryCode == SQLiteFailure.cannotOpen, unsafe access(path + "-wal", F_OK) != 0,
        unsafe access(path, R_OK) == 0
      else { throw error }
      return try SQLiteConnection.open(path, .immutable)
    }
  }

  /// What the head row says; nil where there is none or it cannot be read as one.
  package func head() throws(JournalError) -> JournalHead? {
    try reading { () throws(SQLiteFailure) in
      let select = try connection.prepare("SELECT log_id, seq, hash FROM head WHERE id = 1")
      guard try select.step(), let logID = select.text(0), let sequence = select.integer(1),
        let hash = select.text(2).flatMap({ Digest32(hex: $0) })
      else { return nil }
      return JournalHead(logID: logID, sequence: sequence, hash: hash)
    }
  }

  /// The roots the journal states itself, smallest size first.
  package func checkpoints() throws(JournalError) -> [JournalCheckpoint] {
    try reading { () throws(SQLiteFailure) in
      let select = try connection.prepare(
        "SELECT size, root, recorded_ms FROM checkpoints ORDER BY size")
      var result: [JournalCheckpoint] = []
      while try select.step() {
        result.append(
          JournalCheckpoint(
            size: select.integer(0) ?? 0, root: select.text(1).flatMap { Digest32(hex: $0) },
            recorded: select.integer(2) ?? 0))
      }
      return result
    }
  }

  /// How many envelopes are stored.
  package func count() throws(JournalError) -> Int64 {
    try reading { () throws(SQLiteFailure) in
      try connection.integer("SELECT count(*) FROM envelopes") ?? 0
    }
  }

  /// The text of envelope `sequence`; nil where there is none.
  package func envelope(_ sequence: Int64) throws(JournalError) -> [UInt8]? {
    var found: [UInt8]?
    try unsafe forEach(from: sequence, through: sequence) { _, row in
      found = unsafe Array(row)
      return false
    }
    return found
  }

  /// The number of the last row, 0 without rows.
  func lastRow() throws(JournalError) -> Int64 {
    try reading { () throws(SQLiteFailure) in
      try connection.integer("SELECT max(seq) FROM envelopes") ?? 0
    }
  }

  /// Lends every stored envelope in the order of its row number to `body`, until that returns false. The bytes
  /// are gone when it returns.
  package func forEach(
    from first: Int64 = .min, through last: Int64 = .max,
    _ body: (_ row: Int64, _ text: UnsafeRawBufferPointer) -> Bool
  ) throws(JournalError) {
    try reading { () throws(SQLiteFailure) in
      let select = try connection.prepare(
        "SELECT seq, envelope FROM envelopes WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq")
      try select.bind(first, at: 1)
      try select.bind(last, at: 2)
      while try select.step() {
        let row = select.integer(0) ?? 0
        guard unsafe select.withBytes(1, { unsafe body(row, $0) }) else { return }
      }
    }
  }

  /// Runs `body` on one unchanging state of the journal, whatever a writer does meanwhile.
  package func withSnapshot<R>(_ body: () throws(JournalError) -> R) throws(JournalError) -> R {
    try reading { () throws(SQLiteFailure) in try connection.execute("BEGIN") }
    defer { try? connection.execute("COMMIT") }
    return try body()
  }

  private func reading<R>(_ body: () throws(SQLiteFailure) -> R) throws(JournalError) -> R {
    do throws(SQLiteFailure) {
      return try body()
    } catch {
      throw error.isNoDatabase ? .notAJournal(path: path) : .cannotRead(error)
    }
  }
}

/// What the head row of a journal says.
package struct JournalHead: Hashable, Sendable {
  /// The `log_id` of every envelope of this journal.
  package var logID: String
  /// The number of the last envelope, 0 for an empty journal.
  package var sequence: Int64
  /// The hash of the last envelope, zero for an empty journal.
  package var hash: Digest32
}

/// A root that the journal states itself.
package struct JournalCheckpoint: Hashable, Sendable {
  /// How many envelopes the root covers.
  package var size: Int64
  /// Nil where the text is no digest.
  package var root: Digest32?
  /// `ts_recorded_ms` of the last envelope it covers.
  package var recorded: Int64
}
