/// Who promised to send heartbeats, and until when they must (facts/polymarket-v2.md 4).
///
/// A key's first accepted beat arms it. Each beat names the id given for the one before and gets a new one;
/// a wrong id is answered with the expected one and extends nothing. When the deadline and the grace have
/// passed, the registration is gone and the exchange cancels all open orders of the key.
struct HeartbeatRegistry: Sendable {
  private struct Registration {
    var user: AccountIndex
    var expected: VenueIdentifier
    var deadline: Int64
  }

  private var registrations: [VenueIdentifier: Registration] = [:]

  /// Keys that are armed.
  var count: Int { registrations.count }

  /// When the key's orders will be cancelled unless another beat comes; nil where it is not armed.
  func deadline(of owner: VenueIdentifier) -> Int64? {
    registrations[owner]?.deadline
  }

  /// Whether `id` continues the chain of `owner`; else the answer is the expected id (nil: an empty one).
  func check(_ id: VenueIdentifier?, of owner: VenueIdentifier) -> HeartbeatAnswer? {
    let expected = registrations[owner]?.expected
    return id == expected ? nil : .wrong(expected: expected)
  }

  /// Accepts a beat: `next` is the id to name in the one after it.
  mutating func accept(
    _ owner: VenueIdentifier, user: AccountIndex, next: VenueIdentifier, deadline: Int64
  ) {
    registrations[owner] = Registration(user: user, expected: next, deadline: deadline)
  }

  /// The user of the key if it fell silent; it is then no longer armed.
  mutating func expire(_ owner: VenueIdentifier, now: Int64) -> AccountIndex? {
    guard let registration = registrations[owner], registration.deadline <= now else {
      return nil
    }
    registrations[owner] = nil
    return registration.user
  }
}

/// What the venue answers to a heartbeat.
package enum HeartbeatAnswer: Equatable, Sendable {
  /// 200 with the id to name next.
  case accepted(next: VenueIdentifier)
  /// 400 `Invalid Heartbeat ID` with the expected id; nil is the empty text.
  case wrong(expected: VenueIdentifier?)
}
