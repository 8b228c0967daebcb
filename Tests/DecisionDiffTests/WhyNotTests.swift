import CEL
import DecisionDiff
import Diagnostics
import Graph
import Policy
import TestSupport
import Testing
import Trading

@Suite("Why not another code")
struct WhyNotTests {
  /// What tests can try of each path of the small bots, value by value.
  private static let domains: [String: ClosedRange<Int64>] = [
    "x.a": 0...2, "x.b": 0...2, "x.flag": 0...1, "x.side": 0...1, "x.price": 0...3,
    "x.tick": 1...2, "x.spare": 0...1, "y.c": 0...1, "z.level": 0...1,
  ]

  @Test("no single fact reaches the code nearer than the answer says", arguments: 0..<16)
  func smallest(seed: Int) throws {
    var policies = RandomPolicies(seed: UInt64(seed) &* 31_337 &+ 2)
    var random = SeededGenerator(seed: UInt64(seed) &+ 500)
    for _ in 0..<4 {
      guard let graph = try? Sample.graph(RandomPolicies.documents(policies.body())),
        let bot = graph.bot(exactly: "exec.small")
      else { continue }
      let frame = graph.plan(for: bot, on: .feedCheck).makeFrame()
      for _ in 0..<4 {
        Sample.fill(frame, &random)
        let row = frame.saved
        for code in bot.outcomes.cases {
          frame.restore(row)
          let answer = try WhyNot(code, for: frame)
          frame.restore(row)
          if answer.isAlready {
            #expect(frame.plan.outcome(of: frame.decide()).code == code)
          } else {
            check(answer, frame, row, seed)
          }
        }
      }
    }
  }

  private func check(_ answer: WhyNot, _ frame: EventFrame, _ row: [Int64], _ seed: Int) {
    for (path, domain) in Self.domains {
      frame.restore(row)
      guard let input = frame.plan.inputs.firstIndex(where: { $0.declaration.path == path }),
        !frame.isInputAbsent(input)
      else { continue }
      let current = frame.value(of: input)
      var nearest: UInt64?
      for value in domain {
        frame.restore(row)
        frame.set(input, value)
        guard frame.plan.outcome(of: frame.decide()).code == answer.code else { continue }
        nearest = min(nearest ?? .max, (value - current).magnitude)
      }
      let given = answer.facts.first { $0.changes[0].name == path }?.changes[0].distance
      if given != nearest {
        Issue.record(
          "\(answer.code) by \(path): \(given.map(String.init) ?? "-"), not \(nearest.map(String.init) ?? "-"), seed \(seed)"
        )
      }
      if answer.ruledOut.contains(path) { #expect(nearest == nil) }
    }
  }

  private static func house() throws -> EventFrame {
    let graph = try Sample.house()
    let bot = try #require(graph.bot(named: "queuewarden"))
    let frame = graph.plan(for: bot, on: .restingOrder).makeFrame()
    frame.begin(now: 1_764_000_000_000)
    for (index, input) in frame.plan.inputs.enumerated() {
      let value: Int64? =
        switch input.declaration.path {
        case "order.price", "book.best_bid": 500_000
        case "book.best_ask": 520_000
        case "order.tick_size": 10_000
        case "order.placed_at_ms": 1_764_000_000_000 - 30_000
        default: 0
        }
      frame.set(index, value ?? 0)
    }
    return frame
  }

  @Test("a healthy order is not stale by fifteen seconds and a millisecond")
  func house() throws {
    let frame = try Self.house()
    let answer = try WhyNot("QUEUE_WARDEN_STALE_ORDER", for: frame)
    #expect(answer.outcome.code == "QUEUE_WARDEN_HOLD")
    let placed = try #require(answer.facts.first { $0.changes[0].name == "order.placed_at_ms" })
    #expect(placed.changes[0].new == placed.changes[0].old - 15_001)
    let now = try #require(answer.facts.first { $0.changes[0].name == "now_ms" })
    #expect(now.changes[0].distance == 15_001)
    let limit = try #require(answer.thresholds.first)
    #expect(limit.changes[0].name == "params.stale_ttl_s")
    #expect(limit.changes[0].new == 29_999)
    #expect(answer.ruledOut.contains("order.price"))
    #expect(answer.text.contains("30s -> ") == false)
    #expect(answer.text.contains("params.stale_ttl_s 45s -> 29999ms"))
  }

  @Test("a switch that stands above everything has to go first: two facts")
  func pairs() throws {
    let frame = try Self.house()
    let input = try #require(
      frame.plan.inputs.firstIndex { $0.declaration.path == "kill_switch" })
    frame.set(input, 1)
    let answer = try WhyNot("QUEUE_WARDEN_STALE_ORDER", for: frame)
    #expect(answer.outcome.code == "KILL_SWITCH_ACTIVE")
    #expect(answer.facts.isEmpty && answer.thresholds.isEmpty)
    let names = answer.pairs.map { Set($0.changes.map(\.name)) }
    #expect(names.contains(["kill_switch", "order.placed_at_ms"]))
    #expect(names.allSatisfy { $0.contains("kill_switch") })
  }

  @Test("a code that the bot never gives is refused")
  func unknown() throws {
    let frame = try Self.house()
    let known = frame.plan.bot.outcomes.cases
    #expect(
      throws: DiffProblem.unknownCode("NO_SUCH", bot: "exec.queuewarden", known: known.sorted())
    ) {
      _ = try WhyNot("NO_SUCH", for: frame)
    }
  }
}
