import CSQLite

/// One connection to a database file. It belongs to whoever owns the value and is closed with it; nothing
/// outside this folder sees the C pointer.
@safe package struct SQLiteConnection: ~Copyable {
  private let handle: OpaquePointer

  /// How a database is opened.
  package enum Access {
    /// Read and write; the file is made if there is none.
    case write
    /// Read only: no statement can change the file.
    case read
    /// Read only, for media where not even the lock files can be made. Only right while nobody writes.
    case immutable
  }

  private init(handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  /// Opens the database at `path`.
  package static func open(_ path: String, _ access: Access) throws(SQLiteFailure)
    -> SQLiteConnection
  {
    var handle: OpaquePointer?
    let flags: Int32
    var name = path
    switch access {
    case .write: flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    case .read: flags = SQLITE_OPEN_READONLY
    case .immutable:
      flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      name = "file:" + uriPath(path) + "?immutable=1"
    }
    let result = unsafe sqlite3_open_v2(
      name, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard result == SQLITE_OK, let handle = unsafe handle else {
      let failure = unsafe SQLiteFailure(
        code: result, message: message(handle, result), operation: "open")
      unsafe sqlite3_close_v2(handle)
      throw failure
    }
    return unsafe SQLiteConnection(handle: handle)
  }

  deinit {
    unsafe sqlite3_close_v2(handle)
  }

  /// Runs statements that give no rows.
  package func execute(_ sql: String) throws(SQLiteFailure) {
    let result = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard result == SQLITE_OK else { throw failure(result, sql) }
  }

  /// Compiles one statement that is kept for repeated use.
  package func prepare(_ sql: String) throws(SQLiteFailure) -> SQLiteStatement {
    var statement: OpaquePointer?
    let result = unsafe sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard result == SQLITE_OK, let statement = unsafe statement else { throw failure(result, sql) }
    return unsafe SQLiteStatement(statement: statement)
  }

  /// The first column of the first row as an integer; nil where there is no row.
  package func integer(_ sql: String) throws(SQLiteFailure) -> Int64? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// How long a statement waits for another connection's lock before it fails, in milliseconds.
  package func setBusyTimeout(milliseconds: Int32) {
    unsafe sqlite3_busy_timeout(handle, milliseconds)
  }

  private func failure(_ code: Int32, _ operation: String) -> SQLiteFailure {
    unsafe SQLiteFailure(code: code, message: Self.message(handle, code), operation: operation)
  }

  private static func message(_ handle: OpaquePointer?, _ code: Int32) -> String {
    if let handle = unsafe handle, let text = unsafe sqlite3_errmsg(handle) {
      return unsafe String(cString: text)
    }
    return unsafe String(cString: sqlite3_errstr(code))
  }

  /// The path with the characters escaped that end the path of a URI (sqlite.org/uri.html).
  private static func uriPath(_ path: String) -> String {
    path.map { character in
      switch character {
      case "%": "%25"
      case "?": "%3f"
      case "#": "%23"
      default: String(character)
      }
    }.joined()
  }
}
