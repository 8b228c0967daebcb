import Diagnostics
import Graph
import Policy
import TestSupport

/// Graphs of the house's own documents.
enum HouseGraphs {
  /// With settings such as `stale_ttl_s=30s` on top, and texts replaced in the documents.
  static func graph(
    settings: [String] = [], replacing texts: [(String, String)] = []
  ) throws -> CompiledGraph {
    let inputs = try PolicyFiles.inputs(ofRoot: Places.checkout).map { input in
      var input = input
      var text = String(decoding: input.bytes, as: UTF8.self)
      for (old, new) in texts { text = text.replacing(old, with: new) }
      input.bytes = Array(text.utf8)
      return input
    }
    var loader = PolicyLoader.load(inputs)
    loader.apply(settings: settings, to: nil)
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }
}
