package import Orders
import SQLite

/// What lies in a store, for people: read without changing anything, while runs go on.
package struct DeskStoreReport: Sendable {
  /// One lane of numbers.
  package struct Lane: Sendable {
    /// The chain's id: 137 is Polygon.
    package var chain: Int64
    package var wallet: String
    package var numbers: NonceLane
  }

  /// The cancel-replaces of one API key.
  package struct Window: Sendable {
    package var apiKey: String
    /// Those that the store holds, the oldest first; by dates, in milliseconds since 1970.
    package var operations: [OperationWindow.Entry]
    /// How many of them count now, on the store's clock.
    package var count: Int
  }

  /// Who may beat and trade for an API key.
  package struct Lease: Sendable {
    package var apiKey: String
    package var owner: String
    package var epoch: Int64
    /// Milliseconds since 1970.
    package var until: Int64
    /// Whether it still is the owner's, on the store's clock.
    package var isHeld: Bool
    /// Whether it is of a run that trades, and not of a sender of transactions.
    package var isOfRun: Bool { !apiKey.hasSuffix(SQLiteDeskStore.Place.transactionsSuffix) }
  }

  /// An operator released the latch of a lane.
  package struct Release: Sendable {
    package var lane: String
    package var by: String
    /// Milliseconds since 1970.
    package var time: Int64
  }

  /// By chain, wallet and kind.
  package var lanes: [Lane] = []
  package var windows: [Window] = []
  package var leases: [Lease] = []
  /// The oldest first.
  package var releases: [Release] = []

  /// Reads the store at `path`, of this version or of the first one.
  package init(path: String, clock: StoreClock? = nil) throws(DeskStoreFailure) {
    let source: StoreClock = if let clock { clock } else { try .machine() }
    let now = source.now
    do throws(SQLiteFailure) {
      let connection = try SQLiteConnection.open(path, .read)
      connection.setBusyTimeout(milliseconds: 5000)
      try DeskTables.check(connection, versions: 1...DeskTables.version)
      // One transaction: the parts belong together.
      try connection.execute("BEGIN")
      let isFirst = try connection.integer("PRAGMA user_version") == 1
      lanes = try Self.lanes(connection)
      windows = try Self.windows(connection, now, isFirst)
      leases = try Self.leases(connection, now, isFirst)
      releases = try Self.releases(connection)
    } catch {
      throw SQLiteDeskStore.failure(error, path)
    }
  }

  private static func lanes(
    _ connection: borrowing SQLiteConnection
  ) throws(SQLiteFailure) -> [Lane] {
    let names = try connection.prepare("SELECT lane FROM lanes ORDER BY lane")
    var lanes: [Lane] = []
    while try names.step() {
      guard let name = names.text(0) else { continue }
      let parts = name.split(separator: "/").map(String.init)
      guard parts.count == 3, let chain = Int64(parts[0]),
        let kind = NonceLane.Kind(rawValue: parts[2])
      else { continue }
      var lane = NonceLane(kind: kind)
      try LaneTable(connection, name).refresh(&lane)
      lanes.append(Lane(chain: chain, wallet: parts[1], numbers: lane))
    }
    return lanes
  }

  private static func windows(
    _ connection: borrowing SQLiteConnection, _ now: StoreClock.Moment, _ isFirst: Bool
  ) throws(SQLiteFailure) -> [Window] {
    let keys = try connection.prepare("SELECT key FROM windows ORDER BY key")
    let rows = try connection.prepare(
      "SELECT operation, time_ms, \(isFirst ? unknownMoment : "boot, elapsed_ms") FROM operations "
        + "WHERE key = ?1 ORDER BY time_ms, operation")
    var windows: [Window] = []
    while try keys.step() {
      guard let key = keys.text(0) else { continue }
      var window = Window(apiKey: key, operations: [], count: 0)
      rows.reset()
      try rows.bind(key, at: 1)
      while try rows.step() {
        guard let operation = rows.text(0), let time = rows.integer(1), let boot = rows.text(2),
          let elapsed = rows.integer(3)
        else { continue }
        window.operations.append(OperationWindow.Entry(operation: operation, time: time))
        let moment = now.time(of: StoreClock.Moment(boot: boot, elapsed: elapsed))
        if isFirst || now.elapsed - moment < OperationWindow().window { window.count += 1 }
      }
      windows.append(window)
    }
    return windows
  }

  /// The first version had dates only: what it holds counts as it would when the store is opened.
  private static let unknownMoment = "'', 0"

  private static func leases(
    _ connection: borrowing SQLiteConnection, _ now: StoreClock.Moment, _ isFirst: Bool
  ) throws(SQLiteFailure) -> [Lease] {
    let rows = try connection.prepare(
      "SELECT key, owner, epoch, until_ms, \(isFirst ? unknownMoment : "boot, end_ms") "
        + "FROM leases ORDER BY key")
    var leases: [Lease] = []
    while try rows.step() {
      guard let key = rows.text(0), let owner = rows.text(1), let epoch = rows.integer(2),
        let until = rows.integer(3), let boot = rows.text(4), let end = rows.integer(5)
      else { continue }
      let isHeld = isFirst || (boot == now.boot && now.elapsed < end)
      leases.append(
        Lease(apiKey: key, owner: owner, epoch: epoch, until: until, isHeld: isHeld))
    }
    return leases
  }

  private static func releases(
    _ connection: borrowing SQLiteConnection
  ) throws(SQLiteFailure) -> [Release] {
    let known = try connection.integer(
      "SELECT count(*) FROM sqlite_schema WHERE name = 'releases'")
    guard known == 1 else { return [] }
    let rows = try connection.prepare(
      "SELECT lane, released_by, time_ms FROM releases ORDER BY time_ms, lane")
    var releases: [Release] = []
    while try rows.step() {
      guard let lane = rows.text(0), let name = rows.text(1), let time = rows.integer(2) else {
        continue
      }
      releases.append(Release(lane: lane, by: name, time: time))
    }
    return releases
  }
}
