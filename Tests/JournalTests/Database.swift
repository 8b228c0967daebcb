import CSQLite
import Testing

/// Somebody with SQLite and a grudge: changes a journal behind its back.
enum Database {
  struct Refused: Error {
    var message: String
  }

  static func run(_ sql: String, _ path: String) throws {
    try unsafe open(path) { database in
      guard unsafe sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
        throw unsafe Refused(message: String(cString: sqlite3_errmsg(database)))
      }
    }
  }

  static func replace(_ sequence: Int64, with text: [UInt8], _ path: String) throws {
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

  private static func open(_ path: String, _ body: (OpaquePointer?) throws -> Void) throws {
    var database: OpaquePointer?
    defer { unsafe sqlite3_close(database) }
    guard unsafe sqlite3_open(path, &database) == SQLITE_OK else {
      throw Refused(message: "cannot open \(path)")
    }
    try unsafe body(database)
  }
}
