package import Hashing
package import Orders

/// The shared state in memory: the same cores as in the file, for the simulator, which gives several processes
/// one medium and lets calls fail.
package final class MemoryDeskStore: DeskStore, KillLatch {
  /// What outlives a process. Belongs to one thread.
  package final class Medium {
    var state = DeskState()
    /// Every call fails: the store cannot be reached.
    package var isDown = false
    /// So many calls from now on fail, and change nothing.
    package var failures = 0
    /// So many changing calls from now on take effect, and their answer is lost.
    package var lostAnswers = 0
    /// What ages are measured by; nil: by the times that callers name.
    package var clock: StoreClock?

    /// The medium of a key that nobody used yet.
    package init(clock: StoreClock? = nil) {
      self.clock = clock
    }

    func moment(_ now: Int64) -> StoreClock.Moment {
      clock?.now ?? StoreClock.Moment(boot: "", elapsed: now)
    }
  }

  private let medium: Medium
  private var caller: DeskCaller

  /// A process at a medium. `owner` names it and is the same after a restart.
  package init(
    owner: String, wallet: String, limits: DeskLimits, medium: Medium = Medium()
  ) {
    self.medium = medium
    caller = DeskCaller(owner: owner, wallet: wallet, limits: limits)
    caller.epoch = medium.state.lease?.epoch ?? 0
  }

  package func adopt(_ limits: DeskLimits) { caller.limits = limits }

  package func signingFacts(now: Int64) throws(DeskStoreFailure) -> SigningFacts {
    try reach()
    return medium.state.signingFacts(caller, now: now)
  }

  package func assignNonce(
    request: String, scopes: [KillScope], now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer {
    try assignNonce(request: request, lane: .order, scopes: scopes, now: now)
  }

  /// The number for a request of either lane.
  package func assignNonce(
    request: String, lane: NonceLane.Kind, scopes: [KillScope] = [], now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer {
    let caller = caller
    return try change { state in
      state.assign(request, lane: lane, scopes: scopes, caller, now: now).answer
    }
  }

  package func settleNonce(
    request: String, _ state: NonceSlotState, order: Digest32?, now: Int64
  ) throws(DeskStoreFailure) {
    try settleNonce(request: request, lane: .order, state, hash: order, now: now)
  }

  /// The slot of a request of either lane goes to `slotState`.
  package func settleNonce(
    request: String, lane: NonceLane.Kind, _ slotState: NonceSlotState, hash: Digest32?,
    now: Int64
  ) throws(DeskStoreFailure) {
    try change { $0[lane].settle(request: request, slotState, hash: hash, now: now) }
  }

  @discardableResult
  package func observeChain(
    _ reading: ChainReading?, now: Int64
  ) throws(DeskStoreFailure) -> [NonceFinding] {
    let caller = caller
    return try change { $0.observe(reading, caller, now: now) }
  }

  /// What closes the holes of a lane; see ``NonceLane/resequence(now:epoch:owner:)``.
  package func resequence(
    lane: NonceLane.Kind, now: Int64
  ) throws(DeskStoreFailure) -> [NonceRepair] {
    let caller = caller
    return try change {
      $0[lane].resequence(now: now, epoch: caller.epoch, owner: caller.owner)
    }
  }

  package func releaseNonceLatch(by operator: String, now: Int64) throws(DeskStoreFailure) {
    try change { state in
      for kind in NonceLane.Kind.allCases where state[kind].head.isLatched {
        state[kind].release(now: now)
      }
    }
  }

  package func recoverNonces(
    _ journal: NonceJournal, now: Int64
  ) throws(DeskStoreFailure) -> [NonceRecovery] {
    let caller = caller
    return try change { $0.orders.recover(journal, owner: caller.owner, now: now) }
  }

  package func observeCredential(expires: Int64?, now: Int64) throws(DeskStoreFailure) {
    try change { state in
      state.orders.observeCredential(expires: expires, now: now)
      state.transactions.observeCredential(expires: expires, now: now)
    }
  }

  package func claimRenewal(now: Int64) throws(DeskStoreFailure) -> Bool {
    let limits = caller.limits.nonce
    return try change { $0.orders.claimRenewal(now: now, limits: limits) }
  }

  package func reserveRate(operation: String, now: Int64) throws(DeskStoreFailure) -> RateAnswer {
    let cap = caller.limits.cancelReplaces
    let moment = medium.moment(now)
    return try change { $0.reserveRate(operation, now: now, at: moment, cap: cap) }
  }

  package func returnRate(operation: String, now: Int64) throws(DeskStoreFailure) {
    try change { $0.window.giveBack(operation) }
  }

  package func rateCount(now: Int64) throws(DeskStoreFailure) -> Int {
    let moment = medium.moment(now)
    return try change { $0.window.count(at: moment.elapsed) }
  }

  package func latch(_ record: KillRecord, now: Int64) throws(DeskStoreFailure) {
    try change { $0.kills.take(KillStep(record)) }
  }

  package func kills() throws(DeskStoreFailure) -> [KillRecord] {
    try reach()
    return medium.state.kills.active
  }

  package func read() -> KillReading {
    do throws(DeskStoreFailure) {
      try reach()
      return .kills(medium.state.kills.entries, epoch: medium.state.kills.epoch)
    } catch {
      return .unreadable(error.message)
    }
  }

  package func write(_ step: KillStep) throws(KillLatchFailure) {
    do throws(DeskStoreFailure) {
      try change { $0.kills.take(step) }
    } catch {
      throw KillLatchFailure(error.message)
    }
  }

  package func renewLease(
    owner: String, now: Int64, until: Int64
  ) throws(DeskStoreFailure) -> Bool {
    let caller = caller
    let moment = medium.moment(now)
    guard
      let epoch = try change({ state in
        state.renewLease(caller, owner: owner, now: now, until: until, at: moment)
      })
    else { return false }
    self.caller.epoch = epoch
    self.caller.isHolder = true
    return true
  }

  private func reach() throws(DeskStoreFailure) {
    guard !medium.isDown else { throw DeskStoreFailure("the store cannot be reached") }
    guard medium.failures == 0 else {
      medium.failures -= 1
      throw DeskStoreFailure("the store refused the call")
    }
  }

  @discardableResult
  private func change<Answer>(
    _ step: (inout DeskState) -> Answer
  ) throws(DeskStoreFailure) -> Answer {
    try reach()
    let answer = step(&medium.state)
    guard medium.lostAnswers == 0 else {
      medium.lostAnswers -= 1
      throw DeskStoreFailure("the answer of the store was lost")
    }
    return answer
  }
}
