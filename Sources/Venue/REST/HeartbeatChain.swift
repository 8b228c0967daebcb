/// The heartbeats of one API key: when to send which id, and from when on the venue may have cancelled
/// everything (facts/polymarket-v2.md 4).
///
/// A beat every five seconds, one at a time, each with the id from the answer to the one before. Ten
/// seconds without an accepted beat let the venue cancel all orders of the key, at a moment nobody is
/// told: so the deadline counts from when the last beat that is known to be accepted was *sent*, and once
/// it has passed the caller hears `presumeCancelled` and has to ask the venue, again and again until a beat is
/// known to be accepted: those whose answers were lost may have put the cancel off. Pure: whoever owns it
/// sends, waits and tells what came. Times are milliseconds of a clock that never runs backwards.
package struct HeartbeatChain: Equatable, Sendable {
  /// The rhythm, in milliseconds.
  package struct Timing: Equatable, Sendable {
    /// Between beats.
    package var interval: Int64 = 5_000
    /// Without an accepted beat, until the venue may cancel.
    package var deadline: Int64 = 10_000
    /// After a beat that was lost or refused.
    package var retry: Int64 = 1_000

    /// The venue's rhythm.
    package init() {}
  }

  /// What happens to the chain.
  package enum Event: Equatable, Sendable {
    /// The key's orders are to live by heartbeats from now on.
    case start
    /// `wake` has come; harmless at any other time.
    case tick
    /// The venue accepted a beat and gave the id of the next.
    case accepted(beat: Int, next: String)
    /// The venue refused a beat because it expects another id, which may be empty.
    case expected(beat: Int, id: String)
    /// No answer: the beat may have been accepted.
    case lost(beat: Int)
    /// Certainly not accepted, for another reason than its id.
    case refused(beat: Int)
    /// A beat at once, out of turn; nothing where one is on its way.
    case hurry
    /// No more beats. The venue cancels some seconds later.
    case stop
  }

  /// What the owner has to do.
  package enum Action: Equatable, Sendable {
    /// Send a beat with this id, and tell what came of it under this number.
    case send(beat: Int, id: String)
    /// All orders of the key may be gone; ask the venue. Told when the deadline passes, in the rhythm of the beats
    /// as long as it stays so, and a last time when a beat is accepted.
    case presumeCancelled
    /// Somebody else beats for the same key: two desks would keep each other's orders alive.
    case rival(expected: String)
  }

  private struct Flight: Equatable {
    var beat: Int
    var sent: Int64
  }

  package let timing: Timing
  /// From when on the venue may have cancelled all orders; nil while no beat can have been accepted.
  package private(set) var cancelsFrom: Int64?
  /// Whether beats are sent.
  package private(set) var isRunning = false
  /// The last beat that is known to be accepted was sent then.
  package private(set) var lastAccepted: Int64?

  private var id = ""
  private var flight: Flight?
  private var nextDue: Int64 = 0
  private var count = 0
  /// Whether the deadline has passed since the last accepted beat.
  private var isPresumed = false
  private var nextPresumption: Int64?
  /// Whether a beat without an answer may have moved the venue's id on.
  private var isInDoubt = false
  /// Refusals of ids one after the other: sending at once again must end somewhere.
  private var corrections = 0

  /// A chain that has not begun.
  package init(timing: Timing = Timing()) {
    self.timing = timing
  }

  /// The time at which a `tick` is wanted; nil while only an answer can change anything.
  package var wake: Int64? {
    let send = isRunning && flight == nil ? nextDue : nil
    return [send, nextPresumption].compactMap(\.self).min()
  }

  /// Takes an event at `now` and says what to do, in this order.
  package mutating func handle(_ event: Event, now: Int64) -> [Action] {
    var actions: [Action] = []
    switch event {
    case .start:
      guard !isRunning else { break }
      isRunning = true
      nextDue = now
    case .tick: break
    case .accepted(let beat, let next):
      guard let sent = land(beat) else { break }
      id = next
      isInDoubt = false
      corrections = 0
      lastAccepted = sent
      if isPresumed { actions.append(.presumeCancelled) }
      isPresumed = false
      cancelsFrom = sent + timing.deadline
      nextPresumption = cancelsFrom
      nextDue = max(now, sent + timing.interval)
    case .expected(let beat, let expected):
      guard land(beat) != nil else { break }
      actions += correct(to: expected, now: now)
    case .lost(let beat):
      guard let sent = land(beat) else { break }
      isInDoubt = true
      if cancelsFrom == nil {
        cancelsFrom = sent + timing.deadline
        nextPresumption = cancelsFrom
      }
      nextDue = now + timing.retry
    case .refused(let beat):
      guard land(beat) != nil else { break }
      nextDue = now + timing.retry
    case .hurry: nextDue = min(nextDue, now)
    case .stop: isRunning = false
    }
    return actions + due(now)
  }

  /// The beat is answered; when it was sent, or nil where it was answered before.
  private mutating func land(_ beat: Int) -> Int64? {
    guard let landed = flight, landed.beat == beat else { return nil }
    flight = nil
    return landed.sent
  }

  private mutating func correct(to expected: String, now: Int64) -> [Action] {
    // Without a lost answer, only another process can have moved the chain on.
    let isRival = !isInDoubt && lastAccepted != nil && corrections == 0 && !expected.isEmpty
    // An empty id after accepted beats: the registration ran out, and with it the orders.
    let isExpired = expected.isEmpty && !id.isEmpty && cancelsFrom != nil
    id = expected
    corrections += 1
    nextDue = corrections > 2 ? now + timing.retry : now
    if isExpired { presume(now) }
    return (isRival ? [.rival(expected: expected)] : []) + (isExpired ? [.presumeCancelled] : [])
  }

  private mutating func presume(_ now: Int64) {
    isPresumed = true
    nextPresumption = now + timing.interval
    // Once beats have stopped, nothing puts the cancel off any more.
    if !isRunning, let cancelsFrom, now >= cancelsFrom + timing.deadline { nextPresumption = nil }
  }

  private mutating func due(_ now: Int64) -> [Action] {
    var actions: [Action] = []
    if let nextPresumption, now >= nextPresumption {
      presume(now)
      actions.append(.presumeCancelled)
    }
    if isRunning, flight == nil, now >= nextDue {
      count += 1
      flight = Flight(beat: count, sent: now)
      actions.append(.send(beat: count, id: id))
    }
    return actions
  }
}
