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
  private var laneOfScope: [Scope: Int] = [:]

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

  /// The lane of the event's scope, made at its first event. Only what some policy value is for makes a
  /// scope, so that there are never more lanes than the policies can tell apart.
  private func lane(of event: JSONNode) -> Int {
    let scope = graph.policies.reduced(Self.scope(of: event))
    guard scope != Scope() else { return 0 }
    if let known = laneOfScope[scope] { return known }
    let event = lanes[0].frame.plan.event
    add(graph.plan(for: bot, on: event, in: scope))
    laneOfScope[scope] = lanes.count - 1
    return lanes.count - 1
  }

  /// `market` and `strategy` of the event or of its order, and the texts of `tags`.
  private static func scope(of event: JSONNode) -> Scope {
    func text(_ name: StaticString) -> String? {
      (event.member(name) ?? event.member("order")?.member(name))?.string
    }
    var tags: Set<String> = []
    if let list = event.member("tags"), list.kind == .array {
      for tag in list.elements { if let text = tag.string { tags.insert(text) } }
    }
    return Scope(market: text("market"), strategy: text("strategy"), tags: tags)
  }
}
