import Diagnostics
import Graph
import Policy
import PolicyTesting
import Testing

/// What counts as covered, on a bot of which every point is known.
@Suite struct CoverageTests {
  private static func coverage(
    _ tests: [String], rules: String = Samples.rules
  ) throws -> Coverage {
    let text = tests.enumerated().map { "    - { name: n\($0), \($1) }\n" }.joined()
    let suite = try Samples.suite(rules: rules, tests: text)
    return try #require(TestRun(suite.graph, suite.tests).coverage["exec.small"])
  }

  @Test("nothing is covered without tests, and every gap is named once")
  func gaps() throws {
    let coverage = try Self.coverage([])
    // Rules A and B, the require, the gate and otherwise; on_error cannot come: the sums are small.
    #expect(coverage.figure(.rule) == Figure(covered: 0, all: 5))
    #expect(coverage.figure(.boundary) == Figure(covered: 0, all: 12))
    // A: true, false, unknown. Require: y missing (x is known by then), all there. B: true, false and four
    // sides; unknown cannot come. The gate: true, false.
    #expect(coverage.figure(.branch) == Figure(covered: 0, all: 13))
    #expect(Set(coverage.gaps.map { coverage.bot.words(for: $0) }).count >= 25)
  }

  private static let cases: [(test: String, rule: Int, branch: Int, boundary: Int)] = [
    // Neither threshold is near; B is not true at its first side.
    ("expect: REST", 1, 4, 0),
    // The sum one above 10.
    ("given: { x.a: 11 }, expect: A", 1, 1, 1),
    ("given: { x.a: 10 }, expect: REST", 1, 4, 1),
    ("given: { sum: 9 }, expect: REST", 1, 4, 1),
    // B holds on both sides, c at its bound; the gate is asked, one below its own.
    ("given: { x: { a: 3, b: 1 }, y.c: 5 }, expect: B", 1, 6, 3),
    ("given: { x: missing }, expect: GONE", 0, 1, 0),
    ("given: { y: missing }, expect: LOST", 1, 2, 0),
  ]

  @Test("a test goes through exactly what decides it", arguments: cases)
  func points(_ test: String, _ rule: Int, _ branch: Int, _ boundary: Int) throws {
    let coverage = try Self.coverage([test])
    #expect(coverage.figure(.rule).covered == rule)
    #expect(coverage.figure(.branch).covered == branch)
    #expect(coverage.figure(.boundary).covered == boundary)
  }

  @Test("an error is asked for where there can be one")
  func onError() throws {
    let rules = """
        rules:
          - { code: A, when: x.a / x.b > 3, do: cancel }
      """
    #expect(try Self.coverage([], rules: rules).figure(.rule).all == 3)
    let covered = try Self.coverage(["given: { x.a: 1 }, expect: BROKEN"], rules: rules)
    #expect(covered.figure(.rule) == Figure(covered: 1, all: 3))
  }

  @Test("a threshold at the end of a range has no other side")
  func reachable() throws {
    let rules = """
        rules:
          - { code: A, when: x.b > 0, do: cancel }
          - { code: B, when: x.a > 100, do: cancel }
      """
    // b is never below 0, a never above 100.
    #expect(try Self.coverage([], rules: rules).figure(.boundary).all == 4)
  }

  @Test("a figure is rounded down, and only all of it is 100 per cent")
  func figures() {
    #expect(Figure(covered: 999, all: 1000).percent == 99)
    #expect(Figure(covered: 0, all: 0).percent == 100)
    #expect(!Figure(covered: 0, all: 0).isBelow(100))
    #expect(Figure(covered: 2, all: 3).isBelow(67))
    #expect(!Figure(covered: 2, all: 3).isBelow(66))
  }
}
