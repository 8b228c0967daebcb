package import Venue

/// Keeps the orders of one API key alive, and only while this process holds the key's lease: two owners would keep
/// a dead desk's orders alive (facts/oms.md 1.5).
package struct HeartbeatRenewer: Equatable, Sendable {
  /// What happens to the renewer.
  package enum Event: Equatable, Sendable {
    /// Beats are wanted from now on.
    case start
    /// `wake` has come; harmless at any other time.
    case tick
    /// What became of a beat.
    case beat(HeartbeatChain.Event)
    /// Whether this process owns the key until that time; false where another does, or nobody can tell.
    case lease(isHeld: Bool, until: Int64)
    /// Something was heard of the venue: an answer or a message about an order.
    case heard
    /// What was open when the renewer was last asked: a quiet book is no dead venue.
    case open(count: Int)
    /// Everything was tried to cancel: from here on silence is the other path (facts/oms.md 6.3).
    case cancelAllAttempted
    /// No beats any more.
    case stop
  }

  /// What the owner has to do.
  package enum Action: Equatable, Sendable {
    case send(beat: Int, id: String)
    /// Renew the lease now.
    case renewLease(until: Int64)
    /// The venue may have cancelled everything: reconcile every open order of the key before quoting.
    case presumeCancelled
    /// Nothing was heard for too long with orders open: ask the venue, once.
    case probe(age: Int64)
    /// Another process beats for the key.
    case rival(expected: String)
    /// The lease is lost: nothing may be sent but cancels.
    case leaseLost
  }

  /// The rhythm, in milliseconds.
  package struct Timing: Hashable, Sendable {
    /// Silence of the venue that calls for a beat and a probe (seeds/000: more than 3,000).
    package var silence: Int64 = 3_000
    /// Between two probes while the silence lasts.
    package var probeInterval: Int64 = 5_000
    /// How long a lease is asked for.
    package var lease: Int64 = 15_000
    /// Between renewals of the lease.
    package var leaseRenewal: Int64 = 5_000

    /// The defaults.
    package init() {}
  }

  /// A renewer that has not begun.
  package init(timing: Timing = Timing(), chain: HeartbeatChain = HeartbeatChain()) {
    self.timing = timing
    self.chain = chain
  }

  package let timing: Timing
  package private(set) var chain: HeartbeatChain

  /// Takes an event at `now` and says what to do, in this order.
  package mutating func handle(_ event: Event, now: Int64) -> [Action] { [] }

  /// When a `tick` is wanted.
  package var wake: Int64? { nil }

  /// Milliseconds since something was last heard of the venue; nil where nothing ever was.
  package func acknowledgementAge(now: Int64) -> Int64? { nil }
}
