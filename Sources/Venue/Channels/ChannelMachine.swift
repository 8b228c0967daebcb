import Runtime

/// The life of one channel, from connection to connection: when to connect, what to send, when to give a
/// connection up, and which events may be believed to have no gap before them.
///
/// Pure: whoever owns it connects, sends and waits, and tells what happened under the number of the
/// connection; what comes late from an earlier one is ignored. Two watchdogs are separate, since sockets
/// were seen that answered every PING and told nothing (facts/polymarket-v2.md 5, 9): one for PONG, one for
/// data. The stream does not replay what was missed, so every new start of the stream is a new
/// `generation`: its events are `isContinuous` only when the owner has read by REST what it missed and
/// said so. Times are milliseconds of a clock that never runs backwards.
package struct ChannelMachine: Sendable {
  /// What a frame holds.
  package enum FrameKind: Sendable {
    /// The answer to PING.
    case pong
    /// The venue pings.
    case ping
    /// One message or an array of them.
    case data
    /// Anything else, such as a word of complaint; no sign of life.
    case other
  }

  /// What happens to the channel.
  package enum Event: Equatable, Sendable {
    case start
    case opened(connection: Int)
    case frame(FrameKind, connection: Int)
    case lost(ChannelLoss, connection: Int)
    /// `wake` has come; harmless at any other time.
    case tick
    /// From now on also these tokens or markets.
    case subscribe([String])
    /// No longer these.
    case unsubscribe([String])
    /// What was missed before this generation has been read by REST.
    case caughtUp(generation: Int)
    /// The owner found the channel behind what REST tells.
    case suspect
    case stop
  }

  /// What the owner has to do, in this order.
  package enum Action: Equatable, Sendable {
    case connect(connection: Int)
    case send([UInt8])
    /// Give the current connection up, without waiting for anything.
    case drop(connection: Int)
    /// Close it in good order: the channel has ended.
    case close(connection: Int)
    /// The stream begins anew: read by REST what it does not tell, then say `caughtUp`.
    case reread(generation: Int)
    /// The frame just told is to be worked on.
    case deliver(isContinuous: Bool)
    /// For people: the stream stopped, and why.
    case interrupted(ChannelLoss)
  }

  /// The rhythm, in milliseconds.
  package struct Timing: Equatable, Sendable {
    package var ping: Int64 = 10_000
    /// Without PONG, until the connection is given up: counted from one interval before the first PING that was
    /// not answered, so that an owner who was busy and sent none does not take that for the venue's silence.
    package var pong: Int64 = 30_000
    /// Without data, until the channel is subscribed anew; nil where silence means nothing, as for orders.
    package var silence: Int64?
    /// Without data behind that, until the connection is given up.
    package var silenceAfterResubscribing: Int64 = 10_000
    /// New subscriptions in one silence, until the connection is given up: a socket may answer each with whole
    /// books and tell nothing else.
    package var resubscriptions = 2
    /// Data later than this behind a new subscription is more than the books that answer it.
    package var answer: Int64 = 1_000
    /// For the handshake.
    package var handshake: Int64 = 15_000
    /// The longest wait before the first attempt to reconnect; it doubles with every further one.
    package var backoff: Int64 = 500
    package var longestBackoff: Int64 = 30_000
    /// A connection that lasted so long and told something makes the next wait short again.
    package var stable: Int64 = 30_000

    /// The venue's rhythm. Recorded markets were silent for 25 seconds at most.
    package init(_ kind: ChannelKind) {
      silence = kind == .market ? 60_000 : nil
    }
  }

  private enum State {
    case idle
    case connecting(since: Int64)
    case open(Times)
    case waiting(until: Int64)
    case stopped
  }

  private struct Times {
    var opened: Int64
    var pinged: Int64
    /// The first PING since the last PONG.
    var unanswered: Int64?
    var heard: Int64
    /// Set while nothing came behind a new subscription.
    var resubscribed: Int64?
    /// When the channel was last subscribed anew, and how often in one silence.
    var lastResubscribed: Int64?
    var silences = 0
    var hasData = false
  }

  package let kind: ChannelKind
  package let timing: Timing
  /// The tokens or markets that are subscribed to, in their order.
  package private(set) var topics: [String]
  /// Number of starts of the stream.
  package private(set) var generation = 0
  /// Whether nothing can have been missed.
  package private(set) var isContinuous = false
  /// Connections made so far; the current one has this number.
  package private(set) var connection = 0

  private let credentials: APICredentials?
  private let hasCustomFeatures: Bool
  private var state = State.idle
  private var attempts = 0
  private var random: SplitMix64

  /// A channel that has not begun. `seed` spreads the waits of many clients; a user channel without topics
  /// tells of all markets.
  package init(
    _ kind: ChannelKind, topics: [String], credentials: APICredentials? = nil,
    hasCustomFeatures: Bool = false, timing: Timing? = nil, seed: UInt64
  ) {
    self.kind = kind
    self.topics = topics
    self.credentials = credentials
    self.hasCustomFeatures = hasCustomFeatures
    self.timing = timing ?? Timing(kind)
    random = SplitMix64(seed: seed)
  }

  /// Whether a connection is open.
  package var isOpen: Bool {
    if case .open = state { true } else { false }
  }

  /// The time at which a `tick` is wanted; nil while only something else can change anything.
  package var wake: Int64? {
    switch state {
    case .idle, .stopped: nil
    case .connecting(let since): since + timing.handshake
    case .waiting(let until): until
    case .open(let times):
      min(
        times.pinged + timing.ping, pongEnd(times) ?? .max,
        silenceEnd(times) ?? .max)
    }
  }

  /// Takes an event at `now` and says what to do, in this order.
  package mutating func handle(_ event: Event, now: Int64) -> [Action] {
    switch event {
    case .start:
      guard case .idle = state else { return [] }
      return connect(now)
    case .opened(let number):
      guard case .connecting = state, number == connection else { return [] }
      return open(now)
    case .frame(let kind, let number):
      guard number == connection else { return [] }
      return take(kind, now)
    case .lost(let loss, let number):
      guard number == connection else { return [] }
      return lose(loss, now)
    case .tick: return tick(now)
    case .subscribe(let more): return subscribe(more, now)
    case .unsubscribe(let fewer): return unsubscribe(fewer)
    case .caughtUp(let number):
      if number == generation, isOpen { isContinuous = true }
      return []
    case .suspect: return resubscribe(now)
    case .stop: return stop()
    }
  }

  private mutating func connect(_ now: Int64) -> [Action] {
    connection += 1
    state = .connecting(since: now)
    return [.connect(connection: connection)]
  }

  private mutating func open(_ now: Int64) -> [Action] {
    state = .open(Times(opened: now, pinged: now, heard: now))
    // A market channel has nothing to tell before it has a token.
    let isMute = kind == .market && topics.isEmpty
    let frame = ChannelFrame.subscription(
      kind, topics, credentials, hasCustomFeatures: hasCustomFeatures)
    return (isMute ? [] : [.send(frame)]) + begin()
  }

  /// A new stretch of the stream begins.
  private mutating func begin() -> [Action] {
    generation += 1
    isContinuous = false
    return [.reread(generation: generation)]
  }

  private mutating func take(_ frame: FrameKind, _ now: Int64) -> [Action] {
    guard case .open(var times) = state else { return [] }
    var actions: [Action] = []
    switch frame {
    case .pong: times.unanswered = nil
    case .ping: actions = [.send(ChannelFrame.pong)]
    case .data:
      times.heard = now
      times.resubscribed = nil
      if let last = times.lastResubscribed, now > last + timing.answer { times.silences = 0 }
      times.hasData = true
      actions = [.deliver(isContinuous: isContinuous)]
    case .other: break
    }
    state = .open(times)
    return actions
  }

  private mutating func lose(_ loss: ChannelLoss, _ now: Int64) -> [Action] {
    switch state {
    case .idle, .waiting, .stopped: return []
    case .connecting: break
    case .open(let times):
      if times.hasData, now - times.opened >= timing.stable { attempts = 0 }
    }
    isContinuous = false
    // Full jitter: anything up to the bound, so that clients cut off together come back apart.
    let bound = min(timing.longestBackoff, timing.backoff << Int64(min(attempts, 20)))
    attempts += 1
    state = .waiting(until: now + random.number(0...bound))
    return [.interrupted(loss)]
  }

  private mutating func stop() -> [Action] {
    let last = state
    state = .stopped
    isContinuous = false
    switch last {
    case .connecting, .open: return [.close(connection: connection)]
    case .idle, .waiting, .stopped: return []
    }
  }
}

// MARK: time

extension ChannelMachine {
  /// When silence has lasted too long; nil where it may last.
  private func silenceEnd(_ times: Times) -> Int64? {
    guard let silence = timing.silence, kind == .user || !topics.isEmpty else { return nil }
    guard let resubscribed = times.resubscribed else { return times.heard + silence }
    return resubscribed + timing.silenceAfterResubscribing
  }

  /// When PONG has failed to come for too long; nil while none is waited for.
  private func pongEnd(_ times: Times) -> Int64? {
    times.unanswered.map { $0 + max(0, timing.pong - timing.ping) }
  }

  private mutating func tick(_ now: Int64) -> [Action] {
    switch state {
    case .idle, .stopped: return []
    case .waiting(let until): return now >= until ? connect(now) : []
    case .connecting(let since):
      guard now >= since + timing.handshake else { return [] }
      return [.drop(connection: connection)] + lose(.handshakeTimedOut, now)
    case .open(var times):
      if let end = pongEnd(times), now >= end {
        return [.drop(connection: connection)] + lose(.noPong, now)
      }
      var actions: [Action] = []
      if now >= times.pinged + timing.ping {
        times.pinged = now
        times.unanswered = times.unanswered ?? now
        state = .open(times)
        actions = [.send(ChannelFrame.ping)]
      }
      guard let end = silenceEnd(times), now >= end else { return actions }
      if times.resubscribed == nil, times.silences < timing.resubscriptions {
        times.silences += 1
        state = .open(times)
        return actions + resubscribe(now)
      }
      return [.drop(connection: connection)] + lose(.silent, now)
    }
  }
}

// MARK: topics

extension ChannelMachine {
  private mutating func subscribe(_ more: [String], _ now: Int64) -> [Action] {
    let new = more.filter { !topics.contains($0) }
    guard !new.isEmpty else { return [] }
    let wasMute = kind == .market && topics.isEmpty
    topics += new
    guard case .open(var times) = state else { return [] }
    // The silence of topics that were not asked for is no silence.
    if wasMute { times.heard = now }
    state = .open(times)
    let frame =
      wasMute
      ? ChannelFrame.subscription(
        kind, topics, credentials, hasCustomFeatures: hasCustomFeatures)
      : ChannelFrame.change(kind, isSubscribe: true, new)
    // What happened to the new topics before is not known, so the whole stream has to catch up.
    return [.send(frame)] + begin()
  }

  private mutating func unsubscribe(_ fewer: [String]) -> [Action] {
    let gone = topics.filter { fewer.contains($0) }
    guard !gone.isEmpty else { return [] }
    topics.removeAll { gone.contains($0) }
    return isOpen ? [.send(ChannelFrame.change(kind, isSubscribe: false, gone))] : []
  }

  /// Leaves and joins all topics, which makes the venue send their books again.
  private mutating func resubscribe(_ now: Int64) -> [Action] {
    guard case .open(var times) = state else { return [] }
    times.resubscribed = now
    times.lastResubscribed = now
    state = .open(times)
    let frames =
      topics.isEmpty
      ? [
        ChannelFrame.subscription(
          kind, topics, credentials, hasCustomFeatures: hasCustomFeatures)
      ]
      : [
        ChannelFrame.change(kind, isSubscribe: false, topics),
        ChannelFrame.change(kind, isSubscribe: true, topics),
      ]
    return frames.map(Action.send) + begin()
  }
}
