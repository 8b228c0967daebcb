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
      "SELECT operation, time_ms FROM operations WHERE key = ?1 ORDER BY time_ms, operation")
    writeGeneration = try connection.prepare(
      """
      INSERT INTO windows VALUES (?1, ?2)
      ON CONFLICT (key) DO UPDATE SET generation = excluded.generation
      """)
    insert = try connection.prepare("INSERT OR REPLACE INTO operations VALUES (?1, ?2, ?3)")
    remove = try connection.prepare("DELETE FROM operations WHERE key = ?1 AND operation = ?2")
    expire = try connection.prepare("DELETE FROM operations WHERE key = ?1 AND time_ms <= ?2")
    try readGeneration.bind(key, at: 1)
    try readOperations.bind(key, at: 1)
    try writeGeneration.bind(key, at: 1)
    try insert.bind(key, at: 1)
    try remove.bind(key, at: 1)
    try expire.bind(key, at: 1)
  }

  func forget() { generation = -1 }

  /// Reads the window again where another process changed it. The latest time seen stays.
  func refresh(_ window: inout OperationWindow) throws(SQLiteFailure) {
    defer { readGeneration.reset() }
    let found = try readGeneration.step() ? readGeneration.integer(0) ?? 0 : 0
    guard found != generation else { return }
    defer { readOperations.reset() }
    var entries: [OperationWindow.Entry] = []
    while try readOperations.step() {
      guard let operation = readOperations.text(0), let time = readOperations.integer(1) else {
        throw SQLiteFailure(code: 0, message: "the window holds a bad row", operation: "read")
      }
      entries.append(OperationWindow.Entry(operation: operation, time: time))
    }
    window = OperationWindow(
      window: window.window, entries: entries, latest: window.latest)
    generation = found
  }

  /// Stores a counted operation and forgets those that left the window.
  func add(
    _ entry: OperationWindow.Entry, window: Int64
  ) throws(SQLiteFailure) {
    try expire.bind(entry.time - window, at: 2)
    try expire.run()
    try insert.bind(entry.operation, at: 2)
    try insert.bind(entry.time, at: 3)
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
