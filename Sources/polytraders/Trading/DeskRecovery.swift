import JSON
import Journal
import Orders

/// Folds a journal into the order manager that it is the account of: a restart is a replay of the journal.
enum DeskRecovery {
  /// The manager after every entry of the journal; `each` is told how many envelopes were read.
  static func read(
    _ journal: JournalReader, policy: ManagerPolicy, each: (Int) -> Void
  ) throws -> OrderManager {
    var manager = OrderManager(policy)
    let json = JSONReader(maximumBytes: 64 << 20)
    var count = 0
    var problem: (any Error)?
    try unsafe journal.forEach { _, text in
      count += 1
      if count % 1_024 == 0 { each(count) }
      guard let envelope = try? unsafe json.parse(text), let payload = envelope.member("payload"),
        ManagerEntry.isEntry(payload)
      else { return true }
      do {
        manager.apply(
          try ManagerEntry(payload: payload), at: envelope.member("ts_recorded_ms")?.int64 ?? 0)
      } catch {
        problem = error
        return false
      }
      return true
    }
    if let problem { throw problem }
    return manager
  }
}
