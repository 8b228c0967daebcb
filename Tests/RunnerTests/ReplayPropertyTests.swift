import FoundationEssentials
import Graph
import JSON
import Runner
import Runtime
import TestSupport
import Testing
import Trading
import VenueSimulator

/// What must hold in every journal, whatever the session: looked for in generated ones.
@Suite("what holds in every journal of a replay")
struct ReplayPropertyTests {
  private func session(seed: UInt64) throws -> [String] {
    var generator = SessionGenerator(seed: seed, seconds: 40)
    var lines: [String] = []
    unsafe generator.generate { line in
      lines.append(unsafe String(decoding: line.dropLast(), as: UTF8.self))
    }
    return lines
  }

  @Test("caps, pauses and endings are kept", arguments: [UInt64(1), 2, 3])
  func invariants(seed: UInt64) throws {
    let (log, report) = try Desk.replay(
      try session(seed: seed), try Desk.graph(["cancel_replace_per_min_cap=7 ops"]),
      ReplayConfiguration(seed: seed))
    #expect(report.events > 100)
    var replacements: [Int64] = []
    var ended: Set<String> = []
    var open: Set<String> = []
    var tradable: [String: Bool] = [:]
    for envelope in log.envelopes {
      let order = envelope["refs"]?["order_id"]?.string ?? ""
      let scope = envelope["scope"]?.string ?? ""
      let time = envelope["ts_ms"]?.int64 ?? 0
      switch envelope["kind"]?.string {
      case "health":
        tradable[scope] = envelope["payload"]?["action"]?.string == "allow"
      case "order":
        #expect(tradable[scope] == true, "order \(order) was placed in a paused market")
        #expect(open.insert(order).inserted, "order \(order) was placed twice")
      case "decision":
        #expect(open.contains(order) && !ended.contains(order), "\(order) was judged, not resting")
      case "cancel":
        #expect(ended.insert(order).inserted, "order \(order) ended twice")
        if envelope["payload"]?["replaced"]?.bool == true { replacements.append(time) }
      case "fill":
        if envelope["payload"]?["open"]?.string == "0" {
          #expect(ended.insert(order).inserted, "order \(order) ended twice")
        }
      default: continue
      }
    }
    for (index, time) in replacements.enumerated() {
      let inWindow = replacements[...index].count { time - $0 < 60_000 }
      #expect(inWindow <= 7, "\(inWindow) replacements in the 60 s up to \(time)")
    }
    #expect(!replacements.isEmpty)
  }

  @Test("every decision is repeated from the journal alone, byte for byte")
  func reexecution() throws {
    let (log, _) = try Desk.replay(
      try session(seed: 4), try Desk.graph(),
      ReplayConfiguration(seed: 9, strategy: "mm", tags: ["nba"]))
    let config = try #require(log.envelopes.first)
    let graph = try Reexecution.graph(ofConfig: config)
    var count = 0
    for envelope in log.envelopes
    where ["decision", "health"].contains(envelope["kind"]?.string ?? "") {
      let again = try Reexecution(envelope: envelope, config: config, graph: graph)
      #expect(again.isReproduced)
      count += 1
    }
    #expect(count > 100)
  }

  @Test("the batch decides a session's events as the replay did")
  func batch() throws {
    let graph = try Desk.graph()
    let (log, _) = try Desk.replay(try session(seed: 5), graph)
    let decisions = log.kinds("decision")
    let bot = try #require(graph.bot(named: "queuewarden"))
    let plan = graph.plan(for: bot, on: .restingOrder)
    let columns = EventColumns(plan: plan, capacity: decisions.count)
    let answers = BatchAnswers(capacity: decisions.count)
    let frame = plan.makeFrame()
    var binder = EventBinder(plan: plan)
    let reader = JSONReader()
    for decision in decisions {
      let event = Array((decision["payload"]?["event"]?.compactText ?? "").utf8)
      try withExtendedLifetime(reader) {
        try binder.bind(try unsafe reader.parse(copying: event), into: frame)
      }
      columns.append(frame)
    }
    let batch = BatchEvaluator(plan: plan)
    batch.decide(columns, into: answers)
    #expect(decisions.count > 1_000)
    for (position, decision) in decisions.enumerated() {
      let journalled = decision["reason_codes"]?.array?.compactMap(\.string)
      #expect([plan.outcomes[answers.outcome(at: position)].code] == journalled)
      let traced = batch.decision(at: position, of: columns, answers)
      #expect(plan.outcome(of: traced).action.rawValue == decision["payload"]?["action"]?.string)
    }
  }
}
