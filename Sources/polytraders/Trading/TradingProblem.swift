import Desk
import Diagnostics
import Journal
import Orders
import Service

/// Why a trading run does not begin, or ends before it is asked to.
enum TradingProblem {
  case unapproved(root: String)
  case noNode
  case store(DeskStoreFailure)
  case journal(RecoveryFailure)
  case ended(LiveFailure)

  /// The finding for people: PT2703 to PT2707.
  var error: any Error {
    switch self {
    case .unapproved(let root):
      DiagnosticError(
        Diagnostic(
          "PT2703", .error,
          "no approved release guards signing and resting orders: the run does not start", at: nil,
          help: [
            "'polytraders approve status' shows what lies in \(root)/specs/approved",
            "exec.nonceshepherd and exec.queuewarden have to be among the approved bots",
          ]))
    case .noNode:
      DiagnosticError(
        Diagnostic(
          "PT2704", .error, "no node of the chain is named: without one nothing is ever signed",
          at: nil, help: ["name one with --rpc URL; two of different operators are better"]))
    case .store(let failure):
      DiagnosticError(
        Diagnostic(
          "PT2705", .error, "the shared state cannot be used: \(failure.message)", at: nil,
          help: ["--store names its folder; every runner of the key uses the same one"]))
    case .journal(.journal(let error)): DiagnosticError(error.diagnostic)
    case .journal(.notAnEnvelope(let why)): Self.unreadable("an envelope", why)
    case .journal(.entry(let sequence, let problem)):
      Self.unreadable("envelope \(sequence)", "\(problem.path): \(problem.kind)")
    case .ended(.journal(let error)), .ended(.desk(.journal(let error))):
      DiagnosticError(error.diagnostic)
    case .ended(.desk(.crashed(let point))):
      DiagnosticError(
        Diagnostic("PT2707", .error, "the desk was stopped at \(point.rawValue)", at: nil))
    }
  }

  /// A state with holes is no state: nothing is traded on it.
  private static func unreadable(_ what: String, _ why: String) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(
        "PT2706", .error, "the journal cannot be gone on with: \(what) cannot be read: \(why)",
        at: nil,
        help: [
          "'polytraders audit verify' tells whether it was damaged",
          "with another --journal the run begins anew; what rests at the venue is then not its own",
        ]))
  }
}
