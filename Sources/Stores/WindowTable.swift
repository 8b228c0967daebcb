import Orders
import SQLite

/// The window of a key in its tables.
final class WindowTable {
  private let readGeneration: SQLiteStatement
  private let readOperations: SQLiteStatement
  private let writeGeneration: SQLiteStatement
  private let insert: SQLiteStatement
  private let remove: SQLiteStatement
  private let expire: SQLiteStatement
  private var generation: Int64 = -1

  /// The window's rows, with the statements for them.
  init(_ connection: borrowing SQLiteConnection, key: String) throws(SQLiteFailure) {
    readGeneration = try connection.prepare("SELECT generation FROM windows WHERE key = ?1")
    readOperations = try connection.prepare(
      "SELECT operation, boot, elapsed_ms FROM operations WHERE key = ?1 ORDER BY operation")
    writeGeneration = try connection.prepare(
      """
      INSERT INTO windows VALUES (?1, ?2)
      ON CONFLICT (key) DO UPDATE SET generation = excluded.generation
      """)
    insert = try connection.prepare(
      """
      INSERT OR REPLACE INTO operations (key, operation, time_ms, boot, elapsed_ms)
      VALUES (?1, ?2, ?3, ?4, ?5)
      """)
    remove = try connection.prepare("DELETE FROM operations WHERE key = ?1 AND operation = ?2")
    expire = try connection.prepare(
      """
      DELETE FROM operations WHERE key = ?1
      AND ((boot = ?2 AND elapsed_ms <= ?3) OR (boot <> ?2 AND ?3 >= 0))
      """)
    try readGeneration.bind(key, at: 1)
    try readOperations.bind(key, at: 1)
    try writeGeneration.bind(key, at: 1)
    try insert.bind(key, at: 1)
    try remove.bind(key, at: 1)
    try expire.bind(key, at: 1)
  }

  func forget() { generation = -1 }

  /// Reads the window again where another process changed it, in milliseconds of the clock that shows `now`. The
  /// latest time seen stays.
  func refresh(
    _ window: inout OperationWindow, at now: StoreClock.Moment
  ) throws(SQLiteFailure) {
    defer { readGeneration.reset() }
    let found = try readGeneration.step() ? readGeneration.integer(0) ?? 0 : 0
    guard found != generation else { return }
    defer { readOperations.reset() }
    var entries: [OperationWindow.Entry] = []
    while try readOperations.step() {
      guard let operation = readOperations.text(0), let boot = readOperations.text(1),
        let elapsed = readOperations.integer(2)
      else {
        throw SQLiteFailure(code: 0, message: "the window holds a bad row", operation: "read")
      }
      let time = now.time(of: StoreClock.Moment(boot: boot, elapsed: elapsed))
      entries.append(OperationWindow.Entry(operation: operation, time: time))
    }
    entries.sort { ($0.time, $0.operation) < ($1.time, $1.operation) }
    window = OperationWindow(
      window: window.window, entries: entries, latest: window.latest)
    generation = found
  }

  /// Stores an operation that was counted at this start of the machine, `now` on the caller's clock, and forgets
  /// those that left the window.
  func add(
    _ entry: OperationWindow.Entry, of boot: String, now: Int64, window: Int64
  ) throws(SQLiteFailure) {
    try expire.bind(boot, at: 2)
    try expire.bind(entry.time - window, at: 3)
    try expire.run()
    try insert.bind(entry.operation, at: 2)
    try insert.bind(now, at: 3)
    try insert.bind(boot, at: 4)
    try insert.bind(entry.time, at: 5)
    try insert.run()
    try advance()
  }

  /// An operation was given back.
  func remove(_ operation: String) throws(SQLiteFailure) {
    try remove.bind(operation, at: 2)
    try remove.run()
    try advance()
  }

  private func advance() throws(SQLiteFailure) {
    generation += 1
    try writeGeneration.bind(generation, at: 2)
    try writeGeneration.run()
  }
}
