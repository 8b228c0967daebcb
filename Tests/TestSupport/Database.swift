import CSQLite

/// Somebody with SQLite and a grudge: looks into a journal and changes it behind its back.
package enum Database {
  package struct Refused: Error {
    package var message: String
  }

  /// Runs statements.
  package static func run(_ sql: String, _ path: String) throws {
    try unsafe open(path) { database in
      guard unsafe sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
        throw unsafe Refused(message: String(cString: sqlite3_errmsg(database)))
      }
    }
  }

  /// Puts another text in the place of an envelope.
  package static func replace(_ sequence: Int64, with text: [UInt8], _ path: String) throws {
    try unsafe open(path) { database in
      var statement: OpaquePointer?
      let sql = "UPDATE envelopes SET envelope = ?1 WHERE seq = ?2"
      guard unsafe sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else {
        throw unsafe Refused(message: String(cString: sqlite3_errmsg(database)))
      }
      defer { unsafe sqlite3_finalize(statement) }
      unsafe sqlite3_bind_int64(statement, 2, sequence)
      let result = unsafe text.withUnsafeBufferPointer { buffer in
        unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
          unsafe sqlite3_bind_text(
            statement, 1, characters.baseAddress, Int32(characters.count), nil)
          return unsafe sqlite3_step(statement)
        }
      }
      guard result == SQLITE_DONE else {
        throw unsafe Refused(message: String(cString: sqlite3_errmsg(database)))
      }
    }
  }

  /// The rows that a query gives, every value as text.
  package static func rows(_ sql: String, _ path: String) throws -> [[String]] {
    var rows: [[String]] = []
    try unsafe open(path) { database in
      var statement: OpaquePointer?
      guard unsafe sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else {
        throw unsafe Refused(message: String(cString: sqlite3_errmsg(database)))
      }
      defer { unsafe sqlite3_finalize(statement) }
      while unsafe sqlite3_step(statement) == SQLITE_ROW {
        rows.append(
          unsafe (0..<sqlite3_column_count(statement)).map { column in
            unsafe sqlite3_column_text(statement, column).map { unsafe String(cString: $0) } ?? ""
          })
      }
    }
    return rows
  }

  private static func open(_ path: String, _ body: (OpaquePointer?) throws -> Void) throws {
    var database: OpaquePointer?
    defer { unsafe sqlite3_close(database) }
    guard unsafe sqlite3_open(path, &database) == SQLITE_OK else {
      throw Refused(message: "cannot open \(path)")
    }
    try unsafe body(database)
  }
}
