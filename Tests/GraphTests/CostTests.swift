import Diagnostics
import Graph
import TestSupport
import Testing
import Trading

@Suite("the worst cost of an event, and budgets")
struct EventCostTests {
  private static let body = """
      let:
        sum: x.a + x.b
        spare_twice: x.spare * 2
      rules:
        - { code: A, when: sum > 3, do: cancel }
        - { code: B, when: sum % 7 == x.a / 3, do: cancel_replace }
        - { code: C, when: x.a < 3 && x.b < 3, do: cancel }
      gates:
        - { code: CAPPED, of: [cancel_replace], when: sum > 9, do: hold }
    """

  @Test("a let counts where a section first needs it, a let that no rule needs by itself")
  func parts() throws {
    let graph = try TestGraphs.small(Self.body)
    let cost = EventCost(of: try #require(graph.bot(named: "small")), in: graph)
    // Entry 20 and four for each of four fields; a plain operation 6, a division 7, leaving by '&&' 6.
    let expected: [(String, Int)] = [
      ("facts", 36), ("A", 12), ("B", 20), ("C", 24), ("let spare_twice", 6), ("gate CAPPED", 12),
    ]
    #expect(cost.parts.map(\.name) == expected.map(\.0))
    #expect(cost.parts.map(\.units) == expected.map(\.1))
    #expect(cost.units == 110)
  }

  @Test("every kind of event has a bill, and the bots of the house stay within 500 units each")
  func house() throws {
    let graph = try TestGraphs.house("queuewarden")
    for kind in EventKind.allCases {
      let costs = graph.costs(of: kind)
      #expect(!costs.isEmpty)
      for cost in costs { #expect((1...500).contains(cost.units), "\(kind)") }
    }
    // The warden is read with its kill switch, whose parts come first.
    let warden = graph.costs(of: .restingOrder)[0]
    #expect(warden.parts.first?.bot == "risk.kill_switch")
    #expect(warden.parts.last?.name == "gate QUEUE_WARDEN_RATE_CAP_HIT")
  }

  private static func findings(policyBudget: Int?, botBudget: Int?) -> [Diagnostic] {
    let bot = TestGraphs.bot(
      (botBudget.map { "  budget: { per_event: \($0) }\n" } ?? "") + body)
    var policy = TestGraphs.policy()
    if let policyBudget { policy.text += "  budget: { per_event: \(policyBudget) }\n" }
    return TestGraphs.findings([bot, policy, TestGraphs.registry])
  }

  @Test("a set within its budget is loaded, one unit above it is not")
  func gate() {
    #expect(Self.findings(policyBudget: 110, botBudget: 110) == [])
    #expect(Self.findings(policyBudget: 109, botBudget: nil).map(\.code) == ["PT1001"])
    #expect(Self.findings(policyBudget: nil, botBudget: 109).map(\.code) == ["PT1001"])
  }

  @Test("the finding stands at the budget and names the most expensive rules with their places")
  func culprits() throws {
    let finding = try #require(Self.findings(policyBudget: 100, botBudget: nil).first)
    #expect(finding.location?.file == "policies/live.yaml")
    #expect(finding.location?.line == 13)
    #expect(finding.location?.column == 24)
    #expect(
      finding.message == "an event 'feed_check' costs up to 110 units, and the budget is 100")
    #expect(
      finding.help == [
        "the most expensive are facts (36), C (24), B (20): simplify one, or raise the budget"
      ])
    #expect(
      finding.related.map(\.message) == [
        "36 of them: facts of exec.small", "24 of them: C of exec.small",
        "20 of them: B of exec.small",
      ])
    #expect(finding.related.map(\.location.line) == [3, 29, 28])
  }

  @Test("texts that no condition reads have their place in an event all the same")
  func declared() throws {
    let bot = TestGraphs.bot("  rules: [{ code: A, when: x.a > 3, do: cancel }]")
    let text = bot.text.replacing(
      "        b: { type: int }",
      with: "        b: { type: int }\n        title: { type: string, max_length: 64 }")
    let graph = try TestGraphs.compile([
      (path: bot.path, text: text), TestGraphs.policy(), TestGraphs.registry,
    ])
    let judge = try Judge(graph, bot: "small")
    let event = #"{"now_ms":1,"x":{"a":4,"b":1,"title":"t"},"y":{"age_ms":0,"c":1}}"#
    #expect(try judge.code(event) == "A")
  }
}
