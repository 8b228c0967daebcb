package import Hashing

/// What the sender of transactions is told.
package enum TransactionEvent: Hashable, Sendable {
  /// Somebody asks for an act.
  case submitted(TransactionRequest)
  /// What it would cost now.
  case quoted(id: String, TransactionQuote)
  /// It would revert, or cannot be paid, or nobody can tell: nothing was signed.
  case notQuoted(id: String, codes: [String], message: String)
  /// What the graph decided about the signature.
  case judged(id: String, Judgement)
  /// What the lane answered.
  case numbered(id: String, NonceAnswer)
  case signed(id: String, TransactionAttempt)
  /// The signer refused: a kill holds.
  case notSigned(id: String, number: Int64, code: String, message: String)
  /// The lane no longer has the number for the request: what was signed with it must not be sent.
  case moved(id: String, number: Int64)
  /// No kill stops these bytes.
  case cleared(id: String, hash: Digest32)
  /// A kill holds: the bytes stay here.
  case held(id: String, hash: Digest32, code: String, message: String)
  /// What came back when the bytes were handed to the nodes.
  case answered(id: String, hash: Digest32, SendAnswer)
  /// What the chain shows.
  case seen(TransactionSight)
  /// What the lane concluded from that.
  case findings([NonceFinding])
  /// Holes that the lane has closed, and what that asks for.
  case repairs([NonceRepair])
  /// What a process that starts again has to do about the numbers that it left.
  case recovered([NonceRecovery])
}

/// What a transaction costs, and whether it can be paid.
package struct TransactionQuote: Hashable, Sendable {
  /// Units of gas, with what may be needed beyond the estimate.
  package var gas: UInt64
  /// Wei that a unit of gas burns in the newest block.
  package var baseFee: UInt64
  /// Wei that a producer wants for a unit.
  package var tip: UInt64

  /// A quote of these parts.
  package init(gas: UInt64, baseFee: UInt64, tip: UInt64) {
    self.gas = gas
    self.baseFee = baseFee
    self.tip = tip
  }
}

/// What came back from the nodes, the best of all answers.
package enum SendAnswer: Hashable, Sendable {
  /// This node has it in its pool.
  case accepted(node: String)
  /// No node said that it has not taken it.
  case doubtful(String)
  /// Another transaction of that number pays as much.
  case underpriced(String)
  /// The number is used up: the chain says by what.
  case stale(String)
  /// All nodes refuse these bytes.
  case refused(String)
}

/// One look at the chain through all nodes.
package struct TransactionSight: Hashable, Sendable {
  /// The newest block that any node has.
  package var head: Int64
  /// The highest count of the wallet's transactions that any node names.
  package var count: Int64
  package var baseFee: UInt64
  package var tip: UInt64
  /// What became of the hashes that were asked about and are in a block.
  package var outcomes: [Digest32: TransactionOutcome]
  /// Hashes that some node has in its pool or in a block.
  package var known: Set<Digest32>
  /// Whether every node answered everything: only then is it a proof that something is not there.
  package var isComplete: Bool

  /// A look of these parts.
  package init(
    head: Int64, count: Int64, baseFee: UInt64, tip: UInt64,
    outcomes: [Digest32: TransactionOutcome], known: Set<Digest32>, isComplete: Bool
  ) {
    self.head = head
    self.count = count
    self.baseFee = baseFee
    self.tip = tip
    self.outcomes = outcomes
    self.known = known
    self.isComplete = isComplete
  }
}

/// What the sender wants done, one after the other: each is finished before the next begins.
package enum TransactionAction: Hashable, Sendable {
  /// Journals; on the disk before anything else is done.
  case record(TransactionEntry)
  /// Asks the nodes what it costs.
  case quote(id: String)
  /// Asks the graph whether it may be signed.
  case judge(id: String)
  /// Asks the lane for a number, in one step with its record.
  case assign(id: String)
  /// Signs; the kill switch is looked at last, by the signer.
  case sign(id: String, number: Int64, gas: UInt64, fee: TransactionFee)
  /// The slot of the request goes on, where it still has that number.
  case settle(id: String, number: Int64, NonceSlotState, hash: Digest32?)
  /// Looks whether a kill stops bytes that were signed earlier.
  case clear(id: String, hash: Digest32)
  /// Hands the bytes to the nodes.
  case post(id: String, hash: Digest32)
  /// The proof that no node has what was posted with that number.
  case drop(number: Int64)
}

/// How patient the sender is.
package struct TransactionPatience: Hashable, Sendable {
  /// Blocks from the one that holds it to the newest, both counted, until it is done.
  package var depth: Int64
  /// Milliseconds without any node knowing the bytes until they are handed over again, and then until they
  /// count as dropped.
  package var missing: Int64
  /// Milliseconds without being mined until it offers more.
  package var stuck: Int64
  /// Milliseconds after which bytes that were signed and never sent are too old to be sent.
  package var stale: Int64

  /// So patient.
  package init(
    depth: Int64 = 3, missing: Int64 = 6_000, stuck: Int64 = 60_000, stale: Int64 = 600_000
  ) {
    self.depth = depth
    self.missing = missing
    self.stuck = stuck
    self.stale = stale
  }
}
