package import Hashing
import JSON
package import Orders
import Runtime
import SQLite

/// The shared state in a SQLite file beside the journal: any number of processes of one machine, each call one
/// transaction that holds the file's write lock, so that no two of them see the same free number or the same room
/// (facts/oms.md 3.3, 4, 6.2).
///
/// What the tables hold is kept as the pure cores' own state and read again only where another process wrote: a
/// number costs a few statements and no reading. A failure throws everything away that was kept. Belongs to one
/// thread.
package final class SQLiteDeskStore: DeskStore {
  /// Whose state it is.
  package struct Place: Hashable, Sendable {
    /// The file; made where there is none.
    package var path: String
    /// The latch's own file, beside it (facts/oms.md 6.2 rule 3).
    package var latchPath: String
    /// The chain's id: 137 is Polygon.
    package var chain: Int64
    /// The signing wallet.
    package var wallet: String
    /// The venue's API key, which rate window and lease belong to.
    package var apiKey: String
    /// The lane whose numbers only the holder of the lease is given: orders belong to a run, transactions to
    /// whoever sends them.
    package var leases = NonceLane.Kind.order

    /// The place of whoever sends the wallet's transactions: the same store, with a lease of its own beside that
    /// of the runs.
    package static func transactions(
      path: String, latchPath: String, chain: Int64, wallet: String
    ) -> Place {
      var place = Place(
        path: path, latchPath: latchPath, chain: chain, wallet: wallet,
        apiKey: "\(chain)/\(wallet.lowercased())\(transactionsSuffix)")
      place.leases = .transaction
      return place
    }

    static let transactionsSuffix = "/transactions"

    /// A place of these parts.
    package init(
      path: String, latchPath: String, chain: Int64 = 137, wallet: String, apiKey: String
    ) {
      self.path = path
      self.latchPath = latchPath
      self.chain = chain
      self.wallet = wallet
      self.apiKey = apiKey
    }

    /// What the rows of a lane are found by.
    func name(of kind: NonceLane.Kind) -> String {
      "\(chain)/\(wallet.lowercased())/\(kind.rawValue)"
    }
  }

  let place: Place
  let latchFile: StoreLatchFile
  let connection: SQLiteConnection
  let begin: SQLiteStatement
  let commit: SQLiteStatement
  let dataVersion: SQLiteStatement
  let killRows: SQLiteStatement
  let leaseRow: SQLiteStatement
  private let orderTable: LaneTable
  private let transactionTable: LaneTable
  private let windowTable: WindowTable
  /// What the tables held at `seen`.
  var state = DeskState()
  /// The version of the data that `state` is a copy of; nil: of none.
  var seen: Int64?
  var caller: DeskCaller
  /// The file that was opened: another one under its name is another store.
  let identity: FileIdentity
  /// What ages are measured by.
  let clock: StoreClock

  /// Opens the store for the process `owner`, which has the same name after a restart. Where the store is new and the
  /// latch file is not, the store was lost: that is a trip (facts/oms.md 6.2 rule 3). Ages are measured by `clock`,
  /// which all processes of the file must have in common: the machine's.
  package init(
    _ place: Place, owner: String, limits: DeskLimits, now: Int64, clock: StoreClock? = nil
  ) throws(DeskStoreFailure) {
    self.place = place
    self.clock = if let clock { clock } else { try StoreClock.machine() }
    latchFile = StoreLatchFile(path: place.latchPath)
    caller = DeskCaller(owner: owner, wallet: place.wallet, limits: limits)
    caller.lane = place.leases
    var isNew = false
    do throws(SQLiteFailure) {
      connection = try DeskTables.open(place.path, at: self.clock.now, isNew: &isNew)
      begin = try connection.prepare("BEGIN IMMEDIATE")
      commit = try connection.prepare("COMMIT")
      dataVersion = try connection.prepare("PRAGMA data_version")
      killRows = try connection.prepare("SELECT entry FROM kills ORDER BY scope")
      leaseRow = try connection.prepare(
        "SELECT owner, epoch, until_ms, boot, end_ms FROM leases WHERE key = ?1")
      try leaseRow.bind(place.apiKey, at: 1)
      orderTable = try LaneTable(connection, place.name(of: .order))
      transactionTable = try LaneTable(connection, place.name(of: .transaction))
      windowTable = try WindowTable(connection, key: place.apiKey)
    } catch {
      throw Self.failure(error, place.path)
    }
    guard let identity = FileIdentity(of: place.path) else {
      throw DeskStoreFailure("\(place.path) cannot be looked at")
    }
    self.identity = identity
    if isNew, latchFile.exists { try noteLoss(now: now) }
    try look()
    caller.epoch = state.lease?.epoch ?? 0
  }

  package func adopt(_ limits: DeskLimits) { caller.limits = limits }

  package func signingFacts(now: Int64) throws(DeskStoreFailure) -> SigningFacts {
    try look()
    var facts = state.signingFacts(caller, now: now)
    facts.isKilled = try register().kill(of: [], wallet: place.wallet) != nil
    return facts
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
    let answer = try change {
      store throws(SQLiteFailure) -> Result<NonceAnswer, DeskStoreFailure> in
      let kill: KillRecord?
      do throws(DeskStoreFailure) {
        // Under the lock: whoever latches writes file and table while nobody is given a number.
        kill = try store.register().kill(of: scopes, wallet: store.place.wallet)
      } catch {
        return .failure(error)
      }
      let caller = store.caller
      let answer = store.state[lane].assign(
        NonceRequest(
          request, owner: caller.owner, epoch: caller.epoch, isKilled: kill != nil),
        now: now, limits: caller.limits.nonce
      ).answer
      try store.storeLane(lane)
      return .success(answer)
    }
    return try answer.get()
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
    _ = try changeLane(lane) { lane, _ in
      lane.settle(request: request, slotState, hash: hash, now: now)
    }
  }

  @discardableResult
  package func observeChain(
    _ reading: ChainReading?, now: Int64
  ) throws(DeskStoreFailure) -> [NonceFinding] {
    try change { store throws(SQLiteFailure) in
      let findings = store.state.observe(reading, store.caller, now: now)
      try store.storeLanes()
      return findings
    }
  }

  /// What closes the holes of a lane; see ``NonceLane/resequence(now:epoch:owner:)``.
  package func resequence(
    lane: NonceLane.Kind, now: Int64
  ) throws(DeskStoreFailure) -> [NonceRepair] {
    try changeLane(lane) { lane, caller in
      lane.resequence(now: now, epoch: caller.epoch, owner: caller.owner)
    }
  }

  /// Who released what is kept with the time.
  package func releaseNonceLatch(by operator: String, now: Int64) throws(DeskStoreFailure) {
    try change { store throws(SQLiteFailure) in
      for kind in NonceLane.Kind.allCases where store.state[kind].head.isLatched {
        try store.noteRelease(of: kind, by: `operator`, now: now)
        store.state[kind].release(now: now)
        try store.storeLane(kind)
      }
    }
  }

  package func recoverNonces(
    _ journal: NonceJournal, now: Int64
  ) throws(DeskStoreFailure) -> [NonceRecovery] {
    try changeLane(.order) { lane, caller in
      lane.recover(journal, owner: caller.owner, now: now)
    }
  }

  package func observeCredential(expires: Int64?, now: Int64) throws(DeskStoreFailure) {
    try change { store throws(SQLiteFailure) in
      store.state.orders.observeCredential(expires: expires, now: now)
      store.state.transactions.observeCredential(expires: expires, now: now)
      try store.storeLanes()
    }
  }

  package func claimRenewal(now: Int64) throws(DeskStoreFailure) -> Bool {
    try changeLane(.order) { lane, caller in
      lane.claimRenewal(now: now, limits: caller.limits.nonce)
    }
  }

  package func reserveRate(operation: String, now: Int64) throws(DeskStoreFailure) -> RateAnswer {
    try change { store throws(SQLiteFailure) in
      // Read under the lock: whoever stores later, stores a later moment.
      let moment = store.clock.now
      let answer = store.state.reserveRate(
        operation, now: now, at: moment, cap: store.caller.limits.cancelReplaces)
      if case .granted = answer, let entry = store.state.window.entries.last,
        entry.operation == operation
      {
        try store.windowTable.add(
          entry, of: moment.boot, now: now, window: store.state.window.window)
      }
      return answer
    }
  }

  package func returnRate(operation: String, now: Int64) throws(DeskStoreFailure) {
    try change { store throws(SQLiteFailure) in
      if store.state.window.giveBack(operation) { try store.windowTable.remove(operation) }
    }
  }

  package func rateCount(now: Int64) throws(DeskStoreFailure) -> Int {
    try look()
    return state.window.count(at: clock.now.elapsed)
  }

  private func noteRelease(
    of kind: NonceLane.Kind, by name: String, now: Int64
  ) throws(SQLiteFailure) {
    let insert = try connection.prepare("INSERT INTO releases VALUES (?1, ?2, ?3)")
    try insert.bind(place.name(of: kind), at: 1)
    try insert.bind(name, at: 2)
    try insert.bind(now, at: 3)
    try insert.run()
  }

  // MARK: Transactions

  func changeLane<Answer>(
    _ kind: NonceLane.Kind, _ step: (inout NonceLane, DeskCaller) -> Answer
  ) throws(DeskStoreFailure) -> Answer {
    try change { store throws(SQLiteFailure) in
      let answer = step(&store.state[kind], store.caller)
      try store.storeLane(kind)
      return answer
    }
  }

  func storeLanes() throws(SQLiteFailure) {
    try storeLane(.order)
    try storeLane(.transaction)
  }

  func storeLane(_ kind: NonceLane.Kind) throws(SQLiteFailure) {
    switch kind {
    case .order: try orderTable.store(&state.orders)
    case .transaction: try transactionTable.store(&state.transactions)
    }
  }

  /// One step in one transaction. Where it fails nothing was done, and nothing that was kept is trusted.
  func change<Answer>(
    _ step: (SQLiteDeskStore) throws(SQLiteFailure) -> Answer
  ) throws(DeskStoreFailure) -> Answer {
    guard FileIdentity(of: place.path) == identity else {
      throw DeskStoreFailure("\(place.path) is no longer the file that was opened")
    }
    do throws(SQLiteFailure) {
      try begin.run()
      try refresh()
      let answer = try step(self)
      try commit.run()
      return answer
    } catch {
      try? connection.execute("ROLLBACK")
      forget()
      throw Self.failure(error, place.path)
    }
  }

  /// Brings `state` up to what other processes stored.
  func look() throws(DeskStoreFailure) {
    guard FileIdentity(of: place.path) == identity else {
      throw DeskStoreFailure("\(place.path) is no longer the file that was opened")
    }
    do throws(SQLiteFailure) {
      if try version() == seen { return }
      try connection.execute("BEGIN")
      try refresh()
      try connection.execute("COMMIT")
    } catch {
      try? connection.execute("ROLLBACK")
      forget()
      throw Self.failure(error, place.path)
    }
  }

  private func refresh() throws(SQLiteFailure) {
    let version = try version()
    guard version != seen else { return }
    try orderTable.refresh(&state.orders)
    try transactionTable.refresh(&state.transactions)
    try windowTable.refresh(&state.window, at: clock.now)
    state.lease = try readLease()
    state.kills = try readKills()
    seen = version
  }

  private func version() throws(SQLiteFailure) -> Int64 {
    defer { dataVersion.reset() }
    guard try dataVersion.step(), let version = dataVersion.integer(0) else { return 0 }
    return version
  }

  private func forget() {
    seen = nil
    orderTable.forget()
    transactionTable.forget()
    windowTable.forget()
  }

  static func failure(_ failure: SQLiteFailure, _ path: String) -> DeskStoreFailure {
    DeskStoreFailure("\(path): \(failure.message), at \(failure.operation)")
  }
}
