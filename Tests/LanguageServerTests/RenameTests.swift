import Diagnostics
import Graph
import JSON
import LanguageServer
import Policy
import PolicyTesting
import Testing

@Suite struct RenameTests {
  private static let bot = "bots/queue-warden.yaml"

  /// A rename that has to be possible: where, to what, in how many documents, and how many places.
  private static let renames:
    [(path: String, mark: String, name: String, back: String, documents: Int)] = [
      (bot, "params.stale_|ttl_s", "longest_rest_s", "stale_ttl_s", 2),
      ("policies/execution.yaml", "stale_tt|l_s: { value", "longest_rest_s", "stale_ttl_s", 2),
      (bot, "when: dri|ft > params", "distance", "drift", 1),
      (bot, "age|: now - order", "rest", "age", 1),
      (bot, "book.best_b|id : book", "highest_bid", "best_bid", 2),
      (bot, "    ra|te:\n      from", "window", "rate", 2),
      ("bots/kill-switch.yaml", "exports:\n    act|ive:", "tripped", "active", 3),
      ("bots/kill-switch.yaml", "swi|tch:\n      from", "latch", "switch", 4),
    ]

  private static func read(_ documents: [String: String]) -> TestSuite.Reading {
    TestSuite.read(
      documents.filter { [.policy, .tests].contains(RootFiles.role(ofPath: $0.key)) }.sorted {
        $0.key < $1.key
      }.map {
        PolicyLoader.Input(file: $0.key, path: $0.key, bytes: Array($0.value.utf8))
      })
  }

  @Test(
    "after a rename everything is in order, the tests pass, and the way back gives the same policy")
  func renaming() throws {
    let files = try MemoryFiles.house()
    let original = Self.read(files.roots["/desk"] ?? [:])
    let digest = try #require(original.suite?.graph.digest)
    for (path, mark, name, back, count) in Self.renames {
      do {
        var editor = try Editor(files, documentChanges: count % 2 == 0)
        try editor.open(path)
        let edit = try editor.request(
          "textDocument/rename", Self.parameters(editor.place(path, mark), name))
        let changes = edit["changes"]?.members?.count ?? edit["documentChanges"]?.array?.count
        #expect(changes == count, "\(mark)")

        let renamed = try editor.applying(edit, to: files)
        let reading = Self.read(renamed)
        #expect(
          reading.diagnostics.map(\.message) == original.diagnostics.map(\.message), "\(mark)")
        let suite = try #require(reading.suite, "\(mark)")
        let failed = TestRun(suite.graph, suite.tests).results.filter { !$0.passed }
        #expect(failed.isEmpty, "\(mark)")

        // And back: the same policy to the letter, but for a path that now says what the name said.
        var again = MemoryFiles()
        again.roots = ["/desk": renamed]
        var other = try Editor(again)
        try other.open(path, renamed[path])
        let place = try other.place(path, Self.mark(mark, back, name))
        let undone = try other.applying(
          try other.request("textDocument/rename", Self.parameters(place, back)), to: again)
        #expect(Self.read(undone).suite?.graph.digest == digest, "\(mark)")
      }
    }
  }

  /// The mark with another name, the cursor in its first letter.
  private static func mark(_ mark: String, _ old: String, _ new: String) -> String {
    let plain = mark.replacing("|", with: "")
    guard let range = plain.firstRange(of: old) else { return mark }
    let first = new.prefix(1) + "|" + new.dropFirst()
    return plain.replacingCharacters(in: range, with: String(first))
  }

  private static func parameters(_ place: JSONValue, _ name: String) -> JSONValue {
    .object((place.members ?? []) + [.init("newName", .string(name))])
  }

  @Test("the events keep their names: a field without a path gets its old name as one")
  func keptPaths() throws {
    let files = try MemoryFiles.house()
    var editor = try Editor(files)
    try editor.open(Self.bot)
    let edit = try editor.request(
      "textDocument/rename", Self.parameters(editor.place(Self.bot, "si|de: { type: side }"), "way")
    )
    let renamed = try #require(editor.applying(edit, to: files)[Self.bot])
    #expect(renamed.contains("way: { path: order.side, type: side }"))
    #expect(renamed.contains("order.way == BUY"))
  }

  @Test(
    "what is refused, and why",
    arguments: [
      ("params.stale_|ttl_s", "drift_ticks_threshold", "taken"),
      ("params.stale_|ttl_s", "Stale", "lower-case"), ("params.stale_|ttl_s", "", "lower-case"),
      ("params.stale_|ttl_s", "9s", "lower-case"),
      ("params.stale_|ttl_s", "true", "cannot be a name"),
      ("params.stale_|ttl_s", "in", "cannot be a name"),
      ("params.stale_|ttl_s", "rest_ticks", "_ticks"),
      ("params.drift_ticks|_threshold", "drift_s", "_s"),
      ("when: dri|ft > params", "age", "taken"), ("when: dri|ft > params", "book", "taken"),
      ("when: dri|ft > params", "kill_switch", "taken"), ("when: dri|ft > params", "now", "taken"),
      ("when: dri|ft > params", "math", "taken"),
      ("book.best_b|id : book", "best_ask", "taken"),
      ("    ra|te:\n      from", "order", "taken"), ("    ra|te:\n      from", "params", "taken"),
      ("code: QUEUE_WARDEN_STALE|_ORDER, when", "other", "journals"),
      ("name: exec.queue|warden", "other", "journals"), ("ticks.cov|ering(", "other", "journals"),
      ("# routes and sha|pes", "other", "no name here"),
    ])
  func refusals(mark: String, name: String, reason: String) throws {
    var editor = try Editor(MemoryFiles.house())
    try editor.open(Self.bot)
    let answer = editor.answer(
      "textDocument/rename", Self.parameters(try editor.place(Self.bot, mark), name))
    #expect(answer["error"]?["code"]?.int64 == -32803)
    let message = answer["error"]?["message"]?.string ?? ""
    #expect(message.contains(reason), "\(message)")
  }

  @Test("nothing is renamed while a document of the root cannot be read")
  func unreadable() throws {
    var editor = try Editor(MemoryFiles.house())
    try editor.open(Self.bot)
    try editor.open("tests/execution.yaml", "a: [")
    let answer = editor.answer(
      "textDocument/rename",
      Self.parameters(try editor.place(Self.bot, "params.stale_|ttl_s"), "rest_s"))
    #expect(answer["error"]?["message"]?.string?.contains("tests/execution.yaml") == true)
  }

  @Test("what can be renamed is offered with its name")
  func preparing() throws {
    var editor = try Editor(MemoryFiles.house())
    try editor.open(Self.bot)
    let answer = try editor.request(
      "textDocument/prepareRename", editor.place(Self.bot, "params.stale_|ttl_s"))
    #expect(answer["placeholder"]?.string == "stale_ttl_s")
    let refused = editor.answer(
      "textDocument/prepareRename", try editor.place(Self.bot, "mode: general|_live"))
    #expect(refused["error"]?["code"]?.int64 == -32803)
  }

  @Test("an override follows the param, and its signers are told")
  func overrides() throws {
    var files = try MemoryFiles.house()
    files.roots["/desk", default: [:]]["overrides/a.yaml"] = """
      apiVersion: polytraders/v1
      kind: Override
      metadata: { id: "0x01" }
      spec:
        bot: exec.queuewarden
        param: stale_ttl_s
        where: { tag: "nba" }
        value: "30s"

      """
    var editor = try Editor(files)
    try editor.open(Self.bot)
    let edit = try editor.request(
      "textDocument/rename",
      Self.parameters(editor.place(Self.bot, "params.stale_|ttl_s"), "rest_s"))
    let renamed = try editor.applying(edit, to: files)["overrides/a.yaml"]
    #expect(renamed?.contains("param: rest_s") == true)
    let told = editor.messages.first { $0["method"]?.string == "window/showMessage" }
    #expect(told?["params"]?["message"]?.string?.contains("overrides/a.yaml is signed") == true)
  }
}
