import SQLite

/// The tables of the shared state and how a file shows that it holds them. One file serves any number of keys and
/// wallets; what changes often has a generation, so that a process reads again only what another one wrote.
enum DeskTables {
  /// "PTDS", in the database header at offset 68.
  static let applicationID: Int64 = 0x5054_4453
  static let version: Int64 = 1

  /// Opens the file at `path`, or makes it; `isNew` says whether it was made now.
  static func open(
    _ path: String, isNew: inout Bool
  ) throws(SQLiteFailure) -> SQLiteConnection {
    let connection = try SQLiteConnection.open(path, .write)
    connection.setBusyTimeout(milliseconds: 5000)
    try connection.execute("PRAGMA journal_mode = WAL")
    // A crash of the process loses nothing; after a crash of the machine numbers go on above the journal's, and
    // what must not be lost even then is written with FULL.
    try connection.execute("PRAGMA synchronous = NORMAL")
    try connection.execute("BEGIN IMMEDIATE")
    let application = try connection.integer("PRAGMA application_id") ?? 0
    let tables = try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
    isNew = application == 0 && tables == 0
    if isNew {
      try connection.execute(schema)
    }
    try check(connection)
    // Came later; a store that does not know it is no other store.
    try connection.execute(releases)
    try connection.execute(baselines)
    try connection.execute("COMMIT")
    return connection
  }

  /// Refuses a database of anybody else, and one of another version.
  static func check(_ connection: borrowing SQLiteConnection) throws(SQLiteFailure) {
    guard try connection.integer("PRAGMA application_id") == applicationID,
      try connection.integer("PRAGMA user_version") == version
    else {
      throw SQLiteFailure(
        code: SQLiteFailure.cannotOpen, message: "the file is no desk store of this version",
        operation: "open")
    }
  }

  private static let releases = """
    CREATE TABLE IF NOT EXISTS releases (
      lane TEXT NOT NULL, released_by TEXT NOT NULL, time_ms INTEGER NOT NULL
    ) STRICT
    """

  /// The highest equity of each wallet, in millionths of a pUSD.
  private static let baselines = """
    CREATE TABLE IF NOT EXISTS baselines (
      wallet TEXT PRIMARY KEY, peak INTEGER NOT NULL
    ) STRICT
    """

  private static let schema = """
    CREATE TABLE lanes (
      lane TEXT PRIMARY KEY, generation INTEGER NOT NULL, head TEXT NOT NULL
    ) STRICT;
    CREATE TABLE slots (
      lane TEXT NOT NULL, number INTEGER NOT NULL, generation INTEGER NOT NULL,
      request TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL, epoch INTEGER NOT NULL,
      hash TEXT NOT NULL, has_left INTEGER NOT NULL, since_ms INTEGER NOT NULL,
      PRIMARY KEY (lane, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX slots_changed ON slots (lane, generation);
    CREATE TABLE windows (
      key TEXT PRIMARY KEY, generation INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE operations (
      key TEXT NOT NULL, operation TEXT NOT NULL, time_ms INTEGER NOT NULL,
      PRIMARY KEY (key, operation)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX operations_by_time ON operations (key, time_ms);
    CREATE TABLE leases (
      key TEXT PRIMARY KEY, owner TEXT NOT NULL, epoch INTEGER NOT NULL,
      until_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE kills (
      scope TEXT PRIMARY KEY, entry TEXT NOT NULL
    ) STRICT;
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    """
}
