import FixedPoint
import Graph
import Orders
import Policy
import Trading

/// Puts one resting order before the graph: fills the frame of its market's plan and has it decided.
final class OrderJudge {
  private let graph: CompiledGraph
  private let bot: CompiledBot
  private var lanes: [Lane] = []
  private var laneOfMarket: [Int] = []
  private var scopes: [String: Int] = [:]

  /// A plan's frame with the positions of its inputs. An input that the bot does not read is nil.
  private struct Lane {
    var frame: EventFrame
    var writer: EventWriter
    var side, price, tick, placedAt, queueAhead, rate, bestBid, bestAsk: Int?
    var book, kill: Int?

    init(_ plan: DecisionPlan) {
      frame = plan.makeFrame()
      writer = EventWriter(plan: plan)
      side = plan.input(named: "order.side")
      price = plan.input(named: "order.price")
      tick = plan.input(named: "order.tick_size")
      placedAt = plan.input(named: "order.placed_at")
      queueAhead = plan.input(named: "order.queue_ahead")
      rate = plan.input(named: "rate.cancel_replaces")
      bestBid = plan.input(named: "book.best_bid")
      bestAsk = plan.input(named: "book.best_ask")
      book = plan.fact(named: "book")
      kill = plan.input(named: "switch.active")
    }
  }

  /// Nil where no bot decides about resting orders.
  init?(graph: CompiledGraph) {
    guard let bot = graph.deciders(of: .restingOrder).first else { return nil }
    self.graph = graph
    self.bot = bot
    lanes = [Lane(graph.plan(for: bot, on: .restingOrder))]
  }

  var botName: String { bot.name }
  var plan: DecisionPlan { lanes[0].frame.plan }

  /// The lane of a market, made when the market is first seen. Markets without values of their own share one.
  func addMarket(_ position: Int, id: String) {
    while laneOfMarket.count <= position { laneOfMarket.append(0) }
    guard graph.policies.hasScopedValues, scopes[id] == nil else { return }
    lanes.append(Lane(graph.plan(for: bot, on: .restingOrder, in: Scope(market: id))))
    scopes[id] = lanes.count - 1
    laneOfMarket[position] = lanes.count - 1
  }

  func judge(
    _ order: RestingOrder, on token: TokenDesk, cancelReplaces: Int, now: Int64
  ) -> Decision {
    let lane = lanes[laneOfMarket[token.market]]
    let frame = lane.frame
    frame.begin(now: now)
    Self.set(frame, lane.kill, 0)
    Self.set(frame, lane.side, order.side == .buy ? 0 : 1)
    Self.set(frame, lane.price, order.price.raw)
    Self.set(frame, lane.tick, token.tick.raw)
    Self.set(frame, lane.placedAt, order.placedAt)
    Self.set(frame, lane.queueAhead, order.queueAhead.raw)
    Self.set(frame, lane.rate, Int64(cancelReplaces))
    if let updatedAt = token.updatedAt, token.isKnown, let book = lane.book {
      frame.setAge(book, now - updatedAt)
      Self.set(frame, lane.bestBid, token.bestBid?.raw)
      Self.set(frame, lane.bestAsk, token.bestAsk?.raw)
    } else if let book = lane.book {
      frame.setFactAbsent(book)
    }
    return frame.decide()
  }

  /// The frame of the last judgement about an order of this market.
  func frame(ofMarket market: Int) -> EventFrame { lanes[laneOfMarket[market]].frame }

  /// Appends the event of the last judgement, as the journal keeps it.
  func writeEvent(ofMarket market: Int, to bytes: inout [UInt8]) {
    let lane = lanes[laneOfMarket[market]]
    lane.writer.write(lane.frame, to: &bytes)
  }

  private static func set(_ frame: EventFrame, _ input: Int?, _ value: Int64?) {
    guard let input else { return }
    if let value {
      frame.set(input, value)
    } else {
      frame.setAbsent(input)
    }
  }
}
