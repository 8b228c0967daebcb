import Analysis
import Diagnostics
import Graph
import Policy
import PolicyTesting
import Signing

/// Everything that `polytraders check` says about a root, over the documents as an editor has them.
struct RootCheck: Sendable {
  /// In the order of files and lines.
  let diagnostics: [Diagnostic]
  /// The graph; nil while there is an error.
  let graph: CompiledGraph?

  init(_ files: RootFiles) {
    let reading = TestSuite.read(files.inputs(.policy) + files.inputs(.tests))
    var bag = DiagnosticBag()
    bag.add(contentsOf: files.diagnostics)
    bag.add(contentsOf: reading.diagnostics)
    for schema in files.inputs(.typedData) { bag.add(contentsOf: Self.findings(in: schema)) }
    graph = reading.suite?.graph
    if let graph { bag.add(contentsOf: PolicyFindings(graph).diagnostics) }
    diagnostics = bag.sorted
  }

  private static func findings(in schema: PolicyLoader.Input) -> [Diagnostic] {
    do throws(DiagnosticError) {
      let file = try TypedDataFile.read(schema.bytes, file: schema.file)
      return file.differenceFromBuiltIn(file: schema.file).map { [$0] } ?? []
    } catch {
      return error.diagnostics
    }
  }
}
