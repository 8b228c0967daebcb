package import Diagnostics
package import Graph
package import Policy

/// The documents of a root with all their tests: read, checked, and ready to run.
package struct TestSuite: Sendable {
  package let graph: CompiledGraph
  package let tests: [PolicyTest]
  /// What a bot itself says it sees where a test says nothing, by the bot's name.
  package let bases: [String: Situation]

  /// What came of reading: the suite where nothing is wrong, and all findings where something is.
  package struct Reading {
    package var suite: TestSuite?
    package var diagnostics: [Diagnostic]
    package var renderer: DiagnosticRenderer
  }

  /// Reads documents, those of tests among them. `replacing` are read in place of those that say the same.
  package static func read(
    _ inputs: [PolicyLoader.Input], replacing: [PolicyLoader.Input] = []
  ) -> Reading {
    let loader = PolicyLoader.load(inputs, replacing: replacing)
    var reading = Reading(diagnostics: loader.diagnostics, renderer: loader.renderer)
    guard let set = loader.set else { return reading }
    switch GraphCompiler.compile(set) {
    case .failure(let error): reading.diagnostics += error.diagnostics
    case .success(let graph):
      let linker = TestLinker(graph, loader.tests)
      reading.diagnostics += linker.diagnostics
      guard !linker.diagnostics.contains(where: { $0.severity == .error }) else { break }
      reading.suite = TestSuite(graph: graph, tests: linker.tests, bases: linker.bases)
    }
    return reading
  }
}
