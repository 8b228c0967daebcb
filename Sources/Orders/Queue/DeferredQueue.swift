package import FixedPoint
package import Hashing
package import Trading

/// The cancel-replaces that wait for room in the rate window; the orders that they are about stay resting
/// (facts/oms.md 4). Pure cancels never come here.
///
/// One entry for each order: a newer plan takes the place of an older one and keeps its turn. What comes out is
/// judged from scratch before anything is done.
package struct DeferredQueue: Hashable, Sendable {
  /// What waits.
  package struct Entry: Hashable, Sendable {
    package var order: Digest32
    /// The price that was wanted when it was last judged; it is found anew when the entry runs.
    package var price: Micros?
    /// How grave the decision was that wanted it.
    package var severity: Severity
    /// Since when the order waits, milliseconds since 1970.
    package var since: Int64

    /// An entry of these parts.
    package init(order: Digest32, price: Micros?, severity: Severity, since: Int64) {
      self.order = order
      self.price = price
      self.severity = severity
      self.since = since
    }
  }

  /// What became of an operation that has no room.
  package enum Outcome: Hashable, Sendable {
    /// It waits; `QUEUE_WARDEN_RATE_CAP_HIT` is said now, and not again while it waits.
    case added
    /// The order waited already; the newer plan counts.
    case renewed
    /// It took the place of a less grave one, which no longer waits.
    case displaced(Digest32)
    /// There is no place: the order rests, and its next judgement asks again.
    case refused
  }

  /// How many may wait.
  package let capacity: Int
  /// Gravest first, among equals the oldest.
  package private(set) var entries: [Entry] = []

  /// An empty queue.
  package init(capacity: Int = 1024) {
    precondition(capacity > 0, "a queue has room for an entry")
    self.capacity = capacity
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// Whether an order waits.
  package func contains(_ order: Digest32) -> Bool { entries.contains { $0.order == order } }

  /// Puts an operation at its place.
  package mutating func put(
    _ order: Digest32, price: Micros?, severity: Severity, now: Int64
  ) -> Outcome {
    if let index = entries.firstIndex(where: { $0.order == order }) {
      var entry = entries.remove(at: index)
      entry.price = price
      entry.severity = severity
      insert(entry)
      return .renewed
    }
    let entry = Entry(order: order, price: price, severity: severity, since: now)
    guard entries.count >= capacity else {
      insert(entry)
      return .added
    }
    guard let last = entries.last, last.severity < severity else { return .refused }
    entries.removeLast()
    insert(entry)
    return .displaced(last.order)
  }

  /// The order is over, or is cancelled, or its entry ran: nothing waits for it any more. False where nothing did.
  @discardableResult
  package mutating func drop(_ order: Digest32) -> Bool {
    guard let index = entries.firstIndex(where: { $0.order == order }) else { return false }
    entries.remove(at: index)
    return true
  }

  /// Empties the queue, as a kill does; what waited.
  package mutating func purge() -> [Digest32] {
    defer { entries = [] }
    return entries.map(\.order)
  }

  /// The orders that may be judged anew now that the window has room for `room` operations, in their turn. They
  /// stay until they are dropped, so that a crash in between loses nothing.
  package func ready(room: Int) -> [Digest32] {
    entries.prefix(max(0, room)).map(\.order)
  }

  private mutating func insert(_ entry: Entry) {
    let index = entries.firstIndex { Self.goes(entry, before: $0) } ?? entries.endIndex
    entries.insert(entry, at: index)
  }

  private static func goes(_ left: Entry, before right: Entry) -> Bool {
    if left.severity != right.severity { return left.severity > right.severity }
    if left.since != right.since { return left.since < right.since }
    return left.order.hex < right.order.hex
  }
}
