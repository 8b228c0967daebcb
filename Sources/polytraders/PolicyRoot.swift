import CommandLine
import Diagnostics
import Graph
import Policy

/// How commands find and compile the policies they work with.
enum PolicyRoot {
  static let option: Parameter<String?> = .option(
    "policies", "DIR",
    "the folder that holds bots/, policies/ and specs/ (default: looked for upwards)")

  /// Does `body` with the graph; where there is none, shows the findings with their source lines.
  static func withGraph(
    _ named: String?, settings: [String] = [], of bot: String? = nil,
    _ body: (CompiledGraph) throws -> ExitCode
  ) throws -> ExitCode {
    do {
      return try body(try GraphLoader.load(root: named, settings: settings, of: bot))
    } catch let failure as GraphLoader.Failure {
      _ = StandardStream.error.write(failure.text)
      return .findings
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
