import TestSupport
import Testing

/// An event of vectors/events/queuewarden.ndjson, by what the rules read of it, and its code there.
struct QueueEvent: Sendable {
  var code: String
  var kill = false
  var registry = true
  var operations = 0
  var side: String
  var price: String
  var tick: String
  var age: Int
  var queue: Int
  /// Nil where the book is not available.
  var book: (bid: String, ask: String, age: Int)?

  var line: String {
    let now = 1_764_000_000_013
    let prices =
      book.map {
        #""available":true,"best_bid":"\#($0.bid)","best_ask":"\#($0.ask)","age_ms":\#($0.age)"#
      }
      ?? #""available":false,"best_bid":null,"best_ask":null,"age_ms":810"#
    return #"{"event_id":"evt-1","now_ms":\#(now),"kill_switch":\#(kill),"#
      + #""registry_available":\#(registry),"cancel_replace_count_60s":\#(operations),"#
      + #""order":{"id":"0x1","market":"0x2","side":"\#(side)","price":"\#(price)","#
      + #""tick_size":"\#(tick)","placed_at_ms":\#(now - age),"queue_position":\#(queue),"#
      + #""builder_code":"0x3"},"book":{\#(prices)}}"#
  }
}

private let queueEvents: [QueueEvent] = [
  // Exactly 45 s old: "exceeds" is strict.
  QueueEvent(
    code: "QUEUE_WARDEN_HOLD", operations: 10, side: "SELL", price: "0.484", tick: "0.001",
    age: 45_000, queue: 38, book: ("0.483", "0.486", 1129)),
  QueueEvent(
    code: "QUEUE_WARDEN_HOLD", operations: 2, side: "BUY", price: "0.34", tick: "0.01",
    age: 27_631, queue: 44, book: ("0.31", "0.33", 56)),
  QueueEvent(
    code: "QUEUE_WARDEN_QUEUE_DEGRADED", side: "SELL", price: "0.31", tick: "0.01", age: 31_479,
    queue: 316, book: ("0.32", "0.34", 184)),
  QueueEvent(
    code: "QUEUE_WARDEN_RATE_CAP_HIT", operations: 30, side: "SELL", price: "0.25", tick: "0.01",
    age: 21_082, queue: 16, book: ("0.31", "0.34", 1115)),
  QueueEvent(
    code: "QUEUE_WARDEN_STATE_UNAVAILABLE", registry: false, operations: 15, side: "SELL",
    price: "0.34", tick: "0.01", age: 44_964, queue: 40, book: ("0.31", "0.34", 1252)),
  QueueEvent(
    code: "QUEUE_WARDEN_DRIFT_EXCEEDED", operations: 6, side: "SELL", price: "0.25", tick: "0.01",
    age: 33_135, queue: 29, book: ("0.17", "0.20", 762)),
  // The book is exactly as old as it may be.
  QueueEvent(
    code: "QUEUE_WARDEN_STALE_ORDER", operations: 7, side: "BUY", price: "0.626", tick: "0.001",
    age: 350_773, queue: 44, book: ("0.628", "0.629", 5000)),
  QueueEvent(
    code: "KILL_SWITCH_ACTIVE", kill: true, operations: 4, side: "SELL", price: "0.144",
    tick: "0.001", age: 30_942, queue: 6, book: ("0.139", "0.141", 1088)),
  QueueEvent(
    code: "QUEUE_WARDEN_BOOK_UNAVAILABLE", operations: 6, side: "BUY", price: "0.83", tick: "0.01",
    age: 10_081, queue: 4, book: nil),
]

/// The parameters of vectors/events/README.md.
private let vectorSettings = [
  "drift_ticks_threshold=3 ticks", "stale_ttl_s=45s", "min_queue_position=50 shares",
  "cancel_replace_per_min_cap=30 ops", "staleness.book=5000ms",
].flatMap { ["--set", $0] }

@Suite struct EvalTests {
  private func eval(_ words: [String], input: String) throws -> Outcome {
    try Executable.built("polytraders")
      .run(["eval"] + words, input: input, folder: Places.checkout)
  }

  private let lines = queueEvents.map { $0.line + "\n" }.joined()
  private let codes = queueEvents.map { $0.code + "\n" }.joined()

  @Test("events from standard input get their codes, one a line")
  func standardInput() throws {
    let words = ["queuewarden", "--events", "-", "--codes"] + vectorSettings
    let outcome = try eval(words, input: lines)
    #expect(outcome.output == codes && outcome.errors == "" && outcome.exitCode == 0)
    // The full name of the bot is as good, and so are a byte order mark and other line ends.
    let words2 = ["exec.queuewarden"] + words.dropFirst()
    let other = "\u{FEFF}" + lines.split(separator: "\n").joined(separator: "\r\n")
    #expect(try eval(words2, input: other).output == codes)
  }

  @Test("files, plain and compressed, give what standard input gives")
  func files() throws {
    try Desk.with { desk in
      let plain = try desk.write("events.ndjson", Array(lines.utf8))
      let packed = try Executable(path: "/bin/sh").run(["-c", "gzip -k \"$0\"", plain])
      #expect(packed.exitCode == 0)
      for path in [plain, plain + ".gz"] {
        let words = ["queuewarden", "--events", path, "--codes"]
        #expect(try eval(words + vectorSettings, input: "").output == codes)
      }
    }
  }

  @Test("the other bot's events: a gap, a full queue and credentials by the hour")
  func nonces() throws {
    let table: [(String, nonce: String, next: Int, pending: Int, gap: String, left: Int)] = [
      ("NONCE_SHEPHERD_OK", "1000", 1001, 1, "null", 61_138_172),
      ("NONCE_SHEPHERD_CREDENTIAL_RENEWING", "1000", 1012, 12, "null", 21_600_000),
      ("NONCE_SHEPHERD_GAP_UNRESOLVED", "1001", 1018, 13, "1763999917621", 172_745_704),
      ("NONCE_SHEPHERD_CREDENTIAL_EXPIRED", "1001", 1016, 15, "null", -1_347_215),
      ("NONCE_SHEPHERD_QUEUE_FULL", "1004", 1020, 16, "null", 77_640_388),
      ("NONCE_SHEPHERD_GAP_DETECTED", "1008", 1018, 9, "1763999993588", 77_542_619),
      ("NONCE_SHEPHERD_RPC_FAILURE", "null", 1022, 10, "null", 124_129_217),
    ]
    let now = 1_764_000_000_361
    let lines = table.map { row in
      #"{"event_id":"e","now_ms":\#(now),"kill_switch":false,"wallet":"0x1","order_id":"0x2","#
        + #""builder_code":"0x3","chain":{"available":\#(row.nonce != "null"),"nonce":\#(row.nonce)},"#
        + #""sequence":{"next_nonce":\#(row.next),"pending":\#(row.pending),"gap_since_ms":\#(row.gap)},"#
        + #""credential":{"expires_at_ms":\#(now + row.left)}}"# + "\n"
    }
    let settings = [
      "max_pending_unposted=16 ops", "refuse_during_gap_s=20s", "l2_credential_ttl_h=6h",
    ]
    let words = ["nonceshepherd", "--events", "-", "--codes"] + settings.flatMap { ["--set", $0] }
    let outcome = try eval(words, input: lines.joined())
    #expect(outcome.output.split(separator: "\n").map(String.init) == table.map(\.0))
  }

  @Test(
    "a line that is no event gets '-', its place and a reason; the others are decided",
    arguments: [
      ("{}", "-:2:1: error[PT05", "has no 'now_ms'"),
      ("{\"now_ms\":", "-:2:", "the JSON text ends too early"),
      ("PONG", "-:2:1: error[PT0501]", "not expected here"),
      ("{\"now_ms\":1,\"now_ms\":2}", "-:2:", "occurs twice"),
      (String(repeating: "[", count: 100_000), "-:2:", "nested deeper than"),
      (queueEvents[0].line.replacing("\"0.484\"", with: "\"0.57x\""), "-:2:", "'0.57x'"),
      (queueEvents[0].line.replacing("\"0.484\"", with: "NaN"), "-:2:", "'N' is not expected"),
      (queueEvents[0].line.replacing("\"SELL\"", with: "\"HOLD\""), "-:2:", "order.side"),
    ])
  func badLines(line: String, place: String, reason: String) throws {
    let input = queueEvents[0].line + "\n" + line + "\n" + queueEvents[2].line + "\n"
    let words = ["queuewarden", "--events", "-", "--codes"] + vectorSettings
    let outcome = try eval(words, input: input)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output == "QUEUE_WARDEN_HOLD\n-\nQUEUE_WARDEN_QUEUE_DEGRADED\n")
    #expect(outcome.errors.hasPrefix(place) && outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(outcome.errors.contains("\n  help: "))
    #expect(outcome.errors.hasSuffix("1 line was no event\n"))
  }

  @Test("a last line that was cut off is no event; what came before is decided")
  func halfLine() throws {
    let whole = queueEvents[0].line
    let words = ["queuewarden", "--events", "-", "--codes"] + vectorSettings
    let outcome = try eval(words, input: whole + "\n" + whole.dropLast(40))
    #expect(outcome.exitCode == 1 && outcome.output == "QUEUE_WARDEN_HOLD\n-\n")
  }

  @Test("--explain shows every rule with what was compared")
  func explained() throws {
    let words = ["queuewarden", "--events", "-", "--explain"] + vectorSettings
    let outcome = try eval(words, input: queueEvents[5].line + "\n")
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.output.contains(
        "exec.queuewarden decided QUEUE_WARDEN_DRIFT_EXCEEDED, cancel_replace"))
    for part in [
      "0.25", "drift  5 ticks", "params.drift_ticks_threshold", "age 762ms of at most 5s",
    ] {
      #expect(outcome.output.contains(part), "\(part) in \(outcome.output)")
    }
  }

  @Test(
    "what cannot be followed is named with the nearest name",
    arguments: [
      (["queuewarder"], Int32(1), "did you mean 'queuewarden'?"),
      (["queuewarden", "--set", "stale_ttl=45s"], 1, "did you mean 'stale_ttl_s'?"),
      (["queuewarden", "--set", "stale_ttl_s=45 ticks"], 1, "stale_ttl_s"),
      (["queuewarden", "--set", "stale_ttl_s=1s"], 1, "outside its bounds 5s to 10m"),
      (["queuewarden", "--set", "stale_ttl_s"], 1, "write name=value"),
      (["queuewarden", "--codes", "--explain"], 64, "exclude each other"),
      (["queuewarden", "--code"], 64, "did you mean '--codes'?"),
    ])
  func refused(words: [String], code: Int32, reason: String) throws {
    let outcome = try eval(words + ["--events", "-"], input: lines)
    #expect(outcome.exitCode == code && outcome.output == "", "\(outcome.output)")
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
  }
}
