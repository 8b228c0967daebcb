import JSON
package import Orders
import SQLite

extension SQLiteDeskStore: KillLatch {
  package func latch(_ record: KillRecord, now: Int64) throws(DeskStoreFailure) {
    try latch(KillStep(record))
  }

  package func kills() throws(DeskStoreFailure) -> [KillRecord] {
    try look()
    return try register().active
  }

  package func read() -> KillReading {
    do throws(DeskStoreFailure) {
      try look()
      let register = try register()
      return .kills(register.entries, epoch: register.epoch)
    } catch {
      return .unreadable(error.message)
    }
  }

  package func write(_ step: KillStep) throws(KillLatchFailure) {
    do throws(DeskStoreFailure) {
      try latch(step)
    } catch {
      throw KillLatchFailure(error.message)
    }
  }

  /// What holds: of table and file the stricter, scope by scope. A file that cannot be read, or is gone although
  /// something was latched, throws, and that counts as tripped.
  func register() throws(DeskStoreFailure) -> KillRegister {
    switch latchFile.load() {
    case .register(let register): return state.kills.merged(with: register)
    case .unreadable(let reason): throw DeskStoreFailure(reason)
    case .missing:
      guard state.kills.entries.isEmpty else {
        throw DeskStoreFailure("\(latchFile.path) is gone, and kills were latched there")
      }
      return state.kills
    }
  }

  /// The file first, then the table; both are on the disk when this returns. Of a crash in between a trip is left
  /// standing, and a reset undone.
  ///
  /// A file that cannot be read is left as it is, which stops everything, until somebody trips everything: then it is
  /// written anew from the table, and two people have to arm it.
  private func latch(_ step: KillStep) throws(DeskStoreFailure) {
    do throws(SQLiteFailure) {
      try connection.execute("PRAGMA synchronous = FULL")
    } catch {
      throw Self.failure(error, place.path)
    }
    defer { try? connection.execute("PRAGMA synchronous = NORMAL") }
    let failure = try change { store throws(SQLiteFailure) in try store.latchInside(step) }
    if let failure { throw DeskStoreFailure(failure.message) }
  }

  private func latchInside(_ step: KillStep) throws(SQLiteFailure) -> KillLatchFailure? {
    var all = state.kills
    var failure: KillLatchFailure?
    let isTripOfAll = step.record.scope == .global && step.record.state == .tripped
    switch latchFile.load() {
    case .register(let register): all = all.merged(with: register)
    case .missing:
      if !all.entries.isEmpty, !isTripOfAll {
        failure = KillLatchFailure("\(latchFile.path) is gone, and kills were latched there")
      }
    case .unreadable(let reason): if !isTripOfAll { failure = KillLatchFailure(reason) }
    }
    guard all.take(step) else { return failure }
    if failure == nil {
      do throws(KillLatchFailure) { try latchFile.write(all) } catch { failure = error }
    }
    // A weaker state is not stored where the file could not be brought along: it stays the stricter.
    if failure == nil || step.record.state == .tripped { try store(all) }
    return failure
  }

  private func store(_ register: KillRegister) throws(SQLiteFailure) {
    let insert = try connection.prepare("INSERT OR REPLACE INTO kills VALUES (?1, ?2)")
    for entry in register.entries {
      try insert.bind(entry.step.record.scope.normalised.text, at: 1)
      try insert.bind(entry.json.compactText, at: 2)
      try insert.run()
    }
    state.kills = register
  }

  func readKills() throws(SQLiteFailure) -> KillRegister {
    defer { killRows.reset() }
    var entries: [LatchedKill] = []
    while try killRows.step() {
      guard let json = killRows.text(0).flatMap({ try? JSONValue(parsing: $0) }),
        let entry = LatchedKill(json: json)
      else { throw SQLiteFailure(code: 0, message: "a kill cannot be read", operation: "read") }
      entries.append(entry)
    }
    return KillRegister(entries)
  }

  /// The store is new, and the latch is not: it was lost, and with it what other processes knew.
  func noteLoss(now: Int64) throws(DeskStoreFailure) {
    var epoch: Int64 = 0
    if case .register(let register) = latchFile.load() { epoch = register.epoch }
    try latch(
      KillRecord(
        id: "store-lost-\(now)", epoch: epoch + 1, scope: .global, state: .tripped,
        trigger: .unreadable, by: caller.owner,
        reason: "\(place.path) was made anew beside a latch that is older", time: now),
      now: now)
  }
}
