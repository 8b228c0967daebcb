import Diagnostics
import FoundationEssentials

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
          "PT0802", .error, "the folder '\(folder)' cannot be made", at: nil,
          help: ["make it, or name another place"]))
    }
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// A journal with the files that SQLite and the writer keep beside it.
  static func removeJournal(_ path: String) {
    for suffix in ["", "-wal", "-shm", ".lock"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }
}
