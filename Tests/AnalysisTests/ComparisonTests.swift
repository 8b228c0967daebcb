import Analysis
import Graph
import JSON
import Policy
import TestSupport
import Testing

@Suite struct ComparisonTests {
  private static let book = "book: { value: 2s"

  /// A change of the house's documents and what it has to be: over decisions, and as a whole.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var settings: [String] = []
    var texts: [(String, String)] = []
    var decisions: Strictness.Relation
    var whole: Strictness.Relation
    /// The rules that changed by themselves.
    var rules: [String] = []

    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "nothing", decisions: .equal, whole: .equal),
    Case(
      name: "a shorter time to live", settings: ["stale_ttl_s=30s"], decisions: .tighter,
      whole: .tighter, rules: ["rule 4 QUEUE_WARDEN_STALE_ORDER"]),
    Case(
      name: "a longer time to live", settings: ["stale_ttl_s=60s"], decisions: .looser,
      whole: .looser, rules: ["rule 4 QUEUE_WARDEN_STALE_ORDER"]),
    Case(
      name: "one tick more", settings: ["drift_ticks_threshold=4 ticks"], decisions: .looser,
      whole: .looser, rules: ["rule 5 QUEUE_WARDEN_DRIFT_EXCEEDED"]),
    Case(
      name: "one limit up, one down",
      settings: ["drift_ticks_threshold=5 ticks", "stale_ttl_s=30s"], decisions: .incomparable,
      whole: .incomparable,
      rules: ["rule 4 QUEUE_WARDEN_STALE_ORDER", "rule 5 QUEUE_WARDEN_DRIFT_EXCEEDED"]),
    // Fewer operations put replacements off: the decisions get looser, the declared limit tighter.
    Case(
      name: "a lower cap", settings: ["cancel_replace_per_min_cap=20 ops"], decisions: .looser,
      whole: .incomparable, rules: ["gate 1 QUEUE_WARDEN_RATE_CAP_HIT"]),
    Case(
      name: "an older book", texts: [(book, "book: { value: 5s")], decisions: .looser,
      whole: .looser,
      rules: [
        "rule 3 require order, book", "rule 5 QUEUE_WARDEN_DRIFT_EXCEEDED",
        "rule 2 GOV_FRESHNESS_STALE",
      ]),
    Case(
      name: "a credential renewed earlier", settings: ["l2_credential_ttl_h=12h"],
      decisions: .tighter, whole: .tighter, rules: ["rule 7 NONCE_SHEPHERD_CREDENTIAL_RENEWING"]),
    // No rule reads it; who declared it says that neither direction loosens.
    Case(
      name: "a param that no rule reads", settings: ["resequence_on_gap=false"],
      decisions: .equal, whole: .equal),
    Case(
      name: "another spelling",
      texts: [("age > params.stale_ttl_s", "params.stale_ttl_s < age")],
      decisions: .equal, whole: .equal),
    Case(
      name: "strict becomes reached",
      texts: [("age > params.stale_ttl_s", "age >= params.stale_ttl_s")],
      decisions: .tighter, whole: .tighter, rules: ["rule 4 QUEUE_WARDEN_STALE_ORDER"]),
    Case(
      name: "a rule less",
      texts: [
        (
          "    - { code: QUEUE_WARDEN_STALE_ORDER, when: age > params.stale_ttl_s, do: cancel }\n",
          ""
        )
      ], decisions: .looser, whole: .looser, rules: ["rule 4 QUEUE_WARDEN_STALE_ORDER, gone"]),
    Case(
      name: "a severity raised",
      texts: [("severities: {}", "severities: { QUEUE_WARDEN_STALE_ORDER: HARD_REJECT }")],
      decisions: .tighter, whole: .tighter, rules: ["rule 4 QUEUE_WARDEN_STALE_ORDER"]),
    Case(
      name: "a bot that only watches", texts: [("mode: general_live", "mode: shadow")],
      decisions: .equal, whole: .incomparable),
  ]

  @Test("what a change of the house's policies is", arguments: cases)
  func house(_ sample: Case) throws {
    let old = try HouseGraphs.graph()
    let new = try HouseGraphs.graph(settings: sample.settings, replacing: sample.texts)
    let comparison = PolicyComparison(old, new)
    #expect(comparison.decisions == sample.decisions)
    #expect(comparison.relation == sample.whole)
    #expect(Set(comparison.bots.flatMap(\.rules).map(\.title)) == Set(sample.rules))
    for bot in comparison.bots {
      for (relation, witness) in bot.verdict.witnesses {
        #expect(try Self.relation(of: witness, bot.bot, old, new) == relation, "\(witness)")
      }
    }
  }

  /// The way in which the decisions of an event differ, judged from its text.
  private static func relation(
    of witness: Witness, _ bot: String, _ old: CompiledGraph, _ new: CompiledGraph
  ) throws -> Strictness.Relation {
    let judgements = try [old, new].map { graph -> Strictness.Judgement in
      let evaluator = try #require(
        graph.bot(exactly: bot).flatMap { EventEvaluator(graph: graph, bot: $0) })
      let reader = JSONReader()
      let node = try unsafe reader.parse(copying: Array(witness.event.utf8))
      let (decision, frame) = try evaluator.decide(node)
      let missing = decision.missing.map { frame.plan.missing[$0] }
      return Strictness.Judgement(
        frame.plan.outcome(of: decision),
        lack: decision.cause == .error
          ? .error : missing.map { .fact("\($0.bot) \($0.name)") })
    }
    return Strictness.relation(
      judgements[0], in: old.policies, judgements[1], in: new.policies)
  }

  @Test("there and back are opposites")
  func opposites() throws {
    let old = try HouseGraphs.graph()
    let new = try HouseGraphs.graph(settings: ["stale_ttl_s=30s"])
    #expect(PolicyComparison(old, new).relation == .tighter)
    #expect(PolicyComparison(new, old).relation == .looser)
  }

  @Test("a limit of cells that is met gives no verdict, and says why")
  func limit() throws {
    let old = try HouseGraphs.graph()
    let new = try HouseGraphs.graph(settings: ["stale_ttl_s=30s"])
    let comparison = PolicyComparison(old, new, bot: "exec.queuewarden", limit: 5)
    let verdict = try #require(comparison.bots.first).verdict
    #expect(verdict.relation == nil)
    #expect(verdict.doubt == .tooManyCells(5))
    #expect(comparison.relation == nil)
  }

  @Test("values are looked at in every scope that a policy names")
  func scopes() throws {
    let limits = "        cancel_replace_per_min_cap: { value: 30 ops"
    let scoped = """
              cancel_replace_per_min_cap: { value: 30 ops, why: w }
            scopes:
              - { where: { market: m1 }, set: { stale_ttl_s: 60s } }
      """
    let old = try HouseGraphs.graph()
    let new = try HouseGraphs.graph(replacing: [
      (limits + ", why: \"half of what the venue takes in a burst\" }", scoped)
    ])
    let everywhere = PolicyComparison(old, new)
    #expect(everywhere.relation == .looser)
    #expect(everywhere.values.map(\.scope) == ["market m1"])
    let witness = try #require(everywhere.bots.compactMap { $0.verdict.witnesses[.looser] }.first)
    #expect(witness.event.contains("\"market\":\"m1\""))
    #expect(PolicyComparison(old, new, scope: Scope(market: "m2")).relation == .equal)
    #expect(PolicyComparison(old, new, scope: Scope(market: "m1")).relation == .looser)
  }

  @Test("a field that accepts other values is shown by one that only one version takes")
  func bounds() throws {
    let old = try HouseGraphs.graph()
    let new = try HouseGraphs.graph(replacing: [("max: \"0.1\"", "max: \"0.01\"")])
    let comparison = PolicyComparison(old, new, bot: "exec.queuewarden")
    #expect(comparison.relation == .incomparable)
    let witness = try #require(comparison.bots.first?.verdict.witnesses[.incomparable])
    #expect(witness.decisions.map(\.code).contains("-"))
  }

  @Test("the text and the JSON tell the same verdict")
  func forms() throws {
    let old = try HouseGraphs.graph()
    let new = try HouseGraphs.graph(settings: ["stale_ttl_s=30s"])
    let comparison = PolicyComparison(old, new)
    let text = comparison.text { bot, _ in "run \(bot)" }
    #expect(text.hasSuffix("as a whole: tighter\n"))
    #expect(text.contains("exec.queuewarden.stale_ttl_s: 45s -> 30s, tighter by its declaration"))
    let json = try JSONValue(parsing: comparison.json.compactText)
    #expect(json["verdict"]?.string == "tighter")
    #expect(json["values"]?.array?.count == 1)
  }
}
