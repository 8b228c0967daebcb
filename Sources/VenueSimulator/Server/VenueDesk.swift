import Dispatch
import Network
import Synchronization

/// Joins the venue's core to the threads of the servers and to the clock: whatever comes in takes the lock, lets
/// the core decide, hands on what it wants sent while the order is still certain, and sees to the next waking.
final class VenueDesk: Sendable {
  private let core: Mutex<SimulatedVenue>
  private let clock: VenueClock
  private let queue = DispatchQueue(label: "polytraders.venue")
  private let links = Mutex(Links())
  /// Takes lines for whoever runs the venue, on a queue of their own.
  private let log: @Sendable ([String]) -> Void
  private let logQueue = DispatchQueue(label: "polytraders.venue.log")
  private let waitingLines = Atomic<Int>(0)
  private static let mostWaitingLines = 10_000

  /// The sockets by both of their names, and the state of the alarm.
  private struct Links {
    var server: WebSocketServer?
    var byConnection: [WebSocketConnectionID: SocketID] = [:]
    var bySocket: [SocketID: WebSocketConnectionID] = [:]
    var opened: UInt64 = 0
    /// The earliest time for which a waking is under way.
    var alarm: Int64?
    var isStopped = false

    mutating func open(_ connection: WebSocketConnectionID) -> SocketID {
      opened += 1
      let socket = SocketID(number: opened)
      byConnection[connection] = socket
      bySocket[socket] = connection
      return socket
    }

    mutating func close(_ connection: WebSocketConnectionID) -> SocketID? {
      let socket = byConnection.removeValue(forKey: connection)
      if let socket { bySocket[socket] = nil }
      return socket
    }
  }

  init(
    _ venue: sending SimulatedVenue, clock: VenueClock,
    log: @escaping @Sendable ([String]) -> Void
  ) {
    core = Mutex(venue)
    self.log = log
    self.clock = clock
  }

  func attach(_ server: WebSocketServer) {
    links.withLock { $0.server = server }
  }

  func stop() {
    links.withLock {
      $0.isStopped = true
      $0.server = nil
    }
  }

  func withVenue<R>(_ body: (inout SimulatedVenue) -> sending R) -> sending R {
    core.withLock { body(&$0) }
  }

  /// A request, on the HTTP server's thread.
  func receive(_ request: HTTPRequest, _ reply: HTTPReply) {
    let struck = core.withLock { $0.take(request, now: clock.now) }
    guard struck.latency > 0 else { return answer(struck, reply) }
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(struck.latency))) { [weak self] in
      self?.answer(struck, reply)
    }
  }

  /// A request to a node of the chain, on the thread of its server.
  func receiveNode(_ request: HTTPRequest, _ reply: HTTPReply) {
    give(reply) { $0.answerNode(request, now: $1) }
  }

  private func answer(_ struck: StruckRequest, _ reply: HTTPReply) {
    give(reply) { $0.answer(struck, now: $1) }
  }

  private func give(_ reply: HTTPReply, _ body: (inout SimulatedVenue, Int64) -> VenueAnswer) {
    let (answer, deadline) = core.withLock { core in
      let answer = body(&core, clock.now)
      finish(&core)
      return (answer, core.nextDeadline)
    }
    setAlarm(deadline)
    guard answer.delay > 0 else { return Self.deliver(answer, reply) }
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(answer.delay))) {
      Self.deliver(answer, reply)
    }
  }

  /// Called under the core's lock: hands on what the core wants sent and said.
  private func finish(_ core: inout SimulatedVenue) {
    perform(core.takeActions())
    let lines = core.takeLog()
    guard !lines.isEmpty else { return }
    // Nobody may read them, and the venue waits for nobody: what piles up is left out.
    guard waitingLines.load(ordering: .relaxed) < Self.mostWaitingLines else { return }
    waitingLines.add(lines.count, ordering: .relaxed)
    logQueue.async { [self] in
      log(lines)
      waitingLines.subtract(lines.count, ordering: .relaxed)
    }
  }

  private static func deliver(_ answer: VenueAnswer, _ reply: HTTPReply) {
    switch answer.delivery {
    case .whole: reply.send(answer.response)
    case .slow(let rate): reply.send(answer.response, bytesPerSecond: rate)
    case .cut(let count): reply.send(answer.response, cutAfter: count)
    case .lost: reply.drop()
    }
  }

  /// What happens to sockets, on the WebSocket server's thread.
  func receive(_ event: WebSocketServerEvent) {
    let deadline = core.withLock { core -> Int64? in
      switch event {
      case .opened(let connection, let path):
        let socket = links.withLock { $0.open(connection) }
        core.opened(socket, path == "/ws/user" ? .user : .market)
      case .text(let connection, let text):
        guard let socket = links.withLock({ $0.byConnection[connection] }) else { break }
        core.received(text, from: socket, now: clock.now)
      case .closed(let connection, _):
        guard let socket = links.withLock({ $0.close(connection) }) else { break }
        core.closed(socket)
      }
      finish(&core)
      return core.nextDeadline
    }
    setAlarm(deadline)
  }

  /// Does what is due now.
  func wake() {
    let deadline = core.withLock { core in
      core.advance(to: clock.now)
      finish(&core)
      return core.nextDeadline
    }
    setAlarm(deadline)
  }

  /// Called under the core's lock, so that what is sent keeps the order of what happened.
  private func perform(_ actions: [SocketAction]) {
    guard !actions.isEmpty else { return }
    links.withLock { links in
      guard let server = links.server else { return }
      for action in actions {
        guard let connection = links.bySocket[action.socket] else { continue }
        switch action.kind {
        case .send(let text): server.send(text, to: connection)
        case .close(let code, let reason): server.close(connection, code: code, reason: reason)
        case .drop: server.drop(connection)
        }
      }
    }
  }

  /// A virtual clock needs no alarm: whoever moves it asks for what is due.
  private func setAlarm(_ deadline: Int64?) {
    guard let deadline, !clock.isVirtual else { return }
    let isNews = links.withLock { links in
      guard !links.isStopped, links.alarm.map({ deadline < $0 }) ?? true else { return false }
      links.alarm = deadline
      return true
    }
    guard isNews else { return }
    let wait = max(0, min(deadline - clock.now, 3_600_000))
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(wait))) { [weak self] in
      guard let self else { return }
      let isStopped = self.links.withLock { links in
        links.alarm = nil
        return links.isStopped
      }
      if !isStopped { self.wake() }
    }
  }
}
