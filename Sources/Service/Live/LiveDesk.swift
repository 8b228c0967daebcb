package import Desk
import Diagnostics
package import FixedPoint
import Graph
import Hashing
import Journal
package import Orders
package import Runner
package import Runtime
package import Venue

/// A trading run: what comes from the venue, from strategies and from people goes into the desk one after the other, on
/// one thread; the clock goes in where nothing else does. Books, feeds and policies are kept beside it.
package final class LiveDesk {
  /// The parts of a run.
  package struct Parts {
    package var desk: Desk
    package var service: DecisionService
    package var judge: LiveJudge
    package var signer: TimedSigner
    package var world: LiveWorld
    package var mailbox: LiveMailbox
    package var books: BookWatch
    package var feeds: FeedWatch
    package var maker: LiveMaker?
    package var log: any DurableLog
    package var clock: any WallClock
    package var userDecoder: UserMessageDecoder
    package var store: any DeskStore
    package var kinds: MarketKinds
    /// Where strategies' plans come from; read from when trading begins.
    package var plans: PlanSource?
    /// Asked to listen to the books of tokens that a plan names first.
    package var watch: ([UInt256]) -> Void

    /// These parts.
    package init(
      desk: Desk, service: DecisionService, judge: LiveJudge, signer: TimedSigner,
      world: LiveWorld, mailbox: LiveMailbox, books: BookWatch, feeds: FeedWatch,
      maker: LiveMaker?, log: any DurableLog, clock: any WallClock,
      userDecoder: UserMessageDecoder, store: any DeskStore, kinds: MarketKinds,
      plans: PlanSource?, watch: @escaping ([UInt256]) -> Void
    ) {
      self.desk = desk
      self.service = service
      self.judge = judge
      self.signer = signer
      self.world = world
      self.mailbox = mailbox
      self.books = books
      self.feeds = feeds
      self.maker = maker
      self.log = log
      self.clock = clock
      self.userDecoder = userDecoder
      self.store = store
      self.kinds = kinds
      self.plans = plans
      self.watch = watch
    }
  }

  /// What people are told as it happens.
  package enum Notice {
    /// The run begins: on what.
    case starting(String)
    /// Nothing new is signed or sent; why.
    case waiting(String)
    /// Nothing keeps orders back any more.
    case resumed
    /// The venue agrees with the journal: trading begins.
    case ready(afterMilliseconds: Int64)
    case draining
    /// A line for people who look on.
    case status(String)
    /// Something went wrong that the run goes on from.
    case trouble(String)
    case badPlan(String)
    /// Somebody asked for something, and what became of it.
    case request(OperatorRequest, OperatorAnswer)
  }

  package let parts: Parts
  /// What trips by itself; nil where nothing does.
  package var risk: RiskWatch?
  /// What people ask of it; nil where nobody can.
  package var requests: LiveRequests?
  /// What decides about differences that are open.
  let reconciliation: ReconcileWatch
  /// Asks for books that are quiet; nil where nobody does.
  package var probe: BookProbe?
  let say: (Notice) -> Void
  package internal(set) var report = LiveReport()
  let started: Int64
  var nextSecond: Int64 = 0
  var nextStatus: Int64 = 0
  var outcomes: LiveOutcomes
  var nextInquiry: Int64 = 0
  var nextProbe: Int64 = 0
  /// Of how many tokens without a price people were told.
  var toldUnpriced = 0
  /// When the run drains by itself, milliseconds since 1970; nil: when it is asked to.
  private let end: Int64?
  private var stops = 0
  var isReady = false
  var failures = LiveFailures()
  /// What people were told that orders wait for.
  var toldReasons: [String] = []
  /// The policy whose limits the shared state holds to.
  private var limitsOf: PolicyVersion?
  /// Orders whose places in queues are followed.
  var followed: Set<Digest32> = []

  /// A run of these parts that drains by itself after `length` milliseconds.
  package init(_ parts: Parts, length: Int64?, say: @escaping (Notice) -> Void) {
    self.parts = parts
    self.say = say
    started = parts.clock.milliseconds
    outcomes = LiveOutcomes(now: started)
    nextStatus = started
    end = length.map { [started] in started + $0 }
    reconciliation = ReconcileWatch(parts.service)
  }

  /// Trades until it is drained, asked a second time to end, or what happens can no longer be recorded.
  package func run() async throws(LiveFailure) {
    let failure: (any Error)?
    do {
      try await trade()
      failure = nil
    } catch {
      failure = error
    }
    finish()
    if failure != nil { await cancelUnrecorded() }
    switch failure {
    case nil: break
    case let error as DeskFailure: throw .desk(error)
    case let error as JournalError: throw .journal(error)
    case let error?: preconditionFailure("a run throws nothing else: \(error)")
    }
  }

  private func trade() async throws {
    let beat = parts.mailbox.wake(every: Self.beat)
    defer { beat.cancel() }
    say(.starting("the journal is read; nothing is signed before the venue agrees with it"))
    for finding in risk?.findings ?? [] { say(.trouble(finding)) }
    try adoptLimits()
    try take([.start])
    for await _ in parts.mailbox.signals {
      try turn()
      if isOver { break }
    }
    try recordStatus()
    try parts.log.flush()
  }

  /// How often the clock is looked at, in milliseconds.
  private static let beat: Int64 = 10

  private var now: Int64 { parts.clock.milliseconds }

  private var isOver: Bool { stops > 1 || parts.world.drained != nil }

  /// One turn: what has come, what is due, what follows.
  private func turn() throws {
    try parts.service.turn()
    try adoptLimits()
    let letters = parts.mailbox.takeAll()
    if let first = letters.first {
      begin(at: first.arrived)
      try take(letters.flatMap { events(of: $0.input) })
    }
    let now = now
    begin(at: parts.judge.clock.now)
    if let wake = parts.desk.wake, wake <= now { try take([.tick]) }
    probeBooks(now)
    if now >= nextSecond {
      nextSecond = now + 1_000
      try everySecond(now)
    }
    try quote(now)
    if let end, now >= end, stops == 0 { parts.mailbox.put(.stop) }
    if !isReady, parts.desk.manager.phase == .trading {
      isReady = true
      report.readyAfter = now - started
      // Before this every plan would be refused.
      parts.plans?.start()
      say(.ready(afterMilliseconds: now - started))
    }
    try parts.log.commitIfDue()
  }

  private func begin(at time: UInt64) {
    parts.judge.begun = time
    parts.signer.begun = time
  }

  func take(_ events: [ManagerEvent]) throws {
    guard !events.isEmpty else { return }
    risk?.note(events, now: now)
    outcomes.note(events, parts.desk.manager.books.ledger)
    noteFailures(events)
    try parts.desk.take(events, now: now)
    try follow(events)
  }

  private func quote(_ now: Int64) throws {
    guard let maker = parts.maker, parts.desk.manager.phase == .trading else { return }
    let manager = parts.desk.manager
    let plans = maker.plans(
      now: now, isOver: { manager.isOver(intent: $0) },
      isTradable: { [feeds = parts.feeds] in feeds.isTradable($0) })
    report.plans += plans.count
    try take(plans.map { .plan($0) })
  }

  // MARK: What comes
  private func events(of input: LiveInput) -> [ManagerEvent] {
    switch input {
    case .event(let event): return [event]
    case .user(let output): return userEvents(output)
    case .market(let output): return marketEvents(output)
    case .plan(let plan): return planEvents(parts.kinds.admit(plan))
    case .probed(let answer):
      take(answer)
      return []
    case .tokensKnown: return planEvents(parts.kinds.release())
    case .badPlan(let diagnostic):
      report.badPlans += 1
      say(.badPlan(Self.text(of: diagnostic)))
      return []
    case .plansEnded: return []
    case .tripped:
      return [.trip(.global, .manual, by: "signal", reason: "SIGUSR1 to the run")]
    case .stop:
      stops += 1
      guard stops == 1 else { return [] }
      say(.draining)
      return [.drain]
    }
  }

  /// With its code, and where it stands: whoever writes the plans has to find it.
  private static func text(of diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { "\($0.file):\($0.line): " } ?? ""
    return "\(place)\(diagnostic.message) [\(diagnostic.code)]"
  }

  private func planEvents(_ released: [MarketKinds.Release]) -> [ManagerEvent] {
    released.flatMap { release -> [ManagerEvent] in
      switch release {
      case .ready(let plan):
        report.plans += 1
        if let problem = parts.kinds.problem(of: plan) {
          return [.unfitPlan(plan, reason: problem)]
        }
        listen(to: plan)
        return [.plan(plan)]
      case .refused(let diagnostic): return events(of: .badPlan(diagnostic))
      }
    }
  }

  /// The books of a plan's tokens are heard before its orders rest.
  private func listen(to plan: ExecutionPlan) {
    let new = plan.legs.filter { leg in
      let tick = parts.kinds.rules(of: leg.token)?.tickSize.size ?? leg.tick
      return parts.books.watch(leg.token, market: leg.market, tick: tick)
    }
    guard !new.isEmpty else { return }
    parts.watch(new.map(\.token))
  }

  /// The shared state and the order manager hold to the policies in force.
  private func adoptLimits() throws {
    guard let policy = parts.service.policy, policy.version != limitsOf,
      let limits = DeskLimits(policy.graph.policies)
    else { return }
    limitsOf = policy.version
    parts.store.adopt(limits)
    try take([.limits(ManagerLimits(policy.graph.policies))])
  }

  private func userEvents(_ output: ChannelConnection.Output) -> [ManagerEvent] {
    if !output.isInterruption { risk?.heardUser(now: now) }
    switch output {
    case .word: return []
    case .reread: return [.channel(isUp: true)]
    case .interrupted(let loss):
      report.userInterruptions += 1
      say(.trouble("the user channel was lost (\(loss.message)); it is taken up again"))
      return [.channel(isUp: false)]
    case .data(let frame, _):
      return parts.userDecoder.decode(frame).flatMap { result -> [ManagerEvent] in
        switch result {
        case .success(.order(let order)):
          report.userMessages += 1
          return [.order(order)]
        case .success(.trade(let message)):
          report.userMessages += 1
          return [.trade(message.trade)]
        case .success(.unknown): return []
        case .failure(let error):
          // What cannot be read was missed: the venue's lists have it.
          report.badUserMessages += 1
          say(.trouble("a message of the user channel cannot be read: \(error.message)"))
          return [.channel(isUp: false), .channel(isUp: true)]
        }
      }
    }
  }

  private func marketEvents(_ output: ChannelConnection.Output) -> [ManagerEvent] {
    if !output.isInterruption { risk?.heardMarket(now: now) }
    switch output {
    case .word, .reread: return []
    case .interrupted(let loss):
      report.marketInterruptions += 1
      say(.trouble("the market channel was lost (\(loss.message)); it is taken up again"))
      return []
    case .data(let frame, _):
      let now = now
      let effect = parts.books.take(frame, now: now)
      for market in effect.heard {
        parts.feeds.heard(market.market, isSnapshot: market.isSnapshot, now: now)
      }
      for change in effect.ticks { parts.kinds.setTick(change.tick, of: change.token) }
      return effect.touched.map { .touch(token: $0) }
    }
  }

  private func finish() {
    let open = parts.desk.manager.books.ledger.openOrders.count
    if let drained = parts.world.drained {
      report.end = drained == 0 ? .drained : .left(open: drained)
    } else {
      report.end = .abandoned(open: open)
    }
    report.toDecision = parts.judge.latency
    report.toSigned = parts.signer.latency
  }
}

extension ChannelConnection.Output {
  /// Whether the channel was lost; anything else is a sign of life.
  fileprivate var isInterruption: Bool {
    if case .interrupted = self { true } else { false }
  }
}
