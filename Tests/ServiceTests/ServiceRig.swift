import Diagnostics
import FoundationEssentials
import Governance
import Graph
import Hashing
import JSON
import Journal
import Policy
import Runner
import Runtime
import Service
import Signing
import Synchronization
import TestSupport
import Testing
import Trading

/// A root with the project's own documents in a folder of its own, approved by the published keys of test nodes, and
/// a run over it with a journal in memory and a clock that the test sets.
final class ServiceRig {
  /// 2026-11-21T20:00:00Z
  static let start: Int64 = 1_795_291_200_000
  static let minute: Int64 = 60_000
  static let hour: Int64 = 3_600_000
  static let day: Int64 = 86_400_000

  let root: String
  let clock = SetClock(ServiceRig.start)
  /// The machine's own date, where it is another one.
  var rawClock: SetClock?
  /// What was seen of the releases beside the root.
  var pin: TrustState?
  let mailbox = PolicyMailbox()
  let log = MemoryJournal()
  let stop = StopFlag()
  fileprivate(set) var said: [Diagnostic] = []

  private init(root: String) {
    self.root = root
  }

  /// Runs `body` with a root in which the first release was approved an hour ago.
  static func with(_ body: (ServiceRig) throws -> Void) throws {
    let documents = try approved.get()
    try Places.withTemporaryFolder { folder in
      let rig = ServiceRig(root: folder)
      for (path, bytes) in documents {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(path[..<end])", withIntermediateDirectories: true)
        try Places.write(bytes, to: "\(folder)/\(path)")
      }
      rig.clock.advance(hour)
      try body(rig)
    }
  }

  // MARK: Files
  /// The documents of the project with a first release, made once.
  private static let approved = Result {
    try Places.withTemporaryFolder { folder in
      let rig = ServiceRig(root: folder)
      let files = FileManager.default
      for name in ["bots", "policies", "specs"] {
        try files.copyItem(atPath: "\(Places.checkout)/\(name)", toPath: "\(folder)/\(name)")
      }
      try? files.removeItem(atPath: "\(folder)/specs/approved")
      // Whatever the desk's own list says, here somebody speaks for every owner.
      let approvers = try rig.read("specs/approvers.yaml")
      try rig.write(
        "specs/approvers.yaml",
        approvers.replacing(
          "owns: [risk-execution]", with: "owns: [risk-execution, polytraders-risk]"))
      try rig.approve()
      var documents: [String: [UInt8]] = [:]
      for path in try files.subpathsOfDirectory(atPath: folder) where path.hasSuffix(".yaml") {
        documents[path] = try FileContents.read("\(folder)/\(path)")
      }
      return documents
    }
  }

  func read(_ path: String) throws -> String {
    String(decoding: try FileContents.read("\(root)/\(path)"), as: UTF8.self)
  }

  func write(_ path: String, _ text: String) throws {
    try Places.write(Array(text.utf8), to: "\(root)/\(path)")
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: "\(root)/\(path)")
  }

  /// Replaces a text that must be there.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    try #require(text.contains(old), "\(path) has no '\(old)'")
    try write(path, text.replacing(old, with: new))
  }

  static let live = "policies/execution.yaml"

  /// Sets how long an order may rest.
  func setLife(_ text: String) throws {
    let line = try #require(
      try read(Self.live).split(separator: "\n").first { $0.contains("stale_ttl_s:") })
    try edit(Self.live, String(line), "        stale_ttl_s: { value: \(text), why: \"a test\" }")
  }

  // MARK: Approving
  private static let secrets = [
    "alice": "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "bob": "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "carol": "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "dave": "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
  ]

  static func key(_ name: String) throws -> SigningKey {
    try SigningKey(hex: try #require(secrets[name]))
  }

  /// Has everybody sign, until what lies there is a release; a minute passes with each signature.
  @discardableResult
  func approve(_ names: [String] = ["bob", "carol", "alice", "dave"]) throws -> ApprovedRelease {
    for name in names {
      var desk = try ApprovalDesk(root: root, now: clock.milliseconds)
      let outcome = try desk.sign(with: Self.key(name), proposer: "quinn")
      clock.advance(Self.minute)
      if case .released(let release) = outcome { return release }
    }
    throw RigError.notReleased
  }

  enum RigError: Error { case notReleased }

  // MARK: Running
  /// The watcher of a run and what it watches.
  func watcher(keep: LastGood? = nil, bot: String? = nil) -> PolicyWatcher {
    PolicyWatcher(
      ApprovedPolicies(
        root: root, keep: keep, state: log.state, pin: pin, wall: rawClock ?? clock),
      mailbox: mailbox, clock: clock, bot: bot)
  }

  func service(
    _ events: String, sink: any DecisionSink, isStrict: Bool = false, bot: String? = nil
  ) -> DecisionService {
    DecisionService(
      ServiceConfiguration(events: events, isStrict: isStrict, bot: bot, engine: "test"),
      state: log.state, journal: log, sink: sink, mailbox: mailbox, clock: clock, stop: stop
    ) { self.said.append($0) }
  }

  /// Decides lines by what is approved, and gives what came out.
  func run(
    _ lines: [String], isStrict: Bool = false, bot: String? = nil
  ) throws -> (decisions: [Decided], report: ServiceReport) {
    let sink = CollectingSink()
    let report = try run(lines, to: sink, isStrict: isStrict, bot: bot)
    return (sink.delivered, report)
  }

  /// The same, and behind each decision `each` may change the world and have the watcher look.
  func run(
    _ lines: [String], _ each: (PolicyWatcher, Decided) throws -> Void
  ) throws -> [Decided] {
    let sink = CollectingSink()
    let watcher = watcher()
    var failure: (any Error)?
    try withoutActuallyEscaping(each) { each in
      sink.onTake = { decided in
        do { try each(watcher, decided) } catch { failure = failure ?? error }
      }
      _ = try run(lines, to: sink, watcher: watcher)
      sink.onTake = { _ in }
    }
    if let failure { throw failure }
    return sink.delivered
  }

  func run(
    _ lines: [String], to sink: any DecisionSink, isStrict: Bool = false, bot: String? = nil,
    watcher given: PolicyWatcher? = nil
  ) throws -> ServiceReport {
    let path = "\(root)/events.ndjson"
    try Places.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: path)
    let watcher = given ?? watcher(bot: bot)
    watcher.look()
    let service = service(path, sink: sink, isStrict: isStrict, bot: bot)
    try #require(try service.start(), "\(said)")
    try service.run()
    return service.report
  }

  /// A run that is only started.
  struct Parts {
    let rig: ServiceRig

    init(_ rig: ServiceRig) {
      self.rig = rig
    }

    func start(keep: LastGood?) throws -> Bool {
      let mailbox = PolicyMailbox()
      let log = MemoryJournal()
      PolicyWatcher(
        ApprovedPolicies(
          root: rig.root, keep: keep, state: log.state, pin: rig.pin, wall: rig.clock),
        mailbox: mailbox, clock: rig.clock
      ).look()
      return try DecisionService(
        ServiceConfiguration(events: "-", engine: "test"), state: log.state, journal: log,
        sink: CollectingSink(), mailbox: mailbox, clock: rig.clock, stop: StopFlag()
      ) { rig.said.append($0) }.start()
    }
  }

  // MARK: Overrides
  /// Signs an override by alice that holds from now on, and gives the time at which it ends.
  func override(_ parameter: String, _ value: String, lasting: Int64) throws -> Int64 {
    let history = try ApprovedHistory.load(root: root, now: clock.milliseconds)
    let state = history.current.state
    let approvers = try #require(state.governance.approvers)
    let alice = try #require(approvers["alice"])
    let now = clock.milliseconds / 1_000 * 1_000
    let key = try Self.key("alice")
    let terms = OverrideTerms(
      id: SHA256.hash(Array("\(parameter)=\(value)@\(now)".utf8)),
      policy: try #require(Digest32(hex: state.graph.digest)), bot: "exec.queuewarden",
      parameter: parameter, selector: nil, value: value, verdict: .tighter, reason: "a test",
      ticket: "", proposer: key.address, starts: now, expires: now + lasting)
    let document = OverrideDocument.proposal(
      id: terms.id, bot: terms.bot, parameter: parameter, selector: nil, value: value,
      verdict: .tighter, reason: terms.reason, ticket: "", policy: terms.policy,
      proposer: alice.name.value, starts: terms.starts, expires: terms.expires
    ).endorsed(by: alice.name.value, key.sign(terms.statement(of: key.address).digest))
    try FileManager.default.createDirectory(
      atPath: "\(root)/overrides", withIntermediateDirectories: true)
    try write(OverrideFolder.path(of: terms.id), document.text)
    return now + lasting
  }

  // MARK: Proofs
  /// Makes every journalled decision again from the journal alone.
  func expectReproduced() throws {
    for envelope in log.kinds("decision") {
      let cause = try #require(envelope["causes"]?.array?.first?.int64)
      let config = try #require(
        ConfigEnvelope.whole(log.envelopes[Int(cause) - 1]) { log.envelopes[Int($0) - 1] })
      #expect(config["payload"]?["digest"]?.string == envelope["lock"]?.string)
      let graph = try graphs[cause] ?? Reexecution.graph(ofConfig: config)
      graphs[cause] = graph
      let again = try Reexecution(envelope: envelope, config: config, graph: graph)
      #expect(again.isReproduced, "\(envelope["seq"]?.int64 ?? 0)")
    }
  }

  private var graphs: [Int64: CompiledGraph] = [:]
}

/// A clock that stands where it was set.
final class SetClock: WallClock {
  private let time: Atomic<Int64>

  init(_ time: Int64) {
    self.time = Atomic(time)
  }

  var milliseconds: Int64 { time.load(ordering: .relaxed) }

  func advance(_ milliseconds: Int64) { time.add(milliseconds, ordering: .relaxed) }

  func set(_ milliseconds: Int64) { time.store(milliseconds, ordering: .relaxed) }
}

/// What a sink was handed, by value.
struct Decided: Equatable {
  var name: String?
  var bot: String
  var codes: [String]
  var severity: String
  var action: Action
  var held: Action?
  var policy: String
  var release: Int64
  var overrides: [String]
  var sequence: Int64
}

/// Keeps decisions; those that were delivered apart.
final class CollectingSink: DecisionSink {
  private(set) var taken: [Decided] = []
  private(set) var delivered: [Decided] = []
  /// Called behind each decision that was taken.
  var onTake: (Decided) -> Void = { _ in }

  func take(_ decision: ServiceDecision) {
    let outcome = decision.outcome
    let decided = Decided(
      name: decision.name.string, bot: outcome.bot, codes: outcome.codes,
      severity: outcome.severity, action: outcome.action, held: outcome.held,
      policy: outcome.version.effective, release: outcome.version.sequence,
      overrides: outcome.version.overrides.map(\.id), sequence: decision.sequence)
    taken.append(decided)
    onTake(decided)
  }

  func deliver(through sequence: Int64) throws(DecisionSinkFailure) {
    delivered += taken[delivered.count...].prefix { $0.sequence <= sequence }
  }

  var waitingCount: Int { taken.count - delivered.count }
}

/// Keeps envelopes in memory as a journal would hold them; what is appended is committed when it is flushed.
final class MemoryJournal: ServiceJournal {
  private var sealer = EnvelopeSealer(logID: "test")
  private(set) var envelopes: [JSONValue] = []
  private(set) var state = RunnerState()
  private(set) var committedSequence: Int64 = 0
  /// Bytes of each envelope.
  private(set) var sizes: [Int] = []

  func append(_ draft: borrowing EnvelopeDraft) throws(JournalError) -> Int64 {
    var bytes: [UInt8] = []
    sealer.seal(draft, into: &bytes)
    sizes.append(bytes.count)
    let reader = JSONReader(maximumBytes: 64 << 20)
    do throws(JSONError) {
      try reader.withNode(of: String(decoding: bytes, as: UTF8.self)) { node in
        envelopes.append(JSONValue(node))
        state.take(node)
      }
    } catch {
      fatalError("the sealer wrote what is no JSON")
    }
    return sealer.sequence
  }

  func commitIfDue() throws(JournalError) {}

  func flush() throws(JournalError) { committedSequence = sealer.sequence }

  func kinds(_ kind: String) -> [JSONValue] {
    envelopes.filter { $0["kind"]?.string == kind }
  }

  func codes(_ code: String) -> [JSONValue] {
    envelopes.filter { $0["reason_codes"]?.array?.contains(.string(code)) == true }
  }
}

/// Order events of the forms of vectors/events/README.md.
enum Events {
  /// A resting order that is `age` old and stands `drift` cents from the best bid.
  static func order(
    _ name: String, age: Int64 = 1_000, drift: Int = 0, at now: Int64 = ServiceRig.start,
    market: String? = nil, more: String = ""
  ) -> String {
    let price = "0.\(50 - drift)"
    let market = market.map { "\"market\":\"\($0)\"," } ?? ""
    return """
      {"event_id":"\(name)","now_ms":\(now),\(more)"kill_switch":false,"registry_available":true,\
      "cancel_replace_count_60s":0,"order":{"id":"0xab",\(market)"side":"BUY","price":"\(price)",\
      "tick_size":"0.01","placed_at_ms":\(now - age),"queue_position":5},\
      "book":{"available":true,"best_bid":"0.50","best_ask":"0.52","age_ms":5}}
      """
  }

  static func signing(_ name: String, at now: Int64 = ServiceRig.start) -> String {
    """
    {"event_id":"\(name)","now_ms":\(now),"kill_switch":false,"order_id":"0xcd",\
    "chain":{"available":true,"nonce":10},"sequence":{"next_nonce":11,"pending":1,"gap_since_ms":null},\
    "credential":{"expires_at_ms":\(now + 86_400_000)}}
    """
  }
}
