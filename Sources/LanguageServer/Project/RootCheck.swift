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

  /// The names that the documents give each other, also while there is an error.
  let vocabulary: DocumentVocabulary

  /// `analysing` also looks for rules that never decide and the like, which are warnings.
  init(_ files: RootFiles, analysing: Bool = true) {
    let loader = PolicyLoader.load(files.inputs(.policy) + files.inputs(.tests))
    vocabulary = loader.vocabulary
    var bag = DiagnosticBag()
    bag.add(contentsOf: files.diagnostics)
    bag.add(contentsOf: loader.diagnostics)
    for schema in files.inputs(.typedData) { bag.add(contentsOf: Self.findings(in: schema)) }
    var compiled: CompiledGraph?
    switch loader.set.map({ GraphCompiler.compile($0) }) {
    case .success(let graph): compiled = graph
    case .failure(let error): bag.add(contentsOf: error.diagnostics)
    case nil: break
    }
    graph = compiled
    if let compiled {
      let tests = TestLinker(compiled, loader.tests).diagnostics
      bag.add(contentsOf: tests)
      // As `check` does: analysis is for documents without an error.
      if analysing, !tests.contains(where: { $0.severity == .error }) {
        bag.add(contentsOf: PolicyFindings(compiled).diagnostics)
      }
    }
    // As `check` does: a code is held against the registry where there is one.
    let codes = compiled?.policies.reasonCodes.keys.sorted() ?? []
    bag.add(
      contentsOf: PlaybookBook.read(files.inputs(.playbook), codes: codes).diagnostics)
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
