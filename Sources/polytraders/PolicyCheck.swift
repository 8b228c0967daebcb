import Analysis
import Diagnostics
import Graph
import Policy
import PolicyTesting
import Reporting
import Signing

/// Everything that `check` finds in the documents of one root.
struct PolicyCheck {
  let report: FindingsReport
  /// What the documents mean; nil where one of them has an error.
  let graph: CompiledGraph?
  private let documents: Int
  private let renderer: DiagnosticRenderer

  /// `overlaps` also notes every two rules that hold for one event and differ.
  init(_ documents: RootDocuments, overlaps: Bool = false) {
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
    if let graph = reading.suite?.graph {
      diagnostics += PolicyFindings(graph, overlaps: overlaps).diagnostics
    }
    let inputs =
      documents.inputs + documents.replacing + documents.schemas + documents.playbooks
    report = Findings.report(
      diagnostics, renderer, of: "check", subjects: inputs.map(\.file))
    graph = report.hasErrors ? nil : reading.suite?.graph
    self.documents =
      documents.inputs.count + documents.schemas.count + documents.playbooks.count
    self.renderer = renderer
  }

  /// The findings and, where no document has an error, what there is.
  func text(withCost: Bool) -> String {
    guard let graph else { return report.text(as: .text) }
    return report.text(
      as: .text, notes: summary(of: graph) + (withCost ? CostReport.text(of: graph) : ""))
  }

  /// What several roots have, in one report.
  static func report(_ checks: [PolicyCheck]) -> FindingsReport {
    var renderer = DiagnosticRenderer()
    for check in checks { renderer.add(check.renderer) }
    return Findings.report(
      checks.flatMap(\.report.diagnostics), renderer, of: "check",
      subjects: checks.flatMap(\.report.subjects))
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

  private func summary(of graph: CompiledGraph) -> String {
    let params = graph.bots.reduce(0) { $0 + $1.specification.parameters.count }
    let rules = graph.bots.reduce(0) { $0 + $1.steps.count + $1.gates.count }
    return """
      \(documents) documents: \(graph.bots.count) bots, \(params) params, \(rules) rules and gates, \
      \(graph.policies.reasonCodes.count) reason codes; no errors
      policy digest \(graph.digest)

      """
  }
}
