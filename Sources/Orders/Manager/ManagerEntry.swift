package import FixedPoint
package import Hashing

/// What changes the order manager's lasting state, and the only thing that does: the journal holds all of them,
/// and folding them again gives the same state bit for bit (design.md 5).
package enum ManagerEntry: Hashable, Sendable {
  /// A plan was taken.
  case plan(ExecutionPlan)
  /// A plan, or a leg of it, was refused: why.
  case refused(intent: String, leg: Int?, code: String, reason: String)
  /// An order exists, with the bytes that alone are sent for it.
  case order(OrderTerms, SignedBytes, sequence: Int64)
  /// Something became known about an order.
  case fact(order: Digest32, OrderFact, FactSource)
  /// A trade or an order that nobody here knows, kept until somebody does.
  case unknown(order: Digest32, OrderFact, FactSource)
  /// An operation waits for room in the rate window; nil where it no longer does.
  case deferred(order: Digest32, price: Micros?, isWaiting: Bool)
  case kill(KillRecord)
  /// Something that people have to look at: the class and what was found, as canonical JSON.
  case incident(code: String, scope: KillScope, detail: [UInt8])
  case paused(KillScope, code: String)
  case resumed(KillScope)
  /// A reconciliation round ended without a difference.
  case reconciled(round: Int, asOf: Int64)
}
