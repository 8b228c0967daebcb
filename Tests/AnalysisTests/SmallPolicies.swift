import Diagnostics
import Graph
import Policy
import TestSupport

/// A bot `exec.small` of one fact whose fields, params and rules a test writes itself.
enum SmallPolicies {
  /// One document of the set.
  static func graph(
    fields: [String], rules: [String], params: [String] = [], scopes: [String] = [],
    others: [(path: String, text: String)] = []
  ) throws -> CompiledGraph {
    let documents =
      [
        bot(fields, rules, params), policy(params, scopes), RandomPolicies.registry,
        RandomPolicies.staleness,
      ] + others
    let loader = PolicyLoader.load(
      documents.map {
        PolicyLoader.Input(file: $0.path, path: $0.path, bytes: Array($0.text.utf8))
      })
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }

  private static func lines(_ indent: String, _ lines: [String]) -> String {
    lines.map { "\(indent)\($0)\n" }.joined()
  }

  private static func bot(
    _ fields: [String], _ rules: [String], _ params: [String]
  ) -> (path: String, text: String) {
    var text = """
      apiVersion: polytraders/v1
      kind: Bot
      metadata: { name: exec.small, class: execution-utility, owner: o, capital_impact: direct, mode: shadow }
      spec:
        authority: [cancel, cancel_replace, halt]
        on: [feed_check]
        facts:
          x:
            from: here
            on_missing: { code: GONE, do: pause_evaluation }
            fields:

      """
    text += lines("        ", fields)
    if !params.isEmpty {
      text += "  params:\n"
      text += lines(
        "    ",
        params.map { "\($0): { type: int, min: \"0\", max: \"99\", loosens: up, meaning: m }" })
    }
    text += "  rules:\n" + lines("    - ", rules)
    text += """
        otherwise: { code: REST, do: allow }
        on_error: { code: BROKEN, do: pause_evaluation }

      """
    return ("bots/small.yaml", text)
  }

  private static func policy(
    _ params: [String], _ scopes: [String]
  ) -> (path: String, text: String) {
    var text = """
      apiVersion: polytraders/v1
      kind: Policy
      metadata: { name: live, owner: risk, version: 1 }
      spec:
        staleness:
          book: { value: 2s }
          registry: { value: 10s }
          model: { value: 24h }
          skew_tolerance_ms: { value: 1s }
          recover_ms: { value: 10s }
          recover_updates: { value: "3" }

      """
    guard !params.isEmpty else { return ("policies/live.yaml", text) }
    text += "  bots:\n    exec.small:\n      params:\n"
    text += lines("        ", params.map { "\($0): { value: \"0\" }" })
    if !scopes.isEmpty { text += "      scopes:\n" + lines("        - ", scopes) }
    return ("policies/live.yaml", text)
  }
}
