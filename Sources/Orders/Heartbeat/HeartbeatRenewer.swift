package import Venue

/// Keeps the orders of one API key alive, and only while this process holds the key's lease: two owners would keep
/// a dead desk's orders alive (facts/oms.md 1.5).
///
/// Two clocks that are not one: the venue's heartbeat has its own timer, and the age of the last update tells
/// whether the venue is heard at all. A quiet book is no dead venue, so silence sends one more beat and one
/// question; what it finds out is the reconciler's.
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
    /// Something was heard of the venue about our orders: an answer, a message, a snapshot.
    case heard
    /// So many orders have not ended.
    case open(count: Int)
    /// Every order was asked to be cancelled at once.
    case cancelAllAttempted
    /// The kill switch wants the venue to cancel by itself: silence, as soon as everything was asked to be
    /// cancelled once (facts/oms.md 6.3).
    case silence
    /// The run ends: the last beat is behind the last open order.
    case drain
    /// No beats any more.
    case stop
  }

  /// What the owner has to do.
  package enum Action: Equatable, Sendable {
    /// Send a beat with this id, and tell what came of it under this number.
    case send(beat: Int, id: String)
    /// Ask for the lease until then, now.
    case renewLease(until: Int64)
    /// The venue may have cancelled everything: reconcile every open order of the key before quoting.
    case presumeCancelled
    /// Nothing was heard for `age` milliseconds with orders open: ask the venue, once.
    case probe(age: Int64)
    /// Another process beats for the key.
    case rival(expected: String)
    /// The lease is gone: nothing may be sent but cancels.
    case leaseLost
    /// No beats from now on: the venue cancels within seconds.
    case silent
  }

  package let timing: HeartbeatTiming
  package private(set) var chain: HeartbeatChain
  /// When something was last heard of the venue about our orders, milliseconds since 1970; nil where nothing was.
  package private(set) var lastHeard: Int64?
  /// Until when this process owns the key; nil where it does not.
  package private(set) var leasedUntil: Int64?
  private var isWanted = false
  private var isSilenced = false
  private var isDraining = false
  private var isCancelAllAttempted = false
  /// Others may have moved the chain on while we were not its owner: its first refusal is no rival.
  private var isTakeover = false
  private var nextLease: Int64?
  private var openCount = 0
  /// When orders came to be open.
  private var openSince: Int64?
  private var lastProbe: Int64?

  /// A renewer that has not begun.
  package init(
    timing: HeartbeatTiming = HeartbeatTiming(), chain: HeartbeatChain = HeartbeatChain()
  ) {
    self.timing = timing
    self.chain = chain
  }

  /// Takes an event at `now` and says what to do, in this order.
  package mutating func handle(_ event: Event, now: Int64) -> [Action] {
    var actions: [Action] = []
    switch event {
    case .start:
      isWanted = true
      isSilenced = false
      isDraining = false
      isCancelAllAttempted = false
      if nextLease == nil { nextLease = now }
    case .tick: break
    case .beat(let answer):
      if case .accepted = answer { isTakeover = false }
      drive(answer, now, &actions)
    case .lease(let isHeld, let until): take(isHeld ? until : nil, now, &actions)
    case .heard:
      lastHeard = max(lastHeard ?? now, now)
      lastProbe = nil
    case .open(let count):
      if openCount == 0, count > 0 { openSince = now }
      openCount = count
    case .cancelAllAttempted: isCancelAllAttempted = true
    case .silence: isSilenced = true
    case .drain: isDraining = true
    case .stop: isWanted = false
    }
    keep(now, &actions)
    return actions
  }

  /// Whether this process owns the key at `now`; where it does not, it neither beats nor sends orders.
  package func holdsLease(now: Int64) -> Bool {
    leasedUntil.map { now < $0 } ?? false
  }

  /// Milliseconds since something was last heard of the venue about our orders, since orders came to be open where
  /// that is later (seeds/000, `ack_age_ms`); nil while none is open.
  package func acknowledgementAge(now: Int64) -> Int64? {
    guard openCount > 0, let openSince else { return nil }
    return max(0, now - max(lastHeard ?? openSince, openSince))
  }

  /// When a `tick` is wanted; nil while only an answer can change anything.
  package var wake: Int64? {
    var times = [chain.wake, isWanted ? nextLease : nil, leasedUntil]
    if openCount > 0, let openSince, chain.isRunning {
      let silent = max(lastHeard ?? openSince, openSince) + timing.silence + 1
      times.append(max(silent, lastProbe.map { $0 + timing.probeInterval } ?? silent))
    }
    return times.compactMap(\.self).min()
  }

  /// Whether beats are to go out.
  private func mayBeat(_ now: Int64) -> Bool {
    guard isWanted, holdsLease(now: now) else { return false }
    if isSilenced, isCancelAllAttempted { return false }
    return !(isDraining && openCount == 0)
  }

  private mutating func take(_ until: Int64?, _ now: Int64, _ actions: inout [Action]) {
    guard let until, until > now else {
      lose(&actions)
      return
    }
    if leasedUntil == nil { isTakeover = true }
    leasedUntil = until
  }

  private mutating func lose(_ actions: inout [Action]) {
    guard leasedUntil != nil else { return }
    leasedUntil = nil
    actions.append(.leaseLost)
  }

  /// Brings beats, lease and probes to what they should be at `now`.
  private mutating func keep(_ now: Int64, _ actions: inout [Action]) {
    if let leasedUntil, now >= leasedUntil { lose(&actions) }
    if isWanted, let nextLease, now >= nextLease {
      self.nextLease = now + timing.leaseRenewal
      actions.append(.renewLease(until: now + timing.lease))
    }
    if !isWanted { nextLease = nil }
    let beats = mayBeat(now)
    if beats != chain.isRunning {
      drive(beats ? .start : .stop, now, &actions)
      if !beats { actions.append(.silent) }
    }
    listen(now, &actions)
    drive(.tick, now, &actions)
  }

  /// One more beat and one question where nothing was heard for too long, and no storm of them.
  private mutating func listen(_ now: Int64, _ actions: inout [Action]) {
    guard chain.isRunning, let age = acknowledgementAge(now: now), age > timing.silence else {
      return
    }
    if let lastProbe, now < lastProbe + timing.probeInterval { return }
    lastProbe = now
    drive(.hurry, now, &actions)
    actions.append(.probe(age: age))
  }

  private mutating func drive(
    _ event: HeartbeatChain.Event, _ now: Int64, _ actions: inout [Action]
  ) {
    for action in chain.handle(event, now: now) {
      switch action {
      case .send(let beat, let id): actions.append(.send(beat: beat, id: id))
      case .presumeCancelled: actions.append(.presumeCancelled)
      case .rival(let expected):
        if !isTakeover { actions.append(.rival(expected: expected)) }
      }
    }
  }
}
