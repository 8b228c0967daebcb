import Diagnostics
import Graph
import Policy
import TestSupport

extension RandomPolicies {
  /// The documents of a body as a loader takes them.
  static func inputs(_ body: Body) -> [PolicyLoader.Input] {
    documents(body).map {
      PolicyLoader.Input(file: $0.path, path: $0.path, bytes: Array($0.text.utf8))
    }
  }

  /// The graph of a body; nil where the checker refuses it, for instance a division that folds to an error.
  static func graph(_ body: Body) throws -> CompiledGraph {
    let loader = PolicyLoader.load(inputs(body))
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }
}
