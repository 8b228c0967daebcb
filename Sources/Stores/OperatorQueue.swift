import JSON
package import Orders
import SQLite

/// What people ask of the runs of a store's folder: a command puts it here, whether or not a run is alive; the run that
/// holds the key's lease takes it within a second, or at its next start, and leaves what became of it.
///
/// A connection of its own to the file of ``SQLiteDeskStore``, for one thread.
package final class OperatorQueue {
  /// A request that lies in the store.
  package struct Item: Hashable, Sendable {
    package var request: OperatorRequest
    /// nil while no run has answered.
    package var answer: OperatorAnswer?
  }

  private let path: String
  private let connection: SQLiteConnection

  /// The queue in the store at `path`, which has to be there: a request that no run will ever read is none.
  package init(path: String) throws(DeskStoreFailure) {
    self.path = path
    guard FileIdentity(of: path) != nil else {
      throw DeskStoreFailure("\(path) is not there: no run ever used this folder")
    }
    let moment = try StoreClock.machine().now
    do throws(SQLiteFailure) {
      var isNew = false
      connection = try DeskTables.open(path, at: moment, isNew: &isNew)
      // What a person asked for survives a crash of the machine.
      try connection.execute("PRAGMA synchronous = FULL")
    } catch {
      throw SQLiteDeskStore.failure(error, path)
    }
  }

  /// Asks the runs of an API key; on the disk when it returns.
  package func ask(_ request: OperatorRequest, of key: String) throws(DeskStoreFailure) {
    try attempt { connection throws(SQLiteFailure) in
      let insert = try connection.prepare(
        "INSERT INTO requests (id, key, time_ms, request) VALUES (?1, ?2, ?3, ?4)")
      try insert.bind(request.id, at: 1)
      try insert.bind(key, at: 2)
      try insert.bind(request.time, at: 3)
      try insert.bind(request.json.compactText, at: 4)
      try insert.run()
    }
  }

  /// What waits for a run of the key, the oldest first. What cannot be read is passed over: it has another form than
  /// this version knows, and its command says that nobody answers.
  package func waiting(for key: String) throws(DeskStoreFailure) -> [OperatorRequest] {
    try attempt { connection throws(SQLiteFailure) in
      let rows = try connection.prepare(
        "SELECT request FROM requests WHERE key = ?1 AND answer IS NULL ORDER BY time_ms, id")
      try rows.bind(key, at: 1)
      var found: [OperatorRequest] = []
      while try rows.step() {
        if let request = rows.text(0).flatMap({ Self.request($0) }) { found.append(request) }
      }
      return found
    }
  }

  /// Leaves what became of a request.
  package func answer(
    _ id: String, _ answer: OperatorAnswer, now: Int64
  ) throws(DeskStoreFailure) {
    try attempt { connection throws(SQLiteFailure) in
      let update = try connection.prepare(
        "UPDATE requests SET answer = ?2, answered_ms = ?3 WHERE id = ?1 AND answer IS NULL")
      try update.bind(id, at: 1)
      try update.bind(answer.json.compactText, at: 2)
      try update.bind(now, at: 3)
      try update.run()
    }
  }

  /// What became of a request; nil where nobody has answered.
  package func answer(to id: String) throws(DeskStoreFailure) -> OperatorAnswer? {
    try attempt { connection throws(SQLiteFailure) in
      let row = try connection.prepare("SELECT answer FROM requests WHERE id = ?1")
      try row.bind(id, at: 1)
      guard try row.step(), let text = row.text(0) else { return nil }
      return (try? JSONValue(parsing: text)).flatMap { OperatorAnswer(json: $0) }
    }
  }

  private static func request(_ text: String) -> OperatorRequest? {
    (try? JSONValue(parsing: text)).flatMap { OperatorRequest(json: $0) }
  }

  private func attempt<R>(
    _ body: (borrowing SQLiteConnection) throws(SQLiteFailure) -> R
  ) throws(DeskStoreFailure) -> R {
    do throws(SQLiteFailure) {
      return try body(connection)
    } catch {
      throw SQLiteDeskStore.failure(error, path)
    }
  }
}
