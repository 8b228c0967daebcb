package import Hashing
import Runtime
package import Signing

/// A moment at which something can go wrong, and what it concerns.
package struct FaultSituation: Sendable {
  /// Which sort of moment.
  package enum Point: Sendable {
    /// A request came.
    case request
    /// Events are to be sent on a socket.
    case events
    /// A book is to be shown.
    case book
  }

  /// Which sort of moment.
  package var point: Point
  /// What the request is for; nil where it is none.
  package var endpoint: Fault.Endpoint?
  /// Which socket; nil where it is none.
  package var channel: Fault.Channel?
  /// The market concerned; nil where it is none or not known.
  package var market: Digest32?
  /// The signer concerned, likewise.
  package var signer: Address?
  /// Whether the events are those of a trade; nil where they are not told apart.
  package var isTrade: Bool?

  /// A moment of which no more is known.
  package init(
    _ point: Point, endpoint: Fault.Endpoint? = nil, channel: Fault.Channel? = nil,
    market: Digest32? = nil, signer: Address? = nil
  ) {
    self.point = point
    self.endpoint = endpoint
    self.channel = channel
    self.market = market
    self.signer = signer
  }
}

/// The faults that are on, how often each has struck, and the chance by which they strike.
package struct FaultPlan: Sendable {
  /// A fault that was added.
  package struct Entry: Sendable {
    /// Names it from then on.
    package let number: Int
    /// What goes wrong.
    package let fault: Fault
    /// How often it has struck.
    package internal(set) var strikes = 0

    /// Whether it can still strike.
    package func isOver(now: Int64) -> Bool {
      if let end = fault.end, now >= end { return true }
      return fault.count.map { strikes >= $0 } ?? false
    }
  }

  /// All faults that were added and not removed, in that order.
  package private(set) var entries: [Entry] = []
  private var random: SplitMix64
  private var added = 0

  /// The most faults there may be at once; those that are over make room.
  package static let limit = 1_000

  /// No faults; chance follows from `seed`.
  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// Adds a fault, and says by which number it goes; nil where there are as many as there may be.
  package mutating func add(_ fault: Fault, now: Int64) -> Int? {
    if entries.count >= Self.limit { entries.removeAll { $0.isOver(now: now) } }
    guard entries.count < Self.limit else { return nil }
    added += 1
    entries.append(Entry(number: added, fault: fault))
    return added
  }

  /// Takes a fault away; false where there is none of this number.
  @discardableResult
  package mutating func remove(_ number: Int) -> Bool {
    guard let position = entries.firstIndex(where: { $0.number == number }) else { return false }
    entries.remove(at: position)
    return true
  }

  /// Takes all faults away.
  package mutating func removeAll() {
    entries.removeAll()
  }

  /// The faults that strike now, in the order in which they were added; each counts as one time.
  package mutating func strike(_ situation: FaultSituation, now: Int64) -> [Fault.Kind] {
    guard !entries.isEmpty else { return [] }
    var kinds: [Fault.Kind] = []
    for position in entries.indices where entries[position].strikes(situation, now: now) {
      let perMille = entries[position].fault.perMille
      guard perMille >= 1_000 || random.chance(perMille) else { continue }
      entries[position].strikes += 1
      kinds.append(entries[position].fault.kind)
    }
    return kinds
  }

  /// A number of ms out of the range of a fault.
  package mutating func draw(_ range: ClosedRange<Int64>) -> Int64 {
    random.number(range)
  }

  /// Changes the order of a group of events.
  package mutating func shuffle<Element>(_ group: inout [Element]) {
    group.shuffle(using: &random)
  }
}

extension FaultPlan.Entry {
  /// Whether the fault concerns the situation. What is not known of a situation is not what a fault with
  /// such a limit waits for.
  func strikes(_ situation: FaultSituation, now: Int64) -> Bool {
    guard fault.kind.point == situation.point, now >= fault.start, !isOver(now: now) else {
      return false
    }
    if case .lateTrades = fault.kind, situation.isTrade == false { return false }
    if let endpoint = fault.endpoint, endpoint != situation.endpoint { return false }
    if let channel = fault.channel, channel != situation.channel { return false }
    if let market = fault.market, market != situation.market { return false }
    if let signer = fault.signer, signer != situation.signer { return false }
    return true
  }
}
