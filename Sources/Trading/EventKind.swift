/// What happened that makes bots decide. One evaluation of the graph is for one event of one kind.
package enum EventKind: String, CaseIterable, Sendable {
  /// A resting order was touched by its book or by the clock.
  case restingOrder = "resting_order"
  /// An order waits for its number and its signature.
  case signingRequest = "signing_request"
  /// The clock looks at the age of a feed.
  case feedCheck = "feed_check"
  /// The clock looks at what trips the kill switch.
  case riskCheck = "risk_check"
  /// The clock looks at a difference between our books and the venue's that is open.
  case reconcileCheck = "reconcile_check"
}
