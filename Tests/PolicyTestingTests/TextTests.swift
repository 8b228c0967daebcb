import Diagnostics
import Graph
import Policy
import PolicyTesting
import TestSupport
import Testing

/// Tests of a bot with texts and lists: given as scalars and sequences, decided as on the desk.
@Suite("texts and lists in tests of policies")
struct TextTests {
  private static func read(_ tests: String) -> TestSuite.Reading {
    Samples.read(
      rules: """
          let:
            hot: x.tags.filter(t, t.startsWith("hot"))
          rules:
            - { code: A, when: 'x.title == "a" && size(hot) > 1', do: cancel }
            - { code: B, when: 'x.prices.exists(p, p < price("0.1"))', do: cancel_replace }
        """,
      fields: """
                title: { type: string, max_length: 8 }
                tags: { type: list(string), max_items: 3, max_length: 8 }
                prices: { type: list(price), max_items: 3 }

        """,
      base: """
            - base: { x: { a: 0, b: 0, spare: 0, title: t, tags: [], prices: ["0.5"] }, y: { c: 9, age: 0s } }

        """, tests: tests)
  }

  @Test(
    "an expectation that is met",
    arguments: [
      "{ name: n, expect: REST }",
      "{ name: n, given: { x.title: a, x.tags: [hot, hot2] }, expect: { code: A, rule: 1 } }",
      "{ name: n, given: { x.title: a, x.tags: [hot, cold] }, expect: REST }",
      "{ name: n, given: { x.prices: [\"0.5\", \"0.09\"] }, expect: B }",
      "{ name: n, given: { x.title: missing }, expect: { code: GONE, rule: 1 } }",
    ])
  func passes(test: String) throws {
    let reading = Self.read("    - \(test)\n")
    let suite = try #require(reading.suite, "\(reading.diagnostics)")
    #expect(TestRun(suite.graph, suite.tests).results.map(\.differences) == [[]])
    for test in suite.tests {
      let bot = try #require(suite.graph.bot(named: test.bot))
      let bench = Bench(suite.graph, bot)
      #expect(
        bench.secondOpinion(test.situation).code == bench.judge(test.situation).verdict.code)
    }
  }

  @Test(
    "a value that cannot be",
    arguments: [
      "{ name: n, given: { x.title: 123456789 }, expect: REST }",
      "{ name: n, given: { x.title: [a] }, expect: REST }",
      "{ name: n, given: { x.tags: hot }, expect: REST }",
      "{ name: n, given: { x.tags: [a, b, c, d] }, expect: REST }",
      "{ name: n, given: { x.prices: [\"0.5\", many] }, expect: REST }",
      "{ name: n, given: { hot: 3 }, expect: REST }",
    ])
  func refused(test: String) {
    let reading = Self.read("    - \(test)\n")
    #expect(reading.diagnostics.count == 1, "\(reading.diagnostics)")
    #expect(reading.diagnostics.first?.location?.file == "bots/small.yaml")
  }

  @Test(
    "coverage counts what can be reached, and a mutant that a test would notice is not called equal"
  )
  func mutants() throws {
    let reading = Self.read("    - { name: n, expect: REST }\n")
    let suite = try #require(reading.suite, "\(reading.diagnostics)")
    let bot = try #require(suite.graph.bot(named: "small"))
    let results = TestRun(suite.graph, suite.tests).results
    let run = MutationRun(bot, in: suite, results)
    #expect(!run.survivors.isEmpty)
    #expect(run.equivalents.isEmpty)
  }
}
