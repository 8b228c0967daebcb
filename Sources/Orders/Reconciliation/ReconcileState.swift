/// Where the reconciliation of an order, or of all orders of a scope, stands (seeds/000, "reconciliation state";
/// facts/oms.md 2.5).
package enum ReconcileState: String, CaseIterable, Comparable, Sendable {
  case matched
  /// Different, and something is being done about it.
  case resolving
  /// Different, and nothing that was tried has helped so far.
  case diverged

  package static func < (left: ReconcileState, right: ReconcileState) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .matched: 0
    case .resolving: 1
    case .diverged: 2
    }
  }
}
