import Analysis
import FoundationEssentials
import Governance
import Graph
import JSON
import Policy
import TestSupport
import Testing
import Trading

/// Plans against every event of small domains: random roots, read from documents, planned, and then every event
/// decided on both sides in every scope. No class may say more than the events allow.
@Suite struct PlanProofTests {
  /// How decisions change over every event, in the scope of no name and in the one of the tag.
  private static func truth(
    _ base: PolicyState, _ head: PolicyState, over domain: EveryEvent
  ) throws -> (relations: Set<Strictness.Relation>, isRenamed: Bool) {
    var relations: Set<Strictness.Relation> = []
    var isRenamed = false
    for scope in [Scope(), Scope(tags: ["t"])] {
      let before = try EventJudge(base.graph, bot: "exec.small", over: domain, in: scope)
      let after = try EventJudge(head.graph, bot: "exec.small", over: domain, in: scope)
      for number in 0..<domain.count {
        let event = domain.event(number)
        let first = BruteForceTests.judgement(before, before.decide(event))
        let second = BruteForceTests.judgement(after, after.decide(event))
        let relation = Strictness.relation(
          first, in: base.graph.policies, second, in: head.graph.policies)
        if relation != .equal { relations.insert(relation) }
        if relation == .equal, first.outcome != second.outcome { isRenamed = true }
      }
    }
    return (relations, isRenamed)
  }

  /// What the class of policies in a plan allows for events.
  private static func allowed(_ plan: ChangePlan) -> Set<Strictness.Relation> {
    switch plan.classes.first {
    case .tightening: [.tighter]
    case .loosening: [.looser]
    case .incomparable: [.tighter, .looser, .incomparable]
    case .governance, nil: []
    }
  }

  /// Decides a witness again, on both sides.
  private static func expectHolds(
    _ witness: Witness, _ sides: [CompiledGraph], bot name: String
  ) throws {
    for (graph, decided) in zip(sides, witness.decisions) {
      let bot = try #require(graph.bot(exactly: name))
      let evaluator = try #require(EventEvaluator(graph: graph, bot: bot))
      let code = try JSONReader().withNode(of: witness.event) { node -> String in
        guard let (decision, frame) = try? evaluator.decide(node) else { return "-" }
        let outcome = frame.plan.outcome(of: decision)
        let severity = graph.policies.severity(of: outcome.code).rawValue
        return "\(outcome.code) \(severity) \(outcome.action.rawValue)"
      }
      let said = decided.code == "-" ? "-" : "\(decided.code) \(decided.severity) \(decided.action)"
      #expect(code == said, "\(witness.event)")
    }
  }

  private static let seeds =
    ProcessInfo.processInfo.environment["POLYTRADERS_SEEDS"].flatMap(Int.init) ?? 2
  private static let pairs = 50

  @Test(
    "no class contradicts any event, and every witness shows what it says", arguments: 0..<seeds)
  func classes(seed: Int) throws {
    var random = RandomPolicies(seed: UInt64(seed) &* 104_729 &+ 3)
    var counts: [String: Int] = [:]
    for index in 0..<Self.pairs {
      var body = random.body()
      if index % 3 == 0 { body = random.changedBesides(body) }
      let changes = RandomPolicies.Change.allCases
      var other = random.changed(body, changes[index % changes.count])
      if index % 2 == 0 { other = random.changedBesides(other) }
      let base = try PolicyState.load(RandomPolicies.inputs(body))
      let head = try PolicyState.load(RandomPolicies.inputs(other))
      let plan = ChangePlan(base: base, head: head)
      let domain = EveryEvent(BruteForceTests.paths([body, other]), most: 500)
      let truth = try Self.truth(base, head, over: domain)
      counts[plan.classWords, default: 0] += 1
      let isAllowed = truth.relations.isSubset(of: Self.allowed(plan))
      #expect(isAllowed, "\(plan.classWords), events \(truth.relations): \(body) \(other)")
      // What nobody lists, nobody signs.
      #expect(plan.isEmpty == (base.graph.digest == head.graph.digest))
      if plan.isEmpty { #expect(!truth.isRenamed && plan.changes.isEmpty) }
      #expect(plan.isEmpty || !plan.changes.isEmpty)
      for bot in plan.comparison?.bots ?? [] {
        for witness in bot.verdict.witnesses.values {
          try Self.expectHolds(witness, [base.graph, head.graph], bot: bot.bot)
        }
      }
      for change in plan.changes where change.kind == .parameter {
        guard let witness = change.witness, let bot = base.graph.bot(exactly: change.subject) else {
          continue
        }
        let policies = base.graph.policies.taking(
          change.name, bot: change.subject, scope: change.scope, from: head.graph.policies)
        try Self.expectHolds(
          witness, [base.graph, base.graph.variant(of: bot, under: policies)], bot: bot.name)
      }
    }
    print("seed \(seed): \(counts.sorted { $0.key < $1.key })")
    #expect(counts.count >= 3, "\(counts)")
  }
}
