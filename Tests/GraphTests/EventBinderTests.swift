import Diagnostics
import Graph
import JSON
import TestSupport
import Testing
import Trading

@Suite("events that are none")
struct EventBinderTests {
  private func judge() throws -> Judge {
    try Judge(
      try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings),
      bot: "queuewarden")
  }

  /// The byte at which `part` begins in the event.
  private func offset(of part: String, in event: String) -> Int {
    let (text, wanted) = (Array(event.utf8), Array(part.utf8))
    return (0...(text.count - wanted.count)).first { Array(text[$0..<$0 + wanted.count]) == wanted }
      ?? -1
  }

  @Test(
    "a value of a wrong kind, size or grammar is refused with path and byte",
    arguments: [
      (
        #""price":"0.50""#, #""price":"0.57x""#, #""0.57x""#, "PT0505",
        "'order.price' is '0.57x', not a plain decimal"
      ),
      (
        #""price":"0.50""#, #""price":"NaN""#, #""NaN""#, "PT0505",
        "'order.price' is 'NaN', not a plain decimal"
      ),
      (
        #""price":"0.50""#, #""price":"""#, #""""#, "PT0505",
        "'order.price' is '', not a plain decimal"
      ),
      (
        #""price":"0.50""#, #""price":"0.1234567""#, #""0.1234567""#, "PT0505",
        "'order.price' is '0.1234567', not a decimal of at most six places"
      ),
      (
        #""price":"0.50""#, #""price":"99999999999999999999""#, #""99999"#, "PT0505",
        "not a decimal of this size"
      ),
      (
        #""price":"0.50""#, #""price":"-0.01""#, #""-0.01""#, "PT0506",
        "'order.price' is -0.01, outside 0 to 1"
      ),
      (
        #""price":"0.50""#, #""price":"1.01""#, #""1.01""#, "PT0506",
        "'order.price' is 1.01, outside 0 to 1"
      ),
      (
        #""price":"0.50""#, #""price":[1]"#, "[1]", "PT0504",
        "'order.price' must be a decimal, found a list"
      ),
      (
        #""price":"0.50""#, #""price":true"#, "true,\"tick", "PT0504",
        "'order.price' must be a decimal, found true or false"
      ),
      (
        #""tick_size":"0.01""#, #""tick_size":"0""#, #""0","pla"#, "PT0506",
        "'order.tick_size' is 0, outside 0.0001 to 0.1"
      ),
      (
        #""queue_position":"10""#, #""queue_position":"-1""#, #""-1""#, "PT0506",
        "'order.queue_position' is -1, outside 0 shares to -"
      ),
      (
        #""side":"BUY""#, #""side":"buy""#, #""buy""#, "PT0504",
        "'order.side' must be one of BUY, SELL, found the text \"buy\""
      ),
      (
        #""side":"BUY""#, #""side":0"#, "0,\"price", "PT0504",
        "'order.side' must be one of BUY, SELL, found the number 0"
      ),
      (
        #""kill_switch":false"#, #""kill_switch":0"#, "0,\"reg", "PT0504",
        "'kill_switch' must be true or false, found the number 0"
      ),
      (
        #""kill_switch":false"#, #""kill_switch":"false""#, #""false""#, "PT0504",
        "'kill_switch' must be true or false, found the text \"false\""
      ),
      (
        #""available":true"#, #""available":"yes""#, #""yes""#, "PT0504",
        "'book.available' must be true or false"
      ),
      (
        #"60s":0"#, #"60s":1.5"#, "1.5", "PT0505",
        "'cancel_replace_count_60s' is '1.5', not a whole number"
      ),
      (
        #"60s":0"#, #"60s":-1"#, "-1,", "PT0506",
        "'cancel_replace_count_60s' is -1, outside 0 ops to -"
      ),
      (
        #""age_ms":100"#, #""age_ms":1e2"#, "1e2", "PT0505",
        "'book.age_ms' is '1e2', not whole milliseconds"
      ),
      (
        #""age_ms":100"#, #""age_ms":9223372036854775808"#, "9223372036854775808", "PT0505",
        "not whole milliseconds"
      ),
      (
        #""now_ms":1000000"#, #""now_ms":"soon""#, #""soon""#, "PT0505",
        "'now_ms' is 'soon', not whole milliseconds"
      ),
      (
        #""now_ms":1000000"#, #""now_ms":{}"#, "{},", "PT0504",
        "'now_ms' must be whole milliseconds, found an object"
      ),
      (
        #""order":{"#, #""order":7,"x":{"#, "7,\"x", "PT0504",
        "'order' must be an object, found the number 7"
      ),
      (#""now_ms":1000000,"#, "", "{\"event_id", "PT0503", "the event has no 'now_ms'"),
      (
        #""now_ms":1000000"#, #""now_ms":null"#, "{\"event_id", "PT0503",
        "the event has no 'now_ms'"
      ),
      (#""price":"0.50""#, #""price":NaN"#, "NaN", "PT0501", "'N' is not expected here"),
      (#""price":"0.50""#, #""price":0.57x"#, "x,", "PT0501", "this is not a JSON number"),
      (#""side":"BUY""#, #""side":"BUY","side":"BUY""#, #""side":"BUY","price"#, "PT0501", "side"),
    ])
  func refused(old: String, new: String, place: String, code: String, message: String) throws {
    let event = calmOrder.replacingFirst(old, new)
    #expect(event != calmOrder)
    do {
      _ = try judge().code(event)
      Issue.record("decided \(event)")
    } catch let error as EventError {
      let diagnostic = error.diagnostic(file: "f", line: 3)
      #expect(diagnostic.code == code)
      #expect(diagnostic.message.contains(message), "\(diagnostic.message)")
      #expect(error.byteOffset == offset(of: place, in: event), "\(place) in \(event)")
      #expect(diagnostic.location?.column == error.byteOffset + 1)
      #expect(diagnostic.help.count == 1)
    }
  }

  @Test(
    "the help fits what is wanted",
    arguments: [
      (#""price":"0.50""#, #""price":[1]"#, "decimal texts such as"),
      (#""price":"0.50""#, #""price":"0.1234567""#, "with at most six places"),
      (#""kill_switch":false"#, #""kill_switch":0"#, "write true or false"),
      (#"60s":0"#, #"60s":[]"#, "counts are whole numbers"),
      (#"60s":0"#, #"60s":1.5"#, "counts are whole numbers"),
      (#""age_ms":100"#, #""age_ms":{}"#, "whole milliseconds"),
      (#""side":"BUY""#, #""side":"buy""#, "as it stands here: \"BUY\""),
      (#""order":{"#, #""order":7,"x":{"#, "write an object"),
    ])
  func help(old: String, new: String, help: String) throws {
    do {
      _ = try judge().code(calmOrder.replacingFirst(old, new))
      Issue.record("decided")
    } catch let error as EventError {
      let found = error.diagnostic(file: "f", line: 1).help.joined()
      #expect(found.contains(help), "\(found)")
    }
  }

  @Test("what is no object is refused", arguments: ["[]", "7", "null", "\"x\""])
  func noObject(text: String) throws {
    #expect(throws: EventError.notAnObject) { try judge().code(text) }
  }

  @Test("numbers and texts of numbers are the same; keys in any order; unknown keys are left alone")
  func forms() throws {
    let judge = try judge()
    let drifted = """
      {"book":{"age_ms":"100","best_ask":0.52,"best_bid":0.54,"available":true,"depth":[1,{"a":null}]},\
      "order":{"queue_position":10,"placed_at_ms":"990000","tick_size":0.01,"price":0.5,"side":"BUY"},\
      "cancel_replace_count_60s":"0","registry_available":true,"kill_switch":false,"now_ms":"1000000"}
      """
    #expect(try judge.code(drifted) == "QUEUE_WARDEN_DRIFT_EXCEEDED")
    #expect(
      try judge.code(calmOrder.replacingFirst("\"side\"", "\"s\\u0069de\"")) == "QUEUE_WARDEN_HOLD")
  }

  @Test("escapes in keys and words are read")
  func escapes() throws {
    let event = calmOrder.replacingFirst("\"BUY\"", "\"\\u0042UY\"")
      .replacingFirst("\"best_bid\"", "\"best\\u005fbid\"")
    #expect(try judge().code(event) == "QUEUE_WARDEN_HOLD")
  }

  @Test("a refused event leaves nothing behind for the next one")
  func afterError() throws {
    let judge = try judge()
    let bad = calmOrder.replacingFirst("\"age_ms\":100", "\"age_ms\":9999}").replacingFirst(
      "\"side\":\"BUY\"", "\"side\":\"B\"")
    #expect(throws: EventError.self) { try judge.code(bad) }
    #expect(try judge.code(calmOrder) == "QUEUE_WARDEN_HOLD")
  }
}

/// Events of QueueWarden's form, with everything in them that an event may lack.
struct RandomEvent {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private mutating func pick(_ items: String...) -> String {
    items[Int(truncatingIfNeeded: generator.next() % UInt64(items.count))]
  }

  /// `"name":value,`, a null, or nothing.
  private mutating func field(_ name: String, _ value: String) -> String {
    switch generator.next() % 40 {
    case 0: ""
    case 1: "\"\(name)\":null,"
    default: "\"\(name)\":\(value),"
    }
  }

  private mutating func price() -> String {
    "\"0.\(pick("4", "47", "5", "500001", "53", "530001", "6"))\""
  }

  mutating func next() -> String {
    var order = field("side", pick("\"BUY\"", "\"SELL\"")) + field("price", price())
    order += field("tick_size", pick("\"0.01\"", "\"0.001\"", "\"0.1\""))
    order += field("placed_at_ms", pick("990000", "955000", "954999", "-9223372036854775808"))
    order += field("queue_position", pick("\"10\"", "\"50\"", "\"50.000001\""))
    var book =
      field("available", pick("true", "true", "true", "false")) + field("best_bid", price())
    book +=
      field("best_ask", price()) + field("age_ms", pick("0", "5000", "5001", "-1000", "-1001"))
    var event = "\"now_ms\":\(pick("1000000", "1000001")),"
    event += field("kill_switch", pick("false", "false", "false", "true"))
    event += field("registry_available", pick("true", "true", "true", "false"))
    event += field("cancel_replace_count_60s", pick("0", "29", "30", "31"))
    event += field("order", "{\(order.dropLast())}") + field("book", "{\(book.dropLast())}")
    return "{\(event.dropLast())}"
  }
}

@Suite("frames")
struct FrameTests {
  private func graph() throws -> CompiledGraph {
    try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
  }

  @Test(
    "a frame that is used again decides as a fresh one would, in any order of events",
    arguments: 1...5)
  func reuse(seed: UInt64) throws {
    let graph = try graph()
    let bot = try #require(graph.bot(named: "queuewarden"))
    let plan = graph.plan(for: bot, on: .restingOrder)
    let used = try Judge(graph, bot: "queuewarden")
    let reader = JSONReader()
    var random = RandomEvent(seed: seed)
    var codes: Set<String> = []
    for _ in 0..<400 {
      let event = random.next()
      let (decision, frame) = try used.decide(event)
      let fresh = plan.makeFrame()
      var binder = EventBinder(plan: plan)
      try binder.bind(try unsafe reader.parse(copying: Array(event.utf8)), into: fresh)
      #expect(fresh.decide() == decision, "seed \(seed): \(event)")
      #expect(frame.decide() == decision, "seed \(seed), again: \(event)")
      #expect(Explanation(fresh).text == Explanation(frame).text, "seed \(seed): \(event)")
      codes.insert(plan.outcome(of: decision).code)
    }
    // The events do reach every kind of decision.
    #expect(codes.count >= 7, "\(codes)")
  }

  @Test(
    "facts that share a path and of which one is missing are written so that the other is not",
    arguments: [
      #""ok":true,"p":1,"q":1,"first_ok":true"#, #""ok":true,"p":1,"q":1,"first_ok":false"#,
      #""ok":true,"p":1,"first_ok":true"#, #""ok":false,"p":1,"q":1,"first_ok":true"#,
      #""ok":true,"q":1,"first_ok":true"#, #""p":1,"q":1"#,
    ])
  func sharedPaths(facts: String) throws {
    let shared = """
          w:
            from: here
            available: first_ok
            on_missing: { code: B, do: cancel }
            fields:
              p: { type: int, path: p }
          y:
            from: here
            available: ok
            on_missing: { code: C, do: cancel }
            fields:
              q: { type: int, path: q }
          z:
            from: here
            available: ok
            on_missing: { code: LOST, do: cancel }
            fields:
              p: { type: int, path: p }
        otherwise:
      """
    let body = """
        rules:
          - { code: A, when: z.p > 0, do: cancel }
          - { code: CAPPED, when: w.p > 0, do: cancel }
      """
    var bot = TestGraphs.bot(body)
    let (before, after) = try #require(bot.text.cut(from: "    y:\n", through: "  otherwise:"))
    bot.text = before + shared + after
    let judge = try Judge(
      try TestGraphs.compile([bot, TestGraphs.policy(), TestGraphs.registry]), bot: "small")
    let (decision, frame) = try judge.decide("{\"now_ms\":1,\(facts)}")
    let absent = frame.plan.facts.indices.map(frame.isFactAbsent)
    var bytes: [UInt8] = []
    EventWriter(plan: frame.plan).write(frame, to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(try judge.decide(text).decision == decision, "\(text)")
    #expect(frame.plan.facts.indices.map(frame.isFactAbsent) == absent, "\(text)")
  }

  @Test(
    "facts written from a frame bind to the same decision and write the same bytes",
    arguments: 1...5)
  func roundTrip(seed: UInt64) throws {
    let judge = try Judge(try graph(), bot: "queuewarden")
    var random = RandomEvent(seed: seed)
    for _ in 0..<400 {
      let event = random.next()
      let (decision, frame) = try judge.decide(event)
      let writer = EventWriter(plan: frame.plan)
      var bytes: [UInt8] = []
      writer.write(frame, to: &bytes)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(try CanonicalJSON.bytes(of: JSONValue(parsing: bytes)) == bytes, "\(text)")
      #expect(try judge.decide(text).decision == decision, "seed \(seed): \(event) as \(text)")
      var again: [UInt8] = []
      writer.write(frame, to: &again)
      #expect(again == bytes, "seed \(seed): \(event)")
    }
  }
}

extension String {
  /// What stands before the first `start` and behind the first `end` after it.
  fileprivate func cut(from start: String, through end: String) -> (before: String, after: String)?
  {
    guard let first = firstRange(of: start),
      let last = self[first.upperBound...].firstRange(of: end)
    else { return nil }
    return (String(self[..<first.lowerBound]), String(self[last.upperBound...]))
  }
}
