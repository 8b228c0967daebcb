import Desk
import Hashing
package import Journal
package import Orders
package import Runner
package import Runtime
import Signing
package import Stores

/// Sends the transactions of a wallet: carries out what a ``TransactionSender`` wants, one step after the other, with
/// everything on the disk before the next. It can end at any point; ``start()`` goes on from what journal and store
/// hold.
package final class TransactionDesk {
  /// What it works with.
  package struct Ports {
    package var nodes: TransactionNodes
    package var store: SQLiteDeskStore
    package var signer: TransactionSigner
    /// The approved policies on a transaction that waits for its number; no facts where the store cannot be read.
    package var judge: Judge
    package var log: any DurableLog
    package var clock: any WallClock
    /// Names this process; the same after a restart.
    package var owner: String
    /// Asked in front of every step: a test ends the process there.
    package var mayGoOn: () -> Bool

    /// These parts.
    package init(
      nodes: TransactionNodes, store: SQLiteDeskStore, signer: TransactionSigner,
      judge: @escaping Judge, log: any DurableLog, clock: any WallClock, owner: String,
      mayGoOn: @escaping () -> Bool = { true }
    ) {
      self.nodes = nodes
      self.store = store
      self.signer = signer
      self.judge = judge
      self.log = log
      self.clock = clock
      self.owner = owner
      self.mayGoOn = mayGoOn
    }
  }

  /// Decides whether a transaction may be signed, and journals that before it answers.
  package typealias Judge =
    (TransactionRequest, SigningFacts?, Int64) throws(JournalError) -> Judgement

  /// How long this process has the wallet's numbers to itself, in milliseconds; renewed with every turn.
  private static let lease: Int64 = 30_000
  /// How often an unchanged count is told to the lane, in milliseconds: five readings without change while others wait
  /// are a standstill there, and a chain may be slow for a minute.
  private static let readingInterval: Int64 = 12_000

  private let ports: Ports
  package private(set) var sender: TransactionSender
  /// Why the chain could not be read in the last turn; nil where it could.
  package private(set) var complaint: String?
  private let say: (TransactionEntry) -> Void
  private var lastCount: Int64?
  private var lastReading: Int64 = .min

  /// A desk that goes on from `sender`; `say` hears of every entry once it is on the disk.
  package init(_ sender: TransactionSender, ports: Ports, say: @escaping (TransactionEntry) -> Void)
  {
    self.sender = sender
    self.ports = ports
    self.say = say
  }

  private var now: Int64 { ports.clock.milliseconds }

  /// Takes the wallet's numbers, and does what a process that ended left to be done (facts/oms.md 3.6).
  package func start() async throws(TransactionFailure) {
    try takeLease()
    let book = sender.book
    let steps = try stored { store throws(DeskStoreFailure) in
      try store.recoverTransactions(now: now) { TransactionTraces.journal(book, $0) }
    }
    try await take(.recovered(steps))
    try dropLeftovers()
    try await turn()
  }

  /// Somebody asks for an act.
  package func submit(_ request: TransactionRequest) async throws(TransactionFailure) {
    try await take(.submitted(request))
  }

  /// One look at the chain and what follows; `resequences` closes holes whatever the policies say about doing so by
  /// itself.
  package func turn(resequences: Bool = true) async throws(TransactionFailure) {
    try takeLease()
    let (sight, complaint) = await ports.nodes.look(sender.watched)
    guard let sight else {
      self.complaint = complaint
      return
    }
    self.complaint = sight.isComplete ? nil : complaint
    let lane = try lane()
    if sight.count != lastCount || lane.missing > 0 || now - lastReading >= Self.readingInterval {
      (lastCount, lastReading) = (sight.count, now)
      let findings = try stored { store throws(DeskStoreFailure) in
        try store.observeTransactions(count: sight.count, now: now)
      }
      try await take(.findings(findings))
    }
    try await take(.seen(sight))
    guard resequences else { return }
    let repairs = try stored { store throws(DeskStoreFailure) in
      try store.resequence(lane: .transaction, now: now)
    }
    try await take(.repairs(repairs))
  }

  /// The wallet's lane as it stands.
  package func lane() throws(TransactionFailure) -> NonceLane {
    try stored { store throws(DeskStoreFailure) in try store.transactionLane() }
  }

  // MARK: Steps

  private func take(_ event: TransactionEvent) async throws(TransactionFailure) {
    var left: Set<String> = []
    for action in sender.take(event, now: now) {
      if let id = action.id, left.contains(id) { continue }
      guard ports.mayGoOn() else { throw .stopped }
      guard let next = try await perform(action) else { continue }
      if case .moved(let id, _) = next { left.insert(id) }
      try await take(next)
    }
  }

  /// Carries out one action; what came of it, where anybody wants to know.
  private func perform(
    _ action: TransactionAction
  ) async throws(TransactionFailure) -> TransactionEvent? {
    switch action {
    case .record(let entry):
      try record(entry)
      return nil
    case .quote(let id):
      guard let request = sender.book[id: id]?.request else { return nil }
      return await ports.nodes.quote(request)
    case .judge(let id): return try judge(id)
    case .assign(let id):
      let scopes = scopes(of: id)
      let answer = try stored { store throws(DeskStoreFailure) in
        try store.assignTransaction(request: id, scopes: scopes, now: now)
      }
      return .numbered(id: id, answer)
    case .sign(let id, let number, let gas, let fee): return sign(id, number, gas, fee)
    case .settle(let id, let number, let state, let hash):
      let isDone = try stored { store throws(DeskStoreFailure) in
        try store.settleTransaction(
          request: id, number: number, state, hash: hash, now: now)
      }
      let isStep = state == .signed || state == .posting
      return isStep && !isDone ? .moved(id: id, number: number) : nil
    case .clear(let id, let hash): return clear(id, hash)
    case .post(let id, let hash):
      guard let bytes = sender.book[id: id]?.attempts.last(where: { $0.hash == hash })?.bytes
      else { return nil }
      return .answered(id: id, hash: hash, await ports.nodes.send(bytes))
    case .drop(let number):
      try stored { store throws(DeskStoreFailure) in
        try store.dropTransaction(number: number, now: now)
      }
      return nil
    }
  }

  /// On the disk before anything else is done.
  private func record(_ entry: TransactionEntry) throws(TransactionFailure) {
    let time = now
    do throws(JournalError) {
      _ = try ports.log.append(
        entry.draft(wallet: ports.signer.wallet.lowercaseHex, time: time))
      try ports.log.flush()
    } catch {
      throw .journal(error)
    }
    sender.apply(entry, at: time)
    say(entry)
  }

  private func judge(_ id: String) throws(TransactionFailure) -> TransactionEvent? {
    guard let request = sender.book[id: id]?.request else { return nil }
    let scopes = scopes(of: id)
    // A store that cannot be read knows of no kill that is not there: then nobody may sign.
    let facts = try? ports.store.transactionFacts(scopes: scopes, now: now)
    do throws(JournalError) {
      return .judged(id: id, try ports.judge(request, facts, now))
    } catch {
      throw .journal(error)
    }
  }

  private func sign(
    _ id: String, _ number: Int64, _ gas: UInt64, _ fee: TransactionFee
  ) -> TransactionEvent? {
    guard let request = sender.book[id: id]?.request else { return nil }
    do throws(SigningRefusal) {
      return .signed(
        id: id,
        try ports.signer.sign(request, number: number, gas: gas, fee: fee, now: now))
    } catch {
      return .notSigned(id: id, number: number, code: error.code, message: error.message)
    }
  }

  private func clear(_ id: String, _ hash: Digest32) -> TransactionEvent? {
    guard let request = sender.book[id: id]?.request else { return nil }
    do throws(SigningRefusal) {
      try ports.signer.check(request)
      return .cleared(id: id, hash: hash)
    } catch {
      return .held(id: id, hash: hash, code: error.code, message: error.message)
    }
  }

  /// Journalled as gone, and the process ended before the lane heard of it.
  private func dropLeftovers() throws(TransactionFailure) {
    for record in sender.book.records where record.phase == .dropped {
      guard let number = record.number else { continue }
      _ = try stored { store throws(DeskStoreFailure) in
        try store.settleTransaction(
          request: record.request.id, number: number, .posted, hash: nil, now: now)
      }
      guard try lane().slot(for: record.request.id)?.number == number else { continue }
      try stored { store throws(DeskStoreFailure) in
        try store.dropTransaction(number: number, now: now)
      }
    }
  }

  private func scopes(of id: String) -> [KillScope] {
    sender.book[id: id]?.request.market.map { [.market($0)] } ?? []
  }

  private func takeLease() throws(TransactionFailure) {
    let time = now
    let isOurs = try stored { store throws(DeskStoreFailure) in
      try store.renewLease(owner: ports.owner, now: time, until: time + Self.lease)
    }
    guard isOurs else { throw .leased }
  }

  private func stored<Answer>(
    _ body: (SQLiteDeskStore) throws(DeskStoreFailure) -> Answer
  ) throws(TransactionFailure) -> Answer {
    do throws(DeskStoreFailure) {
      return try body(ports.store)
    } catch {
      throw .store(error)
    }
  }
}

/// Why a sender of transactions ends before it is asked to.
package enum TransactionFailure: Error {
  case journal(JournalError)
  case store(DeskStoreFailure)
  /// Another process has the wallet's numbers.
  case leased
  /// A test ended it.
  case stopped
}

extension TransactionAction {
  /// The request that it is about.
  fileprivate var id: String? {
    switch self {
    case .record(let entry): entry.id
    case .quote(let id), .judge(let id), .assign(let id), .sign(let id, _, _, _),
      .settle(let id, _, _, _), .clear(let id, _), .post(let id, _):
      id
    case .drop: nil
    }
  }
}
