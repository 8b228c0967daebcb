internal import JSON

/// The nonce scenarios of vectors/oms, through the lane.
enum NonceScenarioChecks {
  /// What does not hold of a scenario; empty where all does.
  static func differences(_ scenario: JSONValue) -> [String] {
    guard var run = NonceScenarioRun(scenario), let steps = scenario["steps"]?.array else {
      return ["it lacks params, an initial table or steps"]
    }
    for (index, step) in steps.enumerated() {
      run.differences.append(contentsOf: run.take(step).map { "step \(index): \($0)" })
    }
    run.finish(scenario["final"])
    return run.differences
  }
}
