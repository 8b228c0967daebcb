/// What runs come by beside single orders.
package enum Milestone: String, CaseIterable, Sendable {
  case tripped
  case contained
  /// One person asked for a reset.
  case resetRequested = "reset_requested"
  case armed
  /// Something was signed in a scope that had been killed and was armed again.
  case tradedAgain = "traded_again"
  /// Balances moved without a trade.
  case moved
  /// A difference from the chain was explained by hand, the balances agreed, and somebody said so.
  case settled

  /// In a few words.
  package var text: String {
    switch self {
    case .tripped: "kills tripped"
    case .contained: "kills contained"
    case .resetRequested: "first signatures under a reset"
    case .armed: "kills armed again by two people"
    case .tradedAgain: "armed scopes in which orders were signed again"
    case .moved: "movements of the balances without a trade"
    case .settled: "differences from the chain explained and settled"
    }
  }
}
