internal import Glibc
import SQLite

/// The tables of a journal and how a file shows whose it is; shared by the writer and the reader.
enum JournalTables {
  /// "PTJL", in the database header at offset 68.
  static let applicationID: Int64 = 0x5054_4A4C
  /// The version of the tables, in the database header at offset 60.
  static let version: Int64 = 1
  /// How many pages (of 16 KiB) the write-ahead log may grow before it is carried over into the file. Measured
  /// with rows of 1 kB: a log that stays in the cache costs a fifth less than one of 2,000 pages.
  static let pagesBetweenCheckpoints = 500
  /// The longest envelope that is read, in bytes.
  static let largestEnvelope = 64 << 20

  /// What a file is.
  enum Identity: Equatable {
    /// No tables at all: a new file.
    case empty
    case journal(version: Int64)
    case foreign
  }

  static func identity(of connection: borrowing SQLiteConnection) throws(SQLiteFailure) -> Identity
  {
    let application = try connection.integer("PRAGMA application_id") ?? 0
    if application == applicationID {
      return .journal(version: try connection.integer("PRAGMA user_version") ?? 0)
    }
    let tables = try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
    return application == 0 && tables == 0 ? .empty : .foreign
  }

  /// Makes a new journal under another name and gives it its own when it is whole: who looks finds no journal or
  /// a good one, whenever the process is killed. What an earlier try left under the other name is replaced.
  static func make(_ path: String, logID: String) throws(SQLiteFailure) {
    let draft = path + ".new"
    for suffix in ["", "-wal", "-shm", "-journal"] { unsafe unlink(draft + suffix) }
    do {
      let connection = try SQLiteConnection.open(draft, .write)
      try create(in: connection, logID: logID)
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    // Another process cannot have made it in between: the caller holds the writer's lock.
    guard unsafe rename(draft, path) == 0 else {
      throw SQLiteFailure(
        code: SQLiteFailure.cannotOpen, message: unsafe String(cString: strerror(errno)),
        operation: "rename")
    }
    synchroniseFolder(of: path)
  }

  /// So that the new name survives a power cut: what is acknowledged later must be found under it. Some file
  /// systems refuse it, and keep names by themselves.
  private static func synchroniseFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Makes the tables in one transaction: a crash leaves an empty file, which is made a journal next time.
  static func create(
    in connection: borrowing SQLiteConnection, logID: String
  ) throws(SQLiteFailure) {
    try connection.execute("PRAGMA page_size = 16384")
    try connection.execute("PRAGMA journal_mode = WAL")
    try connection.execute("PRAGMA synchronous = FULL")
    try connection.execute("BEGIN IMMEDIATE")
    try connection.execute(schema)
    try connection.execute("PRAGMA application_id = \(applicationID)")
    try connection.execute("PRAGMA user_version = \(version)")
    let insert = try connection.prepare(
      "INSERT INTO head (id, log_id, seq, hash) VALUES (1, ?1, 0, ?2)")
    try insert.bind(logID, at: 1)
    try insert.bind(String(repeating: "0", count: 64), at: 2)
    try insert.run()
    try connection.execute("COMMIT")
  }

  private static let schema = """
    CREATE TABLE envelopes (seq INTEGER PRIMARY KEY, envelope TEXT NOT NULL) STRICT;
    CREATE TABLE checkpoints (
      size INTEGER PRIMARY KEY, root TEXT NOT NULL, recorded_ms INTEGER NOT NULL) STRICT;
    CREATE TABLE head (
      id INTEGER PRIMARY KEY CHECK (id = 1), log_id TEXT NOT NULL, seq INTEGER NOT NULL,
      hash TEXT NOT NULL) STRICT;
    """
}
