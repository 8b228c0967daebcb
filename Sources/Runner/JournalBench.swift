import FixedPoint
package import Graph
import Journal
import Orders
import Trading
import Venue

/// Hands decisions about one order to a log, through the recorder that replays use. For `polytraders bench`.
package struct JournalBench {
  private let graph: CompiledGraph

  package init(graph: CompiledGraph) {
    self.graph = graph
  }

  package func append(_ count: Int, to log: any EnvelopeLog) throws {
    let judge = try OrderJudge(graph: graph)
    var token = TokenDesk(market: 0)
    var message = MarketMessage()
    message.bids = [BookLevel(price: Micros(raw: 480_000), size: Micros(raw: 9_000_000))]
    message.asks = [BookLevel(price: Micros(raw: 500_000), size: Micros(raw: 9_000_000))]
    let start: Int64 = 1_790_000_000_000
    token.take(snapshot: message, now: start)
    let scope = "venue/polymarket/market/0x" + String(repeating: "5e", count: 32)
    judge.addMarket(0, id: scope)
    var recorder = DecisionRecorder(
      log: log, graph: graph, plan: judge.plan, engine: "polytraders/bench")
    let order = RestingOrder(
      id: "bench-1", side: .buy, price: Micros(raw: 470_000), size: Micros(raw: 100_000_000),
      placedAt: start, queueAhead: Micros(raw: 5_000_000))
    for index in 0..<count {
      let now = start + Int64(index % 1_000)
      let decision = judge.judge(order, on: token, cancelReplaces: index % 40, now: now)
      _ = try recorder.decision(
        decision, of: order, scope: scope, judge: judge, market: 0, time: now)
    }
  }
}
