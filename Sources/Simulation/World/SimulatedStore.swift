import Hashing
import Orders

/// The shared store of a simulated desk: the cores of the real stores in memory, with failures between them and the
/// desk. It outlives crashes of the process, as a server does.
final class SimulatedStore: DeskStore, KillLatch {
  /// What becomes of a call.
  enum Trouble {
    case none
    /// Nothing was done.
    case refused
    /// It was done, and the answer was lost.
    case unanswered
  }

  /// What the store answers when it is well.
  var store: any DeskStore & KillLatch
  /// Whether the latch fails when the store does; else it is read from the file beside it.
  var losesLatch = false
  /// Asked at every call.
  var trouble: () -> Trouble = { .none }
  /// Told of what was really done.
  var onNumber: (_ request: String, _ number: Int64) -> Void = { _, _ in }
  var onReservation: (_ operation: String) -> Void = { _ in }
  var onReturn: (_ operation: String) -> Void = { _ in }
  var onLatch: (KillRecord) -> Void = { _ in }

  /// A store around `store`.
  init(_ store: any DeskStore & KillLatch) {
    self.store = store
  }

  private func through<Answer>(
    _ body: () throws(DeskStoreFailure) -> Answer
  ) throws(DeskStoreFailure) -> Answer {
    switch trouble() {
    case .none: return try body()
    case .refused: throw DeskStoreFailure("the store does not answer")
    case .unanswered:
      _ = try body()
      throw DeskStoreFailure("the store's answer was lost")
    }
  }

  func adopt(_ limits: DeskLimits) { store.adopt(limits) }

  func signingFacts(now: Int64) throws(DeskStoreFailure) -> SigningFacts {
    try through { () throws(DeskStoreFailure) in try store.signingFacts(now: now) }
  }

  func assignNonce(
    request: String, scopes: [KillScope], now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer {
    try through { () throws(DeskStoreFailure) in
      let answer = try store.assignNonce(request: request, scopes: scopes, now: now)
      if case .assigned(let number, _) = answer { onNumber(request, number) }
      return answer
    }
  }

  func settleNonce(
    request: String, _ state: NonceSlotState, order: Digest32?, now: Int64
  ) throws(DeskStoreFailure) {
    try through { () throws(DeskStoreFailure) in
      try store.settleNonce(request: request, state, order: order, now: now)
    }
  }

  func observeChain(
    _ reading: ChainReading?, now: Int64
  ) throws(DeskStoreFailure) -> [NonceFinding] {
    try through { () throws(DeskStoreFailure) in try store.observeChain(reading, now: now)
    }
  }

  func releaseNonceLatch(by operator: String, now: Int64) throws(DeskStoreFailure) {
    try through { () throws(DeskStoreFailure) in
      try store.releaseNonceLatch(by: `operator`, now: now)
    }
  }

  func recoverNonces(
    _ journal: NonceJournal, now: Int64
  ) throws(DeskStoreFailure) -> [NonceRecovery] {
    try through { () throws(DeskStoreFailure) in try store.recoverNonces(journal, now: now)
    }
  }

  func observeCredential(expires: Int64?, now: Int64) throws(DeskStoreFailure) {
    try through { () throws(DeskStoreFailure) in
      try store.observeCredential(expires: expires, now: now)
    }
  }

  func claimRenewal(now: Int64) throws(DeskStoreFailure) -> Bool {
    try through { () throws(DeskStoreFailure) in try store.claimRenewal(now: now) }
  }

  func reserveRate(
    operation: String, now: Int64
  ) throws(DeskStoreFailure) -> RateAnswer {
    try through { () throws(DeskStoreFailure) in
      let answer = try store.reserveRate(operation: operation, now: now)
      if case .granted = answer { onReservation(operation) }
      return answer
    }
  }

  func returnRate(operation: String, now: Int64) throws(DeskStoreFailure) {
    try through { () throws(DeskStoreFailure) in
      try store.returnRate(operation: operation, now: now)
      onReturn(operation)
    }
  }

  func rateCount(now: Int64) throws(DeskStoreFailure) -> Int {
    try through { () throws(DeskStoreFailure) in try store.rateCount(now: now) }
  }

  func latch(_ record: KillRecord, now: Int64) throws(DeskStoreFailure) {
    try through { () throws(DeskStoreFailure) in
      try store.latch(record, now: now)
      tell(record)
    }
  }

  func kills() throws(DeskStoreFailure) -> [KillRecord] {
    try through { () throws(DeskStoreFailure) in try store.kills() }
  }

  // MARK: the latch

  func read() -> KillReading {
    guard losesLatch else { return store.read() }
    return switch trouble() {
    case .none: store.read()
    case .refused, .unanswered: .unreadable("the store does not answer")
    }
  }

  func write(_ step: KillStep) throws(KillLatchFailure) {
    let trouble = losesLatch ? trouble() : .none
    if case .refused = trouble { throw KillLatchFailure("the store does not answer") }
    try store.write(step)
    tell(step.record)
    if case .unanswered = trouble { throw KillLatchFailure("the store's answer was lost") }
  }

  /// Tells of a step that the latch has now: one of an older kill is void, and changes nothing.
  private func tell(_ record: KillRecord) {
    guard case .kills(let kills, _) = store.read(),
      kills.contains(where: { $0.step.record == record })
    else { return }
    onLatch(record)
  }

  func renewLease(owner: String, now: Int64, until: Int64) throws(DeskStoreFailure) -> Bool {
    try through { () throws(DeskStoreFailure) in
      try store.renewLease(owner: owner, now: now, until: until)
    }
  }
}
