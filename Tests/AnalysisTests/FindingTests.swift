import Analysis
import Diagnostics
import Graph
import TestSupport
import Testing

@Suite struct FindingTests {
  /// Rules, gates, and what has to be found: `CODE line of the list of rules`.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var rules: [String]
    var gates: [String] = []
    var found: [String]

    var testDescription: String { name }
  }

  /// Every bot of `RandomPolicies` has facts that small rules do not read; these rules read all of them.
  private static let reading = "{ require: [x, y] }"
  private static let spare = "{ code: A, when: 'x.spare == 1', do: halt }"

  static let cases = [
    Case(name: "clean", rules: [reading, spare], found: []),
    Case(
      name: "a condition that contradicts itself",
      rules: [reading, spare, "{ code: B, when: 'x.a > 1 && x.a < 1', do: cancel }"],
      found: ["PT1101 rule 3 B can never hold"]),
    Case(
      name: "a condition beyond the bounds",
      rules: [reading, spare, "{ code: B, when: 'x.a > 2', do: cancel }"],
      found: ["PT1101 rule 3 B can never hold"]),
    // Only the sum of the three comparisons shows it; no bound of a single value does.
    Case(
      name: "a circle of times",
      rules: [
        reading, spare,
        "{ code: B, when: 'now < y.at && y.at < y.since && y.since < now', do: cancel }",
      ], found: ["PT1101 rule 3 B can never hold"]),
    Case(
      name: "a sum that no event can make right",
      rules: [reading, spare, "{ code: B, when: '9223372036854775807 + 1 > x.a', do: cancel }"],
      found: [
        "PT1110 rule 3 B can never be judged: its condition is an error wherever its facts are there, "
          + "and 'on_error' decides"
      ]),
    Case(
      name: "covered by one rule",
      rules: [
        reading, spare, "{ code: A, when: 'x.a > 0', do: cancel }",
        "{ code: B, when: 'x.a > 1', do: cancel }",
      ],
      found: ["PT1102 rule 4 B can never decide: rule 3 A decides every event for which it holds"]),
    Case(
      name: "covered by two rules together",
      rules: [
        reading, spare, "{ code: A, when: 'x.a > 1', do: cancel }",
        "{ code: C, when: 'x.a < 2', do: hold }", "{ code: B, when: 'x.flag', do: cancel }",
      ],
      found: [
        "PT1102 rule 5 B can never decide: rule 2 A, rule 3 A and rule 4 C decide every event for "
          + "which it holds"
      ]),
    Case(
      name: "never false",
      rules: [reading, spare, "{ code: B, when: 'x.a >= 0', do: cancel }"],
      found: ["PT1103 the condition of rule 3 B is never false"]),
    Case(
      name: "an unknown that the other side absorbs",
      rules: [
        "{ code: A, when: 'x.flag && y.c == 1', do: halt }", "{ require: [x] }",
        "{ code: B, when: 'x.spare > 0', do: cancel }",
      ],
      found: [
        "PT1105 rule 1 A lets pass what it cannot judge: 'y' is missing, and the other side of '&&' "
          + "or '||' decides"
      ]),
    Case(
      name: "an absence that now replaces",
      rules: [
        reading, "{ code: A, when: 'now - y.since > duration(\"5ms\")', do: halt }",
        "{ code: B, when: 'x.spare > 0', do: cancel }",
      ],
      found: [
        "PT1106 an event without 'y.since' passes, since now takes its place; rule 2 A might refuse it"
      ]),
    Case(
      // That of x is noticed by the rule about a field of it, though the field may be absent alone.
      name: "an absence that nobody notices", rules: [spare],
      found: [
        "PT1107 no rule and no gate notices when 'y' is missing: its 'on_missing' is never given"
      ]),
    Case(
      name: "a gate that nothing reaches", rules: [reading, spare],
      gates: ["{ code: CAPPED, of: [cancel_replace], when: 'x.flag', do: defer }"],
      found: ["PT1108 gate 1 CAPPED limits actions that no rule chooses"]),
    Case(
      name: "a gate that never holds",
      rules: [reading, spare, "{ code: B, when: 'x.a == 1', do: cancel_replace }"],
      gates: ["{ code: CAPPED, of: [cancel_replace], when: 'x.a == 2', do: defer }"],
      found: ["PT1101 gate 1 CAPPED can never hold"]),
  ]

  @Test("what is found in a bot", arguments: cases)
  func findings(_ sample: Case) throws {
    let graph = try RandomPolicies.graph(
      RandomPolicies.Body(rules: sample.rules, gates: sample.gates, limits: [1, 1], bookAge: 100))
    let found = PolicyFindings(graph).findings.filter { $0.bot == "exec.small" }.map(\.diagnostic)
    #expect(found.map { "\($0.code) \($0.message)" }.sorted() == sample.found.sorted())
    for diagnostic in found {
      #expect(diagnostic.severity == .warning)
      #expect(diagnostic.location?.file == "bots/small.yaml")
      #expect(!diagnostic.help.isEmpty)
    }
  }

  @Test("rules that hold at once are notes, each with an event, and only on demand")
  func overlaps() throws {
    let graph = try RandomPolicies.graph(
      RandomPolicies.Body(
        rules: [
          Self.reading, Self.spare, "{ code: B, when: 'x.a > 0', do: cancel }",
          "{ code: C, when: 'x.a < 2', do: hold }", "{ code: B, when: 'x.a == 0', do: cancel }",
        ], gates: [], limits: [1, 1], bookAge: 100))
    let found = PolicyFindings(graph, overlaps: true).findings.filter {
      $0.diagnostic.code == "PT1104"
    }
    #expect(
      found.map(\.diagnostic.message) == [
        "rule 2 A and rule 3 B hold for one event and differ; the first decides",
        "rule 2 A and rule 4 C hold for one event and differ; the first decides",
        "rule 3 B and rule 4 C hold for one event and differ; the first decides",
        "rule 2 A and rule 5 B hold for one event and differ; the first decides",
        "rule 4 C and rule 5 B hold for one event and differ; the first decides",
      ])
    #expect(found.allSatisfy { $0.witness != nil && $0.diagnostic.severity == .note })
    // The event is one that the first of the two decides, not a third rule above both.
    for finding in found {
      guard case .overlap(let first, _) = finding.kind else { continue }
      #expect(finding.witness?.decisions.first?.text.hasPrefix("\(first.name) ") == true)
    }
  }

  @Test("the house's own bots have no findings")
  func house() throws {
    let findings = PolicyFindings(try HouseGraphs.graph())
    #expect(findings.findings.map(\.diagnostic.message) == [])
  }

  @Test("a limit that is met is told")
  func limit() throws {
    let findings = PolicyFindings(try HouseGraphs.graph(), limit: 3)
    #expect(findings.findings.contains { $0.kind == .incomplete(limit: 3) })
  }

  @Test("what is said never to decide decides no event", arguments: 0..<2)
  func bruteForce(seed: Int) throws {
    var random = RandomPolicies(seed: UInt64(seed) &* 104_729 &+ 3)
    var (found, shown) = (0, 0)
    for _ in 0..<80 {
      let body = random.body()
      let graph = try RandomPolicies.graph(body)
      let domain = EveryEvent(BruteForceTests.paths([body]), most: 1_000)
      let judge = try EventJudge(graph, bot: "exec.small", over: domain)
      let decisions = (0..<domain.count).map { judge.decide(domain.event($0)) }
      let held = Set(decisions.filter { $0.cause == .rule }.map { $0.step + 1 })
      let missing = Set(decisions.compactMap { judge.missing($0) })
      for finding in PolicyFindings(graph).findings where finding.bot == "exec.small" {
        switch finding.kind {
        case .neverHolds(let rule, false), .shadowed(let rule, _):
          found += 1
          #expect(!held.contains(rule.number), "\(body) \(finding.diagnostic.message)")
        case .absenceUnnoticed(let fact):
          found += 1
          #expect(!missing.contains("exec.small \(fact)"), "\(body) \(fact)")
        case .masked, .absentPasses:
          shown += 1
          #expect(finding.witness != nil)
        default: continue
        }
      }
    }
    #expect(found > 50 && shown > 0)
  }
}
