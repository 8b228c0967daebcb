package import FixedPoint
package import Hashing
package import Trading

/// What changes the order manager's lasting state, and the only thing that does: the journal holds all of them,
/// and folding them again gives the same state bit for bit (design.md 5).
package enum ManagerEntry: Hashable, Sendable {
  /// A plan was taken.
  case plan(ExecutionPlan)
  /// A plan was not taken: why. What stands under its intent id stays.
  case refused(intent: String, code: String, reason: String)
  /// An order was refused before it was signed: DENIED, never sent.
  case denied(OrderTerms, code: String, reason: String)
  /// An order exists, with the bytes that alone are sent for it.
  case order(OrderTerms, SignedBytes, sequence: Int64)
  /// Something became known about an order.
  case fact(order: Digest32, OrderFact, FactSource)
  /// A trade or an order that nobody here knows, kept until somebody does.
  case unknown(order: Digest32, OrderFact, FactSource)
  /// A step of taking an order's place by another.
  case replacement(order: Digest32, ReplacementStep)
  case kill(KillStep)
  /// Something that people have to look at: the class and what was found, as canonical JSON.
  case incident(code: String, scope: KillScope, detail: [UInt8])
  case paused(KillScope, code: String)
  /// By the reconciler, or by a person.
  case resumed(KillScope, by: String)
  /// What a person asked for, and what became of it.
  case request(OperatorRequest, OperatorAnswer)
  /// An order of our key that somebody else placed is part of the books from now on.
  case adopted(OrderTerms, SignedBytes)
  /// A step of the comparison with the chain: what is counted from, what differs, who explained it.
  case chain(ChainEntry)
  /// A reconciliation round ended without a difference.
  case reconciled(round: Int, asOf: Int64)
  /// Plans that are over, of before that time, are not remembered any more (milliseconds since 1970): a plan that is
  /// older is not taken from now on.
  case forgotten(before: Int64)
}

/// How far a cancel-replace got. It survives a restart: what was cancelled for a replacement is replaced.
package enum ReplacementStep: Hashable, Sendable {
  /// The window is full; the order stays as it is and is judged again when there is room. How grave the decision
  /// was gives its turn.
  case deferred(by: String, severity: Severity)
  /// It counts in the window and the cancel is on its way; once that is acknowledged, what is left is quoted at
  /// this price under the client order id `by`. `aheadBefore` and `aheadAfter` are the shares that come before the
  /// old and the new order, nil where nobody knows.
  case granted(by: String, price: Micros, aheadBefore: Micros?, aheadAfter: Micros?)
  /// The replacement is an order of its own now.
  case replaced
  /// Nothing comes of it: the reason, in a word.
  case dropped(reason: String)
}
