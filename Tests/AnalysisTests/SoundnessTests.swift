import Analysis
import Diagnostics
import Graph
import Policy
import TestSupport
import Testing

/// Changes and rules that once were called proved and are not so: at the ends of 64 bits, at paths that one
/// version alone reads, in scopes that were left out.
@Suite struct SoundnessTests {
  private static let integers = ["a: { type: int }", "b: { type: int }", "seen: { type: bool }"]
  private static let unseen = "{ code: A, when: '!x.seen', do: cancel }"
  private static let large = "3000000000000000000"

  private static func verdict(_ old: CompiledGraph, _ new: CompiledGraph) throws -> Verdict {
    try #require(PolicyComparison(old, new, bot: "exec.small").bots.first).verdict
  }

  /// Conditions that hold for no event and yet fail, or pass, for some.
  static let products = [
    "x.a > \(large) && x.b > \(large) && x.a * x.b > 0 && x.a * x.b < 0",
    "x.a < -\(large) && x.b > \(large) && x.a * x.b > 0",
    "x.a > \(large) && x.b > \(large) && x.a * x.b / 2 < 0",
    "x.a > \(large) && x.a * x.a - x.b > 0",
    "x.a + x.b > 0 && x.a > \(large) && x.b > \(large) * 3",
  ]

  @Test("a product that no slot holds is an error, and an error is a change", arguments: products)
  func product(condition: String) throws {
    let old = try SmallPolicies.graph(fields: Self.integers, rules: [Self.unseen])
    let new = try SmallPolicies.graph(
      fields: Self.integers,
      rules: [Self.unseen, "{ code: B, when: '\(condition)', do: cancel_replace }"])
    #expect(try Self.verdict(old, new).relation != .equal)
  }

  @Test("a factor is not bound by a product that has no bound")
  func factor() throws {
    let holds = "x.a > \(Self.large) && x.b > \(Self.large) && (x.a * x.b > 0 || x.seen)"
    let graph = try SmallPolicies.graph(
      fields: Self.integers, rules: ["{ code: B, when: '\(holds)', do: cancel }"])
    #expect(!PolicyFindings(graph).findings.contains { $0.diagnostic.code == "PT1101" })
  }

  @Test(
    "a field that one version alone reads is refused by it alone",
    arguments: [
      "extra: { type: int, min: \"0\", max: \"10\", optional: true }", "extra: { type: bool }",
      "extra: { type: price, optional: true }", "extra: { type: side, optional: true }",
      "extra: { type: timestamp, absent: now }",
    ])
  func field(_ declaration: String) throws {
    let old = try SmallPolicies.graph(fields: Self.integers, rules: [Self.unseen])
    let new = try SmallPolicies.graph(
      fields: Self.integers + [declaration], rules: [Self.unseen])
    for (first, second) in [(old, new), (new, old)] {
      let verdict = try Self.verdict(first, second)
      #expect(verdict.relation == .incomparable)
      let witness = try #require(verdict.witnesses[.incomparable])
      #expect(witness.decisions.contains { $0.code == "-" })
    }
  }

  @Test("a path that is a value to one version and an object to the other gives no verdict")
  func object() throws {
    let old = try SmallPolicies.graph(
      fields: ["seen: { type: bool }", "a: { type: int, path: v }"], rules: [Self.unseen])
    let new = try SmallPolicies.graph(
      fields: ["seen: { type: bool }", "a: { type: int, path: v.a }"], rules: [Self.unseen])
    #expect(try Self.verdict(old, new).doubt == .pathsDiffer("v"))
  }

  // MARK: Scopes

  private static let both = "{ code: B, when: 'params.one > 0 && params.two > 0', do: cancel }"

  private static func tagged(_ count: Int, last: String) throws -> CompiledGraph {
    let scopes =
      (0..<count).map { "{ where: { tag: t\($0) }, set: { other: \"\($0 + 1)\" } }" } + [
        "{ where: { tag: first }, set: { one: \"1\" } }",
        "{ where: { tag: second }, set: { \(last): \"1\" } }",
      ]
    return try SmallPolicies.graph(
      fields: integers, rules: [unseen, both], params: ["one", "two", "other"], scopes: scopes)
  }

  @Test("combinations of tags that are left out leave the verdict open", arguments: [0, 6, 7, 12])
  func tags(count: Int) throws {
    let old = try Self.tagged(count, last: "one")
    let new = try Self.tagged(count, last: "two")
    let comparison = PolicyComparison(old, new, bot: "exec.small")
    let verdict = try #require(comparison.bots.first).verdict
    #expect(comparison.leavesScopesOut == (count > 6))
    if count > 6 {
      #expect(verdict.relation == nil)
      #expect(verdict.doubt == .scopesLeftOut)
      #expect(comparison.relation == nil || comparison.relation == .incomparable)
    } else {
      #expect(verdict.relation == .tighter)
    }
  }

  @Test(
    "a rule that holds in a scope that was left out is not said never to hold",
    arguments: [0, 5, 9, 20])
  func never(count: Int) throws {
    let findings = PolicyFindings(try Self.tagged(count, last: "two")).findings
    #expect(!findings.contains { $0.diagnostic.code == "PT1101" })
    let isOpen = findings.contains {
      if case .scopesLeftOut = $0.kind { true } else { false }
    }
    #expect(isOpen == (count > 0))
  }

  // MARK: Bots of one version

  @Test(
    "a bot that was added is tighter where an event shows it, and looser where it was taken away")
  func lone() throws {
    let provider = [RandomPolicies.provider]
    let old = try SmallPolicies.graph(fields: Self.integers, rules: [Self.unseen])
    let new = try SmallPolicies.graph(
      fields: Self.integers, rules: [Self.unseen], others: provider)
    for (first, second, relation) in [
      (old, new, Strictness.Relation.tighter), (new, old, .looser),
    ] {
      let comparison = PolicyComparison(first, second)
      #expect(comparison.decisions == relation)
      let bot = try #require(comparison.bots.first { $0.bot == "risk.one" })
      let witness = try #require(bot.verdict.witnesses[relation])
      #expect(witness.decisions.contains { $0.action == "halt" })
    }
  }

  @Test("a question that met the limit behind the first ones is told as well")
  func lateLimit() throws {
    let random = try HouseGraphs.graph()
    for limit in [3, 20, 60, 150] {
      let findings = PolicyFindings(random, overlaps: true, limit: limit).findings
      let isMet = findings.contains { $0.kind == .incomplete(limit: limit) }
      // What was found with this limit is all there is, or it is told that it may not be.
      let all = PolicyFindings(random, overlaps: true).findings.count
      #expect(isMet || findings.count == all)
    }
  }
}
