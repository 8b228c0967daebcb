import JSON
import LanguageServer
import TestSupport
import Testing

@Suite struct SessionTests {
  private static func session() throws -> ServerSession {
    ServerSession(files: try MemoryFiles.house(), version: "test")
  }

  private static func request(_ id: JSONValue, _ method: String, _ parameters: JSONValue = [:])
    -> FrameDecoder.Frame
  {
    Editor.frame(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": parameters])
  }

  private static func notification(_ method: String, _ parameters: JSONValue = [:])
    -> FrameDecoder.Frame
  {
    Editor.frame(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
  }

  private static func codes(_ messages: [OutgoingMessage]) -> [Int64?] {
    messages.map { $0.json["error"]?["code"]?.int64 }
  }

  // MARK: Life

  @Test("nothing is answered before initialize, after shutdown, or twice")
  func phases() throws {
    var session = try Self.session()
    func ask(_ frame: FrameDecoder.Frame) -> [Int64?] {
      Self.codes(session.receive([frame], now: 0))
    }
    #expect(ask(Self.request(1, "textDocument/hover")) == [-32002])
    #expect(ask(Self.notification("textDocument/didOpen")) == [])
    #expect(ask(Self.request(2, "initialize")) == [nil])
    #expect(ask(Self.request(3, "initialize")) == [-32600])
    #expect(ask(Self.request(4, "no/such")) == [-32601])
    #expect(ask(Self.notification("no/such")) == [])
    #expect(ask(Self.notification("$/setTrace", ["value": "off"])) == [])
    #expect(ask(Self.request(5, "textDocument/hover")) == [-32602])
    #expect(ask(Self.request("six", "shutdown")) == [nil])
    #expect(ask(Self.request(7, "textDocument/hover")) == [-32600])
    #expect(session.exitCode == nil)
    #expect(ask(Self.notification("exit")) == [])
    #expect(session.exitCode == 0)
  }

  @Test("exit without shutdown ends with 1, also before initialize")
  func abruptExit() throws {
    for isInitialized in [true, false] {
      var session = try Self.session()
      if isInitialized { _ = session.receive([Self.request(1, "initialize")], now: 0) }
      _ = session.receive([Self.notification("exit")], now: 0)
      #expect(session.exitCode == 1)
    }
  }

  @Test(
    "the server takes the best encoding that the client offers",
    arguments: [
      ([], "utf-16"), (["utf-16"], "utf-16"), (["utf-16", "utf-8"], "utf-8"),
      (["utf-8", "utf-32"], "utf-32"), (["utf-7"], "utf-16"),
    ])
  func encodings(offered: [String], expected: String) throws {
    var session = try Self.session()
    let capabilities: JSONValue = [
      "general": ["positionEncodings": .array(offered.map { .string($0) })]
    ]
    let answer = session.receive(
      [Self.request(1, "initialize", ["capabilities": capabilities])], now: 0)
    let said = answer.first?.json["result"]?["capabilities"]?["positionEncoding"]?.string
    #expect(said == expected)
  }

  @Test("broken frames and bodies are answered with their error, and the next message is read")
  func brokenMessages() throws {
    var session = try Self.session()
    let messages = session.receive(
      [
        .fault(.noLength), .body(Array("{".utf8)), .body(Array("[]".utf8)),
        Self.request(1, "initialize"),
      ], now: 0)
    #expect(Self.codes(messages) == [-32700, -32700, -32600, nil])
    #expect(messages.prefix(3).allSatisfy { $0.json["id"] == .null })
    #expect(messages.last?.json["id"]?.int64 == 1)
  }

  @Test("a request that the same batch cancels is not carried out; a late cancel changes nothing")
  func cancelling() throws {
    var editor = try Editor.house("bots/queue-warden.yaml")
    let place = try editor.place("bots/queue-warden.yaml", "params.stale_|ttl_s")
    let messages = editor.session.receive(
      [
        Self.request(100, "textDocument/hover", place),
        Self.request("b", "textDocument/hover", place),
        Self.notification("$/cancelRequest", ["id": "b"]),
        Self.notification("$/cancelRequest", ["id": 99]),
      ], now: 5_000)
    #expect(Self.codes(messages) == [nil, -32800])
    #expect(
      Self.codes(
        editor.session.receive([Self.notification("$/cancelRequest", ["id": 100])], now: 5_000))
        == [])
  }

  @Test("the client is asked to tell of changed files where it can, and its answer ends nothing")
  func watching() throws {
    var session = try Self.session()
    let capabilities: JSONValue = [
      "workspace": ["didChangeWatchedFiles": ["dynamicRegistration": true]]
    ]
    _ = session.receive([Self.request(1, "initialize", ["capabilities": capabilities])], now: 0)
    let asked = session.receive([Self.notification("initialized")], now: 0)
    #expect(asked.first?.json["method"]?.string == "client/registerCapability")
    let answer: JSONValue = ["jsonrpc": "2.0", "id": asked.first?.json["id"] ?? 0, "result": nil]
    #expect(session.receive([Editor.frame(answer)], now: 0).isEmpty)
  }

  // MARK: Texts

  @Test("what cannot be applied is told in the log, and the text stays")
  func badChanges() throws {
    var editor = try Editor.house("bots/kill-switch.yaml")
    let uri = editor.uri("bots/kill-switch.yaml")
    let before = editor.session.text(ofDocument: uri)
    for changes: JSONValue in [
      "text", [["range": ["start": ["line": -1, "character": 0]], "text": "x"]],
      [["range": ["start": ["line": 0, "character": 0]], "text": "x"]], [["text": 1]],
    ] {
      editor.messages = []
      editor.notify(
        "textDocument/didChange",
        ["textDocument": ["uri": .string(uri), "version": 2], "contentChanges": changes])
      #expect(editor.messages.first?["method"]?.string == "window/logMessage", "\(changes)")
      #expect(editor.session.text(ofDocument: uri) == before)
    }
    editor.messages = []
    editor.notify(
      "textDocument/didChange",
      ["textDocument": ["uri": "file:///desk/none.yaml", "version": 1], "contentChanges": []])
    #expect(editor.messages.count == 1)
  }

  @Test("many changes at once are checked once, some moments after the last")
  func debouncing() throws {
    var editor = try Editor.house("policies/execution.yaml")
    let path = "policies/execution.yaml"
    #expect(editor.session.nextWake == nil)
    for letter in ["4", "44", "444"] {
      editor.now += 10
      let text = try #require(MemoryFiles.documents[path])
      let range = try #require(text.firstRange(of: "45s"))
      editor.change(path, to: text.replacingCharacters(in: range, with: letter))
    }
    #expect(editor.session.nextWake == editor.now + ServerSession.quietTime)
    editor.wait(ServerSession.quietTime - 1)
    #expect(editor.codes(path) == [])
    editor.wait(1)
    #expect(editor.codes(path) == ["PT0210"])
    #expect(editor.session.nextWake == nil)
  }

  // MARK: Findings

  @Test("an error in a buffer stands in the editor while it is there, and nothing is on the disk")
  func errorAndMend() throws {
    let path = "bots/queue-warden.yaml"
    var editor = try Editor.house(path)
    #expect(editor.codes(path) == [])
    try editor.replace(path, "age > params.stale_ttl_s", with: "age > params.stale_tll_s")
    editor.wait()
    #expect(editor.codes(path) == ["PT0310"])
    let finding = try #require(editor.findings[editor.uri(path)]?.first)
    let text = try #require(editor.texts[editor.uri(path)])
    #expect(Editor.text(of: finding["range"] ?? .null, in: text) == "params.stale_tll_s")
    #expect(finding["severity"]?.int64 == 1)
    #expect(finding["source"]?.string == "polytraders")
    #expect(finding["message"]?.string?.contains("did you mean 'params.stale_ttl_s'?") == true)
    try editor.replace(path, "stale_tll_s", with: "stale_ttl_s")
    editor.wait()
    #expect(editor.codes(path) == [])
  }

  @Test("a change of one document shows what it breaks in others, and they are cleared with it")
  func acrossDocuments() throws {
    let path = "bots/queue-warden.yaml"
    var editor = try Editor.house(path)
    try editor.replace(path, "    stale_ttl_s:\n", with: "    stale_order_s:\n")
    editor.wait()
    #expect(editor.codes("policies/execution.yaml").contains("PT0214"))
    try editor.replace(path, "    stale_order_s:\n", with: "    stale_ttl_s:\n")
    editor.wait()
    #expect(editor.findings[editor.uri("policies/execution.yaml")] == [])
  }

  @Test("a second place explains the first, in the other document")
  func relatedPlaces() throws {
    let path = "policies/more.yaml"
    var editor = try Editor.house()
    try editor.open(
      path,
      """
      apiVersion: polytraders/v1
      kind: Policy
      metadata: { name: more, owner: risk-execution, version: 1 }
      spec:
        bots:
          exec.queuewarden:
            params:
              stale_ttl_s: 50s

      """)
    editor.wait()
    let finding = try #require(editor.findings[editor.uri(path)]?.first)
    let related = try #require(finding["relatedInformation"]?.array?.first)
    #expect(
      related["location"]?["uri"]?.string == editor.uri("policies/execution.yaml"),
      "a file that is not on the disk yet counts")
  }

  @Test("a rule that never decides is faded, and a code leads to its page")
  func tagsAndPages() throws {
    let path = "bots/queue-warden.yaml"
    var files = try MemoryFiles.house()
    files.explained = ["PT1101"]
    var editor = try Editor(files)
    try editor.open(path)
    try editor.replace(
      path, "when: drift > params.drift_ticks_threshold", with: "when: 'drift < ticks(\"0 ticks\")'"
    )
    editor.wait()
    let finding = try #require(
      editor.findings[editor.uri(path)]?.first { $0["code"]?.string == "PT1101" })
    #expect(finding["tags"] == [1])
    #expect(finding["severity"]?.int64 == 2)
    #expect(finding["codeDescription"]?["href"]?.string == "file:///pages/PT1101.md")
  }

  @Test("what others change on the disk counts at the next check")
  func watchedFiles() throws {
    var files = try MemoryFiles.house()
    files.roots["/desk", default: [:]]["policies/freshness.yaml"] = nil
    var editor = try Editor(files)
    try editor.open("policies/execution.yaml")
    editor.wait()
    #expect(editor.allCodes.contains("PT0227"))
    // The missing document comes as a buffer that was never saved.
    try editor.open("policies/freshness.yaml")
    editor.wait()
    #expect(editor.allCodes == [])
    // And goes again with it.
    editor.notify(
      "textDocument/didClose",
      ["textDocument": ["uri": .string(editor.uri("policies/freshness.yaml"))]])
    editor.wait()
    #expect(editor.allCodes.contains("PT0227"))
  }

  @Test("several roots are looked after apart, and a document outside all of them is YAML or not")
  func severalRoots() throws {
    var files = try MemoryFiles.house(at: "/desk")
    files.roots["/desk/other"] = try MemoryFiles.documents
    var editor = try Editor(files)
    try editor.open("other/bots/queue-warden.yaml", MemoryFiles.documents["bots/queue-warden.yaml"])
    try editor.open("bots/queue-warden.yaml")
    editor.wait()
    try editor.replace("other/bots/queue-warden.yaml", "age > params", with: "agee > params")
    editor.wait()
    #expect(editor.codes("other/bots/queue-warden.yaml") == ["PT0310"])
    #expect(editor.codes("bots/queue-warden.yaml") == [])

    try editor.open("untitled:Untitled-1", "a: [\n")
    try editor.open("file:///elsewhere/b.yaml", "a: 1\na: 2\n")
    try editor.open("file:///elsewhere/c.txt", "a: [\n")
    editor.wait()
    #expect(editor.codes("untitled:Untitled-1").first?.hasPrefix("PT01") == true)
    #expect(editor.codes("file:///elsewhere/b.yaml") == ["PT0103"])
    #expect(editor.codes("file:///elsewhere/c.txt") == [])
    editor.notify(
      "textDocument/didClose", ["textDocument": ["uri": "file:///elsewhere/b.yaml"]])
    #expect(editor.findings["file:///elsewhere/b.yaml"] == [])
  }

  @Test("every mutation of a document ends in findings, and every question about it in an answer")
  func hostileTexts() throws {
    let path = "bots/queue-warden.yaml"
    let pieces = [
      "{", "}", "[", "\"", "'", ": ", "- ", "\n", "#", "|", "&", "*", "é", "params.", "\t",
    ]
    var editor = try Editor.house(path)
    let original = try #require(editor.texts[editor.uri(path)])
    for seed in UInt64(0)..<6 {
      var random = SeededGenerator(seed: seed)
      var buffer = TextBuffer(original)
      for _ in 0..<3 {
        let start = Int.random(in: 0..<buffer.scalars.count, using: &random)
        let end = min(buffer.scalars.count, start + Int.random(in: 0...30, using: &random))
        buffer.replace(start..<end, with: pieces.randomElement(using: &random) ?? "")
      }
      editor.change(path, to: buffer.text)
      for _ in 0..<3 {
        let line = Int.random(in: 0..<160, using: &random)
        let place: JSONValue = [
          "textDocument": ["uri": .string(editor.uri(path))],
          "position": ["line": .number("\(line)"), "character": .number("\(Int(seed) * 4)")],
          "newName": "other_name", "context": ["includeDeclaration": true],
          "range": [
            "start": ["line": .number("\(line)"), "character": 0],
            "end": ["line": .number("\(line + 5)"), "character": 0],
          ],
        ]
        for method in [
          "hover", "completion", "definition", "references", "documentHighlight", "prepareRename",
          "documentSymbol", "codeAction",
        ] {
          let answer = editor.answer("textDocument/\(method)", place)
          let code = answer["error"]?["code"]?.int64
          #expect(code == nil || code == -32803, "seed \(seed) \(method)")
        }
      }
    }
    editor.wait()
    editor.change(path, to: original)
    editor.wait()
    #expect(editor.codes(path) == [])
  }
}
