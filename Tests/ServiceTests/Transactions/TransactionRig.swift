import FixedPoint
import FoundationEssentials
import Hashing
import JSON
import Journal
import Network
import Orders
import Runner
import Runtime
import Service
import Signing
import Stores
import Synchronization
import TestSupport
import Trading
import Venue
import VenueSimulator

/// A simulated chain of several nodes, spoken to as over the network.
final class SimulatedNodes: VenueTransport {
  private let chain: Mutex<Chain>
  private let clock: SetClock
  /// Every transaction that was handed to a node, in order.
  private let sent = Mutex<[[UInt8]]>([])
  private let lostReplies = Mutex(0)

  init(_ chain: consuming Chain, clock: SetClock) {
    self.chain = Mutex(chain)
    self.clock = clock
  }

  func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPResponse {
    let path = "/" + request.url.split(separator: "/").dropFirst(2).joined(separator: "/")
    let isSending = note(request.body ?? [])
    let answer = chain.withLock {
      $0.answer(
        HTTPRequest(method: request.method, path: path, body: request.body ?? []),
        now: clock.milliseconds)
    }
    let isLost =
      isSending
      && lostReplies.withLock { count in
        guard count > 0 else { return false }
        count -= 1
        return true
      }
    guard !answer.isLost, !isLost else { throw .unanswered(.timedOut(milliseconds: 4_000)) }
    return answer.response
  }

  /// The next answers about sent transactions never arrive; what they were about is done.
  func loseReplies(_ count: Int) { lostReplies.withLock { $0 = count } }

  private func note(_ body: [UInt8]) -> Bool {
    guard let json = try? JSONValue(parsing: body),
      json["method"]?.string == "eth_sendRawTransaction",
      let bytes = json["params"]?.array?.first?.string.flatMap({ Hexadecimal.bytes($0) })
    else { return false }
    sent.withLock { $0.append(bytes) }
    return true
  }

  var raw: [[UInt8]] { sent.withLock { $0 } }

  func change<Answer: Sendable>(_ body: (inout Chain) throws -> Answer) rethrows -> Answer {
    try chain.withLock { try body(&$0) }
  }
}

/// A wallet at a simulated chain, and processes that send for it, one after the other.
final class TransactionRig {
  static let condition = Digest32(0xC0)
  static let tokens = [UInt256(11 as UInt64), UInt256(12 as UInt64)]
  static let limits = DeskLimits(
    nonce: NonceLimits(
      pendingCeiling: 16, gapTolerance: 120_000, renewalWindow: 6 * 3_600_000,
      resequencesOnGap: true), cancelReplaces: 10)

  let folder: String
  let clock = SetClock(1_795_291_200_000)
  let key: SigningKey
  let nodes: SimulatedNodes
  /// What the newest process said.
  private(set) var said: [TransactionEntry] = []
  /// Steps that may still be done before the process ends; nil: any number.
  var stepsLeft: Int?
  /// A kill that stands.
  var killed = false
  private var writer: JournalWriter?
  private(set) var desk: TransactionDesk?

  init(folder: String) throws {
    self.folder = folder
    key = try SigningKey(
      hex: "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
    var chain = Chain(ChainConfiguration(seed: 5), now: clock.milliseconds)
    chain.register(condition: Self.condition, tokens: Self.tokens)
    chain.grant(.native(UInt256(UInt128(1) << 70)), to: key.address)
    chain.grant(.collateral(1_000_000_000), to: key.address)
    chain.grant(.approvals, to: key.address)
    nodes = SimulatedNodes(chain, clock: clock)
  }

  static func with(_ body: (TransactionRig) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "polytraders-test-\(UInt64.random(in: .min ... .max))").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let rig = try TransactionRig(folder: folder)
    try await body(rig)
  }

  var journal: String { "\(folder)/transactions.sqlite" }

  func book() throws -> TransactionBook {
    try TransactionTraces.book(try JournalReader(path: journal))
  }

  /// A request to split that many pUSD.
  func split(_ id: String, _ amount: UInt64 = 10) -> TransactionRequest {
    TransactionRequest(
      id: id, purpose: "split", to: ChainContracts.conditionalTokens,
      data: ContractCall.split(
        collateral: ChainContracts.collateral, condition: Self.condition,
        amount: UInt256(amount * 1_000_000)
      ).data, market: Self.condition.prefixedHex, feeCap: 500_000_000_000)
  }

  /// pUSD that were split so far.
  var splitUnits: UInt64 {
    nodes.change { [key] in
      ($0.shares(of: key.address, token: Self.tokens[0]).uint64 ?? 0) / 1_000_000
    }
  }

  /// A process that begins, and goes on with what the one before left.
  func begin(steps: Int? = nil) async throws -> TransactionDesk {
    try? writer?.close()
    (writer, desk, stepsLeft, said) = (nil, nil, steps, [])
    let new = try JournalWriter(path: journal, logID: "transactions") { 0 }
    writer = new
    let store = try SQLiteDeskStore(
      .transactions(
        path: "\(folder)/desk.sqlite", latchPath: "\(folder)/desk-latch.json", chain: 137,
        wallet: key.address.lowercaseHex),
      owner: "tx", limits: Self.limits, now: clock.milliseconds,
      clock: StoreClock { [clock] in clock.milliseconds })
    let latch = SetLatch()
    latch.isKilled = { [unowned self] in killed }
    let desk = TransactionDesk(
      TransactionSender(
        try book(), wallet: key.address, feeCap: 500_000_000_000,
        patience: TransactionPatience(depth: 2)),
      ports: TransactionDesk.Ports(
        nodes: TransactionNodes(
          ["http://nodes", "http://nodes/1"], wallet: key.address, transport: nodes),
        store: store, signer: TransactionSigner(key: key, chain: 137, latch: latch),
        judge: { _, facts, _ in Self.judge(facts) }, log: JournalLog(new), clock: clock,
        owner: "tx", mayGoOn: { [unowned self] in mayGoOn() })
    ) { [unowned self] in said.append($0) }
    self.desk = desk
    try await desk.start()
    return desk
  }

  /// As exec.nonceshepherd decides it.
  private static func judge(_ facts: SigningFacts?) -> Judgement {
    guard let facts, !facts.isKilled, !facts.isLatched, let count = facts.chainNonce else {
      return Judgement(action: .blockSigning, codes: ["KILL_SWITCH_ACTIVE"], sequence: 0)
    }
    guard facts.nextNonce == count + facts.pending else {
      return Judgement(
        action: .holdSigning, codes: ["NONCE_SHEPHERD_GAP_DETECTED"], sequence: 0)
    }
    return Judgement(action: .assignNonce, codes: ["NONCE_SHEPHERD_OK"], sequence: 0)
  }

  private func mayGoOn() -> Bool {
    guard let left = stepsLeft else { return true }
    stepsLeft = left - 1
    return left > 0
  }

  /// Turns while time goes on, until `isDone` or two minutes are over.
  func turn(until isDone: (TransactionDesk) throws -> Bool) async throws {
    guard let desk else { return }
    for _ in 0..<120 where !(try isDone(desk)) {
      clock.advance(1_000)
      try await desk.turn()
    }
  }

  /// Asks for acts again and again, as somebody does who wants them done, until all are.
  func finish(_ requests: [TransactionRequest]) async throws {
    guard let desk else { return }
    for request in requests { try await desk.submit(request) }
    try await turn { desk in
      requests.allSatisfy { desk.sender.book[id: $0.id]?.phase == .mined }
        && !desk.sender.isBusy
    }
  }
}

/// A latch that a test sets.
private final class SetLatch: KillLatch {
  var isKilled: () -> Bool = { false }

  func read() -> KillReading {
    isKilled() ? .unreadable("a test has tripped it") : .kills([], epoch: 0)
  }

  func write(_ step: KillStep) throws(KillLatchFailure) {}
}
