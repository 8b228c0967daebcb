import Diagnostics
import Graph
import Policy
import PolicyTesting
import Testing

/// What documents of tests may not say: each with its place and code.
@Suite struct LinkTests {
  private static let inBot: [(tests: String, finding: String)] = [
    ("- { name: n, given: { x.aa: 1 }, expect: REST }", "36:27 PT1203"),
    ("- { name: n, given: { x: { a: 1s } }, expect: REST }", "36:35 PT1204"),
    ("- { name: n, given: { y.age: 3 }, expect: REST }", "36:34 PT1204"),
    ("- { name: n, given: { x.a: 101 }, expect: REST }", "36:32 PT1205"),
    ("- { name: n, given: { x: stale }, expect: REST }", "36:30 PT1206"),
    ("- { name: n, given: { x: 5 }, expect: REST }", "36:30 PT1206"),
    ("- { name: n, expect: REZT }", "36:26 PT1209"),
    ("- { name: n, expect: { code: REST, do: holt } }", "36:44 PT1210"),
    ("- { name: n, expect: { code: REST, severity: GRAVE } }", "36:50 PT1210"),
    ("- { name: n, expect: { code: REST, rule: 0 } }", "36:46 PT1211"),
    ("- { name: n, expect: { code: REST, rule: 4 } }", "36:46 PT1211"),
    ("- { name: n, expect: { code: REST, gate: 2 } }", "36:46 PT1211"),
    ("- { name: n, params: { limits: \"3\" }, expect: REST }", "36:28 PT1213"),
    ("- { name: n, params: { limit: 3s }, expect: REST }", "36:35 PT1204"),
    ("- { name: n, params: { limit: 51 }, expect: REST }", "36:35 PT0211"),
    ("- { name: n, params: { staleness.book: 1ms }, expect: REST }", "36:44 PT0211"),
    ("- { name: n }", "36:7 PT0202"),
    ("- { given: {}, expect: REST }", "36:7 PT0202"),
    ("- { name: n, expect: REST, given: [] }", "36:39 PT0201"),
    ("- { name: n, expect: REST, givven: {} }", "36:32 PT0203"),
    ("- { name: n, expect: { code: REST, ruhle: 1 } }", "36:40 PT0203"),
    ("- { name: n, cases: [{ sum: 3 }] }", "36:26 PT0202"),
    ("- { name: n, cases: [{ sum: 3, expct: REST, expect: REST }] }", "36:36 PT1203"),
    ("- { name: n, bot: exec.smal, expect: REST }", "36:23 PT1202"),
    ("- { name: n, given: { x.a: }, expect: REST }", "36:32 PT0201"),
  ]

  @Test("a mistake in a test is found at its place", arguments: inBot)
  func findings(_ tests: String, _ finding: String) {
    #expect(Samples.findings(tests: "    \(tests)\n") == ["bots/small.yaml:\(finding)"])
  }

  @Test("two tests of one name are found at the second")
  func sameName() {
    let tests = """
          - { name: n, expect: REST }
          - { name: n, given: { x.a: 1 }, expect: REST }

      """
    #expect(Samples.findings(tests: tests) == ["bots/small.yaml:37:7 PT1212"])
  }

  @Test("what neither the base nor the test gives is named")
  func missingValues() throws {
    let base = "    - base: { x: { a: 0, b: 0 }, y.age: 0s }\n"
    let reading = Samples.read(base: base, tests: "    - { name: n, expect: REST }\n")
    #expect(reading.suite == nil)
    #expect(
      reading.diagnostics.map(\.message) == [
        "nothing says what bot 'exec.small' sees as x.spare and y.c"
      ])
  }

  @Test("a let that is given, a fact that is missing or stale, need no values below them")
  func notNeeded() throws {
    let tests = """
          - { name: gone, given: { x: missing, sum: 3 }, expect: GONE }
          - { name: old, given: { x: { a: 0, b: 0, spare: missing }, y: stale }, expect: LOST }

      """
    let suite = try Samples.suite(
      base: "", tests: tests.replacing("sum: 3", with: "sum: 3, y.c: 1"))
    #expect(TestRun(suite.graph, suite.tests).results.map(\.differences) == [[], []])
  }

  @Test("a file says which bot it is about, as a whole or test by test")
  func files() throws {
    #expect(
      Samples.findings(file: "  tests:\n    - { name: n, expect: REST }\n")
        == ["tests/all.yaml:6:7 PT1201"])
    #expect(
      Samples.findings(file: "  bot: exec.other\n  tests:\n    - { name: n, expect: REST }\n")
        == ["tests/all.yaml:5:8 PT1202"])
    let suite = try Samples.suite(
      file: "  bot: small\n  tests:\n    - { name: n, expect: REST }\n")
    #expect(suite.tests.map(\.bot) == ["exec.small"])
  }

  @Test("the base of a file holds for its own tests, above that of the bot")
  func layers() throws {
    let file = """
        bot: exec.small
        tests:
          - base: { x.a: 50 }
          - { name: from the file, expect: A }
          - { name: from the test, given: { x.a: 1 }, expect: REST }
      """
    let suite = try Samples.suite(tests: "    - { name: own, expect: REST }\n", file: file)
    let run = TestRun(suite.graph, suite.tests)
    #expect(run.results.allSatisfy { $0.passed })
    #expect(run.results.count == 3)
  }

  @Test("two names of one value of the event must agree")
  func onePath() throws {
    let tests = """
      apiVersion: polytraders/v1
      kind: Tests
      metadata: { name: b, owner: o }
      spec:
        bot: nonceshepherd
        tests:
          - { name: n, given: { sequence: { pending: 3 ops, assigned: 4 } }, expect: NONCE_SHEPHERD_OK }
          - { name: m, given: { sequence: { pending: 3 ops, assigned: 3, next_nonce: 103 } }, expect: NONCE_SHEPHERD_OK }

      """
    #expect(throws: DiagnosticError.self) { () throws in _ = try Samples.house(and: tests) }
    let second = tests.replacing(
      "pending: 3 ops, assigned: 4", with: "pending: 3 ops, next_nonce: 103")
    let suite = try Samples.house(and: second)
    #expect(TestRun(suite.graph, suite.tests).results.allSatisfy { $0.passed })
  }
}
