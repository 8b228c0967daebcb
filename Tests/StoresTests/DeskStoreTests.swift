import FixedPoint
import Hashing
import Orders
import Stores
import TestSupport
import Testing

/// The limits of the tests: three pending, half a minute of gap, twelve hours of renewal, three operations a minute.
let limits = DeskLimits(
  nonce: NonceLimits(
    pendingCeiling: 3, gapTolerance: 30_000, renewalWindow: 43_200_000, resequencesOnGap: true,
    chainFreshness: 60_000),
  cancelReplaces: 3)

/// A store of either kind with a process at it; `second()` gives another process at the same state.
struct StoreCase: CustomTestStringConvertible {
  enum Kind: CaseIterable { case memory, file }

  let kind: Kind
  static let all = Kind.allCases.map { StoreCase(kind: $0) }
  var testDescription: String { "\(kind)" }

  /// Processes at one state, one for each name, on the machine's clock or the one that is given.
  func stores(
    _ names: String..., in folder: TemporaryFolder, clock: StoreClock? = nil
  ) throws -> [any DeskStore] {
    let medium = MemoryDeskStore.Medium(clock: clock)
    return try names.map { name in
      switch kind {
      case .memory:
        MemoryDeskStore(owner: name, wallet: "0xAb", limits: limits, medium: medium)
      case .file: try file(name, in: folder, clock: clock)
      }
    }
  }
}

/// The clock of a machine, moved by hand.
final class HandClock {
  var elapsed: Int64 = 0
  /// The clock as stores have it, of the start of the machine with this name.
  func store(_ boot: String = "a boot") -> StoreClock {
    StoreClock(boot: boot) { self.elapsed }
  }
}

/// A process at the file of a folder.
func file(
  _ owner: String, in folder: TemporaryFolder, now: Int64 = 0, clock: StoreClock? = nil
) throws -> SQLiteDeskStore {
  try SQLiteDeskStore(
    SQLiteDeskStore.Place(
      path: folder.path + "/desk.sqlite", latchPath: folder.path + "/kill.json", wallet: "0xAb",
      apiKey: "key"), owner: owner, limits: limits, now: now, clock: clock)
}

/// What the chain says at the start of the tests.
func reading(_ count: Int64) -> ChainReading {
  ChainReading(block: 1, transactionCount: count, collateral: .zero, shares: [:])
}

/// A step of a kill.
func kill(
  _ scope: KillScope, _ state: KillRecord.State = .tripped, epoch: Int64 = 1
) -> KillRecord {
  KillRecord(
    id: "k\(epoch)", epoch: epoch, scope: scope, state: state, trigger: .manual, by: "alice",
    reason: "drill", time: 1)
}

@Suite("the shared state of a desk, in memory and in a file")
struct DeskStoreTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(
    "two processes are given one row of numbers, and the same request the same",
    arguments: StoreCase.all)
  func numbers(of kind: StoreCase) throws {
    let stores = try kind.stores("one", "two", in: folder)
    try stores[0].observeChain(reading(7), now: 1000)
    try stores[1].observeCredential(expires: 1_000_000_000_000, now: 1000)
    var given: [NonceAnswer] = []
    for turn in 0..<3 {
      given.append(try stores[turn % 2].assignNonce(request: "r\(turn)", now: 1001))
    }
    #expect(given == [0, 1, 2].map { .assigned($0, codes: ["NONCE_SHEPHERD_OK"]) })
    #expect(
      try stores[1].assignNonce(request: "r3", now: 1002)
        == .refused(codes: ["NONCE_SHEPHERD_QUEUE_FULL"]))
    try stores[1].settleNonce(request: "r0", .posted, order: .zero, now: 1003)
    #expect(
      try stores[1].assignNonce(request: "r1", now: 1003)
        == .assigned(1, codes: ["NONCE_SHEPHERD_OK"]))
    #expect(
      try stores[0].assignNonce(request: "r3", now: 1003)
        == .assigned(3, codes: ["NONCE_SHEPHERD_OK"]))
    #expect(
      try stores[0].signingFacts(now: 1003)
        == SigningFacts(
          chainNonce: 1, nextNonce: 4, pending: 3, assigned: 3, gapSince: nil,
          credentialExpires: 1_000_000_000_000, isKilled: false))
  }

  @Test(
    "an order in doubt holds all others, and too long latches until somebody looked",
    arguments: StoreCase.all)
  func doubt(of kind: StoreCase) throws {
    let stores = try kind.stores("one", "two", in: folder)
    try stores[0].observeCredential(expires: .max, now: 0)
    try stores[0].observeChain(reading(7), now: 0)
    _ = try stores[0].assignNonce(request: "a", now: 0)
    try stores[0].settleNonce(request: "a", .unknown, order: .zero, now: 10)
    let held = NonceAnswer.refused(codes: ["NONCE_SHEPHERD_GAP_DETECTED"])
    #expect(try stores[1].assignNonce(request: "b", now: 100) == held)
    #expect(try stores[0].signingFacts(now: 100).gapSince == 10)
    #expect(try stores[1].assignNonce(request: "b", now: 30_010) == held)
    let unresolved = NonceAnswer.refused(codes: ["NONCE_SHEPHERD_GAP_UNRESOLVED"])
    #expect(try stores[1].assignNonce(request: "b", now: 30_011) == unresolved)
    try stores[0].settleNonce(request: "a", .posted, order: .zero, now: 30_012)
    #expect(try stores[0].assignNonce(request: "b", now: 30_013) == unresolved)
    #expect(try stores[0].signingFacts(now: 30_013).isLatched)
    try stores[1].releaseNonceLatch(by: "alice", now: 30_014)
    #expect(
      try stores[0].assignNonce(request: "b", now: 30_015)
        == .assigned(1, codes: ["NONCE_SHEPHERD_OK"]))
  }

  @Test(
    "one window for all: an operation counts once, room comes when the oldest leaves",
    arguments: StoreCase.all)
  func window(of kind: StoreCase) throws {
    let clock = HandClock()
    let stores = try kind.stores("one", "two", in: folder, clock: clock.store())
    func reserve(_ process: Int, _ operation: String, at time: Int64) throws -> RateAnswer {
      clock.elapsed = time
      return try stores[process].reserveRate(operation: operation, now: time)
    }
    for (turn, time) in [Int64(1000), 2000, 3000].enumerated() {
      #expect(try reserve(turn % 2, "o\(turn)", at: time) == .granted)
    }
    #expect(try reserve(1, "o3", at: 60_999) == .full(until: 61_000))
    // Asked for again, it counts once, and from then.
    #expect(try reserve(1, "o0", at: 60_999) == .granted)
    #expect(try stores[0].rateCount(now: 60_999) == 3)
    #expect(try reserve(0, "o3", at: 61_000) == .full(until: 62_000))
    #expect(try reserve(0, "o3", at: 62_000) == .granted)
    #expect(try reserve(1, "o4", at: 62_000) == .full(until: 63_000))
    try stores[1].returnRate(operation: "o2", now: 62_000)
    #expect(try reserve(0, "o4", at: 62_000) == .granted)
    #expect(try stores[0].rateCount(now: 62_000) == 3)
  }

  @Test(
    "a kill stops the scopes that it names, and no older step brings anything back",
    arguments: StoreCase.all)
  func kills(of kind: StoreCase) throws {
    let stores = try kind.stores("one", "two", in: folder)
    try stores[0].observeCredential(expires: .max, now: 0)
    try stores[0].observeChain(reading(7), now: 0)
    func isKilled(_ scopes: [KillScope]) throws -> Bool {
      let answer = try stores[1].assignNonce(request: "x", scopes: scopes, now: 1)
      return answer == .refused(codes: ["KILL_SWITCH_ACTIVE"])
    }
    #expect(try !isKilled([.strategy("s")]))
    try stores[0].latch(kill(.strategy("s")), now: 1)
    #expect(try isKilled([.market("m"), .strategy("s")]))
    #expect(try !isKilled([.strategy("t")]))
    try stores[1].latch(kill(.wallet("0xaB"), epoch: 2), now: 1)
    #expect(try isKilled([]))
    #expect(try stores[0].signingFacts(now: 1).isKilled)
    try stores[0].latch(kill(.wallet("0xab"), .armed, epoch: 1), now: 2)
    #expect(try isKilled([]))
    try stores[0].latch(kill(.wallet("0xab"), .armed, epoch: 2), now: 2)
    #expect(try !isKilled([]))
    #expect(try stores[1].kills() == [kill(.strategy("s"))])
  }

  @Test("a lease that goes to another fences whoever held it", arguments: StoreCase.all)
  func lease(of kind: StoreCase) throws {
    let clock = HandClock()
    let stores = try kind.stores("one", "two", "one", in: folder, clock: clock.store())
    func renew(_ process: Int, _ owner: String, at time: Int64, until: Int64) throws -> Bool {
      clock.elapsed = time
      return try stores[process].renewLease(owner: owner, now: time, until: until)
    }
    try stores[0].observeCredential(expires: .max, now: 0)
    try stores[0].observeChain(reading(7), now: 0)
    #expect(try renew(0, "one", at: 0, until: 100))
    #expect(try !renew(1, "two", at: 99, until: 199))
    #expect(try renew(0, "one", at: 50, until: 150))
    #expect(try renew(1, "two", at: 150, until: 250))
    #expect(try !renew(0, "one", at: 151, until: 251))
    let fenced = NonceAnswer.refused(codes: ["NONCE_SHEPHERD_GAP_UNRESOLVED"])
    #expect(try stores[0].assignNonce(request: "a", now: 151) == fenced)
    #expect(try stores[0].signingFacts(now: 151).isLatched)
    #expect(
      try stores[1].assignNonce(request: "a", now: 151)
        == .assigned(0, codes: ["NONCE_SHEPHERD_OK"]))
    // The same process, started again: it takes its own lease over, and what is left of the old one is fenced.
    #expect(try renew(2, "one", at: 251, until: 351))
    #expect(try !renew(0, "one", at: 252, until: 352))
    #expect(try stores[1].assignNonce(request: "b", now: 252) == fenced)
  }

  @Test(
    "one renews the credential at a time, and a refusal of the venue ends it at once",
    arguments: StoreCase.all)
  func credential(of kind: StoreCase) throws {
    let stores = try kind.stores("one", "two", in: folder)
    try stores[0].observeChain(reading(7), now: 0)
    #expect(
      try stores[0].assignNonce(request: "a", now: 0)
        == .refused(codes: ["NONCE_SHEPHERD_CREDENTIAL_EXPIRED"]))
    try stores[0].observeCredential(expires: 43_200_001, now: 0)
    #expect(try !stores[0].claimRenewal(now: 0))
    #expect(
      try stores[0].assignNonce(request: "a", now: 1)
        == .assigned(0, codes: ["NONCE_SHEPHERD_CREDENTIAL_RENEWING", "NONCE_SHEPHERD_OK"]))
    #expect(try stores[0].claimRenewal(now: 1))
    #expect(try !stores[1].claimRenewal(now: 60_000))
    #expect(try stores[1].claimRenewal(now: 60_001))
    try stores[1].observeCredential(expires: nil, now: 60_002)
    try stores[1].observeChain(reading(7), now: 60_002)
    #expect(
      try stores[0].assignNonce(request: "b", now: 60_003)
        == .refused(codes: ["NONCE_SHEPHERD_CREDENTIAL_EXPIRED"]))
  }
}
