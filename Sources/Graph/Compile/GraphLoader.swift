package import Diagnostics
import Glibc
import Policy

/// From a folder of documents to the graph: what every command does first.
package enum GraphLoader {
  /// Why there is no graph, with the source lines the findings are about.
  package struct Failure: Error {
    package var diagnostics: [Diagnostic]
    package var renderer: DiagnosticRenderer

    package init(diagnostics: [Diagnostic], renderer: DiagnosticRenderer) {
      self.diagnostics = diagnostics
      self.renderer = renderer
    }

    package var text: String { renderer.render(diagnostics) }
  }

  /// The folder named, or the nearest one with `bots/` and `policies/` above the current folder, or above this
  /// program.
  package static func root(_ named: String?) throws(Failure) -> String {
    if let named {
      guard PolicyFiles.isRoot(named) else {
        throw missing("'\(named)' has no bots/ and policies/")
      }
      return named
    }
    if let root = PolicyFiles.root(above: ".") { return root }
    if let root = PolicyFiles.root(above: folderOfProgram) { return root }
    throw missing("no folder with bots/ and policies/ here or above")
  }

  /// The graph of a root, with `--set` values for `bot` on top.
  package static func load(
    root named: String?, settings: [String] = [], of bot: String? = nil
  ) throws(Failure) -> CompiledGraph {
    let root = try root(named)
    var loader: PolicyLoader
    do {
      loader = PolicyLoader.load(try PolicyFiles.inputs(ofRoot: root))
    } catch {
      throw Failure(diagnostics: error.diagnostics, renderer: DiagnosticRenderer())
    }
    loader.apply(settings: settings, to: bot)
    guard let set = loader.set else {
      throw Failure(diagnostics: loader.diagnostics, renderer: loader.renderer)
    }
    switch GraphCompiler.compile(set) {
    case .success(let graph): return graph
    case .failure(let error):
      throw Failure(diagnostics: error.diagnostics, renderer: loader.renderer)
    }
  }

  private static func missing(_ message: String) -> Failure {
    Failure(
      diagnostics: [
        Diagnostic(
          "PT0901", .error, message, at: nil,
          help: ["run it inside the checkout, or name the folder with --policies DIR"])
      ], renderer: DiagnosticRenderer())
  }

  private static var folderOfProgram: String {
    guard let path = unsafe realpath("/proc/self/exe", nil) else { return "/" }
    defer { unsafe free(path) }
    let text = unsafe String(cString: path)
    return text.lastIndex(of: "/").map { String(text[..<$0]) } ?? "/"
  }
}
