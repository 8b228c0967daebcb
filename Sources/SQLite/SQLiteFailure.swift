import CSQLite

/// What SQLite said when it refused: the values, for ``JournalError`` to carry.
package struct SQLiteFailure: Error, Hashable, Sendable {
  /// The extended result code (sqlite.org/rescode.html).
  package let code: Int32
  /// SQLite's own English text.
  package let message: String
  /// What was being done, such as `commit`.
  package let operation: String

  /// A refusal, put together by the wrapper types of this folder and by tests.
  package init(code: Int32, message: String, operation: String) {
    self.code = code
    self.message = message
    self.operation = operation
  }

  /// The class of the refusal, without its details.
  package var primaryCode: Int32 { code & 0xFF }

  /// True where the disk, the quota or the page limit is used up.
  ///
  /// A failed write of the log reports SQLITE_IOERR_WRITE or SQLITE_IOERR_SHMSIZE instead of SQLITE_FULL when
  /// the kernel answers with anything but ENOSPC, so those stay I/O errors.
  package var isFull: Bool { primaryCode == SQLITE_FULL }

  /// True where the bytes are not those of a database.
  package var isNoDatabase: Bool { primaryCode == SQLITE_NOTADB || primaryCode == SQLITE_CORRUPT }
}

extension SQLiteFailure {
  /// The class of "the file, or one of its companions, cannot be opened".
  package static let cannotOpen = SQLITE_CANTOPEN
}
