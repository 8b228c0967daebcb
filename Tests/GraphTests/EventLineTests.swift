import CAllocations
import FoundationEssentials
import Graph
import JSON
import TestSupport
import Testing

/// What an evaluator makes of a line, with everything that the frame then holds.
private struct Verdict: Equatable {
  var decision: Decision?
  var error: EventError?
  var name: String?
  /// The facts as the evaluation saw them.
  var facts: [UInt8] = []
  var scope = ""
}

/// The two ways from a line to a decision: by the shapes of earlier lines, and by tape and binder alone.
private final class TwoWays {
  let evaluator: EventEvaluator
  private let careful: EventEvaluator
  private let reader = JSONReader(maximumDepth: 16)
  private var lineCount = 0

  init(_ graph: CompiledGraph, bot name: String) throws {
    let bot = try #require(graph.bot(named: name))
    evaluator = try #require(EventEvaluator(graph: graph, bot: bot))
    careful = try #require(EventEvaluator(graph: graph, bot: bot))
  }

  func byShape(_ line: [UInt8]) -> Verdict {
    var verdict = Verdict()
    do throws(EventError) {
      try decide(line) { decision, frame, name in
        verdict = Self.verdict(decision, frame, name: name.string)
      }
    } catch {
      verdict.error = error
    }
    return verdict
  }

  /// What may be looked at behind a line must not matter: every second line is followed by the characters that
  /// would go on with it.
  private func decide(
    _ line: [UInt8], _ each: (Decision, EventFrame, EventName) -> Void
  ) throws(EventError) {
    lineCount += 1
    let padding = lineCount % 3 * 32
    let behind = "}}0123456789\",\"x\":1}}}}}}}}}}}}}}}0123456789012345678901234567890123456789"
    // Exactly as long as allowed, so that a memory checker sees whoever reads behind it.
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: line.count + padding, alignment: 1)
    defer { unsafe memory.deallocate() }
    unsafe memory.copyBytes(
      from: line + Array(behind.utf8.dropFirst(lineCount % 14).prefix(padding)))
    try unsafe evaluator.decide(
      line: UnsafeRawBufferPointer(rebasing: memory[..<line.count]), padding: padding, each)
  }

  func byTape(_ line: [UInt8]) -> Verdict {
    do {
      let event = try unsafe reader.parse(copying: line)
      let (decision, frame) = try careful.decide(event)
      return Self.verdict(decision, frame, name: event.member("event_id")?.string)
    } catch let error as EventError {
      return Verdict(error: error)
    } catch let error as JSONError {
      return Verdict(error: .notJSON(error))
    } catch {
      return Verdict()
    }
  }

  private static func verdict(
    _ decision: Decision, _ frame: EventFrame, name: String?
  ) -> Verdict {
    var verdict = Verdict(decision: decision, name: name, scope: "\(frame.plan.scope)")
    EventWriter(plan: frame.plan).write(frame, to: &verdict.facts)
    return verdict
  }

  /// Whether both say the same about `line`; recorded with `seed` otherwise.
  @discardableResult
  func agree(_ line: [UInt8], seed: UInt64) -> Verdict {
    let (shape, tape) = (byShape(line), byTape(line))
    #expect(shape == tape, "seed \(seed): \(String(decoding: line, as: UTF8.self))")
    return shape
  }
}

/// Makes lines that are nearly right.
private struct Mutator {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private mutating func below(_ count: Int) -> Int {
    Int(truncatingIfNeeded: random.next() % UInt64(max(1, count)))
  }

  mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }

  private static let values = [
    "null", "true", "false", "0", "-0", "-1", "1.0", "1e3", "1E-2", "00", "01", "+1", ".5", "5.",
    "0.5", "\"0.5\"", "\"-0.5\"", "\".5\"", "\"5.\"", "\"0.500000\"", "\"0.5000000\"", "\"00.5\"",
    "\"\"", "\" 1\"", "\"1 \"", "\"-\"", "-", "\".\"", "\"1.2.3\"", "\"1e3\"",
    "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "\"9223372036854775807\"", "12345678",
    "123456789", "1234567890123456", "12345678901234567", "1234567890123456789", "\"000000000001\"",
    "99999999999999999999999", "\"999999999999.999999\"", "\"9999999999999\"", "0.0000001",
    "\"9223372036854.775807\"", "\"9223372036854.775808\"", "[]", "{}", "[1]", "{\"a\":1}",
    "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "\"BUY\"", "\"SELL\"", "\"BUYS\"", "\"\\u0042UY\"",
    "\"b\"",
    "\"é\"", "\"a\\\"b\"", "\"\\ud83d\"", "\"\u{7F}\"", "tru", "nul", "falsee", "\"0x1\"",
    "1000000",
    "{\"a\":1,\"a\":2}", "{\"b\":{\"a\":1,\"\\u0061\":2}}", "\"m1\"", "\"t1\"", "[\"t1\",\"t0\"]",
    "[\"t1\",null]", "[\"K\"]", "[\"\u{212A}\"]", "[1,\"t1\"]", "[\"t1\",[\"t1\"]]", "0.48",
    "\"0.5x\"",
  ]

  private static let bytes: [UInt8] =
    Array("{}[]\",:\\ \t\r\n0159-+.eEtfnu/ax".utf8) + [
      0, 0x1F, 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xED, 0xEF, 0xF0, 0xFF,
    ]

  private static let keys = [
    "now_ms", "kill_switch", "registry_available", "order", "book", "price", "side", "age_ms", "x",
    "market", "strategy", "tags", "event_id", "a", "s\\u0069de", "available", "y", "c", "b", "",
  ]

  /// One to three changes.
  mutating func change(_ line: [UInt8]) -> [UInt8] {
    var line = line
    for _ in 0...below(3) { line = changeOnce(line) }
    return line
  }

  private mutating func changeOnce(_ line: [UInt8]) -> [UInt8] {
    var line = line
    guard !line.isEmpty else { return [pick(Self.bytes)] }
    let place = below(line.count)
    switch below(12) {
    case 0: line[place] = pick(Self.bytes)
    case 1: line.insert(pick(Self.bytes), at: place)
    case 2: line.remove(at: place)
    case 3: line[place] ^= 1 << UInt8(below(8))
    case 4: line.removeLast(below(line.count))
    case 5:
      let end = place + below(line.count - place)
      line.insert(contentsOf: line[place..<end], at: below(line.count))
    case 6: line += pick([[0x20], [0x0D], [0x00], Array("{}".utf8), Array("x".utf8)])
    case 7: line.insert(contentsOf: pick([[0x20], [0xEF, 0xBB, 0xBF], [0x0A]]), at: 0)
    case 8: return addMember(line)
    default: return replaceValue(line)
    }
    return line
  }

  /// Puts `"key":value,` behind some `{`.
  private mutating func addMember(_ line: [UInt8]) -> [UInt8] {
    let openings = line.indices.filter { line[$0] == UInt8(ascii: "{") }
    guard !openings.isEmpty else { return line }
    var line = line
    let member = "\"\(pick(Self.keys))\":\(pick(Self.values)),"
    line.insert(contentsOf: member.utf8, at: pick(openings) + 1)
    return line
  }

  /// Puts another value between some `:` and the next `,` or closing bracket.
  private mutating func replaceValue(_ line: [UInt8]) -> [UInt8] {
    let colons = line.indices.filter { line[$0] == UInt8(ascii: ":") }
    guard !colons.isEmpty else { return line }
    let start = pick(colons) + 1
    let end = line[start...].firstIndex { ",}]".utf8.contains($0) } ?? line.count
    return Array(line[..<start]) + pick(Self.values).utf8 + line[end...]
  }
}

@Suite("lines of events, by shape and by tape")
struct EventLineTests {
  private static let nonce = """
    {"event_id":"e","now_ms":1764000000361,"kill_switch":false,"wallet":"0x1","order_id":"0x2",\
    "builder_code":"0x3","chain":{"available":true,"nonce":1000},"sequence":{"next_nonce":1001,\
    "pending":1,"gap_since_ms":null},"credential":{"expires_at_ms":1764000090361}}
    """

  /// Lines as they come, each followed by changed ones: the shapes of the good lines are known by then.
  private func compare(
    _ ways: TwoWays, seed: UInt64, rounds: Int, changes: Int, next: () -> String
  ) -> (decided: Int, refused: Int) {
    var mutator = Mutator(seed: seed &+ 1_000)
    var (decided, refused) = (0, 0)
    for _ in 0..<rounds {
      let line = Array(next().utf8)
      ways.agree(line, seed: seed)
      for _ in 0..<changes {
        let verdict = ways.agree(mutator.change(line), seed: seed)
        if verdict.error == nil { decided += 1 } else { refused += 1 }
      }
    }
    return (decided, refused)
  }

  /// `POLYTRADERS_SEEDS` asks for more than the usual run.
  private static let seeds: ClosedRange<UInt64> =
    1...(ProcessInfo.processInfo.environment["POLYTRADERS_SEEDS"].flatMap { UInt64($0) } ?? 3)

  @Test("QueueWarden events and changed ones", arguments: seeds)
  func queueWarden(seed: UInt64) throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let ways = try TwoWays(graph, bot: "queuewarden")
    var random = RandomEvent(seed: seed)
    let (decided, refused) = compare(ways, seed: seed, rounds: 150, changes: 6) { random.next() }
    // Neither kind is rare, and shapes were used.
    #expect(decided > 40 && refused > 40, "\(decided) decided, \(refused) refused")
    #expect(ways.evaluator.recognisedCount > 100, "\(ways.evaluator.recognisedCount)")
  }

  @Test("one shape, seen again and again with other values", arguments: seeds)
  func oneShape(seed: UInt64) throws {
    let queue = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let nonce = try TestGraphs.house("nonceshepherd")
    for (graph, bot, line) in [
      (queue, "queuewarden", calmOrder), (nonce, "nonceshepherd", Self.nonce),
    ] {
      let ways = try TwoWays(graph, bot: bot)
      let (decided, _) = compare(ways, seed: seed, rounds: 1, changes: 900) { line }
      #expect(decided > 50, "\(decided)")
      #expect(ways.evaluator.recognisedCount > 20, "\(ways.evaluator.recognisedCount)")
    }
  }

  @Test("events of many scopes, with what tells their scope changed", arguments: seeds)
  func scopes(seed: UInt64) throws {
    let ways = try TwoWays(try ScopedDecisionTests.graph(), bot: "small")
    var mutator = Mutator(seed: seed)
    let extras = [
      "", #","market":"m1""#, #","market":"m2""#, #","order":{"market":"m1"}"#,
      #","market":null,"order":{"market":"m1"}"#, #","strategy":"s1""#, #","tags":["t0","t1"]"#,
      #","tags":[]"#, #","market":"m1","strategy":"s1","tags":["t1"]"#, #","order":"x""#,
      #","order":{"strategy":"s1","market":"m\u0031"}"#, #","tags":{"0":"t1"}"#,
      #","tags":["t1","t1"]"#, #","market":"m\u0031""#,
    ]
    let (decided, refused) = compare(ways, seed: seed, rounds: 150, changes: 5) {
      let extra = mutator.pick(extras)
      return #"{"now_ms":1,"x":{"a":\#(mutator.pick([4, 6, 10])),"b":0},"#
        + #""y":{"c":0,"age_ms":0}\#(extra)}"#
    }
    #expect(decided > 40 && refused > 40, "\(decided) decided, \(refused) refused")
    #expect(ways.evaluator.recognisedCount > 20, "\(ways.evaluator.recognisedCount)")
  }

  @Test("so many tags that only the tape tells the scope, and names beyond ASCII")
  func oddScopes() throws {
    let ways = try TwoWays(try ScopedDecisionTests.graph(), bot: "small")
    for tags in [
      Array(repeating: "\"t0\"", count: 17) + ["\"t1\""], ["\"t0\"", "\"\u{212A}\""], ["\"t1\""],
      Array(repeating: "\"t1\"", count: 16),
    ] {
      let line =
        #"{"now_ms":1,"x":{"a":10,"b":0},"y":{"c":0,"age_ms":0},"tags":[\#(tags.joined(separator: ","))]}"#
      for _ in 0..<3 { ways.agree(Array(line.utf8), seed: 0) }
    }
  }

  @Test("what was seen is recognised, whatever its values; what differs in a byte of a key is not")
  func recognition() throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let ways = try TwoWays(graph, bot: "queuewarden")
    func recognised(_ line: String) -> Bool {
      let before = ways.evaluator.recognisedCount
      ways.agree(Array(line.utf8), seed: 0)
      return ways.evaluator.recognisedCount > before
    }
    #expect(!recognised(calmOrder))
    #expect(recognised(calmOrder))
    for (old, new) in [
      ("\"BUY\"", "\"SELL\""), ("\"0.50\"", "null"), ("\"0.50\"", "0.484"), ("990000", "-990000"),
      ("true", "false"), ("1000000", "\"1764000000361\""), ("\"10\"", "10.5"), ("\"e1\"", "\"\""),
      ("\"e1\"", "\"" + String(repeating: "x", count: 400) + "\""),
    ] {
      #expect(recognised(calmOrder.replacingFirst(old, new)), "\(old) \(new)")
    }
    for (old, new) in [
      ("\"side\"", "\"sidE\""), (",\"book\"", ", \"book\""), ("\"e1\"", "\"\\u0065\""),
      ("\"e1\"", "\"é\""), ("\"e1\"", "[]"), ("}}", "} }"),
    ] {
      #expect(!recognised(calmOrder.replacingFirst(old, new)), "\(old) \(new)")
    }
  }

  @Test("a line of a known shape asks nothing of the heap")
  func allocations() throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let bot = try #require(graph.bot(named: "queuewarden"))
    let evaluator = try #require(EventEvaluator(graph: graph, bot: bot))
    let texts = [
      calmOrder, calmOrder.replacingFirst("true,\"best", "false,\"best"),
      calmOrder.replacingFirst("\"0.50\"", "\"0.90\""), calmOrder.replacingFirst("990000", "null"),
    ]
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
    defer { unsafe memory.deallocate() }
    var ranges: [Range<Int>] = []
    for text in texts {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<(start + text.utf8.count))
      unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start...]).copyBytes(from: text.utf8)
    }
    var outcomes = 0
    let each = { (decision: Decision, _: EventFrame, _: EventName) in
      outcomes += decision.outcome
    }
    func decideAll() throws {
      // Not by an iterator, which takes memory in a debug build.
      for index in 0..<ranges.count {
        let line = unsafe UnsafeRawBufferPointer(rebasing: memory[ranges[index]])
        try unsafe evaluator.decide(line: line, each)
      }
    }
    try decideAll()
    let before = allocation_count()
    for _ in 0..<100 { try decideAll() }
    #expect(allocation_count() - before == 0)
    #expect(evaluator.recognisedCount == 403)
  }

  @Test("more shapes than are remembered are still read rightly")
  func manyShapes() throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let ways = try TwoWays(graph, bot: "queuewarden")
    for number in 0..<400 {
      let line = calmOrder.replacingFirst("{", "{\"k\(number)\":\(number),")
      #expect(ways.agree(Array(line.utf8), seed: UInt64(number)).error == nil)
    }
    #expect(ways.agree(Array(calmOrder.utf8), seed: 0).error == nil)
  }

  @Test(
    "a file is read as its lines are, whatever ends them",
    arguments: 1...3)
  func files(seed: UInt64) throws {
    let graph = try TestGraphs.house("queuewarden", settings: TestGraphs.queueWardenSettings)
    let ways = try TwoWays(graph, bot: "queuewarden")
    var random = RandomEvent(seed: seed)
    var mutator = Mutator(seed: seed)
    var file: [UInt8] = seed == 1 ? [0xEF, 0xBB, 0xBF] : []
    var expected: [Verdict] = []
    for number in 0..<300 {
      var line = Array(random.next().utf8)
      if number % 4 == 0 { line = mutator.change(line) }
      // One line that is longer than a piece of the file.
      if number == 150 { line += Array(repeating: 0x20, count: 700_000) }
      line.removeAll { $0 == 0x0A }
      file += line + mutator.pick([[0x0A], [0x0D, 0x0A], [0x0A, 0x0A], [0x0A, 0x0D, 0x0A]])
      // A carriage return at the end of a line belongs to its end.
      if line.last == 0x0D { line.removeLast() }
      if !line.isEmpty { expected.append(ways.byTape(line)) }
    }
    if seed == 2 { file.removeLast() }
    let decisions = try Places.withTemporaryFolder { folder in
      try Places.write(file, to: folder + "/events.ndjson")
      var decisions: [Decision?] = []
      let counts = try EventFile.read(folder + "/events.ndjson", with: ways.evaluator) {
        decision, _, _ in
        decisions.append(decision)
      } refused: { _, _ in
        decisions.append(nil)
      }
      #expect(counts.events + counts.refused == decisions.count)
      return decisions
    }
    #expect(decisions == expected.map(\.decision))
  }
}
