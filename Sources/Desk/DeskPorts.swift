package import FixedPoint
package import Hashing
package import Journal
package import Orders

/// Where effects go: the venue and the chain over the network, or a simulated world. Returns at once; what comes of
/// an effect is an event for the desk later, or never.
package protocol DeskWorld: AnyObject {
  /// Starts `effect`.
  func perform(_ effect: ManagerEffect, now: Int64)
}

/// The evaluation graph, as the desk asks it. Journals its decisions before it answers.
package protocol DeskJudge: AnyObject {
  /// NonceShepherd on an order that waits for its number; no facts where the shared store cannot be read.
  func judge(
    signing terms: OrderTerms, facts: SigningFacts?, now: Int64
  ) throws(JournalError) -> Judgement
  /// QueueWarden on an order that rests; nil where no bot decides such events.
  func judge(resting order: RestingView, now: Int64) throws(JournalError) -> Judgement?
}

/// What the graph is told about a signing request (bots/nonce-shepherd.yaml, facts).
package struct SigningFacts: Hashable, Sendable {
  /// nil where the chain could not be read, or not lately.
  package var chainNonce: Int64?
  package var nextNonce: Int64
  /// Signed and not yet posted.
  package var pending: Int64
  /// Numbers given out and not settled.
  package var assigned: Int64
  /// Milliseconds since 1970; nil where there is no gap.
  package var gapSince: Int64?
  /// Milliseconds since 1970; nil where it is not known.
  package var credentialExpires: Int64?
  package var isKilled: Bool

  /// Facts of these parts.
  package init(
    chainNonce: Int64?, nextNonce: Int64, pending: Int64, assigned: Int64, gapSince: Int64?,
    credentialExpires: Int64?, isKilled: Bool
  ) {
    self.chainNonce = chainNonce
    self.nextNonce = nextNonce
    self.pending = pending
    self.assigned = assigned
    self.gapSince = gapSince
    self.credentialExpires = credentialExpires
    self.isKilled = isKilled
  }
}

/// What the graph is told about a resting order (bots/queue-warden.yaml, facts).
package struct RestingView: Hashable, Sendable {
  package var id: Digest32
  package var terms: OrderTerms
  package var open: Micros
  /// When the venue had it, milliseconds since 1970.
  package var placedAt: Int64
  /// Shares that came before it at its price; nil where nobody can tell.
  package var queueAhead: Micros?
  /// nil where the book cannot be read.
  package var bestBid: Micros?
  package var bestAsk: Micros?
  /// Milliseconds since the book was last heard of; nil where it cannot be read.
  package var bookAge: Int64?
  /// Cancel-replaces of the key in the last 60 s; nil where the window cannot be read.
  package var cancelReplaces: Int?
  package var isKilled: Bool
  package var tags: [String]

  /// A view of these parts.
  package init(
    id: Digest32, terms: OrderTerms, open: Micros, placedAt: Int64, queueAhead: Micros?,
    bestBid: Micros?, bestAsk: Micros?, bookAge: Int64?, cancelReplaces: Int?, isKilled: Bool,
    tags: [String] = []
  ) {
    self.id = id
    self.terms = terms
    self.open = open
    self.placedAt = placedAt
    self.queueAhead = queueAhead
    self.bestBid = bestBid
    self.bestAsk = bestAsk
    self.bookAge = bookAge
    self.cancelReplaces = cancelReplaces
    self.isKilled = isKilled
    self.tags = tags
  }
}

/// The shared state of all runners of a key: numbers, windows, the kill latch, the lease. Every call is one
/// transaction; a failure means that nothing may be done (facts/oms.md 3.3, 4, 6.2).
package protocol DeskStore: AnyObject {
  /// The facts for the graph.
  func signingFacts(now: Int64) throws(DeskStoreFailure) -> SigningFacts
  /// The number for a request, in one step with the checks of facts/oms.md 3.3.
  func assignNonce(request: String, now: Int64) throws(DeskStoreFailure) -> NonceAnswer
  /// The slot of a request goes to `state`.
  func settleNonce(
    request: String, _ state: NonceSlotState, order: Digest32?, now: Int64
  ) throws(DeskStoreFailure)
  /// What the chain's reading means for the lanes.
  func observeChain(_ reading: ChainReading?, now: Int64) throws(DeskStoreFailure)
  /// One cancel-replace of the window; idempotent by `operation`.
  func reserveRate(operation: String, now: Int64) throws(DeskStoreFailure) -> RateAnswer
  /// How many cancel-replaces the window holds.
  func rateCount(now: Int64) throws(DeskStoreFailure) -> Int
  /// Latches; on the disk when it returns.
  func latch(_ record: KillRecord, now: Int64) throws(DeskStoreFailure)
  /// All kills that are not armed. A store that cannot be read throws, and that counts as tripped.
  func kills() throws(DeskStoreFailure) -> [KillRecord]
  /// Whether this process may beat and trade for the key until the time given, milliseconds since 1970.
  func renewLease(owner: String, now: Int64, until: Int64) throws(DeskStoreFailure) -> Bool
}

/// The shared state could not be read or written.
package struct DeskStoreFailure: Error, Hashable, Sendable {
  package var message: String

  /// A failure with its reason.
  package init(_ message: String) { self.message = message }
}

/// What puts a key to an order. The last check of the kill switch is here: there is no path to a signature
/// around it (facts/oms.md 6.2 rule 1).
package protocol DeskSigner: AnyObject {
  /// Signs; the salt follows from the lane's secret and `sequence`, so that one number never gives two orders.
  func sign(_ terms: OrderTerms, sequence: Int64, now: Int64) throws(SigningRefusal) -> SignedBytes
}

/// Why nothing was signed.
package struct SigningRefusal: Error, Hashable, Sendable {
  /// A code of the registry, such as `KILL_SWITCH_ACTIVE`.
  package var code: String
  package var message: String

  /// A refusal of these parts.
  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}
