import CommandLine
import Diagnostics
import Runtime

/// What commands say about files, and how they end then.
enum FileProblem {
  /// What was read is broken: half a gzip stream, a line without end.
  static let broken = "PT0801"
  /// The file is not there, or may not be read.
  static let cannotOpen = "PT0802"
  /// The file cannot be made or written.
  static let cannotWrite = "PT0803"

  /// The findings that end a command otherwise than with 1: an input that could not be looked at is not an input
  /// with findings, and a full disk is neither. `PT0232` is a policy document that cannot be read, `PT0708` and
  /// `PT0709` a journal that cannot be written.
  static let exitCodes: [String: ExitCode] = [
    cannotOpen: .noInput, "PT0232": .noInput,
    cannotWrite: .inputOutput, "PT0706": .inputOutput, "PT0708": .inputOutput,
    "PT0709": .inputOutput,
  ]

  static func reading(_ error: FileError) -> DiagnosticError {
    let code =
      switch error {
      case .system, .isDirectory: cannotOpen
      case .truncatedGzip, .corruptGzip, .lineTooLong, .tooLarge: broken
      }
    let place = error.line.map { Location(file: error.path, line: $0, column: 1) }
    return DiagnosticError(
      Diagnostic(code, .error, error.message, at: place, help: [error.help]))
  }

  static func writing(_ error: FileError) -> DiagnosticError {
    DiagnosticError(Diagnostic(cannotWrite, .error, error.message, at: nil, help: [error.help]))
  }
}
