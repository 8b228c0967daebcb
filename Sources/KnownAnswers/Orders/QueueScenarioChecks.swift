internal import JSON

/// The queue scenarios of vectors/oms, through the graph and the rate window.
enum QueueScenarioChecks {
  /// What does not hold of a scenario; empty where all does.
  static func differences(_ scenario: JSONValue) -> [String] {
    ["queue scenarios are not known here yet"]
  }
}
