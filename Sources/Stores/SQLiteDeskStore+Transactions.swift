package import Hashing
package import Orders

/// The lane of transactions, for whoever sends them.
extension SQLiteDeskStore {
  /// How long the proof of the wallet's key counts, in milliseconds. What a node takes a transaction by is the key
  /// that signs it, which is in this process and has no end; longer than any time before an end in which a
  /// credential is renewed (`l2_credential_ttl_h`, at most 72 h).
  private static let keyLife: Int64 = 168 * 3_600_000

  /// The lane as it stands, to look at.
  package func transactionLane() throws(DeskStoreFailure) -> NonceLane {
    try look()
    return state.transactions
  }

  /// The facts about the lane for the graph, with the kills of the store.
  package func transactionFacts(
    scopes: [KillScope], now: Int64
  ) throws(DeskStoreFailure) -> SigningFacts {
    try proveKey(now: now)
    let isKilled = try register().kill(of: scopes, wallet: place.wallet) != nil
    return state.transactions.facts(
      for: NonceRequest("", epoch: caller.epoch, isKilled: isKilled), now: now,
      limits: caller.limits.nonce)
  }

  /// The number for a transaction, with all checks of facts/oms.md 3.3 in one step.
  package func assignTransaction(
    request: String, scopes: [KillScope], now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer {
    try proveKey(now: now)
    return try assignNonce(request: request, lane: .transaction, scopes: scopes, now: now)
  }

  /// The slot of a request goes to `slotState` where it still has the number; false where it does not, and nothing
  /// changed: somebody else has moved it, and what was signed with that number must not be sent.
  package func settleTransaction(
    request: String, number: Int64, _ slotState: NonceSlotState, hash: Digest32?, now: Int64
  ) throws(DeskStoreFailure) -> Bool {
    try changeLane(.transaction) { lane, caller in
      guard let slot = lane.slot(for: request), slot.number == number,
        !lane.isFenced(epoch: caller.epoch, now: now)
      else { return false }
      if slot.state == slotState { return true }
      return lane.settle(request: request, slotState, hash: hash, now: now)
    }
  }

  /// The count that the nodes named, for the lane of transactions alone.
  package func observeTransactions(
    count: Int64, now: Int64
  ) throws(DeskStoreFailure) -> [NonceFinding] {
    try changeLane(.transaction) { lane, caller in
      lane.observe(count: count, now: now, limits: caller.limits.nonce)
    }
  }

  /// Proof that no node has a posted transaction any more: its number is a hole.
  package func dropTransaction(number: Int64, now: Int64) throws(DeskStoreFailure) {
    try changeLane(.transaction) { lane, _ in lane.drop(number: number, now: now) }
  }

  /// What a process that starts again has to do about the numbers that it left. `journal` is asked what is journalled
  /// about the numbers as they stand now: bytes of a number that was moved are of no use (facts/oms.md 3.5).
  package func recoverTransactions(
    now: Int64, _ journal: (NonceLane) -> NonceJournal
  ) throws(DeskStoreFailure) -> [NonceRecovery] {
    try changeLane(.transaction) { lane, caller in
      lane.recover(journal(lane), owner: caller.owner, now: now)
    }
  }

  private func proveKey(now: Int64) throws(DeskStoreFailure) {
    try changeLane(.transaction) { lane, _ in
      lane.observeCredential(expires: now + Self.keyLife, now: now)
    }
  }
}
