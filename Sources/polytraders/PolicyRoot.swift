import CommandLine
import Diagnostics
import Glibc
import Graph
import Policy

/// How commands find and compile the policies they work with.
enum PolicyRoot {
  static let option: Parameter<String?> = .option(
    "policies", "DIR", "the folder that holds bots/, policies/ and specs/ (default: looked for upwards)")

  /// The folder named by `--policies`, or the nearest one above the current folder, or above this program.
  static func find(_ named: String?) throws(DiagnosticError) -> String {
    if let named {
      guard PolicyFiles.isRoot(named) else { throw missing("'\(named)' has no bots/ and policies/") }
      return named
    }
    if let root = PolicyFiles.root(above: ".") { return root }
    if let root = PolicyFiles.root(above: folderOfProgram) { return root }
    throw missing("no folder with bots/ and policies/ here or above")
  }

  private static func missing(_ message: String) -> DiagnosticError {
    DiagnosticError(
      Diagnostic(
        "PT0901", .error, message, at: nil,
        help: ["run it inside the checkout, or name the folder with --policies DIR"]))
  }

  private static var folderOfProgram: String {
    guard let path = unsafe realpath("/proc/self/exe", nil) else { return "/" }
    defer { unsafe free(path) }
    let text = unsafe String(cString: path)
    return text.lastIndex(of: "/").map { String(text[..<$0]) } ?? "/"
  }

  /// The graph of a root with `--set` values on top. Findings end the command after they are shown.
  static func compile(
    _ named: String?, settings: [String] = [], of bot: String? = nil
  ) throws -> CompiledGraph {
    let root = try find(named)
    var loader = PolicyLoader.load(try PolicyFiles.inputs(ofRoot: root))
    loader.apply(settings: settings, to: bot)
    guard let set = loader.set else {
      throw RenderedFindings(text: loader.renderer.render(loader.diagnostics))
    }
    switch GraphCompiler.compile(set) {
    case .success(let graph): return graph
    case .failure(let error):
      throw RenderedFindings(text: loader.renderer.render(error.diagnostics))
    }
  }

  static func bot(_ name: String, in graph: CompiledGraph) throws(DiagnosticError) -> CompiledBot {
    if let bot = graph.bot(named: name) { return bot }
    let known = graph.bots.map(\.name)
    throw DiagnosticError(
      Diagnostic(
        "PT0213", .error, "there is no bot '\(name)'", at: nil,
        help: suggestions(for: name, among: known + graph.bots.map(\.specification.alias))
          + ["bots here: \(known.sorted().joined(separator: ", "))"]))
  }
}

/// Findings with the source lines they are about, ready to be shown.
struct RenderedFindings: Error {
  var text: String

  /// Shows them on standard error.
  func complain() -> ExitCode {
    _ = StandardStream.error.write(text)
    return .findings
  }
}
