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
    let index = graph.policies.hasScopedValues ? try lane(of: event) : 0
    let frame = lanes[index].frame
    try lanes[index].binder.bind(event, into: frame)
    return (frame.decide(), frame)
  }

  /// The lane of the event's scope, made at its first event. Only what some policy value is for makes a
  /// scope, so that there are never more lanes than the policies can tell apart.
  private func lane(of event: JSONNode) throws(EventError) -> Int {
    let whole = try Self.scope(of: event)
    guard graph.policies.hasOwnValues(for: whole) else { return 0 }
    let scope = graph.policies.reduced(whole)
    if let known = laneOfScope[scope] { return known }
    let event = lanes[0].frame.plan.event
    add(graph.plan(for: bot, on: event, in: scope))
    laneOfScope[scope] = lanes.count - 1
    return lanes.count - 1
  }

  /// `market` and `strategy` of the event or of its order, and the texts of `tags`. What is absent or null is
  /// in no scope; what has another form is refused, since the event may be meant for tighter values.
  private static func scope(of event: JSONNode) throws(EventError) -> Scope {
    guard event.kind == .object else { throw .notAnObject }
    let order = event.member("order").flatMap { $0.kind == .object ? $0 : nil }
    var tags: Set<String> = []
    if let list = event.member("tags"), list.kind != .null {
      guard list.kind == .array else { throw .wrongKind(list, path: "tags", wanted: .texts) }
      for tag in list.elements {
        guard let text = tag.string else { throw .wrongKind(tag, path: "tags", wanted: .text) }
        tags.insert(text)
      }
    }
    return Scope(
      market: try text("market", event, order), strategy: try text("strategy", event, order),
      tags: tags)
  }

  private static func text(
    _ name: StaticString, _ event: JSONNode, _ order: JSONNode?
  ) throws(EventError) -> String? {
    let own = event.member(name)
    guard let value = own ?? order?.member(name), value.kind != .null else { return nil }
    guard let text = value.string else {
      throw .wrongKind(value, path: own == nil ? "order.\(name)" : "\(name)", wanted: .text)
    }
    return text
  }
}
