import Glibc
package import Orders
import SQLite

extension SQLiteDeskStore {
  package func renewLease(
    owner: String, now: Int64, until: Int64
  ) throws(DeskStoreFailure) -> Bool {
    let epoch = try change { store throws(SQLiteFailure) in try store.lease(owner, now, until) }
    guard let epoch else { return false }
    caller.epoch = epoch
    caller.isHolder = true
    return true
  }

  private func lease(_ owner: String, _ now: Int64, _ until: Int64) throws(SQLiteFailure) -> Int64?
  {
    let before = state.lease?.epoch
    guard
      let epoch = state.renewLease(
        caller, owner: owner, now: now, until: until, at: clock.now), let lease = state.lease
    else { return nil }
    let write = try connection.prepare(
      """
      INSERT OR REPLACE INTO leases (key, owner, epoch, until_ms, boot, end_ms)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """)
    try write.bind(place.apiKey, at: 1)
    try write.bind(lease.owner, at: 2)
    try write.bind(lease.epoch, at: 3)
    try write.bind(lease.until, at: 4)
    try write.bind(lease.end.boot, at: 5)
    try write.bind(lease.end.elapsed, at: 6)
    try write.run()
    if before != epoch { try storeLanes() }
    return epoch
  }

  func readLease() throws(SQLiteFailure) -> DeskState.Lease? {
    defer { leaseRow.reset() }
    guard try leaseRow.step(), let owner = leaseRow.text(0), let epoch = leaseRow.integer(1),
      let until = leaseRow.integer(2), let boot = leaseRow.text(3), let end = leaseRow.integer(4)
    else { return nil }
    return DeskState.Lease(
      owner: owner, epoch: epoch, until: until,
      end: StoreClock.Moment(boot: boot, elapsed: end))
  }
}

/// Which file a name stands for.
struct FileIdentity: Equatable {
  private var device: UInt64
  private var inode: UInt64

  /// nil where there is no such file.
  init?(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}
