import CEL
import TestSupport
import Testing

@Suite("evaluation of CEL")
struct EvaluatorTests {
  /// Facts 1 and 2 are missing, `e` fails, `t` and `f` are known.
  private static let environment: LanguageEnvironment = {
    var environment = LanguageEnvironment.standard
    for (identity, name) in ["u", "w", "e", "t", "f", "unbound"].enumerated() {
      environment.declare(name, .bool, .variable(identity))
    }
    return environment
  }()
  private static let values: [Evaluation] = [
    .unknown([1]), .unknown([2]), .error(EvaluationError(.divisionByZero, at: 0..<0)),
    .value(.bool(true)), .value(.bool(false)),
  ]

  @Test(
    "unknowns and errors in logic: what decides absorbs them, an unknown beats an error",
    arguments: [
      ("u && f", "false"), ("f && u", "false"), ("u && t", "unknown: [1]"), ("u || t", "true"),
      ("u || f", "unknown: [1]"), ("e && f", "false"), ("f && e", "false"), ("e || t", "true"),
      ("e && t", "error: division by zero"), ("e && u", "unknown: [1]"), ("u && e", "unknown: [1]"),
      ("u || w", "unknown: [1, 2]"), ("e || w || f", "unknown: [2]"), ("u ? t : f", "unknown: [1]"),
      ("t ? f : u", "false"), ("e ? u : w", "error: division by zero"), ("[e, u]", "unknown: [1]"),
      ("[u, w].size()", "unknown: [1, 2]"), ("{'a': e, 'b': w}", "unknown: [2]"),
      ("u == w", "unknown: [1, 2]"),
      ("[t, f].exists(x, x || u)", "true"), ("[f].exists(x, x || u)", "unknown: [1]"),
      ("[1, 2].all(x, x == 1 ? e : u)", "unknown: [1]"),
      ("[1, 2].map(x, x == 1 ? e : u)", "unknown: [1]"),
      ("[1, 2].all(x, x == 1 ? u : f)", "false"), ("optional.of(t).orValue(u)", "true"),
      ("!u", "unknown: [1]"),
      ("cel.bind(x, u, t || x)", "true"), ("cel.bind(x, u, x)", "unknown: [1]"),
      ("unbound", "error: 'unbound' has no value"), ("unbound || t", "true"),
    ])
  func logic(text: String, wanted: String) {
    #expect(outcome(of: text, in: Self.environment, Self.values) == wanted, "\(text)")
  }

  @Test("an error has the place of the part that failed")
  func places() throws {
    let typed = try TypeChecker.check("1 + (2 / 0) * 3", in: .standard)
    #expect(
      Evaluator.evaluate(typed, [Evaluation]())
        == .error(EvaluationError(.divisionByZero, at: 4..<11)))
    let list = try TypeChecker.check("[1, 2].map(x, 4 / (x - 2))", in: .standard)
    #expect(
      Evaluator.evaluate(list, [Evaluation]())
        == .error(EvaluationError(.divisionByZero, at: 14..<25)))
  }

  /// `body` inside 64 bindings, each of which names twice the one before.
  private static func doubled(_ step: (String) -> String, _ start: String, _ body: String) -> String
  {
    (1...64).reversed().reduce(body) { text, index in
      "cel.bind(x\(index), \(step("x\(index - 1)")), \(text))"
    }.replacing("x0", with: start)
  }

  @Test(
    "what would grow or run without bound ends in an error",
    arguments: [
      doubled({ "\($0) + \($0)" }, "'ab'", "x64"),
      doubled({ "b'' + \($0) + \($0)" }, "b'a'", "size(x64)"),
      doubled({ "\($0) + \($0)" }, "[1]", "x64.size()"), doubled({ "[\($0), \($0)]" }, "1", "x64"),
      doubled({ "[\($0), \($0)]" }, "1", "x64 == x64"),
      doubled({ "[\($0), \($0)]" }, "1", "'%s'.format([x64])"),
      doubled({ "{1: \($0), 2: \($0)}" }, "1", "x64 == {1: x63, 2: x63}"),
      doubled({ "\($0).replace('a', 'aa')" }, "'a'", "x64"),
      doubled({ "[\($0), \($0)].join('')" }, "'a'", "x64"),
      doubled({ "'%s%s'.format([\($0), \($0)])" }, "'a'", "x64"),
      doubled({ "\($0) + \($0)" }, "'a'", "true || x64 == ''").replacing(
        "true ||", with: "x64 != '' ||"),
      (0..<20).reduce("true") { text, _ in "[1, 2, 3, 4].all(x, \(text))" },
      (0..<20).reduce("[1]") { text, _ in "[1, 2, 3, 4].map(x, \(text))" },
    ])
  func bounds(text: String) {
    #expect(
      outcome(of: text, limit: 100_000)
        == "error: the evaluation needs more than 100000 steps")
  }

  @Test(
    "as many operators and levels as the parser lets through are evaluated",
    arguments: [
      (Array(repeating: "1", count: 1000).joined(separator: " + "), "1000"),
      (Array(repeating: "true", count: 1000).joined(separator: " && "), "true"),
      (String(repeating: "!", count: 998) + "true", "true"),
      (
        String(repeating: "[", count: 190) + "1" + String(repeating: "]", count: 190) + ".size()",
        "1"
      ),
      ("x" + String(repeating: ".a", count: 990) + " || true", "true"),
      ((0..<150).reduce("true") { text, _ in "[1].all(x, \(text))" }, "true"),
    ])
  func depth(text: String, wanted: String) {
    #expect(outcome(of: text, isChecked: false) == wanted)
    if !text.hasPrefix("x") { #expect(outcome(of: text) == wanted) }
  }

  @Test("types that double with every binding are refused")
  func typesOfExponentialSize() {
    let text = (1...60).reversed().reduce("1") { text, index in
      "cel.bind(x\(index), {}, x\(index - 1) in x\(index) && x\(index) == {1: x\(index - 1)} ? 1 : \(text))"
    }.replacing("x0", with: "{}")
    // Whatever is found wrong with it first, it is found at once.
    #expect(outcome(of: text).hasPrefix("refused: "))
  }

  @Test("a part of an expression is evaluated by itself")
  func part() throws {
    let typed = try TypeChecker.check("t ? [1, 2].map(x, x + 1) : []", in: Self.environment)
    guard case .conditional(_, let list, _) = typed.kind else {
      Issue.record("not a conditional")
      return
    }
    #expect(list.type == .list(.int))
    #expect(list.isClosed && list.variables.isEmpty && typed.variables == [3])
    #expect(list.parts.map(\.isClosed) == [true, false])
    #expect(Evaluator.evaluate(list, [Evaluation]()) == .value(.list([.int(2), .int(3)])))
  }
}
