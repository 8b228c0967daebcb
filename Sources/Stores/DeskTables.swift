import Orders
import SQLite

/// The tables of the shared state and how a file shows that it holds them. One file serves any number of keys and
/// wallets; what changes often has a generation, so that a process reads again only what another one wrote.
enum DeskTables {
  /// "PTDS", in the database header at offset 68.
  static let applicationID: Int64 = 0x5054_4453
  static let version: Int64 = 2

  /// Opens the file at `path`, or makes it; `isNew` says whether it was made now. A store of version 1 is brought up
  /// to this one at `moment`; processes of before write nothing into it any more.
  static func open(
    _ path: String, at moment: StoreClock.Moment, isNew: inout Bool
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
    } else if try connection.integer("PRAGMA application_id") == applicationID,
      try connection.integer("PRAGMA user_version") == 1
    {
      try addMoments(connection, moment)
    }
    try check(connection, versions: version...version)
    // Came later; a store that does not know it is no other store.
    try connection.execute(releases)
    try connection.execute(requests)
    try connection.execute(baselines)
    try connection.execute("COMMIT")
    return connection
  }

  /// Version 1 knew dates only. What counted then counts from now on, and a lease ends at the latest when one that is
  /// given now would.
  private static func addMoments(
    _ connection: borrowing SQLiteConnection, _ moment: StoreClock.Moment
  ) throws(SQLiteFailure) {
    for (table, column) in [("operations", "elapsed_ms"), ("leases", "end_ms")] {
      try connection.execute(
        """
        ALTER TABLE \(table) ADD COLUMN boot TEXT NOT NULL DEFAULT '';
        ALTER TABLE \(table) ADD COLUMN \(column) INTEGER NOT NULL DEFAULT 0;
        """)
      let fill = try connection.prepare("UPDATE \(table) SET boot = ?1, \(column) = ?2")
      try fill.bind(moment.boot, at: 1)
      try fill.bind(moment.elapsed + (table == "leases" ? HeartbeatTiming().lease : 0), at: 2)
      try fill.run()
    }
    try connection.execute("PRAGMA user_version = \(version)")
  }

  /// Refuses a database of anybody else, and one of another version.
  static func check(
    _ connection: borrowing SQLiteConnection, versions: ClosedRange<Int64>
  ) throws(SQLiteFailure) {
    guard try connection.integer("PRAGMA application_id") == applicationID,
      let found = try connection.integer("PRAGMA user_version"), versions.contains(found)
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

  /// What people ask of the runs of a key, with what became of it.
  private static let requests = """
    CREATE TABLE IF NOT EXISTS requests (
      id TEXT PRIMARY KEY, key TEXT NOT NULL, time_ms INTEGER NOT NULL, request TEXT NOT NULL,
      answer TEXT, answered_ms INTEGER
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
      boot TEXT NOT NULL DEFAULT '', elapsed_ms INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (key, operation)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX operations_by_time ON operations (key, time_ms);
    CREATE TABLE leases (
      key TEXT PRIMARY KEY, owner TEXT NOT NULL, epoch INTEGER NOT NULL,
      until_ms INTEGER NOT NULL, boot TEXT NOT NULL DEFAULT '', end_ms INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE kills (
      scope TEXT PRIMARY KEY, entry TEXT NOT NULL
    ) STRICT;
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    """
}
