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

  /// The cancel-replaces of one API key, as of the newest of them.
  package struct Window: Sendable {
    package var apiKey: String
    package var operations: [OperationWindow.Entry]
  }

  /// Who may beat and trade for an API key.
  package struct Lease: Sendable {
    package var apiKey: String
    package var owner: String
    package var epoch: Int64
    /// Milliseconds since 1970.
    package var until: Int64
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

  /// Reads the store at `path`.
  package init(path: String) throws(DeskStoreFailure) {
    do throws(SQLiteFailure) {
      let connection = try SQLiteConnection.open(path, .read)
      connection.setBusyTimeout(milliseconds: 5000)
      try DeskTables.check(connection)
      // One transaction: the parts belong together.
      try connection.execute("BEGIN")
      lanes = try Self.lanes(connection)
      windows = try Self.windows(connection)
      leases = try Self.leases(connection)
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
    _ connection: borrowing SQLiteConnection
  ) throws(SQLiteFailure) -> [Window] {
    let keys = try connection.prepare("SELECT key FROM windows ORDER BY key")
    var windows: [Window] = []
    while try keys.step() {
      guard let key = keys.text(0) else { continue }
      var window = OperationWindow()
      try WindowTable(connection, key: key).refresh(&window)
      windows.append(Window(apiKey: key, operations: window.entries))
    }
    return windows
  }

  private static func leases(
    _ connection: borrowing SQLiteConnection
  ) throws(SQLiteFailure) -> [Lease] {
    let rows = try connection.prepare(
      "SELECT key, owner, epoch, until_ms FROM leases ORDER BY key")
    var leases: [Lease] = []
    while try rows.step() {
      guard let key = rows.text(0), let owner = rows.text(1), let epoch = rows.integer(2),
        let until = rows.integer(3)
      else { continue }
      leases.append(Lease(apiKey: key, owner: owner, epoch: epoch, until: until))
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
