import CommandLine
import Graph
import Policy
import Trading

/// The bill of every kind of event, for `check --cost`.
enum CostReport {
  static func text(of graph: CompiledGraph) -> String {
    var table = TextTable([
      .left("event"), .left("bot"), .left("part"), .right("cost"), .right("share"),
    ])
    for kind in EventKind.allCases {
      let parts = graph.costs(of: kind).flatMap(\.parts)
      guard !parts.isEmpty else { continue }
      let total = parts.reduce(0) { $0 + $1.units }
      for part in parts {
        table.add([
          kind.rawValue, part.bot, part.name, grouped(part.units),
          share(of: part.units, in: total),
        ])
      }
      table.add([kind.rawValue, "all", "", grouped(total), ""])
      table.addRule()
    }
    let budget =
      graph.policies.budget.map { "budget \(grouped($0.value)) an event" }
      ?? "no policy sets a budget (budget: { per_event: … })"
    return "\n\(table.rendered())\(budget); \(unit)\n"
  }

  private static let unit = """
    a unit is about a nanosecond: every step of the plan as it is laid out, the last one an error, then \
    everything once more with errors and unknowns; a rule pays for what it reads of other bots
    """

  /// Tenths of a per cent, to the nearest.
  private static func share(of units: Int, in total: Int) -> String {
    guard total > 0 else { return "" }
    let tenths = (units * 2_000 / total + 1) / 2
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
