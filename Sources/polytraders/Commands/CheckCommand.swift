import Analysis
import CommandLine
import Diagnostics
import Graph
import Policy
import PolicyTesting
import Signing

/// `polytraders check [PATH…]`: every error of the documents, in one run.
struct CheckCommand: Command {
  static let paths: Parameter<[String]> = .arguments(
    "PATH", "policy roots or single documents; without any, the root around the current folder")

  static let cost: Parameter<Bool> = .flag(
    "cost", "show what an event of each kind can cost at worst, rule by rule")
  static let overlaps: Parameter<Bool> = .flag(
    "overlaps", "also note every two rules that hold for one event and differ")

  static let description = CommandDescription(
    "check", "read bots, policies and reason codes and report every error",
    discussion: """
      A folder with bots/ and policies/ is checked as a whole. A single document is checked together with \
      the root it lies in; one from elsewhere takes the place of the document that says the same thing \
      (the same bot, the same policy name).

      Where all documents agree, the rules themselves are looked at over every event that can be: rules that \
      can never decide, facts whose absence nobody notices, unknowns that turn into "fine". Such findings are \
      warnings.
      """,
    parameters: [paths, cost, overlaps, PolicyRoot.option],
    example: "check policies/execution.yaml")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var isClean = true
    let found = try RootDocuments.find(values[Self.paths], policies: values[PolicyRoot.option])
    for documents in found {
      let (text, isFree) = check(documents)
      guard StandardStream.output.write(text) else { return .inputOutput }
      isClean = isFree && isClean
    }
    return isClean ? .clean : .findings
  }

  /// What is to be printed, and whether it is free of errors.
  private func check(_ documents: RootDocuments) -> (text: String, isFree: Bool) {
    let reading = TestSuite.read(documents.inputs, replacing: documents.replacing)
    var diagnostics = reading.diagnostics + documents.schemas.flatMap(Self.findings(in:))
    var renderer = reading.renderer
    for schema in documents.schemas {
      renderer.addSource(String(decoding: schema.bytes, as: UTF8.self), file: schema.file)
    }
    let book = PlaybookBook.read(
      documents.playbooks,
      codes: reading.suite?.graph.policies.reasonCodes.keys.sorted() ?? [])
    diagnostics += book.diagnostics
    for playbook in documents.playbooks {
      renderer.addSource(String(decoding: playbook.bytes, as: UTF8.self), file: playbook.file)
    }
    var summary = ""
    if let graph = reading.suite?.graph {
      diagnostics += PolicyFindings(graph, overlaps: values[Self.overlaps]).diagnostics
      summary = Self.summary(
        of: graph,
        documents: documents.inputs.count + documents.schemas.count + documents.playbooks.count)
      if values[Self.cost] { summary += CostReport.text(of: graph) }
    }
    let isFree = !diagnostics.contains { $0.severity == .error }
    return (renderer.render(diagnostics) + (isFree ? summary : ""), isFree)
  }

  /// What is wrong with a schema of typed data, or that it is another than the one of this program.
  private static func findings(in schema: PolicyLoader.Input) -> [Diagnostic] {
    do throws(DiagnosticError) {
      let file = try TypedDataFile.read(schema.bytes, file: schema.file)
      return file.differenceFromBuiltIn(file: schema.file).map { [$0] } ?? []
    } catch {
      return error.diagnostics
    }
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
