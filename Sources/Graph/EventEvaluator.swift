package import JSON
import Policy
import Trading

/// Decides events given as JSON for one bot: picks the plan of the event's scope, binds, decides.
///
/// Holds frames and a binder for each scope seen, so that an event costs no allocation once its scope is known.
/// For one thread.
package final class EventEvaluator {
  package let graph: CompiledGraph
  package let bot: CompiledBot
  private var lanes: [Lane] = []
  private var laneOfMarket: [String: Int] = [:]

  /// A plan with what is needed to run it.
  private struct Lane {
    var frame: EventFrame
    var binder: EventBinder
  }

  /// Nil where the bot runs on no event.
  package init?(graph: CompiledGraph, bot: CompiledBot) {
    guard let event = bot.specification.events.first else { return nil }
    self.graph = graph
    self.bot = bot
    add(graph.plan(for: bot, on: event))
  }

  private func add(_ plan: DecisionPlan) {
    lanes.append(Lane(frame: plan.makeFrame(), binder: EventBinder(plan: plan)))
  }

  /// The frame holds the event until the next call; its plan names the outcome.
  package func decide(_ event: JSONNode) throws(EventError) -> (
    decision: Decision, frame: EventFrame
  ) {
    let index = graph.policies.hasScopedValues ? lane(of: event) : 0
    let frame = lanes[index].frame
    try lanes[index].binder.bind(event, into: frame)
    return (frame.decide(), frame)
  }

  /// The lane of the event's market (`market`, or `order.market`), made at its first event.
  private func lane(of event: JSONNode) -> Int {
    guard let market = (event.member("market") ?? event.member("order")?.member("market"))?.string
    else { return 0 }
    if let known = laneOfMarket[market] { return known }
    let event = lanes[0].frame.plan.event
    add(graph.plan(for: bot, on: event, in: Scope(market: market)))
    laneOfMarket[market] = lanes.count - 1
    return lanes.count - 1
  }
}
