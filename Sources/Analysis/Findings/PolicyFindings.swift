package import Diagnostics
package import Graph
import Policy

/// What analysis has to say about the bots of a graph: rules that cannot decide, facts whose absence nobody
/// notices, unknowns that turn into "fine". Each is proved over all events or shown by one.
package struct PolicyFindings: Sendable {
  package let findings: [Finding]

  /// Cells that one question about one bot in one scope may take.
  package static let limit = 4_000
  /// Scopes that are looked at.
  private static let mostScopes = 16

  /// `overlaps` adds a note for every two rules that hold at once and differ.
  package init(_ graph: CompiledGraph, overlaps: Bool = false, limit: Int = Self.limit) {
    let scopes = Array(ScopeList.scopes(of: [graph.policies]).prefix(Self.mostScopes))
    findings = graph.bots.flatMap { bot in
      Self.findings(of: bot, in: graph, scopes, overlaps: overlaps, limit: limit)
    }
  }

  package var diagnostics: [Diagnostic] {
    var bag = DiagnosticBag()
    for finding in findings { bag.add(finding.diagnostic) }
    return bag.sorted
  }

  /// What never happens counts where it is so in every scope; what happens, in any.
  private static func findings(
    of bot: CompiledBot, in graph: CompiledGraph, _ scopes: [Scope], overlaps: Bool, limit: Int
  ) -> [Finding] {
    var universal: [Finding]?
    var existing: [Finding] = []
    var seen: Set<[Int64]> = []
    for scope in scopes {
      guard let side = PlanPair.Side(graph, bot, in: scope) else { return [] }
      let values = side.plan.stages.flatMap { side.plan.parameters(of: $0.bot).map(\.value) }
      guard seen.insert(values).inserted else { continue }
      var analysis = BotAnalysis(side, in: scope, limit: limit)
      let never = analysis.neverFindings()
      universal =
        universal.map { known in known.filter { never.map(\.kind).contains($0.kind) } }
        ?? never
      for finding in analysis.someFindings(overlaps: overlaps)
      where !existing.contains(where: { $0.kind == finding.kind }) {
        existing.append(finding)
      }
    }
    return (universal ?? []) + existing
  }
}
