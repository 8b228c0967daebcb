import CSQLite
internal import Glibc

/// A compiled statement, finalised with its value. Parameters and columns are read and set between steps.
@safe package struct SQLiteStatement: ~Copyable {
  private let statement: OpaquePointer

  /// Takes ownership of a statement that SQLite has just prepared.
  @unsafe init(statement: OpaquePointer) {
    unsafe self.statement = statement
  }

  deinit {
    unsafe sqlite3_finalize(statement)
  }

  /// Makes the statement ready to run again. Bound values stay.
  package func reset() {
    unsafe sqlite3_reset(statement)
  }

  /// Sets parameter `index`, counted from 1.
  package func bind(_ value: Int64, at index: Int32) throws(SQLiteFailure) {
    try check(unsafe sqlite3_bind_int64(statement, index, value))
  }

  /// Sets parameter `index` to a text that SQLite copies.
  package func bind(_ text: String, at index: Int32) throws(SQLiteFailure) {
    // SQLITE_TRANSIENT is a cast that the importer cannot carry over.
    let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    try check(unsafe sqlite3_bind_text(statement, index, text, -1, transient))
  }

  /// Runs a statement that gives no rows with the UTF-8 text `bytes[range]` as parameter `index`, which is
  /// not copied: the text is only needed while the step runs.
  package func run(text bytes: [UInt8], _ range: Range<Int>, at index: Int32) throws(SQLiteFailure)
  {
    let result = unsafe bytes.withUnsafeBufferPointer { buffer -> Int32 in
      let start = unsafe UnsafeRawPointer(buffer.baseAddress)?.advanced(by: range.lowerBound)
      let bound = unsafe sqlite3_bind_text(
        statement, index, start?.assumingMemoryBound(to: CChar.self), Int32(range.count), nil)
      guard bound == SQLITE_OK else { return bound }
      let stepped = unsafe sqlite3_step(statement)
      unsafe sqlite3_reset(statement)
      return stepped
    }
    guard result == SQLITE_DONE else { throw failure(result) }
  }

  /// Runs a statement that gives no rows and makes it ready again.
  package func run() throws(SQLiteFailure) {
    defer { reset() }
    _ = try step()
  }

  /// Goes to the next row; false where there is none.
  package func step() throws(SQLiteFailure) -> Bool {
    switch unsafe sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let result:
      let failure = failure(result)
      reset()
      throw failure
    }
  }

  /// Column `index`, counted from 0, as an integer; nil where it holds anything else.
  package func integer(_ index: Int32) -> Int64? {
    guard unsafe sqlite3_column_type(statement, index) == SQLITE_INTEGER else { return nil }
    return unsafe sqlite3_column_int64(statement, index)
  }

  /// Column `index` as text; nil where it holds anything else.
  package func text(_ index: Int32) -> String? {
    guard unsafe sqlite3_column_type(statement, index) == SQLITE_TEXT else { return nil }
    return unsafe withBytes(index) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Lends the bytes of a text or blob column; they are gone with the next step.
  package func withBytes<R>(_ index: Int32, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    let start = unsafe sqlite3_column_blob(statement, index)
    let count = Int(unsafe sqlite3_column_bytes(statement, index))
    return unsafe body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// Whether a text or blob column holds exactly these bytes.
  package func holds(_ bytes: [UInt8], inColumn index: Int32) -> Bool {
    unsafe withBytes(index) { column in
      unsafe bytes.withUnsafeBytes { other in
        guard column.count == other.count else { return false }
        guard let left = column.baseAddress, let right = other.baseAddress else { return true }
        return unsafe memcmp(left, right, other.count) == 0
      }
    }
  }

  private func check(_ result: Int32) throws(SQLiteFailure) {
    guard result == SQLITE_OK else { throw failure(result) }
  }

  private func failure(_ code: Int32) -> SQLiteFailure {
    unsafe SQLiteFailure(
      code: code, message: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement))),
      operation: String(cString: sqlite3_sql(statement)))
  }
}
