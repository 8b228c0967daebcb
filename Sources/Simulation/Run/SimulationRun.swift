import Desk
import FixedPoint
import Hashing
import JSON
import Orders
import Runtime
import Signing
import Stores
import Trading
import Venue
import VenueSimulator

/// One run of the real desk in a simulated world (facts/oms.md 8): the order manager, its desk, signer, graph and the
/// stores' cores, with a venue, a chain, a network, a disk and a clock that follow from the case alone.
///
/// One thread, one clock, no waiting: the next thing that is due happens, and then the next. A run ends when the world
/// had time to come to rest after the last fault, or at the first violation.
final class SimulationRun {
  /// What is still to happen.
  enum Happening {
    case incident(Incident)
    /// A request reaches the venue or the chain, for the process with this number.
    case arrival(WorldRequest, process: Int, answer: Int64?)
    /// A message of the user channel reaches the process with this number.
    case event(ManagerEvent, process: Int)
    /// The process hears that its connection was refused.
    case unsent(ManagerEvent, process: Int)
    /// The answer to the request with this number.
    case answer(ManagerEvent, number: Int, process: Int)
    /// A client gave up waiting.
    case patienceEnds(WorldRequest, process: Int)
    /// The second part of a snapshot is read.
    case tradesRead(SnapshotReading, process: Int, answer: Int64?)
    case restart
    case channelUp(process: Int)
    /// Books may have moved.
    case touch
    /// A strategy wants the order of this name gone, at once.
    case hurry(String)
    /// Somebody looks after the movement with this number.
    case inquiry(Int)
    /// No more faults.
    case calm
    /// No more trades.
    case closing
    case drain
    case end
  }

  /// Orders as they were when a snapshot was begun.
  struct SnapshotReading {
    var round: Int
    var since: Int64
    /// On the desk's clock.
    var begun: Int64
    /// The same moment on the venue's.
    var venueTime: Int64
    var orders: [OpenOrder]
    var request: Int
  }

  let run: SimulationCase
  let setting: SimulationSetting
  let tampering: Tampering
  var floor: VenueFloor
  var weather: NetworkWeather
  var timeline = Timeline<Happening>()
  var witness: Witness
  var observer = CoverageObserver()
  var story: Story
  /// Milliseconds since 1970, for everybody but the desk.
  var now = SimulationRun.start
  /// What the desk's clock is ahead, in milliseconds.
  var clockOffset: Int64 = 0

  private let entries = JSONReader(maximumDepth: 64)
  let world = SimulatedWorld()
  let log = SimulatedLog()
  let store: SimulatedStore
  /// What outlives every process of the shared store.
  let medium = MemoryDeskStore.Medium()
  let books: SimulatedBooks
  /// nil while the process is down.
  var desk: Desk?
  /// How often the process was started; answers for an older one are nobody's.
  var process = 0
  /// Answered or given up requests by number, so that each is answered once.
  var answered: Set<Int> = []
  /// Submissions that the venue refused, by the number of their request.
  var refused: Set<Int> = []
  var requestCount = 0
  /// Crash points left until the process dies; nil where it does not.
  var pointsToCrash: (left: Int, downtime: Int64)?
  var isChannelUp = true
  var storeDownUntil: Int64 = 0
  var storeFailures = 0
  var silentUntil: Int64 = 0
  var nodeTrouble: (kind: Incident.NodeTrouble, until: Int64)?
  var readings: [ChainReading] = []
  /// What moved our balances and is no trade.
  var movements: [Movement] = []
  /// The number of the journal's entry with which the comparison with the chain began; nil before.
  var chainOpened: Int64?
  var isCalm = false
  /// What the desk said when its drain was over; nil before.
  var hasDrained: Int?
  var hasBegunDrain = false
  var strategies: SimulatedStrategies
  var eventCount = 0
  var crashCount = 0
  /// Chance that belongs to nobody else.
  var random: SplitMix64
  /// Chance of answers that are a moment behind.
  var staleness: SplitMix64
  /// Messages of the user channel do not come before.
  var channelLag: Int64 = 0

  /// 2026-09-21T14:13:20Z.
  static let start: Int64 = 1_790_000_000_000

  /// A run that has not begun.
  init(
    _ run: SimulationCase, in setting: SimulationSetting, tampering: Tampering = Tampering(),
    isTold: Bool = false
  ) throws(SimulationProblem) {
    self.run = run
    self.setting = setting
    self.tampering = tampering
    do throws(ExchangeError) {
      floor = try VenueFloor(seed: run.seed, trader: setting.key.address, now: Self.start)
    } catch { throw .venue(error) }
    weather = NetworkWeather(seed: run.seed, faults: run.faults)
    witness = Witness(cap: SimulationSetting.cap)
    story = Story(isTold: isTold, start: Self.start)
    strategies = SimulatedStrategies(
      isRepeating: run.faults.contains(.duplicate), isHasty: run.faults.contains(.expiry))
    random = SplitMix64(seed: run.seed ^ 0x5255_4E)
    staleness = SplitMix64(seed: run.seed ^ 0x5354_414C_45)
    store = SimulatedStore(setting.makeStore(medium))
    books = SimulatedBooks()
    store.losesLatch = random.chance(250)
    log.isHonest = tampering.diskIsHonest
    wire()
    schedule()
  }

  /// What the ports tell the witness.
  private func wire() {
    // The time since the machine started: no leap of the desk's clock moves it.
    medium.clock = StoreClock { [unowned self] in now - Self.start + 1_000_000 }
    store.trouble = { [unowned self] in storeTrouble() }
    store.onNumber = { [unowned self] in witness.assign($0, $1) }
    store.onReservation = { [unowned self] in witness.reserve($0, at: now) }
    store.onReturn = { [unowned self] in witness.giveBack($0) }
    store.onLatch = { [unowned self] in latched($0) }
    books.read = { [unowned self] in book(of: $0) }
    books.ahead = { [unowned self] in floor.exchange.sharesAhead(of: $0) }
    world.tamper = tampering.effect
    log.onAppend = { [unowned self] in recorded($0) }
    world.onEffect = { [unowned self] in left($0) }
  }

  private func schedule() {
    for incident in SimulationScript(run).incidents {
      timeline.add(.incident(incident), at: Self.start + incident.time)
    }
    let calm = Self.start + run.duration
    timeline.add(.calm, at: calm)
    timeline.add(.closing, at: calm + SimulationSetting.closing)
    timeline.add(.drain, at: calm + SimulationSetting.drain)
    timeline.add(.end, at: calm + SimulationSetting.end)
    timeline.add(.touch, at: Self.start + 1_000)
  }

  /// Runs to the end and says what was seen.
  func perform() -> SimulationOutcome {
    startProcess()
    var isOver = false
    while !isOver, witness.violations.isEmpty {
      isOver = step()
    }
    if isOver { finish() }
    return outcome
  }

  /// Does what is due next; true at the end of the run.
  private func step() -> Bool {
    let wake = desk?.wake.map { max($0 - clockOffset, now) }
    let due = [timeline.next, floor.exchange.nextDeadline, wake].compactMap(\.self).min() ?? now
    now = max(now, due)
    witness.time = now - Self.start
    floor.exchange.advance(to: now)
    publish()
    while let (_, happening) = timeline.removeFirst(dueBy: now) {
      if case .end = happening { return true }
      happen(happening)
      publish()
      guard witness.violations.isEmpty else { return false }
    }
    if let wake = desk?.wake, wake - clockOffset <= now { tick() }
    return false
  }

  private func tick() {
    take(.tick)
    guard let wake = desk?.wake, wake - clockOffset <= now else {
      idleTicks = 0
      return
    }
    idleTicks += 1
    if idleTicks > 100 {
      witness.report(.unsound, "wake", "the desk wants to be woken at once, for ever")
    }
  }
  var idleTicks = 0

  /// What the desk's clock shows.
  var deskNow: Int64 { now + clockOffset }

  // MARK: the desk

  /// Gives the desk an event and looks at everything that came of it.
  func take(_ event: ManagerEvent) {
    guard let desk else { return }
    for event in tampering.event(event) {
      eventCount += 1
      story.tell(event, now: now)
      let mirror = mirror
      let before = observer.before(event, mirror)
      do throws(DeskFailure) {
        try desk.take(event, now: deskNow)
        observer.after(event, before, self.mirror, now: now)
        if let text = observer.takeContradiction() { witness.report(.contradiction, text, text) }
      } catch {
        crashed(error)
      }
      send()
      guard self.desk != nil else { return }
      watch(event)
    }
  }

  /// Our books as the coverage sees them.
  private var mirror: CoverageObserver.Books {
    let manager = desk?.manager
    return CoverageObserver.Books(
      record: { manager?.books.ledger.record($0) }, ids: witness.ids,
      isKilled: { [witness] in witness.kill(of: $0) != nil },
      isReplaced: { manager?.books.replacements[$0] != nil },
      isTaken: { manager?.books.intents[$0] != nil },
      filled: { [floor] in floor.filled($0) })
  }

  private func watch(_ event: ManagerEvent) {
    guard let manager = desk?.manager else { return }
    witness.compare(floor) { manager.books.ledger.record($0) }
    if case .plan(let plan) = event {
      for name in plan.cancels {
        guard let record = manager.books.ledger.record(clientOrderID: name),
          !record.status.life.isTerminal, record.status.cancel == .none, record.status.open > .zero
        else { continue }
        witness.report(
          .delayedCancel, name, "\(plan.intent) cancels \(name), and nothing was sent")
      }
    }
  }

  /// Something goes into the journal. A cancel-replace counts in the window when it is granted, whoever granted it.
  private func recorded(_ draft: EnvelopeDraft) {
    let isOfChain = draft.kind == .health && run.faults.contains(.movement)
    guard draft.kind == .cancel || isOfChain else { return }
    let entry = try? entries.withNode(of: draft.payload) { try? ManagerEntry(payload: $0) }
    switch entry.flatMap(\.self) {
    case .replacement(let order, .granted): witness.grant(order, at: now)
    case .chain(.opened): chainOpened = Int64(log.envelopes.count)
    case .chain(.flow(let flow)):
      let index = movements.firstIndex { $0.flow.note == flow.note }
      if let index { movements[index].told = Int64(log.envelopes.count) }
    default: break
    }
  }

  /// What the latch was told.
  private func latched(_ record: KillRecord) {
    let open = floor.liveOrders.count { order in
      guard let known = witness.signed[order.id] else { return false }
      return record.scope.covers(known.terms)
    }
    observer.note(latch: record, before: witness.kills[record.scope])
    witness.latch(record, open: open, now: deskNow)
    story.tell("latch: \(record.scope.text) \(record.state.rawValue) (\(record.id))", now: now)
  }
}

extension KillScope {
  /// Whether an order lies in the scope.
  func covers(_ terms: OrderTerms) -> Bool {
    switch self {
    case .global, .wallet: true
    case .market(let market): terms.market == market
    case .strategy(let strategy): terms.strategy == strategy
    case .bot: false
    }
  }
}
