import FixedPoint
import Hashing
internal import JSON
import Orders
import Venue

/// Where the reconciliation of a scenario stands.
struct ScenarioReconciliation {
  var round = 0
}

extension OrderScenarioRun {
  /// The venue's own list arrives.
  mutating func takeSnapshot(_ event: OrderScenario.Event) {
  }
}
