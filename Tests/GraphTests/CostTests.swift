import CEL
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
    // Entry 20, for each of four fields 2 and twice the state, and 12 to leave where nothing decided; a step 2 or
    // 3, an instruction 4. The first rule also asks for facts; B shows what it compares; a let is explained.
    let expected: [(String, Int)] = [
      ("facts", 48), ("A", 14), ("B", 30), ("C", 24), ("let spare_twice", 4), ("gate CAPPED", 16),
    ]
    #expect(cost.parts.map(\.name) == expected.map(\.0))
    #expect(cost.parts.map(\.units) == expected.map(\.1))
    #expect(cost.units == 136)
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
    #expect(Self.findings(policyBudget: 136, botBudget: 136) == [])
    #expect(Self.findings(policyBudget: 135, botBudget: nil).map(\.code) == ["PT1001"])
    #expect(Self.findings(policyBudget: nil, botBudget: 135).map(\.code) == ["PT1001"])
  }

  /// The least that the steps and instructions of a plan can take on the way of one event that passes all of
  /// them and then the careful run: counted, not weighed.
  private static func leastUnits(of plan: DecisionPlan) -> Int {
    let (step, instruction) = (2, 4)
    func longest(_ route: Program.Route?) -> Int {
      step * (route?.stretches.map(\.range.count).max() ?? 0)
    }
    var units = longest(plan.route.rules)
    for stage in plan.stages {
      let isDeciding = stage.bot.name == plan.bot.name
      units += instruction * stage.section.range.count
      units +=
        stage.gates.map { action, gates in
          instruction * gates.section.range.count
            + (isDeciding ? longest(plan.route.gates[action]) : 0)
        }.max() ?? 0
    }
    return units
  }

  @Test("no plan has more steps and instructions than its bill pays for", arguments: 1...12)
  func bound(seed: UInt64) throws {
    var compiled = 0
    for round in 0..<10 {
      var random = RandomPolicy(seed: seed << 8 | UInt64(round))
      let graph = try TestGraphs.compile(random.documents())
      compiled += 1
      for bot in graph.bots {
        let plan = graph.plan(for: bot, on: .feedCheck)
        let least = Self.leastUnits(of: plan)
        #expect(least > 0 && EventCost(of: bot, in: graph).units >= least, "seed \(seed)")
      }
    }
    #expect(compiled == 10)
  }

  /// A bot that reads `exports` exports of one with `rules` rules.
  private static func chained(rules: Int, exports: Int) throws -> CompiledGraph {
    let provider =
      "  rules:\n"
      + (0..<rules).map {
        "    - { code: \($0 % 2 == 0 ? "A" : "B"), when: x.a == \($0), do: cancel }\n"
      }
      .joined() + "  exports:\n"
      + (0..<exports).map { "    e\($0): outcome == \(["A", "B", "REST"][$0 % 3])\n" }.joined()
    let reader =
      "  rules:\n"
      + (0..<exports).map { "    - { code: A, when: one.e\($0) && x.a > \($0), do: cancel }\n" }
      .joined()
    return try TestGraphs.compile([
      TestGraphs.bot(provider, name: "risk.one"), TestGraphs.bot(reader), TestGraphs.policy(),
      TestGraphs.registry,
    ])
  }

  @Test(
    "a chain of rules that exports copy is billed where it was copied",
    arguments: [(4, 1), (20, 3), (60, 3), (60, 60)])
  func chains(rules: Int, exports: Int) throws {
    let graph = try Self.chained(rules: rules, exports: exports)
    let bot = try #require(graph.bot(named: "small"))
    let bill = EventCost(of: bot, in: graph)
    #expect(bill.units >= Self.leastUnits(of: graph.plan(for: bot, on: .feedCheck)))
    // The reader's first rule stands for the provider's whole chain, whose own part is the careful run.
    let first = try #require(bill.parts.first { $0.bot == "exec.small" && $0.name == "A" })
    #expect(first.units > 2 * rules)
  }

  @Test("the finding stands at the budget and names the most expensive rules with their places")
  func culprits() throws {
    let finding = try #require(Self.findings(policyBudget: 100, botBudget: nil).first)
    #expect(finding.location?.file == "policies/live.yaml")
    #expect(finding.location?.line == 13)
    #expect(finding.location?.column == 24)
    #expect(
      finding.message == "an event 'feed_check' costs up to 136 units, and the budget is 100")
    #expect(
      finding.help == [
        "the most expensive are facts (48), B (30), C (24): simplify one, or raise the budget"
      ])
    #expect(
      finding.related.map(\.message) == [
        "48 of them: facts of exec.small", "30 of them: B of exec.small",
        "24 of them: C of exec.small",
      ])
    #expect(finding.related.map(\.location.line) == [3, 28, 29])
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
