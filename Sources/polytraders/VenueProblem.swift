import Diagnostics
import Glibc
import Network
import Venue
import VenueSimulator

/// Why a simulated venue does not start.
enum VenueProblem {
  static func diagnostic(_ error: NetworkError) -> Diagnostic {
    let help = ["choose others with --port and --ws-port, or 0 for any that is free"]
    guard case .cannotListen(let host, let port, let code) = error else {
      return Diagnostic("PT1608", .error, "the venue cannot listen: \(error)", at: nil, help: help)
    }
    let reason =
      switch code {
      case EADDRINUSE: "another program has it"
      case EACCES: "it is not allowed to this user"
      default: unsafe String(cString: strerror(code))
      }
    return Diagnostic(
      "PT1608", .error, "the venue cannot listen on port \(port) of \(host): \(reason)", at: nil,
      help: help)
  }

  static func recording(_ error: RecordedMarketError, path: String) -> DiagnosticError {
    switch error {
    case .recording(.file(let problem)): FileProblem.reading(problem)
    case .recording(let problem): DiagnosticError(problem.diagnostic(path: path))
    case .noMarket:
      DiagnosticError(
        Diagnostic(
          "PT1609", .error, "'\(path)' names no market with two tokens in its first second",
          at: nil, help: ["give a recording that begins with the books of its markets"]))
    case .exchange(let problem):
      DiagnosticError(
        Diagnostic(
          "PT1609", .error, "the venue does not take the market of '\(path)': \(problem.sentence)",
          at: nil))
    }
  }
}
