import Diagnostics
import FoundationEssentials
import Glibc
import Runtime

/// The few things commands do to folders.
enum Folders {
  /// Makes the folder that a file is to be written to.
  static func prepare(forFile path: String) throws(DiagnosticError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw DiagnosticError(
        Diagnostic(
          FileProblem.cannotWrite, .error, "the folder '\(folder)' cannot be made", at: nil,
          help: ["make it, or name another place"]))
    }
  }

  /// A path as it is named from everywhere.
  static func absolute(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.path
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// Files are written beside their place and then renamed: a device or a folder there would be replaced.
  static func refuseSpecialFile(
    _ path: String, code: String = FileProblem.cannotWrite
  ) throws(DiagnosticError) {
    var status = stat()
    guard path != "-", unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else {
      return
    }
    throw DiagnosticError(
      Diagnostic(
        code, .error, "'\(path)' is no regular file; it was not touched", at: nil,
        help: ["name a file"]))
  }

  /// Writes a file as a whole, or leaves it as it was; `-` is standard output.
  static func write(_ bytes: [UInt8], to path: String) throws(DiagnosticError) {
    try refuseSpecialFile(path)
    do throws(FileError) {
      let writer = try LineWriter(path: path)
      try writer.write(bytes)
      try writer.close()
    } catch {
      throw FileProblem.writing(error)
    }
  }

  /// Gives a file new bytes as a whole, or leaves it as it was; what a link leads to is written, with the rights
  /// that it had.
  static func rewrite(_ path: String, _ bytes: [UInt8]) throws(DiagnosticError) {
    try refuseSpecialFile(path)
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    var status = stat()
    let isThere = unsafe stat(target, &status) == 0
    try write(bytes, to: target)
    if isThere { unsafe chmod(target, status.st_mode & 0o7777) }
  }

  /// Gives a journal, with the files that SQLite keeps beside it, another name; one that is taken is refused.
  static func renameJournal(_ path: String, to name: String) throws(DiagnosticError) {
    do {
      for suffix in ["-wal", "-shm", ""] where exists(path + suffix) {
        try FileManager.default.moveItem(atPath: path + suffix, toPath: name + suffix)
      }
    } catch {
      throw DiagnosticError(
        Diagnostic(
          FileProblem.cannotWrite, .error, "the journal '\(path)' cannot be put aside as '\(name)'",
          at: nil, help: ["name another journal with --journal FILE"]))
    }
  }

  /// A journal with the files that SQLite keeps beside it. The lock file stays: another process may be waiting
  /// at it.
  static func removeJournal(_ path: String) {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }
}
