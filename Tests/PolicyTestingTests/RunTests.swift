import Diagnostics
import Graph
import Policy
import PolicyTesting
import Testing

/// What tests may expect, and what is said where it does not come.
@Suite struct RunTests {
  private static func results(_ tests: String) throws -> [TestRun.Result] {
    let suite = try Samples.suite(tests: tests)
    return TestRun(suite.graph, suite.tests).results
  }

  private static let passing = [
    "{ name: n, expect: REST }",
    "{ name: n, expect: { code: REST, do: hold, severity: INFO, rule: otherwise, gate: none } }",
    "{ name: n, given: { x.a: 11 }, expect: { code: A, action: cancel, rule: 1, margin: 1 } }",
    "{ name: n, given: { sum: 12 }, expect: { code: A, margin: 2 } }",
    "{ name: n, given: { x.a: 6 }, params: { limit: \"5\" }, expect: A }",
    "{ name: n, given: { x: { a: 3 }, y.c: 5 }, expect: { code: B, rule: 3, gate: none } }",
    "{ name: n, given: { x: { a: 3, b: 2 }, y.c: 5 }, expect: { code: CAPPED, rule: 3, gate: 1, margin: 0 } }",
    "{ name: n, given: { x: missing }, expect: { code: GONE, rule: 1 } }",
    "{ name: n, given: { x.a: missing }, expect: { code: GONE, rule: 1 } }",
    "{ name: n, given: { x.spare: missing }, expect: REST }",
    "{ name: n, given: { y: missing }, expect: { code: LOST, rule: 2 } }",
    "{ name: n, given: { y: stale }, expect: LOST }",
    "{ name: n, given: { y.age: 2s }, expect: REST }",
    "{ name: n, given: { y.age: 2001ms }, expect: LOST }",
    "{ name: n, given: { y.age: 2001ms }, params: { staleness.book: 3s }, expect: REST }",
    "{ name: n, given: { y: missing, x.a: 11 }, expect: A }",
  ]

  @Test("an expectation that is met", arguments: passing)
  func passes(_ test: String) throws {
    #expect(try Self.results("    - \(test)\n").map(\.differences) == [[]])
  }

  private static let failing: [(test: String, difference: String)] = [
    ("{ name: n, expect: A }", "expected A, got REST"),
    ("{ name: n, expect: { code: REST, do: cancel } }", "expected action cancel, got hold"),
    ("{ name: n, expect: { code: REST, severity: WARN } }", "expected severity WARN, got INFO"),
    (
      "{ name: n, expect: { code: REST, rule: 1 } }",
      "expected rule 1 (sum > params.limit), got otherwise"
    ),
    (
      "{ name: n, expect: { code: REST, gate: 1 } }",
      "expected gate 1 (x.b >= 2), got no gate"
    ),
    (
      "{ name: n, given: { sum: 12 }, expect: { code: A, margin: 1 } }",
      "expected margin 1, got 2"
    ),
    (
      "{ name: n, expect: { code: REST, margin: 1 } }", "expected margin 1, got no comparison"
    ),
    ("{ name: n, expect: { code: REST, masked: 1 } }", "expected masked 1, got 0"),
  ]

  @Test("an expectation that is not met is said in words", arguments: failing)
  func fails(_ test: String, _ difference: String) throws {
    #expect(try Self.results("    - \(test)\n").map(\.differences) == [[difference]])
  }

  @Test("a failure stands at the expected code, and says what decided and how to see it again")
  func notes() throws {
    let results = try Self.results("    - { name: n, given: { x.a: 12 }, expect: REST }\n")
    let finding = try #require(results.first?.diagnostic)
    #expect(finding.location.map { "\($0.line):\($0.column)" } == "36:46")
    #expect(
      finding.help == [
        "decided by rule 1 (sum > params.limit): 12 against 10, margin 2",
        #"see it rule by rule: echo '{"now_ms":1767225600000,"x":{"a":12,"b":0,"spare":0},"#
          + #""y":{"age_ms":0,"c":9}}' | polytraders eval exec.small --events - --explain"#,
      ])
  }

  @Test("a fixed let has no event: the test itself is to be looked at")
  func fixedNotes() throws {
    let results = try Self.results("    - { name: it's n, given: { sum: 12 }, expect: REST }\n")
    #expect(
      results.first?.notes.last
        == #"see it rule by rule: polytraders test --explain --filter 'it'\''s n'"#)
  }

  @Test("a test of a scope sees its values")
  func scope() throws {
    let suite = try Samples.suite(
      tests: "    - { name: n, scope: { market: m, tags: [t] }, expect: A }\n")
    #expect(suite.tests.first?.scope.market == "m")
    let notes = TestRun(suite.graph, suite.tests).results.first?.notes.last ?? ""
    #expect(notes.contains(#"echo '{"market":"m","tags":["t"],"now_ms""#))
  }

  @Test("tests are no part of what a policy means, nor of what journals keep")
  func meaning() throws {
    let (without, with) = (
      try Samples.suite(), try Samples.suite(tests: "    - { name: n, expect: REST }\n")
    )
    #expect(without.graph.digest == with.graph.digest)
    #expect(without.graph.policies.sources == with.graph.policies.sources)
    let bot = try #require(with.graph.policies.sources.first { $0.path == "bots/small.yaml" })
    #expect(bot.text.hasSuffix("on_error: { code: BROKEN, do: pause_evaluation }\n"))
  }
}
