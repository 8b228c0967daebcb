import Analysis
import CommandLine
import Diagnostics
import Graph
import Policy

/// `polytraders check [PATH…]`: every error of the documents, in one run.
struct CheckCommand: Command {
  static let paths: Parameter<[String]> = .arguments(
    "PATH", "policy roots or single documents; without any, the root around the current folder")

  static let overlaps: Parameter<Bool> = .flag(
    "overlaps", "also note every two rules that hold for one event and differ")
  static let cost: Parameter<Bool> = .flag(
    "cost", "show what an event of each kind can cost at worst, rule by rule")

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
    parameters: [paths, cost, overlaps, PolicyRoot.option], example: "check policies/execution.yaml")

  let values: ParsedValues

  func run() async throws -> ExitCode {
    var isClean = true
    let paths = values[Self.paths]
    let roots = paths.filter { PolicyFiles.isRoot($0) }
    for root in roots { isClean = try check(root: root, replacing: []) && isClean }
    let others = paths.filter { !PolicyFiles.isRoot($0) }
    if !others.isEmpty || roots.isEmpty {
      let named = values[PolicyRoot.option] ?? others.lazy.compactMap(Self.root(around:)).first
      isClean = try check(root: GraphLoader.root(named), replacing: others) && isClean
    }
    return isClean ? .clean : .findings
  }

  /// The root that a document lies in.
  private static func root(around path: String) -> String? {
    guard !PolicyFiles.isFolder(path) else { return PolicyFiles.root(above: path) }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return PolicyFiles.root(above: folder.isEmpty ? "/" : folder)
  }

  private func check(root: String, replacing paths: [String]) throws(DiagnosticError) -> Bool {
    var inputs = try PolicyFiles.inputs(ofRoot: root)
    var replacing: [PolicyLoader.Input] = []
    for path in paths {
      let named =
        try PolicyFiles.isFolder(path)
        ? PolicyFiles.inputs(inFolder: path) : [PolicyFiles.input(file: path, path: path)]
      for input in named {
        // A document of the root itself is already among the inputs; it is shown as the user named it.
        if let index = inputs.firstIndex(where: { PolicyFiles.isSame($0.file, input.file) }) {
          inputs[index].file = input.file
        } else {
          replacing.append(input)
        }
      }
    }
    let loader = PolicyLoader.load(inputs, replacing: replacing)
    var diagnostics = loader.diagnostics
    var summary = ""
    if let set = loader.set {
      switch GraphCompiler.compile(set) {
      case .failure(let error): diagnostics += error.diagnostics
      case .success(let graph):
        diagnostics += PolicyFindings(graph, overlaps: values[Self.overlaps]).diagnostics
        summary = Self.summary(of: graph, documents: inputs.count)
        if values[Self.cost] { summary += CostReport.text(of: graph) }
      }
    }
    _ = StandardStream.output.write(loader.renderer.render(diagnostics) + summary)
    return !diagnostics.contains { $0.severity == .error }
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
