import Graph
import JSON
import Policy
import Trading

/// Judges journalled events of one bot: which values hold for an event is told by its envelope, not by the event.
/// Holds a frame for each scope that the policies can tell apart.
final class ScopedJudge {
  private struct Lane {
    let frame: EventFrame
    var binder: EventBinder
  }

  let plan: DecisionPlan
  private let graph: CompiledGraph
  private let bot: CompiledBot
  private let event: EventKind
  private var lanes: [Scope: Lane] = [:]

  init(_ graph: CompiledGraph, _ bot: CompiledBot, on event: EventKind) {
    self.graph = graph
    self.bot = bot
    self.event = event
    plan = graph.plan(for: bot, on: event)
  }

  /// Nil where the event is none for this bot.
  func judge(_ event: JSONNode, in scope: Scope) -> (decision: Decision, frame: EventFrame)? {
    let reduced = graph.policies.reduced(scope)
    if lanes[reduced] == nil {
      let plan = graph.plan(for: bot, on: self.event, in: reduced)
      lanes[reduced] = Lane(frame: plan.makeFrame(), binder: EventBinder(plan: plan))
    }
    guard let frame = lanes[reduced]?.frame,
      (try? lanes[reduced]?.binder.bind(event, into: frame)) != nil
    else { return nil }
    return (frame.decide(), frame)
  }
}
