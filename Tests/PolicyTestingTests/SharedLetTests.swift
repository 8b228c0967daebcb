import Graph
import PolicyTesting
import Testing

/// Lets that name others twice: what is looked at grows with the lets, not with their ways.
@Suite struct SharedLetTests {
  private static func rules(_ count: Int, _ sum: (String) -> String) -> String {
    var lines = ["  let:", "    v0: x.a"]
    for index in 1..<count { lines.append("    v\(index): \"\(sum("v\(index - 1)"))\"") }
    lines += [
      "  rules:", "    - { code: A, when: 'v\(count - 1) > 500', do: cancel }",
      "    - { code: B, when: 'v\(count - 1) + x.b > 600', do: cancel_replace }",
    ]
    return lines.joined(separator: "\n")
  }

  private static let test = "    - { name: n, given: { x.a: 0 }, expect: REST }\n"

  @Test(
    "forty lets of two uses each are looked at once each",
    .timeLimit(.minutes(1)),
    arguments: ["@ + @", "math.least(@, @) + @", "(@ > 3 ? @ : @)"])
  func shared(_ form: String) throws {
    let rules = Self.rules(40) { form.replacing("@", with: $0) }
    let suite = try Samples.suite(rules: rules, tests: Self.test)
    let bot = try #require(suite.graph.bot(named: "exec.small"))
    let run = TestRun(suite.graph, suite.tests)
    #expect(run.coverage["exec.small"] != nil)
    let finder = try #require(BoundaryFinder(bot, in: suite))
    #expect(!finder.boundaries().isEmpty)
  }
}
