import Hashing
import Venue

extension Exchange {
  /// When something is due next, in ms since 1970; nil while nothing is.
  package var nextDeadline: Int64? { timers.first?.due }

  /// Moves the clock to `now` and does everything that was due until then: in order of time, and at one time
  /// in the order in which it was set. A clock that goes back stays where it was.
  package mutating func advance(to now: Int64) {
    let now = min(now, Self.latestTime)
    advanceTarget = max(advanceTarget, now)
    while let next = timers.first, next.due <= now, let entry = timers.removeFirst() {
      self.now = max(self.now, entry.due)
      perform(entry.work)
    }
    self.now = max(self.now, now)
  }

  /// The year 5138, in ms: no sum of a time and a delay leaves what can be counted.
  static let latestTime: Int64 = 100_000_000_000_000

  private mutating func perform(_ work: Work) {
    switch work {
    case .expiry(let slot, let serial):
      guard orders.holds(slot, serial: serial) else {
        deadExpiries = max(0, deadExpiries - 1)
        return
      }
      end(slot, .canceled, .expired)
    case .delayEnd(let slot, let serial): endDelay(slot, serial: serial)
    case .settlement(let transaction): stepSettlement(transaction)
    case .heartbeat(let owner): endHeartbeat(of: owner)
    case .mode(let sequence): endMode(sequence: sequence)
    case .participant(let position): act(position)
    }
  }

  // MARK: heartbeats

  /// A heartbeat of a key, naming `id` (nil for an empty text).
  package mutating func beat(
    _ requester: Requester, id: VenueIdentifier?, now: Int64
  ) -> HeartbeatAnswer {
    advance(to: now)
    let owner = requester.owner
    if let wrong = heartbeats.check(id, of: owner) { return wrong }
    let next = makeIdentifier()
    let deadline = self.now + configuration.heartbeatDeadline + configuration.heartbeatGrace
    heartbeats.accept(owner, user: requester.user, next: next, deadline: deadline)
    timers.add(.heartbeat(owner), due: deadline)
    return .accepted(next: next)
  }

  /// When the orders of a key will be cancelled unless a beat comes, in ms since 1970; nil where it sends none.
  package func heartbeatDeadline(of owner: VenueIdentifier) -> Int64? {
    heartbeats.deadline(of: owner)
  }

  private mutating func endHeartbeat(of owner: VenueIdentifier) {
    guard let user = heartbeats.expire(owner, now: now) else { return }
    endAll(of: user, .canceled, .heartbeat) { $0.owner == owner }
  }
}
