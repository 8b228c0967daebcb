package import Diagnostics
package import Graph
import Policy
import Trading

/// What analysis has to say about the bots of a graph: rules that cannot decide, facts whose absence nobody
/// notices, unknowns that turn into "fine". Each is proved over all events or shown by one.
package struct PolicyFindings: Sendable {
  package let findings: [Finding]

  /// Cells that one question about one bot in one scope may take.
  package static let limit = 4_000
  /// Scopes of different values that are looked at.
  private static let mostScopes = 16

  /// `overlaps` adds a note for every two rules that hold at once and differ.
  package init(_ graph: CompiledGraph, overlaps: Bool = false, limit: Int = Self.limit) {
    findings = graph.bots.flatMap { bot in
      Self.findings(of: bot, in: graph, overlaps: overlaps, limit: limit)
    }
  }

  package var diagnostics: [Diagnostic] {
    var bag = DiagnosticBag()
    for finding in findings { bag.add(finding.diagnostic) }
    return bag.sorted
  }

  /// What never happens counts where it is so in every scope; what happens, in any.
  private static func findings(
    of bot: CompiledBot, in graph: CompiledGraph, overlaps: Bool, limit: Int
  ) -> [Finding] {
    var universal: [Finding]?
    var existing: [Finding] = []
    var notes: [Finding] = []
    func note(_ kind: Finding.Kind) {
      guard !notes.contains(where: { $0.kind == kind }) else { return }
      notes.append(
        Finding(
          kind: kind, bot: bot.name, location: bot.specification.name.location, witness: nil))
    }
    let (sides, leavesOut) = sides(of: bot, in: graph)
    for (scope, side) in sides {
      var analysis = BotAnalysis(side, in: scope, limit: limit)
      let never = analysis.neverFindings() ?? []
      universal =
        universal.map { known in known.filter { never.map(\.kind).contains($0.kind) } }
        ?? never
      for finding in analysis.someFindings(overlaps: overlaps)
      where !existing.contains(where: { $0.kind == finding.kind }) {
        existing.append(finding)
      }
      if analysis.isIncomplete { note(.incomplete(limit: limit)) }
    }
    if leavesOut { note(.scopesLeftOut(limit: sides.count)) }
    return (leavesOut ? [] : universal ?? []) + existing + notes
  }

  /// A scope for each set of values that the bot and those it reads can have, and whether some were left out.
  private static func sides(
    of bot: CompiledBot, in graph: CompiledGraph
  ) -> (sides: [(Scope, PlanPair.Side)], leavesOut: Bool) {
    let list = ScopeList(of: [graph.policies], bots: graph.namesOfStages(of: bot))
    var sides: [(Scope, PlanPair.Side)] = []
    var seen: Set<[Int64]> = []
    for scope in list.scopes {
      guard let side = PlanPair.Side(graph, bot, in: scope) else { continue }
      guard seen.insert(side.plan.values).inserted else { continue }
      guard sides.count < mostScopes else { return (sides, true) }
      sides.append((scope, side))
    }
    return (sides, list.leavesOut)
  }
}
