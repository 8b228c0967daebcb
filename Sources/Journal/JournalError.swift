package import Hashing
package import SQLite

/// Why a journal cannot be opened, written or read.
package enum JournalError: Error, Hashable, Sendable {
  /// There is no file, or it cannot be opened.
  case cannotOpen(path: String, SQLiteFailure)
  /// The file is a database or other bytes, but no journal of ours; it is left as it is.
  case notAJournal(path: String)
  /// The journal was written by another version.
  case otherVersion(path: String, found: Int64, known: Int64)
  /// The journal belongs to another log.
  case otherLog(path: String, found: String, expected: String)
  /// Another writer has the journal open; `holder` is its process, where it is known.
  case locked(path: String, holder: Int32?)
  /// The lock file beside the journal cannot be made; `code` is errno.
  case cannotLock(path: String, code: Int32)
  /// Opening for writing found that the journal is not as it was left: nothing is appended to it.
  case damaged(ChainFault)
  /// The disk or the quota is full. What was acknowledged stays; the writer takes nothing more.
  case full(committed: Int64)
  /// SQLite could not write. What was acknowledged stays; the writer takes nothing more.
  case cannotWrite(SQLiteFailure, committed: Int64)
  /// SQLite could not read.
  case cannotRead(SQLiteFailure)
  /// The writer has failed or was closed before; `committed` is the last acknowledged sequence number.
  case closed(committed: Int64)
  /// A run that was to repeat the journal gave another envelope.
  case replayDiffers(sequence: Int64, journalled: Digest32?, replayed: Digest32)
  /// A run that was to repeat the journal ended before it.
  case replayEnded(sequence: Int64, committed: Int64)
}
