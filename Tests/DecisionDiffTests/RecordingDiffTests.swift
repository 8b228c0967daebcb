import DecisionDiff
import Diagnostics
import FixedPoint
import Graph
import JSON
import Journal
import Policy
import Runner
import Runtime
import TestSupport
import Testing
import Trading
import VenueSimulator

@Suite("Two policies over one recording")
struct RecordingDiffTests {
  static let settings = ["stale_ttl_s=20s", "cancel_replace_per_min_cap=60 ops"]

  /// A generated session of that many seconds, for one test.
  static func withSession(_ seconds: Int, _ body: (String) throws -> Void) throws {
    try Places.withTemporaryFolder { folder in
      let path = "\(folder)/session.ndjson"
      let writer = try LineWriter(path: path)
      var generator = SessionGenerator(seed: 5, seconds: seconds)
      try unsafe generator.generate { line throws(FileError) in try unsafe writer.write(line) }
      try writer.close()
      try body(path)
    }
  }

  static func diff(
    _ path: String, _ settings: [String], _ options: DecisionDiffRun.Options = .init()
  ) throws -> DecisionDiffReport {
    let run = DecisionDiffRun(
      base: try Sample.side("base"), head: try Sample.side("head", settings), options: options)
    try run.add(recordings: [path])
    return run.finish()
  }

  /// Keeps the events of decisions as a journal would.
  private final class EventLog: EnvelopeLog {
    var events: [String] = []
    private var sequence: Int64 = 0

    func append(_ draft: borrowing EnvelopeDraft) throws(JournalError) -> Int64 {
      sequence += 1
      if draft.kind == .decision, let payload = try? JSONValue(parsing: draft.payload),
        let event = payload["event"]
      {
        events.append(event.compactText)
      }
      return sequence
    }
  }

  private static func replay(
    _ path: String, _ settings: [String], into log: (any EnvelopeLog)? = nil
  ) throws -> ReplayReport {
    let replay = try Replay(
      graph: try Sample.house(settings), session: try RecordedSession(paths: [path]),
      configuration: ReplayConfiguration(), log: log, engine: "test", stopwatch: StoppedClock())
    try replay.run()
    return replay.report
  }

  @Test("the open loop counts what two separate evaluations of the same lines decide")
  func openLoop() throws {
    try Self.withSession(60) { path in
      let loop = try #require(try Self.diff(path, Self.settings).loops.first)
      let log = EventLog()
      _ = try Self.replay(path, [], into: log)
      let old = try evaluator([])
      let new = try evaluator(Self.settings)
      var pairs: [String: Int] = [:]
      for event in log.events {
        pairs["\(decided(event, old)) \(decided(event, new))", default: 0] += 1
      }
      var counted: [String: Int] = [:]
      for pair in loop.tally.pairs.indices where loop.tally.pairs[pair] > 0 {
        let (old, new) = loop.tally.outcomes(ofPair: pair)
        counted["\(old.code) \(new.code)"] = loop.tally.pairs[pair]
      }
      #expect(counted == pairs)
      #expect(loop.tally.events == log.events.count)
      #expect(loop.tally.changed > 0)
    }
  }

  private func evaluator(_ settings: [String]) throws -> EventEvaluator {
    let graph = try Sample.house(settings)
    let bot = try #require(graph.bot(named: "queuewarden"))
    return try #require(EventEvaluator(graph: graph, bot: bot))
  }

  private func decided(_ event: String, _ evaluator: EventEvaluator) -> String {
    let reader = JSONReader()
    return withExtendedLifetime(reader) {
      guard let node = unsafe try? reader.parse(copying: Array(event.utf8)),
        let (decision, frame) = try? evaluator.decide(node)
      else { return "-" }
      return frame.plan.outcome(of: decision).code
    }
  }

  @Test("each side of the closed loop is a replay of its own policies")
  func closedLoop() throws {
    try Self.withSession(60) { path in
      let closed = try #require(try Self.diff(path, Self.settings).closed)
      for (side, settings) in [(closed.base, []), (closed.head, Self.settings)] {
        let own = try Self.replay(path, settings)
        #expect(side.events == own.events)
        #expect(side.orders == own.orders)
        #expect(side.fills == own.fills)
        #expect(side.cancels == own.cancels)
        #expect(side.resting == own.restingAtEnd)
      }
      #expect(closed.tally.events + closed.onlyBaseCount == closed.base.events)
      #expect(closed.tally.events + closed.onlyHeadCount == closed.head.events)
      #expect(closed.headMessages.replacements.peak <= 60)
      #expect(closed.baseMessages.replacements.peak <= 30)
    }
  }

  @Test("the same policies decide the same, in both loops")
  func equalSides() throws {
    try Self.withSession(40) { path in
      let report = try Self.diff(path, [])
      let closed = try #require(report.closed)
      #expect(!report.hasChanges)
      #expect(report.eventCount > 100)
      #expect(closed.onlyBaseCount + closed.onlyHeadCount == 0)
      #expect(closed.base == closed.head)
      #expect(report.examples.isEmpty)
    }
  }

  @Test("the same run gives the same bytes, in every form")
  func deterministic() throws {
    try Self.withSession(40) { path in
      let first = try Self.diff(path, Self.settings)
      let second = try Self.diff(path, Self.settings)
      #expect(first.json.compactText == second.json.compactText)
      #expect(first.text == second.text)
      #expect(first.markdown == second.markdown)
      #expect(first.html == second.html)
      #expect(first.examples.count == 10)
      // Ten examples are of several kinds.
      #expect(
        Set(first.examples.map { "\($0.base.outcome.text) \($0.head.outcome.text)" }).count > 1)
    }
  }

  @Test("a curve has at every value what a diff with that value counts")
  func sweep() throws {
    try Self.withSession(60) { path in
      let side = try Sample.side("base")
      let subject = try SweepSubject(
        "stale_ttl_s", from: "5s", to: "60s", bot: nil, in: side.graph)
      let run = try SweepRun(side, subject, options: .init())
      try run.add(recordings: [path])
      let curve = run.finish()
      var options = DecisionDiffRun.Options()
      options.isClosed = false
      for value in ["5s", "9999ms", "10s", "10001ms", "20s", "31500ms", "45s", "60s"] {
        let loop = try #require(
          try Self.diff(path, ["stale_ttl_s=\(value)"], options).loops.first)
        let milliseconds = Int64(value.hasSuffix("ms") ? value.dropLast(2) : value.dropLast(1))
        let slot = (milliseconds ?? 0) * (value.hasSuffix("ms") ? 1 : 1_000)
        #expect(curve.counts(at: slot) == loop.tally.headCounts, "stale_ttl_s=\(value)")
      }
      #expect(curve.steps.count > 10)
      #expect(curve.events == curve.counts(at: 45_000).reduce(0, +))
    }
  }

  @Test("what head reads and events lack counts as missing, and is told")
  func missingFact() throws {
    var inputs = try PolicyFiles.inputs(ofRoot: Places.checkout)
    let position = try #require(inputs.firstIndex { $0.path == "bots/queue-warden.yaml" })
    let text = String(decoding: inputs[position].bytes, as: UTF8.self)
    let changed = text.replacing(
      "        side: { type: side }\n",
      with:
        "        side: { type: side }\n        notional: { type: usdc, min: 0 usdc, optional: true }\n"
    )
    .replacing(
      "    - { require: [order, book] }\n",
      with: "    - { require: [order, book] }\n"
        + "    - { code: QUEUE_WARDEN_STALE_ORDER, when: order.notional > usdc(\"5\"), do: cancel }\n"
    )
    inputs[position] = PolicyLoader.Input(
      file: inputs[position].file, path: inputs[position].path, bytes: Array(changed.utf8))
    let loader = PolicyLoader.load(inputs)
    let set = try #require(loader.set, "\(loader.diagnostics.map(\.message))")
    let head = DiffSide(label: "head", graph: try GraphCompiler.compile(set).get(), folder: nil)
    try Self.withSession(20) { path in
      var options = DecisionDiffRun.Options()
      options.isClosed = false
      let run = DecisionDiffRun(base: try Sample.side("base"), head: head, options: options)
      try run.add(recordings: [path])
      let report = run.finish()
      #expect(report.lacks.map(\.fact) == ["order.notional"])
      #expect(report.lacks.first?.events == report.eventCount)
      #expect(report.changedCount > 0)
    }
  }
}
