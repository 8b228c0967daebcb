import Graph
import Policy
import Trading

/// One bot in two policies.
package struct BotComparison: Sendable {
  /// `exec.queuewarden`
  package let bot: String
  /// In both policies, or why its verdict is no proof over events.
  package enum Presence: Hashable, Sendable {
    case both, removed, added
  }

  package let presence: Presence
  /// Over all events and all scopes that the policies can tell apart.
  package let verdict: Verdict
  /// The rules that changed by themselves; a change of the order of rules is in `verdict` alone.
  package let rules: [RuleVerdict]
  /// Whether rules of equal names stand in another order.
  package let isReordered: Bool

  /// Whether there are more scopes than were looked at; the verdict is then no more than shown.
  package let leavesScopesOut: Bool

  /// In `scope`, or in every scope that the values of the bot and of those it reads tell apart.
  static func compare(
    _ old: CompiledGraph, _ new: CompiledGraph, bot name: String, scope: Scope?, limit: Int
  ) -> BotComparison {
    let before = old.bot(exactly: name)
    let after = new.bot(exactly: name)
    let readers = [(old, before), (new, after)].compactMap { graph, bot in
      bot.map { graph.namesOfStages(of: $0) }
    }
    let scopes =
      scope.map { ScopeList(only: $0) }
      ?? ScopeList(
        of: [old.policies, new.policies], bots: readers.reduce(into: []) { $0.formUnion($1) })
    guard let before, let after else {
      let (graph, bot) = before.map { (old, $0) } ?? after.map { (new, $0) } ?? (new, nil)
      let lone = bot.map { LoneBot(graph, $0, isNew: before == nil, scopes, limit).verdict }
      return BotComparison(
        bot: name, presence: before == nil ? .added : .removed, verdict: lone ?? .unchanged,
        rules: [], isReordered: false, leavesScopesOut: scopes.leavesOut)
    }
    let pairs = RuleMatching.pairs(before, after)
    let order = pairs.compactMap { $0.new?.step == nil ? nil : $0.old?.number }
    let isReordered = order != order.sorted()
    let whole = verdict(old, before, new, after, scopes, limit)
    var rules: [RuleVerdict] = []
    for pair in pairs {
      let verdict = RuleComparison(old, before, new, after, scopes, limit)
        .verdict(of: pair, preferring: whole.witnesses.values.map(\.event).sorted())
      if let verdict { rules.append(verdict) }
    }
    return BotComparison(
      bot: name, presence: .both, verdict: whole, rules: rules, isReordered: isReordered,
      leavesScopesOut: scopes.leavesOut)
  }

  /// The verdict over scopes, each set of values once.
  static func verdict(
    _ old: CompiledGraph, _ before: CompiledBot, _ new: CompiledGraph, _ after: CompiledBot,
    _ scopes: ScopeList, _ limit: Int
  ) -> Verdict {
    var verdict: Verdict?
    var seen: Set<[Int64]> = []
    for scope in scopes.scopes {
      guard let oldSide = PlanPair.Side(old, before, in: scope),
        let newSide = PlanPair.Side(new, after, in: scope)
      else { continue }
      guard seen.insert(oldSide.plan.values + newSide.plan.values).inserted else { continue }
      let next = PlanPair(oldSide, newSide, in: scope, limit: limit).verdict()
      verdict = verdict?.joined(next) ?? next
    }
    let found = verdict ?? .unchanged
    return scopes.leavesOut ? found.withScopesLeftOut : found
  }
}

extension DecisionPlan {
  /// What the params of all its stages are in its scope.
  var values: [Int64] { stages.flatMap { parameters(of: $0.bot).map(\.value) } }
}

extension CompiledGraph {
  /// The bots whose values can make a difference to a bot: it and those that it reads.
  func namesOfStages(of bot: CompiledBot) -> Set<String> {
    guard let event = bot.specification.events.first else { return [bot.name] }
    return Set(plan(for: bot, on: event).stages.map(\.bot.name)).union([bot.name])
  }
}

/// Compares one rule or gate of two versions of a bot by itself.
struct RuleComparison {
  private let old, new: CompiledGraph
  private let before, after: CompiledBot
  private let scopes: ScopeList
  private let limit: Int

  init(
    _ old: CompiledGraph, _ before: CompiledBot, _ new: CompiledGraph, _ after: CompiledBot,
    _ scopes: ScopeList, _ limit: Int
  ) {
    self.old = old
    self.new = new
    self.before = before
    self.after = after
    self.scopes = scopes
    self.limit = limit
  }

  /// Nil where it is proved to be the same.
  /// An event of `preferred` that shows the change is taken before others: the reader knows it.
  func verdict(
    of pair: (old: RuleMatching.Body?, new: RuleMatching.Body?), preferring preferred: [String]
  ) -> RuleVerdict? {
    guard let shown = pair.new ?? pair.old else { return nil }
    var verdict: Verdict?
    for baseline in baselines(pair) {
      let next = self.verdict(pair, otherwise: baseline, preferred)
      verdict = verdict?.joined(next) ?? next
    }
    guard let verdict, verdict.hasChanges else { return nil }
    let presence: RuleVerdict.Presence =
      pair.old == nil ? .onlyNew : pair.new == nil ? .onlyOld : .both
    return RuleVerdict(
      part: shown.part, number: shown.number, name: shown.name, presence: presence,
      location: shown.location, verdict: verdict, whole: whole(verdict))
  }

  /// What holds where the rule says nothing: the old bot's `otherwise`, or for a gate each outcome whose action
  /// it limits.
  private func baselines(
    _ pair: (old: RuleMatching.Body?, new: RuleMatching.Body?)
  ) -> [OutcomeDeclaration] {
    let actions = (pair.old?.gate?.actions ?? []).union(pair.new?.gate?.actions ?? [])
    guard !actions.isEmpty else { return [before.specification.otherwise] }
    var seen: Set<Action> = []
    return (before.specification.rules + after.specification.rules).compactMap { rule in
      guard case .decide(let rule) = rule, actions.contains(rule.outcome.action.value),
        seen.insert(rule.outcome.action.value).inserted
      else { return nil }
      return rule.outcome
    }
  }

  private func verdict(
    _ pair: (old: RuleMatching.Body?, new: RuleMatching.Body?), otherwise: OutcomeDeclaration,
    _ preferred: [String]
  ) -> Verdict {
    func alone(
      _ graph: CompiledGraph, _ bot: CompiledBot, _ body: RuleMatching.Body?
    ) -> (CompiledGraph, CompiledBot) {
      let changed = graph.replacing(
        bot, steps: [body?.step].compactMap { $0 }, gates: [body?.gate].compactMap { $0 },
        otherwise: otherwise)
      return (changed, changed.bot(exactly: bot.name) ?? bot)
    }
    let (oldGraph, oldBot) = alone(old, before, pair.old)
    let (newGraph, newBot) = alone(new, after, pair.new)
    let verdict = BotComparison.verdict(oldGraph, oldBot, newGraph, newBot, scopes, limit)
    guard verdict.shown != nil, let first = EventEvaluator(graph: oldGraph, bot: oldBot),
      let second = EventEvaluator(graph: newGraph, bot: newBot)
    else { return verdict }
    return verdict.showing(preferred, old: first, new: second)
  }

  /// What the whole bots decide for the event that shows a change of the rule.
  private func whole(_ verdict: Verdict) -> Witness? {
    guard let event = verdict.shown?.event,
      let oldEvaluator = EventEvaluator(graph: old, bot: before),
      let newEvaluator = EventEvaluator(graph: new, bot: after)
    else { return nil }
    let writer = EventWitness(EventSpace([]), in: Scope())
    guard let first = writer.judge(event, with: oldEvaluator),
      let second = writer.judge(event, with: newEvaluator)
    else { return nil }
    return Witness(event: event, decisions: [first.decided, second.decided])
  }
}

extension Verdict {
  /// The same verdict with those of `events` as witnesses that show one of its ways to change.
  fileprivate func showing(
    _ events: [String], old: EventEvaluator, new: EventEvaluator
  ) -> Verdict {
    let writer = EventWitness(EventSpace([]), in: Scope())
    var witnesses = self.witnesses
    for event in events {
      guard let before = writer.judge(event, with: old), let after = writer.judge(event, with: new)
      else { continue }
      let relation = Strictness.relation(
        before.judgement, in: old.graph.policies, after.judgement, in: new.graph.policies)
      guard witnesses[relation] != nil else { continue }
      witnesses[relation] = Witness(event: event, decisions: [before.decided, after.decided])
    }
    return Verdict(
      relation: relation, doubt: doubt, witnesses: witnesses, renamed: renamed, cells: cells)
  }

  /// The event to show first: a loosening before anything else.
  package var shown: Witness? {
    witnesses[.looser] ?? witnesses[.incomparable] ?? witnesses[.tighter] ?? renamed
  }
}
