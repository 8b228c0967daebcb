import TestSupport
import Testing

/// `eval --repl` with a script of questions.
@Suite struct EvalReplTests {
  private static let events = """
    {"event_id":"a","now_ms":1764000000000,"kill_switch":false,"registry_available":true,"cancel_replace_count_60s":2,"order":{"side":"BUY","price":"0.34","tick_size":"0.01","placed_at_ms":1763999980000,"queue_position":44},"book":{"available":true,"best_bid":"0.33","best_ask":"0.35","age_ms":56}}
    {"event_id":"b","now_ms":1764000000000,"kill_switch":true,"registry_available":true,"cancel_replace_count_60s":2,"order":{"side":"BUY","price":"0.34","tick_size":"0.01","placed_at_ms":1763999980000,"queue_position":44},"book":{"available":true,"best_bid":"0.33","best_ask":"0.35","age_ms":56}}

    """

  private func answers(_ questions: [String]) throws -> [String] {
    var lines: [String] = []
    try Desk.with { desk in
      let file = try desk.write("events.ndjson", Array(Self.events.utf8))
      let outcome = try desk.run(
        ["eval", "queuewarden", "--repl", "--events", file],
        input: questions.map { $0 + "\n" }.joined())
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      lines = outcome.output.split(separator: "\n").map(String.init)
    }
    #expect(lines.first == "exec.queuewarden, 2 events; 'help' lists what can be asked")
    #expect(lines.dropFirst().first?.hasPrefix("event 1 of 2: QUEUE_WARDEN_HOLD INFO hold") == true)
    return Array(lines.dropFirst(2))
  }

  @Test(
    "a question and its answer",
    arguments: [
      ("next", "event 2 of 2: KILL_SWITCH_ACTIVE HARD_REJECT cancel"),
      ("event 2", "event 2 of 2: KILL_SWITCH_ACTIVE HARD_REJECT cancel"),
      ("event 9", "there is no event 9; there are 1 to 2"),
      ("find kill_switch_active", "event 2 of 2: KILL_SWITCH_ACTIVE HARD_REJECT cancel"),
      ("find NOTHING", "no event is decided with NOTHING"),
      ("drift", "1 tick  (ticks)"),
      ("age > params.stale_ttl_s", "false  (bool)"),
      ("order.price - touch", "0.01  (price)"),
      (
        "set order.price 0.46",
        "event 1 of 2: QUEUE_WARDEN_DRIFT_EXCEEDED RESHAPE cancel_replace  (13 ticks against 3 ticks)"
      ),
      (
        "set order.placed_at now - 46s",
        "event 1 of 2: QUEUE_WARDEN_STALE_ORDER RESHAPE cancel  (46s against 45s)"
      ),
      (
        "set stale_ttl_s 10s",
        "event 1 of 2: QUEUE_WARDEN_STALE_ORDER RESHAPE cancel  (20s against 10s)"
      ),
      (
        "set book missing",
        "event 1 of 2: QUEUE_WARDEN_BOOK_UNAVAILABLE HARD_REJECT cancel  (book is missing)"
      ),
      ("set kill_switch.active true", "there is no fact and no param"),
      ("set switch.active true", "event 1 of 2: KILL_SWITCH_ACTIVE HARD_REJECT cancel"),
      ("set order.price cheap", "event 1 of 2: PT0505"),
      ("set stale_ttl_s 99h", "PT0211: "),
      ("params", "params.drift_ticks_threshold  3 ticks"),
      ("drif", "PT0310: there is no 'drif' here"),
      ("age > drift", "PT0313: "),
    ])
  func question(_ question: String, answer: String) throws {
    let lines = try answers([question])
    #expect(lines.first?.hasPrefix(answer) == true, "\(question): \(lines)")
  }

  @Test("what was set holds until it is reset, and explain shows it")
  func session() throws {
    let lines = try answers([
      "# a comment", "set stale_ttl_s 10s", "next", "prev", "margins", "explain", "reset", "quit",
      "next",
    ])
    #expect(lines.contains { $0.hasPrefix("event 1 of 2: QUEUE_WARDEN_STALE_ORDER") })
    #expect(
      lines.contains { $0.hasPrefix("> 4 QUEUE_WARDEN_STALE_ORDER: 20s against 10s, margin 10s") })
    #expect(lines.contains { $0.contains("params.stale_ttl_s") && $0.contains("10s") })
    #expect(lines.last?.hasPrefix("event 1 of 2: QUEUE_WARDEN_HOLD") == true)
  }

  @Test("a session needs events, of a file or of a journal")
  func usage() throws {
    try Desk.with { desk in
      #expect(try desk.run(["eval", "queuewarden", "--repl"]).exitCode == 64)
      #expect(try desk.run(["eval", "queuewarden"]).exitCode == 64)
      let empty = try desk.write("empty.ndjson", [])
      #expect(try desk.run(["eval", "queuewarden", "--repl", "--events", empty]).exitCode == 1)
    }
  }
}
