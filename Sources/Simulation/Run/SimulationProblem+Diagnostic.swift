package import Diagnostics

extension SimulationProblem {
  /// The text for people. Code PT2601.
  package var diagnostic: Diagnostic {
    let text =
      switch self {
      case .venue(let error): "the simulated venue cannot be set up: \(error)"
      case .key(let error): "the key of the simulated desk is none: \(error)"
      case .unreadable(let failure): "a simulated journal cannot be read back: \(failure)"
      }
    return Diagnostic(
      "PT2601", .error, text, at: nil, help: ["this is a mistake of the program: report the seed"])
  }
}
