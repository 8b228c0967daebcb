internal import JSON

/// The nonce scenarios of vectors/oms, through the lane.
enum NonceScenarioChecks {
  /// What does not hold of a scenario; empty where all does.
  static func differences(_ scenario: JSONValue) -> [String] {
    ["nonce scenarios are not known here yet"]
  }
}
