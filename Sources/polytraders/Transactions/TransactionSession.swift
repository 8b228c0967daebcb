import CommandLine
import Diagnostics
import FoundationEssentials
import Governance
import Graph
import JSON
import Journal
import Network
import Orders
import Runner
import Runtime
import Service
import Signing
import Stores
import Venue

/// One process that sends transactions: the files and nodes around a `TransactionDesk`.
struct TransactionSession {
  let values: ParsedValues
  let key: SigningKey
  let nodes: TransactionNodes
  let desk: TransactionDesk
  /// Whether the policies let holes be closed by themselves (`resequence_on_gap`).
  let resequences: Bool
  private let journal: RunJournal

  /// How often the chain is looked at, in milliseconds.
  private static let pause = 250

  /// The key and the nodes that the options name.
  static func access(
    _ values: ParsedValues
  ) async throws -> (key: SigningKey, nodes: TransactionNodes) {
    let urls = try TradingOptions.nodeURLs(values)
    guard !urls.isEmpty else { throw TradingProblem.noNode.error }
    guard let source = values[AccountOptions.key] else {
      throw DiagnosticError(VenueFailure.refusedHere(.noKey).diagnostic)
    }
    let key = try KeyOptions.key(source, password: values[AccountOptions.password])
    let nodes = TransactionNodes(urls, wallet: key.address, transport: HTTPClient())
    let chain = values[AccountOptions.chain].chain.rawValue
    if let stranger = await nodes.stranger(to: chain) {
      throw TransactionProblem.otherChain(stranger).error
    }
    return (key, nodes)
  }

  /// A session on the store that the options name; it has the wallet's numbers to itself.
  init(_ values: ParsedValues) async throws {
    self.values = values
    let access = try await Self.access(values)
    (key, nodes) = (access.key, access.nodes)
    let chain = values[AccountOptions.chain].chain
    let root: String
    do {
      root = try GraphLoader.root(values[PolicyRoot.option])
    } catch {
      throw DiagnosticError(error.diagnostics)
    }
    let path = TransactionOptions.journal(values)
    try Folders.refuseSpecialFile(path)
    try Folders.prepare(forFile: path)
    journal = try await Self.open(path)
    let book: TransactionBook
    do {
      book = try TransactionTraces.book(try JournalReader(path: path))
    } catch {
      throw TransactionProblem.journal("\(error)").error
    }
    let clock = SteadyWallClock(since: journal.state.clock)
    let log = JournalLog(journal.writer)
    let mailbox = PolicyMailbox()
    PolicyWatcher(
      ApprovedPolicies(
        root: root, keep: LastGood(folder: "\(path).state"), state: journal.state,
        pin: try ApprovalPlace.pin(ofRoot: root), wall: clock.raw),
      mailbox: mailbox, clock: clock, since: journal.state.clock
    ).look(isForced: true)
    let service = DecisionService(
      ServiceConfiguration(events: "-", engine: TradingText.engine), state: journal.state,
      journal: log, sink: NoDecisionSink(), mailbox: mailbox, clock: clock, stop: StopFlag()
    ) { _ = StandardStream.error.write(DiagnosticRenderer().render($0)) }
    guard try service.start(), let approved = service.policy,
      let limits = DeskLimits(approved.graph.policies)
    else { throw TradingProblem.unapproved(root: root).error }
    resequences = limits.nonce.resequencesOnGap
    let folder = values[TransactionOptions.store]
    let owner = "tx:\(URL(filePath: path).standardizedFileURL.path)"
    let store: SQLiteDeskStore
    do throws(DeskStoreFailure) {
      store = try SQLiteDeskStore(
        .transactions(
          path: "\(folder)/desk.sqlite", latchPath: "\(folder)/desk-latch.json",
          chain: Int64(clamping: chain.rawValue), wallet: key.address.lowercaseHex),
        owner: owner, limits: limits, now: clock.milliseconds)
    } catch {
      throw TradingProblem.store(error).error
    }
    let latch = RunLatch(file: KillLatchFile(folder: folder), store: store)
    let judge = LiveJudge(service, clock: MonotonicClock())
    desk = TransactionDesk(
      TransactionSender(
        book, wallet: key.address, feeCap: try TransactionOptions.cap(values),
        patience: TransactionPatience(
          depth: Int64(max(1, values[TransactionOptions.depth])),
          missing: Int64(max(1, values[TransactionOptions.missing])) * 1_000)),
      ports: TransactionDesk.Ports(
        nodes: nodes, store: store,
        signer: TransactionSigner(key: key, chain: chain.rawValue, latch: latch),
        judge: { request, facts, now throws(JournalError) in
          try judge.judge(signing: request, facts: facts, now: now)
        }, log: log, clock: clock, owner: owner)
    ) { entry in
      guard let line = TransactionText.line(entry) else { return }
      _ = StandardStream.error.write(line.printable() + "\n")
    }
  }

  /// The journal has one writer: another command that sends is given some time to end.
  private static func open(_ path: String) async throws -> RunJournal {
    var tries = 0
    while true {
      do throws(JournalError) {
        return try RunJournal(path, logID: "transactions")
      } catch .locked(_, let holder) {
        tries += 1
        guard tries < 100 else {
          let process = holder.map { "process \($0)" } ?? "another process"
          throw TransactionProblem.busy("\(process) writes \(path)").error
        }
        try await Task.sleep(for: .milliseconds(100))
      } catch {
        throw DiagnosticError(error.diagnostic)
      }
    }
  }

  /// Does `request`, and looks on until a node has it, or it is done.
  func send(_ request: TransactionRequest) async throws -> ExitCode {
    if let known = desk.sender.book[id: request.id], !known.request.isSameAct(as: request) {
      throw TransactionProblem.otherAct(request.id).error
    }
    try await carried { () async throws(TransactionFailure) in
      try await desk.start()
      try await desk.submit(request)
    }
    let waits = values[TransactionOptions.waits]
    try await follow {
      guard let record = desk.sender.book[id: request.id] else { return true }
      if record.phase == .refused, waits, isHeldByGap(record) {
        // The lane goes on once the hole is closed.
        try await carried { () async throws(TransactionFailure) in
          guard try desk.lane().missing == 0 else { return }
          try await desk.submit(request)
        }
        return false
      }
      return record.isOver || record.phase == .signed || (!waits && record.phase == .posted)
    }
    return try show(desk.sender.book[id: request.id].map { [$0] } ?? [], isOne: true)
  }

  /// Goes on with everything that is under way, and closes holes whatever the policies say about doing so alone.
  func resequence() async throws -> ExitCode {
    let before = Set(desk.sender.book.records.filter(\.isOver).map(\.request.id))
    try await carried { () async throws(TransactionFailure) in try await desk.start() }
    var lane: NonceLane?
    try await follow(resequences: true) {
      try await carried { () async throws(TransactionFailure) in lane = try desk.lane() }
      guard let lane else { return false }
      return lane.head.isLatched || (lane.missing == 0 && !desk.sender.isBusy)
    }
    if let lane {
      if lane.head.isLatched {
        _ = StandardStream.error.write(
          "alert: NONCE_SHEPHERD_GAP_UNRESOLVED: look at 'nonce status', then 'nonce release'\n")
      } else if lane.missing > 0 {
        _ = StandardStream.error.write("alert: still missing: \(NonceText.holes(lane))\n")
      }
    }
    let touched = desk.sender.book.records.filter { !before.contains($0.request.id) }
    let code = try show(touched, isOne: false)
    let isWhole = lane.map { $0.missing == 0 && !$0.head.isLatched } ?? false
    return code == .clean && !isWhole ? .findings : code
  }

  private func isHeldByGap(_ record: TransactionRecord) -> Bool {
    record.codes.first == "NONCE_SHEPHERD_GAP_DETECTED"
  }

  /// Turns until `isDone`, the time is over, or the chain cannot be read any more.
  private func follow(
    resequences: Bool? = nil, until isDone: () async throws -> Bool
  ) async throws {
    let clock = MonotonicClock()
    let end = clock.now + UInt64(max(0, values[TransactionOptions.seconds])) * 1_000_000_000
    var complaint: String?
    while !(try await isDone()), clock.now < end {
      try await Task.sleep(for: .milliseconds(Self.pause))
      try await carried { () async throws(TransactionFailure) in
        try await desk.turn(resequences: resequences ?? self.resequences)
      }
      if let now = desk.complaint, now != complaint {
        _ = StandardStream.error.write("note: \(now)".printable() + "\n")
      }
      complaint = desk.complaint
    }
  }

  private func show(_ records: [TransactionRecord], isOne: Bool) throws -> ExitCode {
    try journal.writer.close()
    let text: String
    switch values[TransactionOptions.format] {
    case .json: text = records.map { TransactionText.json($0).compactText + "\n" }.joined()
    case .text:
      text =
        isOne
        ? records.map { TransactionText.detail($0) }.joined()
        : records.isEmpty ? "nothing is under way\n" : TransactionText.table(records)
    }
    guard StandardStream.output.write(text) else { return .inputOutput }
    let waits = !isOne || values[TransactionOptions.waits]
    let isGood = records.allSatisfy { record in
      switch record.phase {
      case .mined: true
      case .posted: !waits
      case .superseded: record.request.isFiller
      case .asked, .signed, .sent, .reverted, .dropped, .refused: false
      }
    }
    return isGood ? .clean : .findings
  }

  private func carried(
    _ body: () async throws(TransactionFailure) -> Void
  ) async throws {
    do throws(TransactionFailure) {
      try await body()
    } catch {
      switch error {
      case .journal(let error): throw DiagnosticError(error.diagnostic)
      case .store(let failure): throw TradingProblem.store(failure).error
      case .leased:
        throw TransactionProblem.busy("another process holds their lease").error
      case .stopped: preconditionFailure("only tests stop a sender")
      }
    }
  }
}

/// Decisions about transactions are carried out by the sender itself.
private final class NoDecisionSink: DecisionSink {
  var waitingCount: Int { 0 }
  func take(_ decision: ServiceDecision) {}
  func deliver(through sequence: Int64) throws(DecisionSinkFailure) {}
}
