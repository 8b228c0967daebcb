package import CEL
import Graph
import Policy
import Trading

/// A value that the risk team changed, and what its declaration says about the direction.
package struct ValueChange: Hashable, Sendable {
  /// `exec.queuewarden.stale_ttl_s`, `staleness.book`
  package let name: String
  /// `default`, `market 0x…`
  package let scope: String
  /// With units, as a policy writes them; `-` where a side has no such value.
  package let old: String
  package let new: String
  /// By `loosens`; nil where neither direction loosens.
  package let relation: Strictness.Relation?
  /// What both values are of, where both sides have one.
  package let amounts: Amounts?

  /// The two values as numbers.
  package struct Amounts: Hashable, Sendable {
    package let type: Type
    /// In slot units: milliseconds, millionths, or a count.
    package let old, new: Int64
  }

  static func all(
    _ old: CompiledGraph, _ new: CompiledGraph, bots: Set<String>, scope: Scope?
  ) -> [ValueChange] {
    staleness(old.policies, new.policies)
      + parameters(old, new, scope).filter { bots.contains($0.bot) }.map(\.change)
  }

  private static func relation(
    _ old: Int64, _ new: Int64, _ loosens: Loosening
  ) -> Strictness.Relation? {
    guard old != new else { return .equal }
    switch loosens {
    case .up: return new > old ? .looser : .tighter
    case .down: return new < old ? .looser : .tighter
    case .neither: return nil
    }
  }

  private static func staleness(_ old: PolicySet, _ new: PolicySet) -> [ValueChange] {
    StalenessName.allCases.compactMap { name in
      let (before, after) = (old.staleness(name), new.staleness(name))
      guard before != after else { return nil }
      return ValueChange(
        name: name.text, scope: "default", old: QuantityText.format(before, as: name.type),
        new: QuantityText.format(after, as: name.type),
        relation: new.stalenessDeclarations[name].flatMap { relation(before, after, $0.loosens) },
        amounts: Amounts(type: name.type, old: before, new: after))
    }
  }

  /// Where one side has no value for a scope, the one that holds there counts.
  private static func parameters(
    _ old: CompiledGraph, _ new: CompiledGraph, _ scope: Scope?
  ) -> [(bot: String, change: ValueChange)] {
    var seen: Set<String> = []
    return (new.policies.allValues + old.policies.allValues).compactMap { entry in
      guard seen.insert("\(entry.bot)/\(entry.parameter)/\(entry.scope)").inserted else {
        return nil
      }
      let selector = ScopeList.selected(entry.scope)
      if let scope, let selector, !ScopeList.selects(selector, scope) { return nil }
      let place = selector?.scope ?? Scope()
      func value(_ graph: CompiledGraph) -> (ParameterDeclaration, Int64)? {
        guard let bot = graph.bot(exactly: entry.bot),
          let parameter = bot.specification.parameters.first(where: {
            $0.name.value == entry.parameter
          })
        else { return nil }
        return (
          parameter, graph.policies.value(of: entry.parameter, bot: entry.bot, in: place)
        )
      }
      let (before, after) = (value(old), value(new))
      guard before?.1 != after?.1 else { return nil }
      var direction: Strictness.Relation?
      var amounts: Amounts?
      if let before, let after {
        direction = relation(before.1, after.1, after.0.loosens)
        if before.0.type == after.0.type {
          amounts = Amounts(type: after.0.type, old: before.1, new: after.1)
        }
      }
      return (
        entry.bot,
        ValueChange(
          name: "\(entry.bot).\(entry.parameter)", scope: entry.scope,
          old: before.map { $0.0.text(of: $0.1) } ?? "-",
          new: after.map { $0.0.text(of: $0.1) } ?? "-", relation: direction, amounts: amounts)
      )
    }
  }
}

extension ScopeList {
  /// Whether a value for `selector` can hold in `scope`.
  static func selects(_ selector: ScopeSelector, _ scope: Scope) -> Bool {
    switch selector {
    case .market(let name): scope.market == name
    case .strategy(let name): scope.strategy == name
    case .tag(let name): scope.tags.contains(name)
    }
  }
}
