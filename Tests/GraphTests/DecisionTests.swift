import CEL
import Diagnostics
import Graph
import Testing

@Suite("errors, missing facts and gates")
struct DecisionTests {
  private struct Case: CustomTestStringConvertible, Sendable {
    var body: String
    /// Fields of `x` and `y` as JSON.
    var x = #""a":1,"b":0,"spare":0"#
    var y = #""c":0,"age_ms":0"#
    var code: String
    var cause: Decision.Cause
    var step: Int
    var comparison = ""

    var testDescription: String { "\(body) with \(x), \(y)" }
  }

  private static func rule(_ condition: String, _ code: String = "A", _ action: String = "cancel")
    -> String
  {
    "    - { code: \(code), when: \"\(condition)\", do: \(action) }\n"
  }

  private static let cases: [Case] = [
    Case(
      body: "  rules:\n" + rule("x.a > 0"), code: "A", cause: .rule, step: 0,
      comparison: "1 against 0"),
    Case(body: "  rules:\n" + rule("x.a > 1"), code: "REST", cause: .otherwise, step: 1),
    // Division by zero and overflow decide on_error; no rule is skipped.
    Case(
      body: "  rules:\n" + rule("1 / x.b > 0") + rule("x.a > 0"), code: "BROKEN", cause: .error,
      step: 0),
    Case(
      body: "  rules:\n" + rule("x.a > 0") + rule("1 / x.b > 0", "B"), code: "A", cause: .rule,
      step: 0, comparison: "1 against 0"),
    Case(body: "  rules:\n" + rule("x.a % x.b == 0"), code: "BROKEN", cause: .error, step: 0),
    Case(
      body: "  rules:\n" + rule("x.a + 1 > 0"), x: #""a":9223372036854775807,"b":0"#,
      code: "BROKEN", cause: .error, step: 0),
    Case(
      body: "  rules:\n" + rule("-x.a > 0"), x: #""a":-9223372036854775808,"b":0"#, code: "BROKEN",
      cause: .error, step: 0),
    // What the other side decides is no error.
    Case(body: "  rules:\n" + rule("1 / x.b > 0 || x.a > 0"), code: "A", cause: .rule, step: 0),
    Case(
      body: "  rules:\n" + rule("1 / x.b > 0 && x.a > 1"), code: "REST", cause: .otherwise, step: 1),
    Case(
      body: "  rules:\n" + rule("x.b != 0 ? 1 / x.b > 0 : x.a > 0"), code: "A", cause: .rule,
      step: 0),
    // The first rule that depends on a missing fact gives that fact's code.
    Case(
      body: "  rules:\n" + rule("x.b > 0", "B") + rule("y.c > 0"), y: "", code: "LOST",
      cause: .missingFact, step: 1, comparison: "y is missing"),
    Case(
      body: "  rules:\n" + rule("x.a > 0", "B") + rule("y.c > 0"), y: "", code: "B", cause: .rule,
      step: 0, comparison: "1 against 0"),
    Case(
      body: "  rules:\n" + rule("y.c > 0") + rule("x.a > 0", "B"), y: "", code: "LOST",
      cause: .missingFact, step: 0, comparison: "y is missing"),
    Case(
      body: "  rules:\n" + rule("y.c > 0"), y: #""c":1,"age_ms":2000"#, code: "A", cause: .rule,
      step: 0, comparison: "1 against 0"),
    Case(
      body: "  rules:\n" + rule("y.c > 0"), y: #""c":1,"age_ms":2001"#, code: "LOST",
      cause: .missingFact, step: 0, comparison: "y is missing"),
    // Of two missing facts the first declared one decides, also against an error.
    Case(
      body: "  rules:\n" + rule("y.c > x.a"), x: "", y: "", code: "GONE", cause: .missingFact,
      step: 0, comparison: "x is missing"),
    Case(
      body: "  rules:\n" + rule("y.c > 0 && 1 / x.b > 0"), y: "", code: "LOST", cause: .missingFact,
      step: 0, comparison: "y is missing"),
    Case(body: "  rules:\n" + rule("y.c > 0 || x.a > 0"), y: "", code: "A", cause: .rule, step: 0),
    Case(
      body: "  rules:\n" + rule("x.a > 0 ? x.b > 0 : y.c > 0"), y: "", code: "REST",
      cause: .otherwise, step: 1),
    // A field that may be absent alone leaves the rest of its fact.
    Case(
      body: "  rules:\n" + rule("x.a > 0"), x: #""a":1,"b":0"#, code: "A", cause: .rule, step: 0,
      comparison: "1 against 0"),
    Case(
      body: "  rules:\n" + rule("x.spare > 0"), x: #""a":1,"b":0"#, code: "GONE",
      cause: .missingFact, step: 0, comparison: "x.spare is missing"),
    Case(
      body: "  rules:\n" + rule("x.a > 5"), x: #""b":0,"spare":1"#, code: "GONE",
      cause: .missingFact, step: 0, comparison: "x is missing"),
    // Of a missing fact nothing counts, a field that may be absent alone included.
    Case(
      body: "  rules:\n" + rule("x.spare > 0"), x: #""b":0,"spare":1"#, code: "GONE",
      cause: .missingFact, step: 0, comparison: "x is missing"),
    // From `require` on the facts must be there.
    Case(
      body: "  rules:\n" + rule("x.a > 0") + "    - { require: [y] }\n", y: "", code: "A",
      cause: .rule, step: 0, comparison: "1 against 0"),
    Case(
      body: "  rules:\n" + rule("x.a > 5") + "    - { require: [y] }\n", y: "", code: "LOST",
      cause: .missingFact, step: 1, comparison: "y is missing"),
    Case(
      body: "  rules:\n    - { require: [y, x] }\n", x: "", y: "", code: "GONE",
      cause: .missingFact, step: 0, comparison: "x is missing"),
    Case(body: "  rules:\n    - { require: [x, y] }\n", code: "REST", cause: .otherwise, step: 1),
    // A condition that is a name alone compares what the name stands for.
    Case(
      body: "  let: { high: x.a > 0 }\n  rules:\n" + rule("high"), code: "A", cause: .rule, step: 0,
      comparison: "1 against 0"),
  ]

  @Test("rules", arguments: cases)
  private func rules(example: Case) throws {
    let judge = try Judge(try TestGraphs.small(example.body), bot: "small")
    let (decision, frame) = try judge.decide(
      "{\"now_ms\":10,\"x\":{\(example.x)},\"y\":{\(example.y)}}")
    #expect(frame.plan.outcome(of: decision).code == example.code)
    #expect(decision.cause == example.cause)
    #expect(decision.step == example.step)
    #expect(frame.comparison(of: decision) == example.comparison)
    let stage = try #require(Explanation(frame).stages.last)
    #expect(stage.outcome.code == example.code)
    #expect(
      stage.rules.filter(\.decided).map(\.number)
        == (example.cause == .otherwise ? [] : [example.step + 1]))
  }

  private static let gates = """
      gates:
        - { code: C, of: [cancel_replace], when: x.spare > 100, do: defer }
        - { code: CAPPED, of: [cancel_replace, hold], when: 10 / x.b >= y.c, do: defer }
      rules:
        - { code: A, when: x.a == 1, do: cancel_replace }
        - { code: B, when: x.a == 2, do: cancel }
        - { code: A, when: x.a == 3 && 1 / x.b > 100, do: cancel_replace }

    """

  @Test(
    "gates look at the action that was chosen, by a rule, by nobody or by a missing fact",
    arguments: [
      (#""a":1,"b":2,"spare":0"#, #""c":5,"age_ms":0"#, "CAPPED", .rule, 0, 1, "5 against 5"),
      (#""a":1,"b":2,"spare":0"#, #""c":6,"age_ms":0"#, "A", .rule, 0, nil, "1 against 1"),
      (#""a":1,"b":2,"spare":101"#, #""c":5,"age_ms":0"#, "C", .rule, 0, 0, "101 against 100"),
      // The gates of a pure cancel: none.
      (#""a":2,"b":0,"spare":101"#, "", "B", .rule, 1, nil, "2 against 2"),
      // `otherwise` holds, and holding has a gate.
      (
        #""a":0,"b":2,"spare":0"#, #""c":5,"age_ms":0"#, "CAPPED", .otherwise, 3, 1 - 1,
        "5 against 5"
      ),
      (#""a":0,"b":2,"spare":0"#, #""c":6,"age_ms":0"#, "REST", .otherwise, 3, nil, ""),
      // A gate that fails or needs what is missing decides as a rule would.
      (#""a":1,"b":0,"spare":0"#, #""c":5,"age_ms":0"#, "BROKEN", .error, 0, 1, ""),
      (#""a":1,"b":2,"spare":0"#, "", "LOST", .missingFact, 0, 1, "y is missing"),
      (#""a":1,"b":2"#, #""c":5,"age_ms":0"#, "GONE", .missingFact, 0, 0, "x.spare is missing"),
      // What a missing fact decides protects, and meets no gate.
      (#""b":2,"spare":0"#, #""c":5,"age_ms":0"#, "GONE", .missingFact, 0, nil, "x is missing"),
    ] as [(String, String, String, Decision.Cause, Int, Int?, String)])
  func gated(
    x: String, y: String, code: String, cause: Decision.Cause, step: Int, gate: Int?,
    comparison: String
  ) throws {
    let judge = try Judge(try TestGraphs.small(Self.gates), bot: "small")
    let (decision, frame) = try judge.decide("{\"now_ms\":10,\"x\":{\(x)},\"y\":{\(y)}}")
    #expect(frame.plan.outcome(of: decision).code == code)
    #expect(decision.cause == cause && decision.step == step && decision.gate == gate)
    #expect(frame.comparison(of: decision) == comparison)
    let explanation = Explanation(frame)
    let stage = try #require(explanation.stages.last)
    #expect(stage.gates.firstIndex(where: \.decided) == gate)
    #expect(stage.outcome.code == code)
  }

  @Test("errors and unknowns that the other side absorbed are counted")
  func masked() throws {
    let body = "  rules:\n" + Self.rule("1 / x.b > 0 || x.a > 0")
    let judge = try Judge(try TestGraphs.small(body), bot: "small")
    let event = #"{"now_ms":10,"x":{"a":1,"b":0},"y":{"c":0,"age_ms":0}}"#
    #expect(try judge.decide(event).decision.masked == 1)
    #expect(try judge.decide(event.replacingFirst("\"b\":0", "\"b\":1")).decision.masked == 0)
  }
}

@Suite("values by scope, in decisions")
struct ScopedDecisionTests {
  static func graph() throws -> CompiledGraph {
    let body = """
        params:
          limit: { type: int, min: "0", max: "100", loosens: up, meaning: limit }
        rules: [{ code: A, when: x.a > params.limit, do: cancel }]
      """
    let values = """

            exec.small:
              params: { limit: "50" }
              scopes:
                - { where: { market: m1 }, set: { limit: "5" } }
                - { where: { strategy: s1 }, set: { limit: "6" } }
                - { where: { tag: t1 }, set: { limit: "7" } }
      """
    return try TestGraphs.compile([
      TestGraphs.bot(body), TestGraphs.policy(values), TestGraphs.registry,
    ])
  }

  @Test(
    "a market, a strategy or tags that are no texts are refused: tighter values may be meant",
    arguments: [
      (#","market":7"#, "'market' must be a text, found the number 7", "7}"),
      (#","order":{"market":["m1"]}"#, "'order.market' must be a text, found a list", "[\"m1"),
      (#","strategy":false"#, "'strategy' must be a text, found true or false", "false"),
      (#","tags":"t1""#, "'tags' must be a list of texts, found the text \"t1\"", "\"t1\""),
      (#","tags":["t1",1]"#, "'tags' must be a text, found the number 1", "1]"),
    ])
  func refused(extra: String, message: String, place: String) throws {
    let judge = try Judge(try Self.graph(), bot: "small")
    let event = #"{"now_ms":1,"x":{"a":10,"b":0},"y":{"c":0,"age_ms":0}\#(extra)}"#
    do {
      let code = try judge.code(event)
      Issue.record("decided \(code)")
    } catch {
      let diagnostic = error.diagnostic(file: "f", line: 1)
      #expect(diagnostic.code == "PT0504" && diagnostic.message == message)
      let rest = String(decoding: Array(event.utf8)[error.byteOffset...], as: UTF8.self)
      #expect(rest.hasPrefix(place), "\(rest)")
    }
    #expect(try judge.code(event.replacingFirst(extra, "")) == "REST")
  }

  @Test(
    "an event is judged with the values of its market, strategy and tags",
    arguments: [
      ("", "REST"), (#","market":"m1""#, "A"), (#","market":"m2""#, "REST"),
      (#","order":{"market":"m1"}"#, "A"), (#","strategy":"s1""#, "A"),
      (#","tags":["t0","t1"]"#, "A"),
      (#","tags":["t0"]"#, "REST"), (#","market":null,"tags":null"#, "REST"),
      (#","order":null"#, "REST"), (#","order":{"market":null}"#, "REST"),
    ])
  func scopes(extra: String, code: String) throws {
    let judge = try Judge(try Self.graph(), bot: "small")
    for _ in 0..<2 {
      #expect(
        try judge.code(#"{"now_ms":1,"x":{"a":10,"b":0},"y":{"c":0,"age_ms":0}\#(extra)}"#) == code)
    }
  }
}
