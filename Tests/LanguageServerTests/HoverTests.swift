import JSON
import LanguageServer
import Testing

@Suite struct HoverTests {
  private static let bot = "bots/queue-warden.yaml"

  /// What the hover at `|` has to contain.
  private static let table: [(path: String, mark: String, expected: [String])] = [
    (
      bot, "params.stale_|ttl_s",
      [
        "param stale_ttl_s", "duration", "5s to 10m", "a larger value lets more through",
        "how long an order may rest", "| default | **45s** |", "policies/execution.yaml:",
      ]
    ),
    (bot, "cancel_replace_per_min_|cap:", ["RTS6 15(1)(d)", "30 ops"]),
    (bot, "now - order.plac|ed_at", ["order.placed_at", "timestamp", "order.placed_at_ms"]),
    (
      bot, "covering(ord|er.price",
      ["fact order", "order_registry", "QUEUE_WARDEN_STATE_UNAVAILABLE"]
    ),
    (bot, "when: dri|ft > params", ["let drift", "ticks", "ticks.covering(order.price - touch"]),
    (bot, "kill_switch.act|ive, do: cancel", ["kill_switch.active", "bool", "risk.kill_switch"]),
    (bot, "kill_swi|tch.active, do: cancel", ["risk.kill_switch", "risk-guardrail", "halt"]),
    (
      bot, "code: QUEUE_WARDEN_STALE|_ORDER, when",
      [
        "RESHAPE", "Resting order has exceeded", "Cancel order without replacement",
        "exec.queuewarden",
      ]
    ),
    (bot, "< -staleness.skew_t|olerance_ms", ["duration", "0s to 10s", "**1000ms**"]),
    (bot, "ticks.cov|ering(", ["ticks.covering(price, price) -> ticks"]),
    (bot, "age: n|ow - order", ["now", "timestamp"]),
    (bot, "age |> params.stale", ["`age > params.stale_ttl_s`: **bool**"]),
    (bot, "order.price |- touch", ["price"]),
    (bot, "capital_imp|act: direct", ["what its decisions do to the capital"]),
    (bot, "mode: general|_live", ["general_live", "carried out"]),
    (bot, "loosens: u|p\n      meaning: how far", ["up"]),
    (bot, "type: du|ration", ["duration"]),
    (bot, "on_mis|sing: { code: QUEUE_WARDEN_BOOK_UNAVAILABLE", ["absence decides"]),
    (bot, "do: cancel_rep|lace }", ["cancel_replace"]),
    ("policies/execution.yaml", "stale_tt|l_s:", ["param stale_ttl_s", "5s to 10m"]),
    ("policies/execution.yaml", "exec.queue|warden:", ["execution-utility", "cancel_replace"]),
    ("policies/execution.yaml", "wh|y: \"half-life", ["the reason"]),
    ("policies/freshness.yaml", "bo|ok: {", ["100ms to 60s", "**2s**"]),
    ("tests/execution.yaml", "{ best_|ask: \"0.60\"", ["best_ask", "price"]),
    ("specs/strategies.yaml", "us-elect-book-|builder:", ["US Elect", "demo-wired"]),
    ("specs/approvers.yaml", "    ali|ce:", ["risk", "0xf39f"]),
    ("specs/reason-codes.yaml", "family: QUEUE_WAR|DEN\n", ["Age, drift and queue position"]),
  ]

  @Test("what is shown for a place")
  func places() throws {
    var editor = try Editor.house(
      Self.bot, "policies/execution.yaml", "policies/freshness.yaml", "tests/execution.yaml",
      "specs/strategies.yaml", "specs/approvers.yaml", "specs/reason-codes.yaml")
    for (path, mark, expected) in Self.table {
      let text = try editor.hover(path, mark)
      for piece in expected { #expect(text.contains(piece), "\(mark): \(text)") }
    }
  }

  @Test("nothing is shown in a comment, on a blank and behind the text")
  func nothing() throws {
    var editor = try Editor.house(Self.bot)
    for mark in ["# routes and sha|pes", "spec:\n|  authority"] {
      let answer = try editor.request("textDocument/hover", editor.place(Self.bot, mark))
      #expect(answer == .null)
    }
  }

  @Test("the range of a hover covers the name")
  func range() throws {
    var editor = try Editor.house(Self.bot)
    let answer = try editor.request(
      "textDocument/hover", editor.place(Self.bot, "params.stale_|ttl_s"))
    let text = try #require(editor.texts[editor.uri(Self.bot)])
    #expect(Editor.text(of: answer["range"] ?? .null, in: text) == "stale_ttl_s")
  }

  @Test("values of every scope are listed, and the approved ones beside them")
  func scopes() throws {
    var files = try MemoryFiles.house()
    let policy = "policies/execution.yaml"
    let approved = try #require(MemoryFiles.documents[policy])
    let indented = approved.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.isEmpty ? "" : "      \($0)"
    }.joined(separator: "\n")
    files.roots["/desk", default: [:]]["specs/approved/000003.yaml"] = """
      apiVersion: polytraders/v1
      kind: ApprovedPolicy
      spec:
        documents:
          "policies/execution.yaml": |
      \(indented)
      """
    var editor = try Editor(files)
    try editor.open(policy)
    try editor.replace(policy, "stale_ttl_s: { value: 45s", with: "stale_ttl_s: { value: 40s")
    try editor.replace(
      policy, "    exec.nonceshepherd:\n",
      with: """
              scopes:
                - where: { tag: nba }
                  set: { stale_ttl_s: 20s }
                - where: { strategy: us-elect-book-builder }
                  set: { stale_ttl_s: { value: 60s, why: slow } }
            exec.nonceshepherd:

        """)
    let text = try editor.hover(policy, "stale_|ttl_s: { value: 40s")
    for row in [
      "| default | **40s** |", "| tag nba | **20s** |",
      "| strategy us-elect-book-builder | **60s** | slow |",
      "| default | 45s | approved | release 000003 |",
    ] {
      #expect(text.contains(row), "\(text)")
    }
  }
}
