package import FixedPoint

extension ManagerBooks {
  /// The tokens that a run has to know of from its start, ascending: those that the wallet may hold, those of open
  /// orders, and those of plans whose orders are still to come.
  package func tokens(now: Int64) -> [UInt256] {
    var tokens = Set(chain.heldTokens(now: now))
    for order in ledger.openOrders { tokens.insert(order.terms.token) }
    for intent in unfinishedIntents { tokens.formUnion(intent.plan.legs.map(\.token)) }
    return tokens.sorted()
  }
}
