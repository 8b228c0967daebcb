package import Hashing

/// One number of a lane and how far it got (facts/oms.md 3.2).
package struct NonceSlot: Hashable, Sendable {
  package var number: Int64
  /// What it was given for: the client order id of an order, or the id of a transaction.
  package var request: String
  package var state: NonceSlotState
  /// The process that asked for it.
  package var owner: String
  /// The fencing epoch that it was given under.
  package var epoch: Int64
  /// What was signed with it; nil where nothing was.
  package var hash: Digest32?
  /// Whether what was signed may have left the process: then the number is never given again.
  package var hasLeft: Bool
  /// Since when it is in `state`, milliseconds since 1970.
  package var since: Int64

  /// A slot of these parts.
  package init(
    number: Int64, request: String, state: NonceSlotState = .reserved, owner: String = "",
    epoch: Int64 = 0, hash: Digest32? = nil, hasLeft: Bool = false, since: Int64 = 0
  ) {
    self.number = number
    self.request = request
    self.state = state
    self.owner = owner
    self.epoch = epoch
    self.hash = hash
    self.hasLeft = hasLeft
    self.since = since
  }
}

extension NonceSlotState {
  /// Whether a slot may go from here to `next`. Steps may be left out, never taken back; what was posted is
  /// void only with the proof that it was dropped, for which there is ``NonceLane/drop(number:now:)``.
  package func leads(to next: NonceSlotState) -> Bool {
    switch (self, next) {
    case (.mined, _), (.void, _), (.posted, .void), (.posted, .unknown): false
    case (_, .void): true
    default: next.rank > rank
    }
  }

  private var rank: Int {
    switch self {
    case .reserved: 0
    case .signed: 1
    case .posting: 2
    case .unknown: 3
    case .posted: 4
    case .mined: 5
    case .void: 6
    }
  }

  /// Whether it is surely not in anybody's hands but ours.
  var isUnposted: Bool { self == .reserved || self == .signed }
}
