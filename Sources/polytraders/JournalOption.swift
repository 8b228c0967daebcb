import CommandLine
import Diagnostics
import Journal

/// Where the journal is, for the commands that read one.
enum JournalOption {
  /// Where a replay writes when it is not told otherwise, in the current folder: not among build results, which
  /// are deleted without a thought.
  static let defaultPath = "journal.sqlite"

  static let option: Parameter<String> = .option(
    "journal", "FILE", "the journal", default: defaultPath)

  static func open(_ path: String) throws -> JournalReader {
    guard Folders.exists(path) else {
      throw DiagnosticError(
        Diagnostic(
          FileProblem.cannotOpen, .error, "there is no journal at \(path)", at: nil,
          help: ["'polytraders replay' makes one; name another with --journal FILE"]))
    }
    try Folders.refuseSpecialFile(path, code: FileProblem.cannotOpen)
    do {
      return try JournalReader(path: path)
    } catch {
      throw DiagnosticError(error.diagnostic)
    }
  }
}
