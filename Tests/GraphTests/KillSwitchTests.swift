import Diagnostics
import Graph
import Policy
import Testing

@Suite("bots that act on orders ask first whether they may")
struct KillSwitchTests {
  /// A guardrail that may do nothing but protect; of its exports `stop.active` alone holds for all of it.
  private static let guardrail = guardrail(class: "risk-guardrail")

  private static func guardrail(class: String) -> (path: String, text: String) {
    let body = """
        rules: [{ code: A, when: x.a > 0, do: halt }]
        exports: { active: outcome != REST, clear: outcome == REST, tripped: outcome == A }
      """
    var bot = TestGraphs.bot(body, name: "risk.stop", on: "resting_order", class: `class`)
    bot.text = bot.text.replacingFirst("[cancel, cancel_replace, halt]", "[halt, cancel]")
    return bot
  }

  private static func findings(
    _ body: String, on: String = "resting_order", class: String = "execution-utility",
    guardrail: (path: String, text: String) = guardrail
  ) -> [Diagnostic] {
    TestGraphs.findings([
      TestGraphs.bot(body, on: on, class: `class`), guardrail, TestGraphs.policy(),
      TestGraphs.registry,
    ])
  }

  @Test(
    "a first rule that holds wherever the guardrail says stop",
    arguments: [
      "  rules: [{ code: A, when: stop.active, do: cancel }]",
      "  rules: [{ code: A, when: stop.active || x.b > 0, do: halt }]",
      "  rules: [{ code: A, when: x.b > 0 || x.a > 3 || stop.active, do: halt }]",
      "  let: { off: stop.active || x.b > 0 }\n  rules: [{ code: A, when: off, do: cancel }]",
    ])
  func asked(body: String) {
    #expect(Self.findings(body) == [])
  }

  @Test(
    "everything else",
    arguments: [
      "  rules: []", "  rules: [{ code: A, when: x.a > 0, do: cancel }]",
      // Only now and then, or the wrong way round.
      "  rules: [{ code: A, when: stop.active && x.a > 0, do: cancel }]",
      "  rules: [{ code: A, when: \"!stop.active\", do: cancel }]",
      "  rules: [{ code: A, when: \"stop.active ? x.a > 0 : x.b > 0\", do: cancel }]",
      // What says clear, or overlooks a switch that cannot be read.
      "  rules: [{ code: A, when: stop.clear, do: cancel }]",
      "  rules: [{ code: A, when: stop.tripped, do: cancel }]",
      // Asked, and nothing done.
      "  rules: [{ code: A, when: stop.active, do: hold }]",
      "  rules: [{ code: A, when: stop.active, do: cancel_replace }]",
      // Another rule, or a missing fact, decides while the switch is on.
      """
        rules:
          - { code: A, when: x.a > 0, do: hold }
          - { code: B, when: stop.active, do: cancel }
      """,
      """
        rules:
          - { require: [x] }
          - { code: B, when: stop.active, do: cancel }
      """,
    ])
  func unasked(body: String) {
    let found = Self.findings(body)
    #expect(found.map(\.code) == ["PT0409"])
    #expect(found.first?.location?.file == "bots/exec.small.yaml")
    #expect(found.first?.location?.line == 3)
    #expect(found.first?.help.first?.contains("whose 'when' is stop.active,") == true)
  }

  @Test("a bot of another class is no guardrail")
  func otherClass() {
    let found = Self.findings(
      "  rules: [{ code: A, when: stop.active, do: cancel }]",
      guardrail: Self.guardrail(class: "governance"))
    #expect(found.map(\.code) == ["PT0409", "PT0409"])
    #expect(found.first?.help.first?.hasPrefix("no bot of class risk-guardrail") == true)
  }

  @Test("a guardrail that may do more than protect asks another")
  func armedGuardrail() {
    #expect(Self.findings("  rules: []", class: "risk-guardrail").map(\.code) == ["PT0409"])
    #expect(
      Self.findings(
        "  rules: [{ code: A, when: stop.active, do: cancel }]", class: "risk-guardrail") == [])
  }

  @Test("checks of feeds are no orders")
  func feeds() {
    #expect(Self.findings("  rules: []", on: "feed_check") == [])
  }

  @Test("two guardrails whose names are alike do not answer for each other")
  func alike() throws {
    // The sums of these two names, each letter times 31 and so on, are the same.
    let guardrails = [("risk.an", "x.a"), ("risk.c0", "x.b")].map { name, fact in
      TestGraphs.bot(
        "  rules: [{ code: A, when: \(fact) > 0, do: halt }]\n  exports: { on: outcome == A }",
        name: name, class: "risk-guardrail")
    }
    let reader = TestGraphs.bot(
      """
        rules:
          - { code: A, when: an.on && c0.on, do: halt }
          - { code: B, when: an.on, do: cancel }
          - { code: C, when: c0.on, do: cancel }
      """)
    let judge = try Judge(
      try TestGraphs.compile(guardrails + [reader, TestGraphs.policy(), TestGraphs.registry]),
      bot: "small")
    for (a, b, code) in [(0, 0, "REST"), (1, 0, "B"), (0, 1, "C"), (1, 1, "A")] {
      #expect(
        try judge.code(#"{"now_ms":1,"x":{"a":\#(a),"b":\#(b)},"y":{"c":0,"age_ms":0}}"#) == code)
    }
  }
}
