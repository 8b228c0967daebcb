import Desk
import FixedPoint
import Hashing
import Journal
import Orders
import Runner
import Signing
import Stores
import Testing
import Trading
import Venue

/// A desk whose ports a test holds in its hands. Time stands still unless the test moves it.
final class DeskRig {
  static let start: Int64 = 1_800_000_000_000
  static let market = "0x" + String(repeating: "a", count: 64)
  static let token = UInt256(77 as UInt64)
  /// Account 0 of the keys that every test node publishes.
  static let keyText = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

  private(set) var now = DeskRig.start
  let venue: ScriptedVenue
  let log: MemoryLog
  let judge = ScriptedJudge()
  let books = ScriptedBooks()
  let medium: MemoryDeskStore.Medium
  let store: MemoryDeskStore
  private(set) var alerts: [Desk.Alert] = []
  var policy: ManagerPolicy
  private(set) var desk: Desk

  /// A desk that goes on from what `log` holds, with the world as it is. `hook` may kill it.
  init(
    log: MemoryLog = MemoryLog(), venue: ScriptedVenue = ScriptedVenue(),
    medium: MemoryDeskStore.Medium = .init(), now: Int64 = DeskRig.start,
    change: (inout ManagerPolicy) -> Void = { _ in },
    hook: ((CrashPoint) throws(DeskFailure) -> Void)? = nil
  ) throws {
    let key = try SigningKey(hex: Self.keyText)
    var policy = ManagerPolicy(
      owner: "test", apiKey: ScriptedVenue.apiKey, wallet: key.address.lowercaseHex,
      builder: Digest32(1, 2, 3, 4))
    change(&policy)
    let store = MemoryDeskStore(
      owner: "test", wallet: policy.wallet,
      limits: DeskLimits(
        nonce: NonceLimits(
          pendingCeiling: 50, gapTolerance: 30_000, renewalWindow: 3_600_000,
          resequencesOnGap: true), cancelReplaces: 2), medium: medium)
    try store.observeCredential(expires: now + 86_400_000, now: now)
    var fold = ManagerFold(policy)
    for envelope in log.envelopes { try fold.take(envelope) }
    let signer = KeyDeskSigner(
      .init(key: key, apiKey: policy.apiKey, chain: .polygon, secret: [1, 2, 3]), latch: store,
      lastTimestamp: fold.manager.books.lastTimestamp, contract: { _ in .of(isNegativeRisk: false) }
    )
    var say: (Desk.Alert) -> Void = { _ in }
    desk = Desk(
      fold.manager,
      ports: .init(
        world: venue, judge: judge, books: books, store: store, latch: store, signer: signer,
        log: log), engine: "test/1", say: { say($0) }, hook: hook)
    self.log = log
    self.venue = venue
    self.medium = medium
    self.store = store
    self.policy = policy
    self.now = now
    say = { [unowned self] in alerts.append($0) }
    venue.termsOf = { [unowned self] in desk.manager.books.ledger.record($0)?.terms }
  }

  /// Starts it and lets the venue answer until it trades.
  static func trading(
    change: (inout ManagerPolicy) -> Void = { _ in }
  ) throws -> DeskRig {
    let rig = try DeskRig(change: change)
    try rig.take(.start)
    try #require(rig.desk.manager.isTrading)
    return rig
  }

  /// Takes an event and lets the venue answer until nothing waits.
  func take(_ event: ManagerEvent) throws(DeskFailure) {
    try desk.take(event, now: now)
    try pump()
  }

  func pump() throws(DeskFailure) {
    while let answer = venue.next(now: now) {
      if let answer { try desk.take(answer, now: now) }
    }
  }

  /// Lets time pass, with every tick that is wanted on the way.
  func advance(_ milliseconds: Int64) throws(DeskFailure) {
    let end = now + milliseconds
    while let wake = desk.wake, wake <= end {
      now = max(now + 1, wake)
      try take(.tick)
    }
    now = max(now, end)
    try take(.tick)
  }

  /// A plan with one resting buy of 10 shares at 0.50.
  static func plan(
    _ intent: String, side: Side = .buy, price: Int64 = 500_000, size: Int64 = 10_000_000,
    validUntil: Int64? = nil, limit: Int64? = nil, replaces: String? = nil
  ) -> ExecutionPlan {
    ExecutionPlan(
      intent: intent, strategy: "maker", time: start, validUntil: validUntil,
      legs: [
        .init(
          market: market, token: token, side: side, price: Micros(raw: price),
          size: Micros(raw: size), tick: Micros(raw: 10_000), limit: limit.map(Micros.init(raw:)),
          replaces: replaces)
      ])
  }

  /// The order of that name.
  func order(_ name: String) -> OrderView? { desk.manager.view(clientOrderID: name, now: now) }

  func life(_ name: String) -> OrderLife? { order(name)?.life }

  /// What a plan's first order came to, and its id.
  func place(_ intent: String, limit: Int64? = nil) throws -> Digest32 {
    try take(.plan(Self.plan(intent, limit: limit)))
    return try #require(order("\(intent)/0/1")?.id)
  }
}

/// A journal in memory: what is not flushed may be gone after a crash.
final class MemoryLog: DurableLog {
  private(set) var envelopes: [[UInt8]] = []
  private(set) var committedSequence: Int64 = 0
  private var sealer = EnvelopeSealer(logID: "desk-test")
  private var hashes: [Digest32] = []

  init() {}

  /// A journal that holds these envelopes already.
  init(holding log: MemoryLog, first count: Int) {
    envelopes = Array(log.envelopes.prefix(count))
    hashes = Array(log.hashes.prefix(count))
    committedSequence = Int64(envelopes.count)
    sealer = EnvelopeSealer(
      logID: "desk-test", after: committedSequence, hash: hashes.last ?? .zero)
  }

  var head: Digest32 { hashes.last ?? .zero }

  func append(_ draft: borrowing EnvelopeDraft) throws(JournalError) -> Int64 {
    var bytes: [UInt8] = []
    sealer.seal(draft, into: &bytes)
    envelopes.append(bytes)
    hashes.append(sealer.hash)
    return sealer.sequence
  }

  func commitIfDue() throws(JournalError) {}
  func flush() throws(JournalError) { committedSequence = Int64(envelopes.count) }
}

/// Lets everything be signed and everything rest, unless a test says otherwise.
final class ScriptedJudge: DeskJudge {
  var signing: (OrderTerms) -> Judgement = { _ in
    Judgement(action: .assignNonce, codes: ["NONCE_SHEPHERD_OK"], sequence: 1)
  }
  var resting: (RestingView) -> Judgement? = { _ in
    Judgement(action: .hold, codes: ["QUEUE_WARDEN_HOLD"], sequence: 1)
  }
  private(set) var restingCount = 0

  func judge(
    signing terms: OrderTerms, facts: SigningFacts?, now: Int64
  ) throws(JournalError) -> Judgement { signing(terms) }

  func judge(resting order: RestingView, now: Int64) throws(JournalError) -> Judgement? {
    restingCount += 1
    return resting(order)
  }
}

/// One book for every token.
final class ScriptedBooks: DeskBooks {
  var view: BookView? = BookView(
    bestBid: Micros(raw: 500_000), bestAsk: Micros(raw: 530_000), age: 0)

  func book(of token: UInt256, now: Int64) -> BookView? { view }
  func queueAhead(of order: Digest32) -> Micros? { Micros(raw: 5_000_000) }
  func tags(of market: String) -> [String] { [] }
}
