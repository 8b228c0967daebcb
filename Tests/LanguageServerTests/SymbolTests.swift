import JSON
import LanguageServer
import TestSupport
import Testing

/// Definitions and references over the house's documents.
@Suite struct SymbolTests {
  private static let bot = "bots/queue-warden.yaml"

  @Test(
    "a name leads to where it is declared",
    arguments: [
      (bot, "params.stale_|ttl_s", "bots/queue-warden.yaml stale_ttl_s"),
      (bot, "now - order.plac|ed_at", "bots/queue-warden.yaml placed_at"),
      (bot, "now - ord|er.placed_at", "bots/queue-warden.yaml order"),
      (bot, "when: dri|ft >", "bots/queue-warden.yaml drift"),
      (bot, "when: kill_|switch.active, do: cancel", "bots/kill-switch.yaml risk.kill_switch"),
      (bot, "when: kill_switch.act|ive, do: cancel", "bots/kill-switch.yaml active"),
      (
        bot, "code: QUEUE_WARDEN_STALE|_ORDER, when",
        "specs/reason-codes.yaml QUEUE_WARDEN_STALE_ORDER"
      ),
      (bot, "< -staleness.skew_t|olerance_ms", "specs/staleness.yaml skew_tolerance_ms"),
      (bot, "max_age: staleness.bo|ok", "specs/staleness.yaml book"),
      (bot, "require: [order, bo|ok]", "bots/queue-warden.yaml book"),
      (bot, "rate.cancel_rep|laces: { of:", "bots/queue-warden.yaml cancel_replaces"),
      (bot, "params: { stale_t|tl_s: 45s }", "bots/queue-warden.yaml stale_ttl_s"),
      ("policies/execution.yaml", "stale_tt|l_s: { value", "bots/queue-warden.yaml stale_ttl_s"),
      ("policies/execution.yaml", "exec.queue|warden:", "bots/queue-warden.yaml exec.queuewarden"),
      ("policies/freshness.yaml", "bo|ok: { value", "specs/staleness.yaml book"),
      ("tests/execution.yaml", "bot: exec.queuew|arden", "bots/queue-warden.yaml exec.queuewarden"),
      ("tests/execution.yaml", "{ order: { pr|ice: \"0.50\"", "bots/queue-warden.yaml price"),
      ("tests/execution.yaml", "given: { switch.act|ive: true }", "bots/kill-switch.yaml active"),
      (
        "tests/execution.yaml", "code: NONCE_SHEPHERD_QUEUE|_FULL, margin",
        "specs/reason-codes.yaml NONCE_SHEPHERD_QUEUE_FULL"
      ),
      (
        "specs/strategies.yaml", "uses: [exec.queuewar|den",
        "bots/queue-warden.yaml exec.queuewarden"
      ),
      (
        "bots/kill-switch.yaml", "outcome == KILL_SW|ITCH_ACTIVE",
        "specs/reason-codes.yaml KILL_SWITCH_ACTIVE"
      ),
    ])
  func definitions(path: String, mark: String, expected: String) throws {
    let files = try MemoryFiles.house()
    var editor = try Editor(files)
    try editor.open(path)
    let answer = try editor.request("textDocument/definition", editor.place(path, mark))
    #expect(editor.pieces(answer, files) == [expected])
  }

  @Test("the declaration of a param leads to the values that policies give it")
  func values() throws {
    let files = try MemoryFiles.house()
    var editor = try Editor(files)
    try editor.open(Self.bot)
    let answer = try editor.request(
      "textDocument/definition", editor.place(Self.bot, "stale_|ttl_s:\n      type"))
    #expect(editor.pieces(answer, files) == ["policies/execution.yaml 45s"])
  }

  @Test("what the language knows has no declaration")
  func builtIns() throws {
    var editor = try Editor.house(Self.bot)
    for mark in ["age: n|ow - order", "order.side == B|UY", "ticks.cov|ering("] {
      let answer = try editor.request("textDocument/definition", editor.place(Self.bot, mark))
      #expect(answer == [], "\(mark)")
    }
    let comment = try editor.request(
      "textDocument/definition", editor.place(Self.bot, "# routes and sha|pes"))
    #expect(comment == .null)
  }

  @Test("every use of a name is a reference, in every document")
  func references() throws {
    let files = try MemoryFiles.house()
    var editor = try Editor(files)
    try editor.open(Self.bot)
    func uses(_ mark: String, declaration: Bool) throws -> [String] {
      guard case .object(var members) = try editor.place(Self.bot, mark) else { return [] }
      members.append(.init("context", ["includeDeclaration": .bool(declaration)]))
      return editor.pieces(try editor.request("textDocument/references", .object(members)), files)
    }
    let param = "policies/execution.yaml stale_ttl_s"
    let own = "bots/queue-warden.yaml stale_ttl_s"
    #expect(try uses("params.stale_|ttl_s", declaration: true) == [own, own, own, param])
    #expect(try uses("params.stale_|ttl_s", declaration: false) == [own, own, param])
    let book = try uses("best_b|id: { type", declaration: false)
    #expect(book.filter { $0.hasPrefix("tests/") }.count == 7)
    #expect(book.filter { $0.hasPrefix("bots/") }.count == 3)
  }

  @Test("the places in a document are highlighted, the declaration as a write")
  func highlights() throws {
    var editor = try Editor.house(Self.bot)
    let answer = try editor.request(
      "textDocument/documentHighlight", editor.place(Self.bot, "params.stale_|ttl_s"))
    let found = (answer.array ?? []).map { item in
      "\(Editor.text(of: item["range"] ?? .null, in: editor.texts[editor.uri(Self.bot)] ?? "")) "
        + "\(item["kind"]?.int64 ?? 0)"
    }
    #expect(found == ["stale_ttl_s 3", "stale_ttl_s 2", "stale_ttl_s 2"])
  }

  @Test("at every place of a symbol stands its name, and everything that is named is declared")
  func everyOccurrence() throws {
    let documents = try MemoryFiles.documents
    let files = try MemoryFiles.house()
    var editor = try Editor(files)
    var places = 0
    for path in documents.keys.sorted() {
      try editor.open(path)
      for occurrence in editor.session.occurrences(inDocument: editor.uri(path)) {
        let said = TextBuffer(documents[path] ?? "").text(occurrence.range)
        let symbol = occurrence.symbol
        var names = [symbol.name]
        if case .bot(let name) = symbol {
          names += [String(name.split(separator: ".").last ?? "")]
        }
        #expect(names.contains(said), "\(path): \(symbol)")
        places += 1
        switch symbol {
        // Bots that are still to come, codes of the playbooks, and what the language knows.
        case .bot, .constant, .function, .builtIn: break
        default:
          let isDeclared = editor.session.isDeclared(symbol, nearDocument: editor.uri(path))
          #expect(isDeclared, "\(path): \(symbol)")
        }
      }
    }
    #expect(places > 500)
  }

  @Test(
    "an unreadable document keeps its names where they still stand, and moves them with the text")
  func halfWritten() throws {
    let files = try MemoryFiles.house()
    var editor = try Editor(files)
    try editor.open(Self.bot)
    editor.wait()
    // A bracket that nobody closes, some lines above.
    try editor.replace(
      Self.bot, "  authority: [cancel, cancel_replace]",
      with: "  authority: [cancel,\n\n  # two more lines\n")
    editor.wait()
    #expect(editor.codes(Self.bot).contains { $0.hasPrefix("PT01") })
    let answer = try editor.request(
      "textDocument/definition", editor.place(Self.bot, "params.stale_|ttl_s"))
    #expect(editor.pieces(answer, files) == ["bots/queue-warden.yaml stale_ttl_s"])
    let hover = try editor.hover(Self.bot, "params.stale_|ttl_s")
    #expect(hover.contains("45s"))
  }

  @Test("symbols of the workspace are found by a part of their name")
  func workspace() throws {
    var editor = try Editor.house(Self.bot)
    let answer = try editor.request("workspace/symbol", ["query": "STALE_TTL"])
    let found = (answer.array ?? []).compactMap { $0["name"]?.string }
    #expect(found == ["stale_ttl_s"])
  }

  @Test("the outline of a bot has its rules, and every part lies in the one around it")
  func outline() throws {
    var editor = try Editor.house(Self.bot)
    let answer = try editor.request(
      "textDocument/documentSymbol", ["textDocument": ["uri": .string(editor.uri(Self.bot))]])
    var names: [String] = []
    func walk(_ symbols: [JSONValue], inside outer: JSONValue?) {
      for symbol in symbols {
        names.append(symbol["name"]?.string ?? "")
        #expect(contains(symbol["range"], symbol["selectionRange"]), "\(names.last ?? "")")
        if let outer { #expect(contains(outer, symbol["range"]), "\(names.last ?? "")") }
        walk(symbol["children"]?.array ?? [], inside: symbol["range"])
      }
    }
    walk(answer.array ?? [], inside: nil)
    for name in [
      "spec", "facts", "order", "placed_at", "params", "stale_ttl_s", "rules",
      "1 KILL_SWITCH_ACTIVE", "4 QUEUE_WARDEN_STALE_ORDER", "gates", "otherwise",
    ] {
      #expect(names.contains(name), "\(name)")
    }
  }

  private func contains(_ outer: JSONValue?, _ inner: JSONValue?) -> Bool {
    func place(_ value: JSONValue?) -> (Int64, Int64) {
      (value?["line"]?.int64 ?? -1, value?["character"]?.int64 ?? -1)
    }
    return place(outer?["start"]) <= place(inner?["start"])
      && place(inner?["end"]) <= place(outer?["end"])
  }
}
