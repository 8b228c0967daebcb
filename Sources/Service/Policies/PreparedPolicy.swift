package import Graph
package import JSON
import Policy
import Trading

/// A policy made ready to decide: plans, frames and texts of every bot, laid out before the first event, away from
/// the events. Belongs to one thread at a time.
package final class PreparedPolicy {
  package let version: PolicyVersion
  package let graph: CompiledGraph
  /// All bots that decide something, in the order of evaluation.
  let deciders: [Decider]
  let router: EventRouter
  /// What is different from the policy before, a line each.
  let plan: [String]
  /// What the journal holds of it, in pieces.
  let record: ConfigRecord

  /// Prepares a version. With `bot` only that bot decides, whatever the event.
  ///
  /// - Parameter trust: what is remembered of the releases, for the journal.
  /// - Parameter plan: what is different from the policy before, for people and for the journal.
  package init(
    _ version: PolicyVersion, graph: CompiledGraph, trust: JSONValue? = nil, plan: [String] = [],
    bot: String? = nil
  ) {
    self.version = version
    self.graph = graph
    var deciders: [Decider] = []
    for kind in EventKind.allCases {
      let bots = bot.map { [graph.bot(named: $0)].compactMap { $0 } } ?? graph.deciders(of: kind)
      deciders += bots.compactMap { Decider(graph: graph, bot: $0, kind: kind, version: version) }
    }
    if bot != nil { deciders = Array(deciders.prefix(1)) }
    self.deciders = deciders
    router = EventRouter(
      deciders.map { graph.plan(for: $0.bot, on: $0.kind, in: Scope()) })
    record = ConfigRecord(version, graph: graph, trust: trust, plan: plan)
    self.plan = plan
  }

  /// Decides lines that were seen before and forgets the decisions, so that the first event finds warm memory and
  /// known shapes.
  package func warm(with lines: [[UInt8]]) {
    for line in lines {
      unsafe line.withUnsafeBytes { bytes in
        for decider in deciders {
          try? unsafe decider.decide(bytes, padding: 0) { _, _, _ in }
        }
      }
    }
  }
}
