import Diagnostics
import Graph
import Orders
import Policy
import Trading

/// Puts one resting order before the graph: fills the frame of its market's plan and has it decided.
final class OrderJudge {
  private let graph: CompiledGraph
  private let base: Scope
  let bot: CompiledBot
  /// Whether its decisions are carried out, or only journalled.
  let isLive: Bool
  private var lanes: [Lane] = []
  private var laneOfMarket: [Int] = []
  /// By market; values are chosen by what the policies can tell apart of it.
  private var scopes: [Scope] = []
  private var laneOfScope: [Scope: Int] = [:]

  /// A plan's frame with what fills it and what writes it down.
  private struct Lane {
    let frame: EventFrame
    let facts: OrderFacts
    let writer: EventWriter

    init(_ plan: DecisionPlan) {
      frame = plan.makeFrame()
      facts = OrderFacts(plan)
      writer = EventWriter(plan: plan)
    }
  }

  /// The judge for the one bot that decides about resting orders. Refused (PT0606) where there is none, where
  /// there are several, since only one decision can be carried out, and where it asks for what the runner does
  /// not know; where that may be `lacking` it counts as missing instead.
  init(
    graph: CompiledGraph, scope: Scope = Scope(), lacking: Bool = false
  ) throws(DiagnosticError) {
    let deciders = graph.deciders(of: .restingOrder)
    guard let bot = deciders.first, bot.specification.authority.contains(.cancel) else {
      throw Self.problem(
        "no bot decides about resting orders",
        "give a bot 'on: [resting_order]' and the authority to cancel")
    }
    guard deciders.count == 1 else {
      throw Self.problem(
        "\(deciders.map(\.name).joined(separator: " and ")) both decide about resting orders",
        "only one decision can be carried out: let one of them read the other's exports")
    }
    self.graph = graph
    self.bot = bot
    isLive = bot.specification.details.mode.isLive
    base = scope
    let reduced = graph.policies.reduced(scope)
    let lane = Lane(graph.plan(for: bot, on: .restingOrder, in: reduced))
    lanes = [lane]
    laneOfScope = [reduced: 0]
    guard lacking || lane.facts.unknownPaths.isEmpty else {
      let paths = lane.facts.unknownPaths.map { "'\($0)'" }.joined(separator: ", ")
      throw Self.problem(
        "bot '\(bot.name)' asks for \(paths), which the runner cannot tell about a resting order",
        "the paths it can tell are those of vectors/events/README.md")
    }
  }

  private static func problem(_ message: String, _ help: String) -> DiagnosticError {
    DiagnosticError(Diagnostic("PT0606", .error, message, at: nil, help: [help]))
  }

  /// What the bot asks for and the runner does not know.
  var unknownPaths: [String] { lanes[0].facts.unknownPaths }

  var plan: DecisionPlan { lanes[0].frame.plan }

  /// The lane of a market, made when the market is first seen. Markets without values of their own share one.
  func addMarket(_ position: Int, id: String) {
    while laneOfMarket.count <= position {
      laneOfMarket.append(0)
      scopes.append(base)
    }
    scopes[position].market = id
    let scope = graph.policies.reduced(scopes[position])
    if let known = laneOfScope[scope] {
      laneOfMarket[position] = known
      return
    }
    lanes.append(Lane(graph.plan(for: bot, on: .restingOrder, in: scope)))
    laneOfScope[scope] = lanes.count - 1
    laneOfMarket[position] = lanes.count - 1
  }

  func judge(
    _ order: RestingOrder, on token: TokenDesk, cancelReplaces: Int, now: Int64
  ) -> Decision {
    let lane = lanes[laneOfMarket[token.market]]
    lane.facts.fill(
      lane.frame, order, on: token, in: scopes[token.market], cancelReplaces: cancelReplaces,
      now: now)
    return lane.frame.decide()
  }

  /// The frame of the last judgement about an order of this market.
  func frame(ofMarket market: Int) -> EventFrame { lanes[laneOfMarket[market]].frame }

  /// Appends the event of the last judgement, as the journal keeps it.
  func writeEvent(ofMarket market: Int, to bytes: inout [UInt8]) {
    let lane = lanes[laneOfMarket[market]]
    lane.writer.write(lane.frame, to: &bytes)
  }
}
