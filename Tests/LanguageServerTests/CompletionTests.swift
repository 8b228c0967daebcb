import JSON
import LanguageServer
import Testing

@Suite struct CompletionTests {
  private static let bot = "bots/queue-warden.yaml"

  /// Replaces a piece of a document and asks at `|` of the new one.
  private struct Case {
    var path: String
    var old: String
    var new: String
    /// Labels that have to be there.
    var expected: [String]
    /// Labels that must not be there.
    var absent: [String] = []
  }

  private static let cases: [Case] = [
    // Conditions, half-written and in documents that are no YAML any more.
    Case(
      path: bot, old: "age > params.stale_ttl_s, do: cancel }", new: "age > params.|",
      expected: ["drift_ticks_threshold", "stale_ttl_s", "min_queue_position"],
      absent: ["order", "book"]),
    Case(
      path: bot, old: "age > params.stale_ttl_s, do: cancel }", new: "age > params.sta| }",
      expected: ["stale_ttl_s"]),
    Case(
      path: bot, old: "when: drift > params", new: "when: order.| > params",
      expected: ["side", "price", "tick_size", "placed_at", "queue_ahead"], absent: ["best_bid"]),
    Case(
      path: bot, old: "when: drift > params", new: "when: | > params",
      expected: ["touch", "drift", "age", "order", "book", "params", "now", "BUY", "math"]),
    Case(
      path: bot, old: "when: kill_switch.active, do", new: "when: kill_switch.|, do",
      expected: ["active"]),
    Case(
      path: bot, old: "-staleness.skew_tolerance_ms", new: "-staleness.|",
      expected: ["book", "registry", "skew_tolerance_ms"]),
    Case(
      path: bot, old: "drift: ticks.covering(", new: "drift: ticks.|(", expected: ["covering"]),
    Case(
      path: bot, old: "age: now - order.placed_at\n", new: "age: now - |\n",
      expected: ["touch", "drift", "order"], absent: ["age"]),
    Case(
      path: "bots/kill-switch.yaml", old: "outcome == KILL_SWITCH_ACTIVE", new: "outcome == |",
      expected: ["outcome", "KILL_SWITCH_ACTIVE", "KILL_SWITCH_CLEAR"], absent: ["switch"]),
    // Codes that the registry lets this bot give, actions of its authority first.
    Case(
      path: bot, old: "{ code: QUEUE_WARDEN_STALE_ORDER,", new: "{ code: |,",
      expected: ["QUEUE_WARDEN_STALE_ORDER"], absent: ["NONCE_SHEPHERD_OK", "GOV_WATCHDOG"]),
    Case(
      path: bot, old: "stale_ttl_s, do: cancel }", new: "stale_ttl_s, do: | }",
      expected: ["cancel", "cancel_replace", "hold", "halt"]),
    Case(path: bot, old: "require: [order, book]", new: "require: [order, |]", expected: ["book"]),
    // Keys by position, without those that are there.
    Case(
      path: bot, old: "    - { require: [order, book] }\n", new: "    - { |\n",
      expected: ["code", "do", "when", "require"]),
    Case(
      path: bot, old: "      loosens: up\n      meaning: how long an order",
      new: "      |\n      meaning: how long an order",
      expected: ["loosens", "control"], absent: ["type", "min", "meaning"]),
    Case(
      path: bot, old: "loosens: up\n      meaning: how long",
      new: "loosens: |\n      meaning: how long", expected: ["up", "down", "neither"]),
    Case(path: bot, old: "type: ticks", new: "type: |", expected: ["duration", "price", "ticks"]),
    Case(
      path: bot, old: "max_age: staleness.book", new: "max_age: |", expected: ["staleness.book"]),
    Case(path: bot, old: "min: 5s", new: "min: 5|", expected: ["5ms", "5s", "5m", "5h"]),
    Case(path: bot, old: "min: 1 ticks", new: "min: 2|", expected: ["2 ticks"]),
    // Policies: bots, params with their bounds, units.
    Case(
      path: "policies/execution.yaml", old: "    exec.queuewarden:\n", new: "    |\n",
      expected: ["exec.queuewarden", "gov.freshness_sentinel"], absent: ["exec.nonceshepherd"]),
    Case(
      path: "policies/execution.yaml",
      old: "        stale_ttl_s: { value: 45s, why: \"half-life of the strategy's fair value\" }\n",
      new: "        |\n", expected: ["stale_ttl_s"], absent: ["drift_ticks_threshold"]),
    Case(
      path: "policies/execution.yaml", old: "value: 45s", new: "value: |", expected: ["5s", "10m"]),
    Case(path: "policies/execution.yaml", old: "value: 45s", new: "value: 45|", expected: ["45s"]),
    Case(
      path: "policies/severities.yaml", old: "severities: {}",
      new: "severities: { QUEUE_WARDEN_STALE_ORDER: | }", expected: ["RESHAPE", "HARD_REJECT"],
      absent: ["INFO", "WARN"]),
    // Tests: names of facts, lets, exports and params.
    Case(
      path: "tests/execution.yaml", old: "given: { order.placed_at: now - 40s }", new: "given: { |",
      expected: ["order", "order.price", "drift", "kill_switch.active", "switch.active"]),
    Case(
      path: "tests/execution.yaml", old: "given: { order: { price: \"0.50\", placed_at",
      new: "given: { order: { |", expected: ["side", "price"], absent: ["order", "drift"]),
    Case(
      path: "tests/execution.yaml", old: "expect: KILL_SWITCH_ACTIVE", new: "expect: |",
      expected: ["NONCE_SHEPHERD_OK"],
      absent: ["QUEUE_WARDEN_HOLD"]),
    Case(
      path: "specs/reason-codes.yaml", old: "severity: INFO", new: "severity: |",
      expected: ["INFO", "HARD_REJECT"]),
  ]

  @Test("what may stand at the cursor")
  func places() throws {
    var editor = try Editor.house(
      Self.bot, "bots/kill-switch.yaml", "policies/execution.yaml", "policies/severities.yaml",
      "tests/execution.yaml", "specs/reason-codes.yaml")
    for test in Self.cases {
      let text = try #require(MemoryFiles.documents[test.path])
      let range = try #require(text.firstRange(of: test.old), "'\(test.old)' in \(test.path)")
      let written = test.new.replacing("|", with: "")
      let changed = text.replacingCharacters(in: range, with: written)
      editor.change(test.path, to: changed)
      let before = String(text[..<range.lowerBound]) + String(test.new.prefix { $0 != "|" })
      let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
      let answer = try editor.request(
        "textDocument/completion",
        [
          "textDocument": ["uri": .string(editor.uri(test.path))],
          "position": [
            "line": .number("\(lines.count - 1)"),
            "character": .number("\(lines[lines.count - 1].utf16.count)"),
          ],
        ])
      let items = (answer["items"]?.array ?? []).sorted {
        ($0["sortText"]?.string ?? "") < ($1["sortText"]?.string ?? "")
      }
      let labels = items.compactMap { $0["label"]?.string }
      let found = Set(labels.filter(test.expected.contains))
      #expect(found == Set(test.expected), "\(test.new): \(labels)")
      #expect(labels.filter(test.absent.contains) == [], "\(test.new)")
      #expect(labels.count == Set(labels).count, "\(test.new): \(labels)")
      editor.change(test.path, to: text)
    }
  }

  @Test("actions of the bot's authority come first")
  func order() throws {
    var editor = try Editor.house(Self.bot)
    let labels = try editor.completions(Self.bot, "stale_ttl_s, do: |cancel }")
    #expect(labels.prefix(2) == ["cancel", "cancel_replace"])
  }

  @Test("a choice replaces the word that the cursor stands in")
  func replaced() throws {
    var editor = try Editor.house(Self.bot)
    let text = try #require(editor.texts[editor.uri(Self.bot)])
    for (mark, expected) in [
      ("params.stale_|ttl_s", "stale_ttl_s"), ("mode: gen|eral_live", "general_live"),
      ("capital_im|pact:", "capital_impact"), ("when: dri|ft > params", "drift"),
    ] {
      let answer = try editor.request("textDocument/completion", editor.place(Self.bot, mark))
      let item = try #require(
        answer["items"]?.array?.first { $0["label"]?.string == expected }, "\(mark)")
      let edit = try #require(item["textEdit"])
      #expect(Editor.text(of: edit["range"] ?? .null, in: text) == expected)
      #expect(edit["newText"]?.string == expected)
    }
  }

  @Test("a document begins with its kind, and a blank comes behind a colon")
  func beginnings() throws {
    var editor = try Editor.house()
    try editor.open("bots/new.yaml", "")
    func labels(_ text: String) throws -> [JSONValue] {
      editor.change("bots/new.yaml", to: text)
      let line = text.utf8.count { $0 == 10 }
      let answer = try editor.request(
        "textDocument/completion",
        [
          "textDocument": ["uri": .string(editor.uri("bots/new.yaml"))],
          "position": ["line": .number("\(line)"), "character": 200],
        ])
      return answer["items"]?.array ?? []
    }
    let first = try labels("")
    #expect(first.compactMap { $0["label"]?.string } == ["apiVersion", "kind"])
    let kinds = try labels("kind:")
    #expect(kinds.contains { $0["textEdit"]?["newText"]?.string == " Bot" })
    let keys = try labels("apiVersion: polytraders/v1\nkind: Bot\n")
    #expect(keys.compactMap { $0["label"]?.string } == ["metadata", "spec"])
    #expect(keys.compactMap { $0["textEdit"]?["newText"]?.string } == ["metadata:", "spec:"])
  }
}
