import Analysis
import Graph

/// What another value of one bot's param does to decisions, proved over all events.
enum OverrideProof {
  /// `old` and `new` differ in a value of `bot` alone, so that only it and those that read it can decide
  /// otherwise.
  static func verdict(
    _ old: CompiledGraph, _ new: CompiledGraph, of bot: String
  ) -> OverrideVerdict {
    var joined: Strictness.Relation? = .equal
    for name in readers(of: bot, in: new) {
      let relation = PolicyComparison(old, new, bot: name).relation
      // What is incomparable stays so whatever the unknown part holds.
      if relation == .incomparable { return .incomparable }
      joined = joined.flatMap { known in relation.map { known.joined($0) } }
    }
    return OverrideVerdict(joined)
  }

  /// The bot and all that read it, directly or not.
  private static func readers(of bot: String, in graph: CompiledGraph) -> [String] {
    // Each stands behind those it reads.
    graph.bots.reduce(into: [bot]) { readers, candidate in
      if !readers.contains(candidate.name),
        candidate.providers.contains(where: { readers.contains($0) })
      {
        readers.append(candidate.name)
      }
    }
  }
}
