import CEL
package import Diagnostics
package import Graph
import JSON
import Policy
import Trading

/// Tests decided by the plans that also run on the desk, with what they went through.
package struct TestRun {
  /// One test and what came of it.
  package struct Result: Sendable {
    package var test: PolicyTest
    package var verdict: Verdict
    /// What differs from the expectation; empty where the test passed.
    package var differences: [String]
    /// For a failed test: which rule decided, and how to see it again.
    package var notes: [String]

    package var passed: Bool { differences.isEmpty }

    /// The finding of a failed test, at the expected code.
    package var diagnostic: Diagnostic? {
      guard !passed else { return nil }
      return TestProblem.failed(
        test: test.name, bot: test.bot, differences: differences, notes: notes
      ).diagnostic(at: test.expectation.codeLocation)
    }
  }

  package let graph: CompiledGraph
  package private(set) var results: [Result] = []
  /// By the name of the bot.
  package private(set) var coverage: [String: Coverage] = [:]
  private var benches: [String: Bench] = [:]

  package init(_ graph: CompiledGraph, _ tests: [PolicyTest]) {
    self.graph = graph
    for bot in graph.bots {
      benches[bot.name] = Bench(graph, bot)
      coverage[bot.name] = Coverage(bot, graph)
    }
    for test in tests { run(test) }
  }

  private mutating func run(_ test: PolicyTest) {
    guard let bench = benches[test.bot] else { return }
    let (verdict, frame) = bench.judge(test.situation, in: test.scope, settings: test.settings)
    var differences = test.expectation.differences(from: verdict, bench.bot)
    let second = bench.secondOpinion(test.situation, in: test.scope, settings: test.settings)
    if second != Outcome(code: verdict.code, action: verdict.action) {
      differences.append("a second evaluation gives \(second.code): please report this")
    }
    let notes = differences.isEmpty ? [] : Self.notes(test, verdict, bench, frame)
    results.append(
      Result(test: test, verdict: verdict, differences: differences, notes: notes))
    coverage[test.bot]?.add(test.situation, frame.plan)
  }

  /// The decision of a test rule by rule, as `explain` shows it.
  package func explanation(of test: PolicyTest) -> String {
    guard let bench = benches[test.bot] else { return "" }
    let (_, frame) = bench.judge(test.situation, in: test.scope, settings: test.settings)
    return Explanation(frame).text
  }

  // MARK: Notes

  private static func notes(
    _ test: PolicyTest, _ verdict: Verdict, _ bench: Bench, _ frame: EventFrame
  ) -> [String] {
    var decided = bench.bot.words(forStep: verdict.step)
    if let gate = verdict.gate { decided += ", then " + bench.bot.words(forGate: gate) }
    if let missing = verdict.missing { decided += ": \(missing) is missing" }
    if verdict.isError { decided += ": its condition failed" }
    if verdict.missing == nil, !verdict.comparison.isEmpty {
      decided += ": \(verdict.comparison)" + (verdict.margin.map { ", margin \($0)" } ?? "")
    }
    return ["decided by \(decided)", repetition(test, bench, frame)]
  }

  /// A line for the shell that shows the decision again.
  private static func repetition(
    _ test: PolicyTest, _ bench: Bench, _ frame: EventFrame
  ) -> String {
    guard test.situation.fixed.isEmpty else {
      return "see it rule by rule: polytraders test --explain --filter \(quoted(test.name))"
    }
    var event: [UInt8] = []
    EventWriter(plan: frame.plan).write(frame, to: &event)
    let text = scoped(String(decoding: event, as: UTF8.self), test.scope)
    let settings = test.settings.map { " --set \(quoted($0))" }.joined()
    return "see it rule by rule: echo \(quoted(text)) | polytraders eval \(test.bot) --events - "
      + "--explain\(settings)"
  }

  private static func scoped(_ event: String, _ scope: Scope) -> String {
    var members: [JSONValue.Member] = []
    if let market = scope.market { members.append(.init("market", .string(market))) }
    if let strategy = scope.strategy { members.append(.init("strategy", .string(strategy))) }
    if !scope.tags.isEmpty {
      members.append(.init("tags", .array(scope.tags.sorted().map { .string($0) })))
    }
    guard !members.isEmpty else { return event }
    return JSONValue.object(members).compactText.dropLast() + "," + event.dropFirst()
  }

  /// One word for a shell.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}

extension CompiledBot {
  /// `rule 5 (age > params.stale_ttl_s)`, as a person counts.
  package func words(forStep position: Int) -> String {
    guard steps.indices.contains(position) else { return "otherwise" }
    switch steps[position] {
    case .decide(let rule): return "rule \(position + 1) (\(rule.text))"
    case .require(let facts):
      let names = facts.map { specification.facts[$0].name.value }
      return "rule \(position + 1) (require \(names.joined(separator: ", ")))"
    }
  }

  /// `gate 1 (rate.cancel_replaces >= …)`.
  package func words(forGate position: Int) -> String {
    "gate \(position + 1) (\(gates[position].text))"
  }
}

extension PolicyTest.Expectation {
  /// What is not as expected, in words.
  func differences(from verdict: Verdict, _ bot: CompiledBot) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(
      _ what: String, _ wanted: Value?, _ got: Value, _ text: (Value) -> String
    ) {
      guard let wanted, wanted != got else { return }
      found.append("expected \(what)\(text(wanted)), got \(text(got))")
    }
    compare("", code, verdict.code) { $0 }
    compare("action ", action, verdict.action) { $0.rawValue }
    compare("severity ", severity, verdict.severity) { $0.rawValue }
    compare("", rule, verdict.step) { bot.words(forStep: $0) }
    compare("", gate, verdict.gate) { $0.map { bot.words(forGate: $0) } ?? "no gate" }
    compare("masked ", masked, verdict.masked) { "\($0)" }
    if let margin, !verdict.hasMargin(margin) {
      found.append("expected margin \(margin), got \(verdict.margin ?? "no comparison")")
    }
    return found
  }
}

extension Verdict {
  /// Whether the margin is what `text` says, in any spelling: `1000ms` is `1s`.
  func hasMargin(_ text: String) -> Bool {
    guard let margin else { return text == "none" }
    if margin == text { return true }
    let types: [Type] = [.duration, .int] + Unit.allCases.map { .quantity($0) }
    return types.contains { type in
      guard let wanted = TestNames.parse(text, as: type),
        let found = TestNames.parse(margin, as: type)
      else { return false }
      return wanted == found
    }
  }
}
