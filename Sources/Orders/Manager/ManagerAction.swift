package import Hashing
package import Venue

/// What the order manager wants done, in this order. Everything that is recorded stands in the journal, on the
/// disk, before anything behind it leaves the process (facts/oms.md 1.4).
package enum ManagerAction: Equatable, Sendable {
  /// Already applied to the state; replaying all of them from the start gives the state back. `cause` is the
  /// number of the envelope that led here, such as a decision's.
  case record(ManagerEntry, cause: Int64?)
  /// Answered at once, in this process, by an event.
  case ask(ManagerQuestion)
  /// Leaves the process; its answer comes later, or never.
  case perform(ManagerEffect)
  /// For people: a code of the registry, and what happened.
  case alert(code: String, scope: KillScope, text: String)
}

/// What is answered at once by the graph, the shared store or the signer.
package enum ManagerQuestion: Hashable, Sendable {
  /// The graph, on a signing request.
  case judgeSigning(OrderTerms)
  /// The graph again, for an order whose deferred operation has room now.
  case judgeResting(order: Digest32)
  /// The number for an order, atomically with the kill flag, the latch, the gap and the ceiling.
  case assignNonce(OrderTerms)
  /// How far the slot of an order got.
  case settleNonce(clientOrderID: String, NonceSlotState, order: Digest32?)
  /// What the journal knows about the numbers that an earlier life of this process was given.
  case recoverNonces(NonceJournal)
  /// Sign; checks the kill switch itself.
  case sign(OrderTerms, sequence: Int64)
  /// One cancel-replace of the key's window.
  case reserveRate(order: Digest32, operation: String)
  /// The kill flag everywhere, before anything else is done.
  case latch(KillStep)
  /// What the shared latch shows; answered by ``ManagerEvent/latch(_:)``.
  case readLatch
  /// The lease of the key until that time, milliseconds since 1970; answered by ``ManagerEvent/lease(isHeld:)``.
  case renewLease(until: Int64)
  /// What the chain's reading means for the lanes; nil where it could not be read.
  case observeChain(ChainReading?)
  /// When the credential ends, milliseconds since 1970; nil where the venue refused it, which blocks signing at
  /// once.
  case credential(expires: Int64?)
}

/// What leaves the process.
package enum ManagerEffect: Equatable, Sendable {
  /// Send these bytes. Never any others for this order.
  case post(order: Digest32, body: [UInt8], type: OrderType)
  case cancel(orders: [Digest32], attempt: Int)
  case cancelAll
  case cancelMarket(String)
  case readSnapshot(round: Int, tradesSince: Int64)
  /// Ask for one trade by its id; what is told of it comes as `ManagerEvent.trade`, and nothing where it is unknown.
  case lookUpTrade(id: String)
  case lookUp(order: Digest32)
  case beat(HeartbeatChain.Action)
  case readChain
  case renewCredential
  /// Draining is over, or cannot be finished: what is still open.
  case drained(open: Int)
}
