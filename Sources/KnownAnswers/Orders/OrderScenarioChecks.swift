internal import JSON

/// The order scenarios of vectors/oms.
enum OrderScenarioChecks {
  /// What does not hold of a scenario; empty where all does.
  static func differences(_ scenario: JSONValue) -> [String] {
    ["order scenarios are not known here yet"]
  }
}
