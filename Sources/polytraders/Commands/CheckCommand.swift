import CommandLine
import Diagnostics
import Graph
import Policy
import PolicyTesting

/// `polytraders check [PATH…]`: every error of the documents, in one run.
struct CheckCommand: Command {
  static let paths: Parameter<[String]> = .arguments(
    "PATH", "policy roots or single documents; without any, the root around the current folder")

  static let description = CommandDescription(
    "check", "read bots, policies and reason codes and report every error",
    discussion: """
      A folder with bots/ and policies/ is checked as a whole. A single document is checked together with \
      the root it lies in; one from elsewhere takes the place of the document that says the same thing \
      (the same bot, the same policy name).
      """,
    parameters: [paths, PolicyRoot.option], example: "check policies/execution.yaml")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var isClean = true
    let found = try RootDocuments.find(values[Self.paths], policies: values[PolicyRoot.option])
    for documents in found { isClean = check(documents) && isClean }
    return isClean ? .clean : .findings
  }

  private func check(_ documents: RootDocuments) -> Bool {
    let reading = TestSuite.read(documents.inputs, replacing: documents.replacing)
    let summary = reading.suite.map {
      Self.summary(of: $0.graph, documents: documents.inputs.count)
    }
    _ = StandardStream.output.write(
      reading.renderer.render(reading.diagnostics) + (summary ?? ""))
    return !reading.diagnostics.contains { $0.severity == .error }
  }

  private static func summary(of graph: CompiledGraph, documents: Int) -> String {
    let params = graph.bots.reduce(0) { $0 + $1.specification.parameters.count }
    let rules = graph.bots.reduce(0) { $0 + $1.steps.count + $1.gates.count }
    return """
      \(documents) documents: \(graph.bots.count) bots, \(params) params, \(rules) rules and gates, \
      \(graph.policies.reasonCodes.count) reason codes; no errors
      policy digest \(graph.digest)

      """
  }
}
