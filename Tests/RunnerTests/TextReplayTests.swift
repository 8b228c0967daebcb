import Diagnostics
import Graph
import JSON
import Policy
import Runner
import TestSupport
import Testing

/// A bot that asks for the market, the strategy and the tags of an order, in a replay.
@Suite("texts and lists in a replay")
struct TextReplayTests {
  /// The house's documents, in which QueueWarden cancels stale orders of some markets only.
  private static func graph() throws -> CompiledGraph {
    let inputs = try PolicyFiles.inputs(ofRoot: Places.checkout).map { input in
      var input = input
      let text = String(decoding: input.bytes, as: UTF8.self)
        .replacing(
          "        placed_at: { type: timestamp,",
          with: """
                    market: { type: string, max_length: 66 }
                    strategy: { type: string, max_length: 16 }
                    tags: { type: list(string), max_items: 4, max_length: 16, path: tags }
                    placed_at: { type: timestamp,
            """
        ).replacing("per_event: 500", with: "per_event: 9000").replacing(
          "when: age > params.stale_ttl_s,",
          with: "when: 'age > params.stale_ttl_s && order.market.startsWith(\"0x5e\") "
            + "&& order.strategy in [\"maker\", \"taker\"] && order.tags.exists(t, t == \"hot\")',")
      input.bytes = Array(text.utf8)
      return input
    }
    var loader = PolicyLoader.load(inputs)
    loader.apply(settings: ["stale_ttl_s=5s"], to: "queuewarden")
    guard let set = loader.set else { throw DiagnosticError(loader.diagnostics) }
    return try GraphCompiler.compile(set).get()
  }

  private static func lines() -> [String] {
    let start = 1_790_000_000_000
    let book = Desk.book(
      Desk.yes, at: start, bids: [("0.40", "10"), ("0.50", "4000")],
      asks: [("0.60", "10"), ("0.52", "4000")])
    return [book]
      + (1...40).map { step in
        Desk.change(
          Desk.yes, at: start + step * 500, "BUY", price: "0.40", size: "\(10 + step)",
          bid: "0.50", ask: "0.52")
      }
  }

  @Test(
    "the journal holds them, and every decision is made again from it alone",
    arguments: [true, false])
  func reproduced(isHot: Bool) throws {
    let configuration = ReplayConfiguration(
      seed: 1, strategy: "maker", tags: isHot ? ["hot", "new"] : ["cold"])
    let (log, _) = try Desk.replay(Self.lines(), try Self.graph(), configuration)
    let decisions = log.kinds("decision").filter { $0["unit"]?.string == "exec.queuewarden" }
    #expect(decisions.count > 20)
    let config = try #require(log.envelopes.first)
    let graph = try Reexecution.graph(ofConfig: config)
    for decision in decisions {
      let event = decision["payload"]?["event"]
      #expect(event?["order"]?["market"]?.string == Desk.market)
      #expect(event?["order"]?["strategy"]?.string == "maker")
      #expect(event?["tags"]?.array?.count == (isHot ? 2 : 1))
      let again = try Reexecution(envelope: decision, config: config, graph: graph)
      #expect(again.isReproduced)
    }
    let codes = decisions.flatMap { $0["reason_codes"]?.array?.compactMap(\.string) ?? [] }
    #expect(codes.contains("QUEUE_WARDEN_STALE_ORDER") == isHot)
  }
}
