package import Graph
package import Policy

/// Lets one bot decide situations by the plans that also run on the desk. Keeps a frame for each set of
/// values, scope and fixed names that was asked for. For one thread.
package final class Bench {
  package let graph: CompiledGraph
  package let bot: CompiledBot
  private var frames: [Key: EventFrame] = [:]
  private var graphs: [[String]: CompiledGraph] = [:]

  private struct Key: Hashable {
    var settings: [String]
    var scope: Scope
    var fixed: [String: Int64]
  }

  /// `bot` may be a variant of the one in `graph`.
  package init(_ graph: CompiledGraph, _ bot: CompiledBot) {
    self.graph = graph.variant(of: bot)
    self.bot = bot
  }

  /// What the bot decides; the frame holds the situation until the next call.
  package func judge(
    _ situation: Situation, in scope: Scope = Scope(), settings: [String] = []
  ) -> (verdict: Verdict, frame: EventFrame) {
    let frame = frame(for: situation.fixed, in: scope, settings: settings)
    situation.fill(frame)
    return (Verdict(frame.decide(), frame), frame)
  }

  /// The code and action alone, under the values that hold for all.
  func outcome(_ situation: Situation) -> Outcome {
    let frame = frame(for: situation.fixed, in: Scope(), settings: [])
    situation.fill(frame)
    return frame.plan.outcome(of: frame.decide())
  }

  /// The same decision by the walk over the expressions, which shares nothing with the plans but their words.
  package func secondOpinion(
    _ situation: Situation, in scope: Scope = Scope(), settings: [String] = []
  ) -> Outcome {
    let plan = frame(for: situation.fixed, in: scope, settings: settings).plan
    return Walk(plan.bot, plan, situation).arrive().outcome
  }

  /// The graph under further values.
  package func graph(settings: [String]) -> CompiledGraph {
    if settings.isEmpty { return graph }
    if let known = graphs[settings] { return known }
    let made = graph.variant(of: bot, under: graph.policies.with(settings, for: bot.specification))
    graphs[settings] = made
    return made
  }

  private func frame(
    for fixed: [String: Int64], in scope: Scope, settings: [String]
  ) -> EventFrame {
    let key = Key(settings: settings, scope: scope, fixed: fixed)
    if let known = frames[key] { return known }
    let own = bot.fixing(fixed, aliases: graph.aliases)
    guard let event = bot.specification.events.first else {
      preconditionFailure("BotReader refuses a bot without events")
    }
    let plan = graph(settings: settings).variant(of: own).plan(for: own, on: event, in: scope)
    let frame = plan.makeFrame()
    frames[key] = frame
    return frame
  }
}

extension PolicySet {
  /// The set under values that have been checked; one that is refused is left out.
  func with(_ settings: [String], for bot: BotSpecification) -> PolicySet {
    settings.reduce(self) { set, setting in
      if case .success(let changed) = set.applying(setting: setting, to: bot) {
        changed
      } else {
        set
      }
    }
  }
}

extension CompiledGraph {
  /// The name by which others refer to a bot's exports, by the bot's full name.
  var aliases: [String: String] {
    bots.reduce(into: [:]) { $0[$1.name] = $1.specification.alias }
  }
}
