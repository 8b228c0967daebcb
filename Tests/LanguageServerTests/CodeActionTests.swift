import JSON
import LanguageServer
import Testing

@Suite struct CodeActionTests {
  /// A slip of the pen, and the title of the action that undoes it.
  private static let slips: [(path: String, old: String, new: String, title: String)] = [
    (
      "bots/queue-warden.yaml", "age > params.stale_ttl_s", "age > params.stale_tll_s",
      "Change to 'params.stale_ttl_s'"
    ),
    (
      "bots/queue-warden.yaml", "do: cancel_replace }", "do: cancel_replce }",
      "Change to 'cancel_replace'"
    ),
    (
      "bots/queue-warden.yaml", "  capital_impact:", "  capital_impct:",
      "Change to 'capital_impact'"
    ),
    (
      "bots/queue-warden.yaml", "{ code: QUEUE_WARDEN_HOLD, do", "{ code: QUEUE_WARDEN_HOLDS, do",
      "Change to 'QUEUE_WARDEN_HOLD'"
    ),
    ("policies/execution.yaml", "stale_ttl_s: {", "stale_ttls: {", "Change to 'stale_ttl_s'"),
    (
      "policies/execution.yaml", "    exec.queuewarden:", "    \"exec.queuewardn\":",
      "Change to 'exec.queuewarden'"
    ),
    (
      "policies/execution.yaml", "polytraders/v1", "polytraders/v2",
      "Write apiVersion: polytraders/v1"
    ),
    (
      "bots/freshness-sentinel.yaml", "when: \"!feed.seen\"", "when: !feed.seen",
      "Write when: \"!feed.seen\""
    ),
    (
      "tests/execution.yaml", "given: { switch.active: true }", "given: { switch.activ: true }",
      "Change to 'switch.active'"
    ),
  ]

  @Test("a slip that the help can name is mended by one action", arguments: slips)
  func mends(path: String, old: String, new: String, title: String) throws {
    let files = try MemoryFiles.house()
    var editor = try Editor(files)
    try editor.open(path)
    let original = try #require(editor.texts[editor.uri(path)])
    try editor.replace(path, old, with: new)
    editor.wait()
    var actions: [JSONValue] = []
    for finding in editor.findings[editor.uri(path)] ?? [] {
      let answer = try editor.request(
        "textDocument/codeAction",
        [
          "textDocument": ["uri": .string(editor.uri(path))], "range": finding["range"] ?? .null,
          "context": ["diagnostics": [finding]],
        ])
      actions += answer.array ?? []
    }
    let action = try #require(
      actions.first { $0["title"]?.string == title },
      "\(actions.compactMap { $0["title"]?.string })")
    #expect(action["kind"]?.string == "quickfix")
    let mends = try #require(action["diagnostics"]?.array?.first)
    #expect(editor.findings[editor.uri(path)]?.contains(mends) == true)
    let mended = try editor.applying(try #require(action["edit"]), to: files)[path]
    editor.change(path, to: try #require(mended))
    editor.wait()
    #expect(editor.codes(path) == [])
    if !new.contains("\"") { #expect(mended == original) }
  }

  @Test("where nothing is wrong there is nothing to do")
  func nothing() throws {
    var editor = try Editor.house("bots/queue-warden.yaml")
    let answer = try editor.request(
      "textDocument/codeAction",
      [
        "textDocument": ["uri": .string(editor.uri("bots/queue-warden.yaml"))],
        "range": ["start": ["line": 0, "character": 0], "end": ["line": 500, "character": 0]],
        "context": ["diagnostics": []],
      ])
    #expect(answer == [])
  }

  @Test("formatting gives the form of 'fmt', and nothing for a text that has it or is no YAML")
  func formatting() throws {
    let path = "policies/execution.yaml"
    let files = try MemoryFiles.house()
    var editor = try Editor(files)
    try editor.open(path)
    let parameters: JSONValue = [
      "textDocument": ["uri": .string(editor.uri(path))],
      "options": ["tabSize": 2, "insertSpaces": true],
    ]
    func formatted() throws -> String? {
      let answer = try editor.request("textDocument/formatting", parameters)
      let edits: JSONValue = ["changes": .object([.init(editor.uri(path), answer)])]
      return try editor.applying(edits, to: files)[path]
    }
    let first = try formatted()
    let form = try #require(first)
    editor.change(path, to: form)
    let again = try editor.request("textDocument/formatting", parameters)
    #expect(again == [])
    try editor.replace(path, "{ value: 45s,", with: "{   value:   45s  ,")
    let mended = try formatted()
    #expect(mended == form)
    editor.change(path, to: "a: [")
    #expect(editor.answer("textDocument/formatting", parameters)["error"]?["code"]?.int64 == -32803)
  }
}
