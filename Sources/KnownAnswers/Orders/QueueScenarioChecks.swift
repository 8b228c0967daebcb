internal import Graph
internal import JSON

/// The queue scenarios of vectors/oms: the graph of the house's bots decides with the scenario's values, the rate
/// window and the deferred queue act.
enum QueueScenarioChecks {
  static let bot = "exec.queuewarden"

  /// What does not hold of a scenario; empty where all does.
  static func differences(_ scenario: JSONValue) -> [String] {
    guard let params = scenario["params"], let settings = settings(params),
      let evaluations = scenario["evaluations"]?.array
    else { return ["it lacks params or evaluations"] }
    let graph: CompiledGraph
    do throws(GraphLoader.Failure) {
      graph = try GraphLoader.load(root: nil, settings: settings, of: bot)
    } catch {
      return [error.text]
    }
    guard let bot = graph.bot(named: bot), let evaluator = EventEvaluator(graph: graph, bot: bot),
      var run = QueueScenarioRun(scenario, evaluator)
    else { return ["it lacks a tick size or the times of operations"] }
    var differences: [String] = []
    for (index, evaluation) in evaluations.enumerated() {
      differences += run.take(evaluation).map { "evaluation \(index): \($0)" }
    }
    return differences
  }

  private static func settings(_ params: JSONValue) -> [String]? {
    guard let cap = params["cancel_replace_per_min_cap"]?.compactText,
      let drift = params["drift_ticks_threshold"]?.compactText,
      let age = params["stale_ttl_s"]?.compactText,
      let position = params["min_queue_position"]?.compactText
    else { return nil }
    return [
      "cancel_replace_per_min_cap=\(cap) ops", "drift_ticks_threshold=\(drift) ticks",
      "stale_ttl_s=\(age)s", "min_queue_position=\(position) shares",
    ]
  }
}
