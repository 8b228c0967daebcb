import Diagnostics
import Runtime

extension FileError {
  /// The finding for people, with the codes that all commands give: `PT0801` for what is broken, with its line, and
  /// `PT0802` for what cannot be opened.
  var finding: DiagnosticError {
    let code =
      switch self {
      case .system, .isDirectory: "PT0802"
      case .truncatedGzip, .corruptGzip, .lineTooLong, .tooLarge: "PT0801"
      }
    let place = line.map { Location(file: path, line: $0, column: 1) }
    return DiagnosticError(Diagnostic(code, .error, message, at: place, help: [help]))
  }
}
