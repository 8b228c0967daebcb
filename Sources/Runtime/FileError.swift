internal import Glibc

/// Why a file or stream cannot be read or written. Paths are as the user gave them; `-` is standard
/// input.
package enum FileError: Error, Equatable, Sendable {
  /// `open`, `read`, `write`, `fsync` or `rename` failed; `code` is errno.
  case system(path: String, operation: Operation, code: Int32)
  /// The path names a folder.
  case isDirectory(path: String)
  /// The compressed data stop before their end. All `readable` bytes (uncompressed) before were
  /// delivered.
  case truncatedGzip(path: String, readable: Int)
  /// The compressed data are damaged. All `readable` bytes (uncompressed) before were delivered.
  case corruptGzip(path: String, readable: Int)
  /// Line `line` (from 1), which begins at byte `offset`, is longer than `limit` bytes.
  case lineTooLong(path: String, line: Int, offset: Int, limit: Int)

  /// The file has more than `limit` bytes (uncompressed).
  case tooLarge(path: String, limit: Int)

  /// What was tried.
  package enum Operation: String, Sendable {
    case open, read, write, synchronise = "fsync", rename
  }
}

extension FileError {
  /// The file in question, as the user named it.
  package var path: String {
    switch self {
    case .system(let path, _, _), .isDirectory(let path), .truncatedGzip(let path, _),
      .corruptGzip(let path, _), .lineTooLong(let path, _, _, _), .tooLarge(let path, _):
      path
    }
  }

  /// The line in question, counted from 1, where one is known.
  package var line: Int? {
    guard case .lineTooLong(_, let line, _, _) = self else { return nil }
    return line
  }

  /// What is wrong, for people; no final full stop.
  package var message: String {
    switch self {
    case .system(let path, let operation, let code):
      "cannot \(operation.rawValue) \(Self.shown(path)): \(Self.text(code))"
    case .isDirectory(let path): "\(path) is a folder, not a file"
    case .truncatedGzip(let path, let readable):
      "\(Self.shown(path)) ends inside its compressed data; \(readable) bytes could be read"
    case .corruptGzip(let path, let readable):
      "\(Self.shown(path)) holds damaged compressed data; \(readable) bytes could be read"
    case .lineTooLong(let path, let line, let offset, let limit):
      "line \(line) of \(Self.shown(path)), from byte \(offset) on, is longer than \(limit) bytes"
    case .tooLarge(let path, let limit): "\(Self.shown(path)) is longer than \(limit) bytes"
    }
  }

  /// What to do about it.
  package var help: String {
    switch self {
    case .system(_, _, ENOENT): "check the path"
    case .system(_, _, EACCES): "check the permissions of the file and of its folders"
    case .system(_, _, ENOSPC), .system(_, _, EDQUOT): "make room on the disk and try again"
    case .system: "check the file and the disk it is on"
    case .isDirectory: "name a file in it"
    case .truncatedGzip: "fetch the file again, or go on with the part that could be read"
    case .corruptGzip: "fetch the file again"
    case .lineTooLong: "one message stands on one line: check that this is an NDJSON file"
    case .tooLarge: "check that this is the file you mean"
    }
  }

  private static func shown(_ path: String) -> String {
    path == "-" ? "standard input" : path
  }

  private static func text(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
