import Diagnostics
import Graph
import Policy
import PolicyTesting
import Testing

/// The tests of the project's own bots: that they pass, and that nothing is left that none of them notices.
@Suite struct HouseSuiteTests {
  private let suite: TestSuite
  private let run: TestRun

  init() throws {
    suite = try Samples.house()
    run = TestRun(suite.graph, suite.tests)
  }

  @Test("all pass, and there are tests of every bot")
  func pass() {
    #expect(run.results.compactMap(\.diagnostic).map(\.message) == [])
    #expect(Set(run.results.map(\.test.bot)) == Set(suite.graph.bots.map(\.name)))
    #expect(run.results.contains { $0.test.location.file.hasSuffix("tests/execution.yaml") })
  }

  @Test("every rule, branch and boundary is gone through")
  func coverage() {
    #expect(TestReport(run).gaps.map(\.message) == [])
    #expect(TestReport(run).findings(below: 100).isEmpty)
    for coverage in run.coverage.values { #expect(coverage.figure(.rule).all > 0) }
  }

  @Test("every mutant is noticed, or proved to be none")
  func mutation() throws {
    for bot in suite.graph.bots {
      let mutation = MutationRun(bot, in: suite, run.results)
      #expect(mutation.survivors.map(\.mutant.words) == [], "\(bot.name)")
      #expect(mutation.score.covered > 1)
    }
  }

  @Test("every threshold can be reached from both sides, and the cases hold as tests")
  func boundaries() throws {
    let found = suite.graph.bots.flatMap { BoundaryFinder($0, in: suite)?.boundaries() ?? [] }
    #expect(found.count == 23)
    for boundary in found {
      #expect(boundary.cases.count == 3)
      #expect(boundary.cases.allSatisfy { $0.situation != nil }, "\(boundary.text)")
      // Across a threshold something changes.
      #expect(Set(boundary.cases.compactMap(\.verdict?.code)).count > 1, "\(boundary.text)")
    }
    let document = Boundary.document(found, in: suite)
    let again = try Samples.house(and: document)
    let written = again.tests.filter { $0.location.file == "boundaries.yaml" }
    #expect(written.count == found.count * 3)
    #expect(TestRun(again.graph, written).results.allSatisfy { $0.passed })
  }
}
