import Diagnostics
import Graph
import JSON
import PolicyTesting
import Testing

/// The forms that other tools read.
@Suite struct OutputTests {
  private static let tests = """
        - { name: "a <b> & \\"c\\"", expect: REST }
        - { name: wrong, given: { sum: 11 }, expect: REST }

    """

  private let run: TestRun

  init() throws {
    let suite = try Samples.suite(tests: Self.tests)
    run = TestRun(suite.graph, suite.tests)
  }

  @Test("JUnit: a suite for each bot, a case for each test, a failure with its place")
  func junit() {
    #expect(
      run.junit
        == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="polytraders" tests="2" failures="1" errors="0" time="0">
          <testsuite name="exec.small" tests="2" failures="1" errors="0" skipped="0" time="0">
            <testcase classname="exec.small" name="a &lt;b&gt; &amp; &quot;c&quot;" file="bots/small.yaml" line="36" time="0"/>
            <testcase classname="exec.small" name="wrong" file="bots/small.yaml" line="37" time="0">
              <failure type="PT1220" message="expected REST, got A">bots/small.yaml:37:50&#10;expected REST, got A&#10;decided by rule 1 (sum &gt; params.limit): 11 against 10, margin 1&#10;see it rule by rule: polytraders test --explain --filter &apos;wrong&apos;</failure>
            </testcase>
          </testsuite>
        </testsuites>

        """.replacing("&apos;", with: "'"))
  }

  @Test("LCOV: lines are those of the rules, and the totals are those of the lines")
  func lcov() {
    let lines = run.lcov.split(separator: "\n").map(String.init)
    #expect(lines.prefix(2) == ["TN:policies", "SF:bots/small.yaml"])
    #expect(lines.last == "end_of_record")
    // Rule A decided once, the require and B never, otherwise once.
    #expect(
      lines.filter { $0.hasPrefix("DA:") } == [
        "DA:27,1", "DA:28,0", "DA:29,0", "DA:31,0", "DA:32,1",
      ])
    #expect(lines.contains("LF:5") && lines.contains("LH:2"))
    let branches = lines.filter { $0.hasPrefix("BRDA:") }
    #expect(lines.contains("BRF:\(branches.count)"))
    #expect(lines.contains("BRH:\(branches.count { !$0.hasSuffix(",0") })"))
  }

  @Test("mutants of a bot of which nothing says what it sees: a base is asked for")
  func noBase() throws {
    let suite = try #require(Samples.read(base: "    []\n").suite)
    let bot = try #require(suite.graph.bot(named: "exec.small"))
    let found = MutationRun(bot, in: suite, []).diagnostics
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.help.contains { $0.contains("- base: { … }") } })
  }

  @Test("JSON: results, coverage and what was asked for besides")
  func json() throws {
    let suite = try Samples.suite(tests: Self.tests)
    let bot = try #require(suite.graph.bot(named: "exec.small"))
    let report = TestReport(
      run, boundaries: BoundaryFinder(bot, in: suite)?.boundaries(),
      mutations: [("exec.small", MutationRun(bot, in: suite, run.results))])
    let text = report.json(run.results.compactMap(\.diagnostic)).compactText
    let json = try JSONValue(parsing: text)
    #expect(json["passed"]?.int64 == 1)
    #expect(json["failed"]?.int64 == 1)
    let failed = try #require(json["tests"]?.array?.last)
    #expect(failed["name"]?.string == "wrong")
    #expect(failed["line"]?.int64 == 37)
    #expect(failed["code"]?.string == "A")
    #expect(failed["rule"]?.int64 == 1)
    #expect(failed["margin"]?.string == "1")
    #expect(json["findings"]?.array?.first?["code"]?.string == "PT1220")
    #expect(json["coverage"]?.array?.first?["rule"]?["all"]?.int64 == 5)
    #expect(json["boundaries"]?.array?.count == 4)
    #expect((json["mutation"]?.array?.first?["survived"]?.int64 ?? 0) > 5)
  }

  @Test("a threshold is held against every figure of every bot")
  func threshold() {
    let report = TestReport(run)
    #expect(report.findings(below: 0).isEmpty)
    #expect(
      report.findings(below: 50).map(\.message) == [
        "rule coverage of exec.small is 2 of 5, below 50 %",
        "branch coverage of exec.small is 5 of 13, below 50 %",
        "boundary coverage of exec.small is 1 of 12, below 50 %",
      ])
  }
}
