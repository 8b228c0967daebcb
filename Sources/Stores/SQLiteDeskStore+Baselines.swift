import FixedPoint
package import Orders
import SQLite

/// The peak beside the kill latch, for every process of the wallet.
extension SQLiteDeskStore: RiskBaselineStore {
  package func baselines() throws(KillLatchFailure) -> RiskBaselines? {
    do throws(DeskStoreFailure) {
      return try change { store throws(SQLiteFailure) in
        let row = try store.connection.prepare("SELECT peak FROM baselines WHERE wallet = ?1")
        try row.bind(store.place.wallet, at: 1)
        guard try row.step() else { return nil }
        return RiskBaselines(peak: row.integer(0).map { Micros(raw: $0) })
      }
    } catch {
      throw KillLatchFailure(error.message)
    }
  }

  /// Never lowers it, whatever order processes come in.
  package func keep(_ baselines: RiskBaselines) throws(KillLatchFailure) {
    guard let peak = baselines.peak else { return }
    do throws(DeskStoreFailure) {
      try change { store throws(SQLiteFailure) in
        let row = try store.connection.prepare(
          """
          INSERT INTO baselines VALUES (?1, ?2)
          ON CONFLICT (wallet) DO UPDATE SET peak = max(peak, excluded.peak)
          """)
        try row.bind(store.place.wallet, at: 1)
        try row.bind(peak.raw, at: 2)
        try row.run()
      }
    } catch {
      throw KillLatchFailure(error.message)
    }
  }
}
