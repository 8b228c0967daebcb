import Graph
import KnownAnswers
import TestSupport
import Testing

/// An event of the known form to which no rule applies.
let calmOrder = """
  {"event_id":"e1","now_ms":1000000,"kill_switch":false,"registry_available":true,\
  "cancel_replace_count_60s":0,"order":{"side":"BUY","price":"0.50","tick_size":"0.01",\
  "placed_at_ms":990000,"queue_position":"10"},\
  "book":{"available":true,"best_bid":"0.50","best_ask":"0.52","age_ms":100}}
  """

@Suite("decisions of the house's bots")
struct HouseDecisionTests {
  @Test(
    "every code of the known events", .enabled(if: Places.shared != nil),
    arguments: ["queuewarden", "nonceshepherd"])
  func vectors(name: String) throws {
    let folder = (Places.shared ?? "") + "/vectors/events/"
    let subject = try #require(EventChecks.subject(of: folder + name + ".ndjson"))
    let graph = try TestGraphs.house(subject.bot, settings: subject.settings)
    let bot = try #require(graph.bot(named: subject.bot))
    let tally = EventChecks.check(
      events: folder + name + ".ndjson", codes: folder + name + ".codes", graph: graph, bot: bot)
    #expect(tally.failed == [])
    #expect(tally.passed == 2_000)
  }

  @Test(
    "thresholds, order of rules, missing facts",
    arguments: [
      ([:], "HOLD"),
      (["\"kill_switch\":false": "\"kill_switch\":true"], "KILL_SWITCH_ACTIVE"),
      // A switch that cannot be read counts as tripped.
      (["\"kill_switch\":false": "\"kill_switch\":null"], "KILL_SWITCH_ACTIVE"),
      (["\"kill_switch\":false,": ""], "KILL_SWITCH_ACTIVE"),
      // It stands above every missing fact.
      (
        [
          "\"kill_switch\":false": "\"kill_switch\":true",
          "\"available\":true": "\"available\":false",
        ], "KILL_SWITCH_ACTIVE"
      ),
      (
        [
          "\"kill_switch\":false": "\"kill_switch\":true",
          "registry_available\":true": "registry_available\":false",
        ], "KILL_SWITCH_ACTIVE"
      ),
      (["registry_available\":true": "registry_available\":false"], "STATE_UNAVAILABLE"),
      (["\"registry_available\":true,": ""], "STATE_UNAVAILABLE"),
      (["\"placed_at_ms\":990000,": ""], "STATE_UNAVAILABLE"),
      (
        [
          "registry_available\":true": "registry_available\":false",
          "\"available\":true": "\"available\":false",
        ], "STATE_UNAVAILABLE"
      ),
      (["\"available\":true": "\"available\":false"], "BOOK_UNAVAILABLE"),
      (["\"available\":true,": ""], "BOOK_UNAVAILABLE"),
      (["\"book\":{": "\"other\":{"], "BOOK_UNAVAILABLE"),
      (["\"age_ms\":100": "\"age_ms\":5000"], "HOLD"),
      (["\"age_ms\":100": "\"age_ms\":5001"], "BOOK_UNAVAILABLE"),
      (["\"age_ms\":100": "\"age_ms\":null"], "BOOK_UNAVAILABLE"),
      (["\"age_ms\":100": "\"age_ms\":-1000"], "HOLD"),
      (["\"age_ms\":100": "\"age_ms\":-1001"], "BOOK_UNAVAILABLE"),
      // A placement in the future, by more than two clocks may differ, is no state to judge by.
      (["990000": "1001000"], "HOLD"), (["990000": "1001001"], "STATE_UNAVAILABLE"),
      (["990000": "9223372036854775807"], "STATE_UNAVAILABLE"),
      (
        ["990000": "1001001", "\"kill_switch\":false": "\"kill_switch\":true"],
        "KILL_SWITCH_ACTIVE"
      ),
      (["990000": "1001001", "\"available\":true": "\"available\":false"], "STATE_UNAVAILABLE"),
      (["990000": "955000"], "HOLD"), (["990000": "954999"], "STALE_ORDER"),
      (["\"best_bid\":\"0.50\"": "\"best_bid\":\"0.53\""], "HOLD"),
      (["\"best_bid\":\"0.50\"": "\"best_bid\":\"0.530001\""], "DRIFT_EXCEEDED"),
      (["\"best_bid\":\"0.50\"": "\"best_bid\":\"0.47\""], "HOLD"),
      (["\"best_bid\":\"0.50\"": "\"best_bid\":\"0.46\""], "DRIFT_EXCEEDED"),
      (["position\":\"10\"": "position\":\"50\""], "HOLD"),
      (["position\":\"10\"": "position\":\"50.000001\""], "QUEUE_DEGRADED"),
      (["990000": "954999", "\"best_bid\":\"0.50\"": "\"best_bid\":\"0.60\""], "STALE_ORDER"),
      // The cap is reached at the count itself, and never delays a pure cancel.
      (
        ["\"best_bid\":\"0.50\"": "\"best_bid\":\"0.60\"", "60s\":0": "60s\":29"], "DRIFT_EXCEEDED"
      ),
      (["\"best_bid\":\"0.50\"": "\"best_bid\":\"0.60\"", "60s\":0": "60s\":30"], "RATE_CAP_HIT"),
      (["position\":\"10\"": "position\":\"51\"", "60s\":0": "60s\":31"], "RATE_CAP_HIT"),
      (["990000": "954999", "60s\":0": "60s\":30"], "STALE_ORDER"),
      (["60s\":0": "60s\":30"], "HOLD"),
      // The count is needed by the gate alone.
      (["60s\":0": "60s\":null"], "HOLD"),
      (
        ["\"best_bid\":\"0.50\"": "\"best_bid\":\"0.60\"", "60s\":0": "60s\":null"],
        "STATE_UNAVAILABLE"
      ),
      // A book with one side judges the orders of that side.
      (["\"best_ask\":\"0.52\"": "\"best_ask\":null"], "HOLD"),
      (["\"best_bid\":\"0.50\"": "\"best_bid\":null"], "BOOK_UNAVAILABLE"),
      (["BUY": "SELL", "\"best_bid\":\"0.50\"": "\"best_bid\":null", "0.52": "0.50"], "HOLD"),
      (["BUY": "SELL", "\"best_ask\":\"0.52\"": "\"best_ask\":null"], "BOOK_UNAVAILABLE"),
      (["990000": "954999", "\"best_bid\":\"0.50\"": "\"best_bid\":null"], "STALE_ORDER"),
      // now - placed_at leaves 64 bits: decided by on_error, never skipped.
      (["990000": "-9223372036854775808"], "STATE_UNAVAILABLE"),
    ] as [([String: String], String)])
  func queueWarden(changes: [String: String], code: String) throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let judge = try Judge(graph, bot: "queuewarden")
    var event = calmOrder
    for (old, new) in changes {
      let changed = event.replacingFirst(old, new)
      #expect(changed != event, "'\(old)' does not stand in the event")
      event = changed
    }
    let wanted = code.hasPrefix("KILL") ? code : "QUEUE_WARDEN_" + code
    #expect(try judge.code(event) == wanted)
    // An explanation tells of the same decision, and leaves it as it is.
    let (decision, frame) = try judge.decide(event)
    let explanation = Explanation(frame)
    #expect(explanation.decision == decision)
    #expect(explanation.stages.last?.outcome.code == wanted)
    #expect(frame.decide() == decision)
  }

  @Test("the trace and the explanation say which rule, operand, threshold and margin")
  func explanation() throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let judge = try Judge(graph, bot: "queuewarden")
    let drifted = calmOrder.replacingFirst("\"best_bid\":\"0.50\"", "\"best_bid\":\"0.54\"")
    let (decision, frame) = try judge.decide(drifted)
    #expect(decision.cause == .rule && decision.step == 4 && decision.gate == nil)
    #expect(decision.operand == 4 && decision.threshold == 3 && decision.margin == 1)
    #expect(frame.comparison(of: decision) == "4 ticks against 3 ticks")
    let text = Explanation(frame).text
    #expect(text.contains("exec.queuewarden decided QUEUE_WARDEN_DRIFT_EXCEEDED, cancel_replace"))
    #expect(text.contains("4 ticks against 3 ticks, margin 1 tick"))
    #expect(text.contains("age 100ms of at most 5s"))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("  > ") }.count == 2)
  }

  @Test(
    "how far clocks may differ is one value of the policy, for facts, orders and feeds alike",
    arguments: [(0, 1), (1_000, 1_001), (2_500, 2_501)])
  func tolerance(tolerated: Int, refused: Int) throws {
    let settings = ["staleness.skew_tolerance_ms=\(tolerated)ms"]
    let warden = try Judge(
      try TestGraphs.house(
        "queuewarden", settings: TestGraphs.queueWardenSettings + settings), bot: "queuewarden")
    let sentinel = try Judge(
      try TestGraphs.house("freshness_sentinel", settings: settings), bot: "freshness_sentinel")
    for (ahead, isRefused) in [(tolerated, false), (refused, true)] {
      let book = calmOrder.replacingFirst("\"age_ms\":100", "\"age_ms\":\(-ahead)")
      #expect(
        try warden.code(book)
          == (isRefused ? "QUEUE_WARDEN_BOOK_UNAVAILABLE" : "QUEUE_WARDEN_HOLD"))
      let order = calmOrder.replacingFirst("990000", "\(1_000_000 + ahead)")
      #expect(
        try warden.code(order)
          == (isRefused ? "QUEUE_WARDEN_STATE_UNAVAILABLE" : "QUEUE_WARDEN_HOLD"))
      let feed =
        "{\"now_ms\":1,\"feed\":{\"kind\":\"book\",\"seen\":true,\"recovering\":false,\"age_ms\":\(-ahead)}}"
      #expect(
        try sentinel.code(feed) == (isRefused ? "GOV_FRESHNESS_CLOCK_ERROR" : "GOV_FRESHNESS_OK"))
    }
  }

  @Test(
    "an age in the future is said to be ahead of now, missing or not",
    arguments: [
      ("-1001", "MISSING: from the future, 1001ms ahead of now"), ("-1000", "  1s ahead of now"),
      ("5001", "MISSING: too old, age 5001ms of at most 5s"),
      ("-9223372036854775808", "MISSING: from the future, "),
    ])
  func future(age: String, text: String) throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let judge = try Judge(graph, bot: "queuewarden")
    let event = calmOrder.replacingFirst("\"age_ms\":100", "\"age_ms\":\(age)")
    let explained = Explanation(try judge.decide(event).frame).text
    #expect(explained.contains(text), "\(explained)")
    #expect(!explained.contains("age -"))
  }

  @Test("a gate in a rule's place is explained with what it compared")
  func gate() throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let judge = try Judge(graph, bot: "queuewarden")
    let capped = calmOrder.replacingFirst("\"best_bid\":\"0.50\"", "\"best_bid\":\"0.54\"")
      .replacingFirst("60s\":0", "60s\":30")
    let (decision, frame) = try judge.decide(capped)
    #expect(decision.step == 4 && decision.gate == 0 && decision.margin == 0)
    #expect(frame.comparison(of: decision) == "30 ops against 30 ops")
    let stage = try #require(Explanation(frame).stages.last)
    #expect(stage.ruled.code == "QUEUE_WARDEN_DRIFT_EXCEEDED")
    #expect(stage.gates.map(\.decided) == [true])
    #expect(stage.rules.filter(\.decided).map(\.number) == [5])
  }
}
