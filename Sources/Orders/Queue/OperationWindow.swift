/// The cancel-replaces of one API key in an exact sliding window, each known by its id, so that a question that
/// is asked twice is counted once (facts/oms.md 4). An operation at `t` counts while `now - t < window`; times
/// never go back. They are of a clock that does not leap ahead either, or operations leave before their time: the
/// keeper of a window sees to that.
package struct OperationWindow: Equatable, Sendable {
  /// One operation that counts.
  package struct Entry: Hashable, Sendable {
    package var operation: String
    /// Milliseconds on the clock of whoever keeps the window.
    package var time: Int64

    /// An entry of these parts.
    package init(operation: String, time: Int64) {
      self.operation = operation
      self.time = time
    }
  }

  /// Milliseconds.
  package let window: Int64
  /// Oldest first.
  package private(set) var entries: [Entry]
  /// The latest time seen: an earlier one is taken as this.
  package private(set) var latest: Int64
  private var operations: Set<String>

  /// A window as it was stored, oldest first.
  package init(window: Int64 = 60_000, entries: [Entry] = [], latest: Int64 = .min) {
    precondition(window > 0, "a window has a length")
    self.window = window
    self.entries = entries
    self.latest = max(latest, entries.last?.time ?? .min)
    operations = Set(entries.map(\.operation))
  }

  /// Counts `operation` where fewer than `cap` are in the window. One that is in it already is granted again and
  /// not counted again, but from now on.
  package mutating func reserve(_ operation: String, now: Int64, cap: Int) -> RateAnswer {
    let now = advance(to: now)
    if operations.contains(operation) {
      // Whoever asks again has not sent it yet, as far as it knows: it counts from now, when it may leave
      // (facts/oms.md 4, "count on send"); counted from the first question, it could leave as the next one goes.
      entries.removeAll { $0.operation == operation }
      entries.append(Entry(operation: operation, time: now))
      return .granted
    }
    guard entries.count < cap else {
      // With a cap below the count more than one has to leave; with a cap of none, room never comes.
      let leaving = entries.count - cap
      let time = entries.indices.contains(leaving) ? entries[leaving].time : now
      return .full(until: time + window)
    }
    entries.append(Entry(operation: operation, time: now))
    operations.insert(operation)
    return .granted
  }

  /// Takes an operation out again; only with proof that nothing of it was sent. False where it is not in.
  @discardableResult
  package mutating func giveBack(_ operation: String) -> Bool {
    guard operations.remove(operation) != nil else { return false }
    entries.removeAll { $0.operation == operation }
    return true
  }

  /// How many operations lie in the window that ends at `now`.
  package mutating func count(at now: Int64) -> Int {
    _ = advance(to: now)
    return entries.count
  }

  /// Takes the entry of another process, which has stored it.
  package mutating func load(_ entry: Entry) {
    guard operations.insert(entry.operation).inserted else { return }
    latest = max(latest, entry.time)
    let place = entries.lastIndex { $0.time <= entry.time }.map { $0 + 1 } ?? 0
    entries.insert(entry, at: place)
  }

  private mutating func advance(to now: Int64) -> Int64 {
    latest = max(latest, now)
    let leaving = entries.prefix { latest - $0.time >= window }
    if !leaving.isEmpty {
      for entry in leaving { operations.remove(entry.operation) }
      entries.removeFirst(leaving.count)
    }
    return latest
  }
}
