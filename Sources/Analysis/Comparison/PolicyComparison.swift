package import Graph
package import Policy
import Trading

/// What a change of policy does, over all events: tighter, looser, incomparable or equal, each proved or shown
/// by an event, or unknown where neither can be said.
package struct PolicyComparison: Sendable {
  package let old: CompiledGraph
  package let new: CompiledGraph
  package let bots: [BotComparison]
  /// Params and staleness values that changed, by name.
  package let values: [ValueChange]
  /// What changed outside of rules and values.
  package let others: [DeclarationChange]
  /// Whether some scopes were left out, since there are more than can be looked at.
  package var leavesScopesOut: Bool { bots.contains(where: \.leavesScopesOut) }

  /// Cells that one bot in one scope may take.
  package static let limit = 20_000
  /// Compares every bot, or the one named, in every scope that the policies tell apart, or the one given.
  package init(
    _ old: CompiledGraph, _ new: CompiledGraph, bot: String? = nil, scope: Scope? = nil,
    limit: Int = Self.limit
  ) {
    self.old = old
    self.new = new
    let names = new.bots.map(\.name)
    let gone = old.bots.map(\.name).filter { !names.contains($0) }
    let wanted = (names + gone).filter { bot == nil || $0 == bot }
    bots = wanted.map {
      BotComparison.compare(old, new, bot: $0, scope: scope, limit: limit)
    }
    values = ValueChange.all(old, new, bots: Set(wanted), scope: scope)
    others = wanted.flatMap { name -> [DeclarationChange] in
      guard let before = old.bot(exactly: name), let after = new.bot(exactly: name) else {
        return []
      }
      return DeclarationChange.all(before.specification, after.specification)
    }
  }

  /// The verdict over decisions alone; nil where it is unknown.
  package var decisions: Strictness.Relation? {
    let known = bots.compactMap(\.verdict.relation)
    let joined = known.reduce(Strictness.Relation.equal) { $0.joined($1) }
    return known.count == bots.count || joined == .incomparable ? joined : nil
  }

  /// The verdict over decisions together with what params and modes say of themselves: a limit that is raised
  /// counts as loosened by those who declared it, whatever the decisions look like. Nil where it is unknown.
  package var relation: Strictness.Relation? {
    let declared = (values.map(\.relation) + others.map(\.relation)).compactMap { $0 }
    let joined = declared.reduce(Strictness.Relation.equal) { $0.joined($1) }
    if joined == .incomparable { return .incomparable }
    return decisions.map { $0.joined(joined) }
  }

  package var hasChanges: Bool {
    relation != .equal || !values.isEmpty || !others.isEmpty
      || bots.contains(where: \.hasChanges)
  }
}
