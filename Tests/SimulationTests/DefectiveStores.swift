import Hashing
import Orders

/// A store that passes everything on; what follows it does one thing wrong.
class PassingStore: DeskStore {
  let store: any DeskStore

  init(_ store: any DeskStore) { self.store = store }

  func adopt(_ limits: DeskLimits) { store.adopt(limits) }
  func signingFacts(now: Int64) throws(DeskStoreFailure) -> SigningFacts {
    try store.signingFacts(now: now)
  }
  func assignNonce(
    request: String, scopes: [KillScope], now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer {
    try store.assignNonce(request: request, scopes: scopes, now: now)
  }
  func settleNonce(
    request: String, _ state: NonceSlotState, order: Digest32?, now: Int64
  ) throws(DeskStoreFailure) {
    try store.settleNonce(request: request, state, order: order, now: now)
  }
  func observeChain(_ reading: ChainReading?, now: Int64) throws(DeskStoreFailure) -> [NonceFinding]
  {
    try store.observeChain(reading, now: now)
  }
  func releaseNonceLatch(by operator: String, now: Int64) throws(DeskStoreFailure) {
    try store.releaseNonceLatch(by: `operator`, now: now)
  }
  func recoverNonces(
    _ journal: NonceJournal, now: Int64
  ) throws(DeskStoreFailure) -> [NonceRecovery] {
    try store.recoverNonces(journal, now: now)
  }
  func observeCredential(expires: Int64?, now: Int64) throws(DeskStoreFailure) {
    try store.observeCredential(expires: expires, now: now)
  }
  func claimRenewal(now: Int64) throws(DeskStoreFailure) -> Bool {
    try store.claimRenewal(now: now)
  }
  func reserveRate(operation: String, now: Int64) throws(DeskStoreFailure) -> RateAnswer {
    try store.reserveRate(operation: operation, now: now)
  }
  func returnRate(operation: String, now: Int64) throws(DeskStoreFailure) {
    try store.returnRate(operation: operation, now: now)
  }
  func rateCount(now: Int64) throws(DeskStoreFailure) -> Int { try store.rateCount(now: now) }
  func latch(_ record: KillRecord, now: Int64) throws(DeskStoreFailure) {
    try store.latch(record, now: now)
  }
  func kills() throws(DeskStoreFailure) -> [KillRecord] { try store.kills() }
  func renewLease(owner: String, now: Int64, until: Int64) throws(DeskStoreFailure) -> Bool {
    try store.renewLease(owner: owner, now: now, until: until)
  }
}

/// Gives every number twice.
final class RepeatingStore: PassingStore {
  private var count: Int64 = 0

  override func assignNonce(
    request: String, scopes: [KillScope], now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer {
    count += 1
    return .assigned(count / 2, codes: [])
  }
}

/// Gives numbers without asking whether anything was killed.
final class CountingStore: PassingStore {
  private var count: Int64 = 0

  override func signingFacts(now: Int64) throws(DeskStoreFailure) -> SigningFacts {
    var facts = try store.signingFacts(now: now)
    facts.isKilled = false
    return facts
  }

  override func assignNonce(
    request: String, scopes: [KillScope], now: Int64
  ) throws(DeskStoreFailure) -> NonceAnswer {
    count += 1
    return .assigned(count, codes: [])
  }
}

/// Has room for everything.
final class OpenStore: PassingStore {
  override func reserveRate(
    operation: String, now: Int64
  ) throws(DeskStoreFailure) -> RateAnswer { .granted }
  override func rateCount(now: Int64) throws(DeskStoreFailure) -> Int { 0 }
}

/// A latch that never shows what others tripped.
final class BlindLatch: KillLatch {
  private let latch: any KillLatch

  init(_ latch: any KillLatch) { self.latch = latch }

  func read() -> KillReading { .kills([], epoch: 0) }
  func write(_ step: KillStep) throws(KillLatchFailure) { try latch.write(step) }
}

/// Measures the window by the date.
final class DatedStore: PassingStore {
  private var window = OperationWindow()

  override func reserveRate(
    operation: String, now: Int64
  ) throws(DeskStoreFailure) -> RateAnswer {
    window.reserve(operation, now: now, cap: 3)
  }
  override func returnRate(operation: String, now: Int64) throws(DeskStoreFailure) {
    window.giveBack(operation)
  }
  override func rateCount(now: Int64) throws(DeskStoreFailure) -> Int { window.count(at: now) }
}

/// Arms where the first of two people has signed.
final class HastyLatch: KillLatch {
  private let latch: any KillLatch

  init(_ latch: any KillLatch) { self.latch = latch }

  func read() -> KillReading { latch.read() }
  func write(_ step: KillStep) throws(KillLatchFailure) {
    var step = step
    if step.record.state == .resetRequested { step.record.state = .armed }
    try latch.write(step)
  }
}
