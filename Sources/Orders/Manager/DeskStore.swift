package import Hashing

/// The shared state of all runners of a key: numbers, windows, the kill latch, the lease. Every call is one
/// transaction; a failure means that nothing may be done (facts/oms.md 3.3, 4, 6.2).
package protocol DeskStore: AnyObject {
  // MARK: Numbers

  /// The limits of the approved policies; they hold for this process from now on.
  func adopt(_ limits: DeskLimits)
  /// The facts for the graph.
  func signingFacts(now: Int64) throws(DeskStoreFailure) -> SigningFacts
  /// The number for an order, in one step with the checks of facts/oms.md 3.3. `scopes` are those of the order
  /// beside `global` and the wallet: a kill of any of them refuses.
  func assignNonce(
    request: String, scopes: [KillScope], now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer
  /// The slot of a request goes to `state`; a step that the table does not have changes nothing.
  func settleNonce(
    request: String, _ state: NonceSlotState, order: Digest32?, now: Int64
  ) throws(DeskStoreFailure)
  /// What the chain's reading means for the transaction lane; nil where no node answered. Without a fresh
  /// reading no number is given.
  @discardableResult
  func observeChain(
    _ reading: ChainReading?, now: Int64
  ) throws(DeskStoreFailure) -> [NonceFinding]
  /// An operator has looked at an unresolved gap: signing may go on once there is no hole any more.
  func releaseNonceLatch(by operator: String, now: Int64) throws(DeskStoreFailure)
  /// What the journal of this process knows about the slots it left behind, and what is to be done with them
  /// (facts/oms.md 3.6). Called once at the start, before anything is assigned.
  func recoverNonces(
    _ journal: NonceJournal, now: Int64
  ) throws(DeskStoreFailure) -> [NonceRecovery]

  // MARK: The credential

  /// A credential was proven by a read: it holds until `expires`. nil: the venue refused it (401), it is
  /// expired at once.
  func observeCredential(expires: Int64?, now: Int64) throws(DeskStoreFailure)
  /// Whether it is on this caller to renew the credential now: one at a time, each for a minute.
  func claimRenewal(now: Int64) throws(DeskStoreFailure) -> Bool

  // MARK: The rate window

  /// One cancel-replace of the window; idempotent by `operation`.
  func reserveRate(operation: String, now: Int64) throws(DeskStoreFailure) -> RateAnswer
  /// Gives an operation back; only with proof that nothing of it was sent.
  func returnRate(operation: String, now: Int64) throws(DeskStoreFailure)
  /// How many cancel-replaces the window holds.
  func rateCount(now: Int64) throws(DeskStoreFailure) -> Int

  // MARK: The kill latch and the lease

  /// Latches; on the disk when it returns.
  func latch(_ record: KillRecord, now: Int64) throws(DeskStoreFailure)
  /// All kills that are not armed. A store that cannot be read throws, and that counts as tripped.
  func kills() throws(DeskStoreFailure) -> [KillRecord]
  /// Whether this process may beat and trade for the key until the time given, milliseconds since 1970. A lease
  /// that goes to another owner gets a new epoch, and whoever held an older one is given no number any more.
  func renewLease(owner: String, now: Int64, until: Int64) throws(DeskStoreFailure) -> Bool
}

extension DeskStore {
  /// The number for a request that has no scopes beside `global` and the wallet.
  package func assignNonce(
    request: String, now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer {
    try assignNonce(request: request, scopes: [], now: now)
  }
}

/// What the graph is told about a signing request (bots/nonce-shepherd.yaml, facts).
package struct SigningFacts: Hashable, Sendable {
  /// Numbers that are accounted for: settled, or in flight and known to be. Where nothing is in flight this is
  /// the chain's count. nil where the chain could not be read, or not lately.
  package var chainNonce: Int64?
  package var nextNonce: Int64
  /// Signed and not yet posted.
  package var pending: Int64
  /// Numbers given out and neither settled nor in flight: the same as `pending` where there is no gap.
  package var assigned: Int64
  /// Milliseconds since 1970; nil where there is no gap.
  package var gapSince: Int64?
  /// Milliseconds since 1970; nil where it is not known.
  package var credentialExpires: Int64?
  package var isKilled: Bool
  /// A gap lasted too long and nobody has released the latch, or this process is fenced: the graph is told that
  /// it has no sequence table, which blocks signing.
  package var isLatched: Bool

  /// Facts of these parts.
  package init(
    chainNonce: Int64?, nextNonce: Int64, pending: Int64, assigned: Int64, gapSince: Int64?,
    credentialExpires: Int64?, isKilled: Bool, isLatched: Bool = false
  ) {
    self.chainNonce = chainNonce
    self.nextNonce = nextNonce
    self.pending = pending
    self.assigned = assigned
    self.gapSince = gapSince
    self.credentialExpires = credentialExpires
    self.isKilled = isKilled
    self.isLatched = isLatched
  }
}

/// The limits that the shared state enforces, from the approved policies of the signing and resting bots.
package struct DeskLimits: Hashable, Sendable {
  package var nonce: NonceLimits
  /// Cancel-replaces of the key in any 60 s (`cancel_replace_per_min_cap`).
  package var cancelReplaces: Int

  /// Limits of these parts.
  package init(nonce: NonceLimits, cancelReplaces: Int) {
    self.nonce = nonce
    self.cancelReplaces = cancelReplaces
  }
}

/// The shared state could not be read or written.
package struct DeskStoreFailure: Error, Hashable, Sendable {
  package var message: String

  /// A failure with its reason.
  package init(_ message: String) { self.message = message }
}
