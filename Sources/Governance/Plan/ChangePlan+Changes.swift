import Analysis
import CEL
import Graph
import Policy
import Trading

extension ChangePlan {
  /// Everything that means something else.
  static func changes(
    _ base: PolicyState?, _ head: PolicyState, _ comparison: PolicyComparison?, _ owners: OwnerTable
  ) -> [PlannedChange] {
    guard let base else { return first(head, owners) }
    var changes: [PlannedChange] = []
    if let comparison {
      changes +=
        ValuePlanner(
          base: base.graph, head: head.graph, comparison: comparison, owners: owners
        ).changes
      changes += bots(base.graph, head.graph, comparison, owners)
    } else {
      // Budgets are no part of what a graph means, so that equal digests may differ in them.
      for bot in head.graph.bots {
        guard let old = base.graph.bot(exactly: bot.name) else { continue }
        changes +=
          BotPlanner(
            old: old, new: bot, comparison: nil, declarations: [], owners: owners.of(bot: bot.name)
          ).changes
      }
    }
    changes += [
      budget(
        base.graph.policies.budget, head.graph.policies.budget, of: "an event",
        owners.ofShared(by: []))
    ].compactMap { $0 }
    changes += reasonCodes(base.graph, head.graph, owners)
    changes +=
      GovernancePlanner(
        base: base.governance, head: head.governance, owners: owners
      ).changes
    return changes
  }

  /// The first approval: all there is.
  private static func first(_ head: PolicyState, _ owners: OwnerTable) -> [PlannedChange] {
    head.graph.bots.map { bot in
      PlannedChange(
        .bot, bot.name, "bot", old: nil, new: text(of: bot), direction: .incomparable,
        owners: owners.of(bot: bot.name))
    }
      + head.graph.policies.allValues.map { entry in
        PlannedChange(
          .parameter, entry.bot, entry.parameter, scope: entry.scope, old: nil,
          new: head.graph.bot(exactly: entry.bot)?.specification.parameters.first {
            $0.name.value == entry.parameter
          }?.text(of: entry.value), owners: owners.of(bot: entry.bot))
      }
      + GovernancePlanner(base: GovernanceDocuments(), head: head.governance, owners: owners)
      .changes
  }

  private static func text(of bot: CompiledBot) -> String {
    let details = bot.specification.details
    return "\(details.classification.rawValue), \(details.mode.rawValue), owner \(details.owner), "
      + "\(bot.steps.count + bot.gates.count) rules and gates"
  }

  private static func bots(
    _ base: CompiledGraph, _ head: CompiledGraph, _ comparison: PolicyComparison,
    _ owners: OwnerTable
  ) -> [PlannedChange] {
    comparison.bots.flatMap { compared -> [PlannedChange] in
      let owners = owners.of(bot: compared.bot)
      switch (base.bot(exactly: compared.bot), head.bot(exactly: compared.bot)) {
      case (nil, let new?):
        // What it does to events nobody else saw decided before: both owners look at it.
        return [
          PlannedChange(
            .bot, compared.bot, "bot", old: nil, new: text(of: new), direction: .incomparable,
            verdict: compared.verdict, owners: owners)
        ]
      case (let old?, nil):
        let direction = PlannedChange.Direction(compared.verdict.relation?.joined(.looser))
        return [
          PlannedChange(
            .bot, compared.bot, "bot", old: text(of: old), new: nil, direction: direction,
            verdict: compared.verdict, owners: owners)
        ]
      case (let old?, let new?):
        return BotPlanner(
          old: old, new: new, comparison: compared,
          declarations: comparison.others.filter { $0.bot == compared.bot }, owners: owners
        ).changes
      case (nil, nil): return []
      }
    }
  }

  static func budget(
    _ old: Located<Int64>?, _ new: Located<Int64>?, of subject: String, _ owners: Set<String>
  ) -> PlannedChange? {
    guard old?.value != new?.value else { return nil }
    let isWider = (new?.value ?? .max) > (old?.value ?? .max)
    return PlannedChange(
      .budget, subject, "budget", old: old.map { "\($0.value)" }, new: new.map { "\($0.value)" },
      direction: isWider ? .looser : .tighter, owners: owners)
  }

  // MARK: Reason codes

  private static func reasonCodes(
    _ base: CompiledGraph, _ head: CompiledGraph, _ owners: OwnerTable
  ) -> [PlannedChange] {
    let (before, after) = (base.policies.reasonCodes, head.policies.reasonCodes)
    return Set(before.keys).union(after.keys).sorted().flatMap { code -> [PlannedChange] in
      let (old, new) = (before[code], after[code])
      guard old != new else { return [] }
      let bots = (base.bots + head.bots).filter { $0.outcomes.cases.contains(code) }.map(\.name)
      let owners = owners.ofShared(by: bots)
      func change(
        _ kind: PlannedChange.Kind, _ name: String, _ old: String?, _ new: String?,
        _ direction: PlannedChange.Direction
      ) -> PlannedChange? {
        guard old != new else { return nil }
        return PlannedChange(
          kind, "reason codes", name, old: old, new: new, direction: direction, owners: owners)
      }
      guard let old, let new else {
        return [
          change(.reasonCode, code, old?.severity.rawValue, new?.severity.rawValue, .none)
        ].compactMap { $0 }
      }
      let severity = PlannedChange.Direction(Strictness.relation(old.severity, new.severity))
      return [
        change(.severity, code, old.severity.rawValue, new.severity.rawValue, severity),
        change(.reasonCode, "\(code) family", old.family, new.family, .none),
        change(.reasonCode, "\(code) meaning", old.meaning, new.meaning, .none),
        change(.reasonCode, "\(code) action", old.action, new.action, .none),
      ].compactMap { $0 }
    }
  }

  // MARK: Strategies

  /// Those of either side that use a bot whose authority or reason codes differ.
  static func strategies(_ base: PolicyState?, _ head: PolicyState) -> [AffectedStrategy] {
    guard let base else { return [] }
    let names = Set((base.graph.bots + head.graph.bots).map(\.name)).sorted()
    var reasons: [String: Set<String>] = [:]
    var strategies: [String: StrategyIndex.Strategy] = [:]
    for name in names {
      let found = shadowReasons(
        base.graph.bot(exactly: name), head.graph.bot(exactly: name), base.graph.policies,
        head.graph.policies)
      guard !found.isEmpty else { continue }
      for index in [base.governance.strategies, head.governance.strategies] {
        for strategy in index.strategies(using: name) {
          strategies[strategy.name.value] = strategy
          reasons[strategy.name.value, default: []].formUnion(found.map { "\(name): \($0)" })
        }
      }
    }
    return strategies.values.map { strategy in
      AffectedStrategy(
        name: strategy.name.value, title: strategy.title, state: strategy.state,
        reasons: (reasons[strategy.name.value] ?? []).sorted())
    }.sorted { $0.name < $1.name }
  }

  private static func shadowReasons(
    _ old: CompiledBot?, _ new: CompiledBot?, _ before: PolicySet, _ after: PolicySet
  ) -> [String] {
    guard let old, let new else { return [old == nil ? "it is new" : "it is gone"] }
    var reasons: [String] = []
    if old.specification.authority != new.specification.authority { reasons.append("authority") }
    let (codes, newCodes) = (Set(old.outcomes.cases), Set(new.outcomes.cases))
    reasons += newCodes.subtracting(codes).sorted().map { "new reason code \($0)" }
    reasons += codes.subtracting(newCodes).sorted().map { "without reason code \($0)" }
    reasons += codes.intersection(newCodes).sorted().compactMap { code in
      guard let old = before.reasonCodes[code], let new = after.reasonCodes[code], old != new
      else { return nil }
      return old.severity == new.severity
        ? "another meaning of \(code)" : "severity of \(code)"
    }
    return reasons
  }
}
