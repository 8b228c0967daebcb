import FixedPoint
import Hashing
import Venue

/// The order manager: turns plans into orders and keeps, from what the venue says in whatever order, the one account
/// of them (seeds/000 stage 8; facts/oms.md 1).
///
/// Pure: an event and a time in, actions out. It knows no clock, no chance and no port; whoever owns it carries the
/// actions out in their order and brings the answers back. Lasting state changes by recorded entries alone, so that
/// the journal gives it back after a crash; everything else is how far questions and requests got, and starts anew.
package struct OrderManager: Sendable {
  /// Where a run of the manager stands.
  package enum Phase: String, Sendable {
    /// Not started: only folds entries.
    case stopped
    /// Waits for the lease and the first clean reconciliation; cancels pass, nothing new is signed.
    case starting
    case trading
    /// No new orders; cancels by policy.
    case draining
    /// Over.
    case drained
  }

  package internal(set) var policy: ManagerPolicy
  /// The lasting state.
  package internal(set) var books = ManagerBooks()
  /// Its kills are lasting too: the fold of the recorded steps and of what the latch showed.
  package internal(set) var killSwitch: KillSwitch
  package internal(set) var reconciler: Reconciler
  package internal(set) var heartbeat: HeartbeatRenewer
  /// What the venue lets the signer send.
  package internal(set) var budget: VenueBudget
  /// Whether the venue takes orders.
  package internal(set) var gate: VenueGate
  package internal(set) var phase = Phase.stopped
  /// Whether this process holds the key's lease.
  package var holdsLease: Bool { heartbeat.holdsLease(now: now) }
  /// The latest time that was seen, milliseconds since 1970: a clock that steps back moves nothing.
  package internal(set) var now: Int64 = 0

  /// By client order id: orders that are not signed yet.
  var requests: [String: OrderRequestProgress] = [:]
  var posts: [Digest32: PostProgress] = [:]
  var cancels: [Digest32: CancelProgress] = [:]
  /// Cancels by id of orders that the books do not hold open, oldest first: each is sent once.
  var strayCancels: [Digest32] = []
  /// Those of them that a kill wants.
  var killedStrays: [Digest32] = []
  /// Cancel-replaces that wait for the answer of the rate window.
  var reservations: [Digest32: ReplacementWish] = [:]
  var clocks = ManagerClocks()
  /// Who takes pauses back, while a request of that person is carried out.
  var releasing: String?
  /// What is wanted by the event that is being handled.
  var actions: [ManagerAction] = []

  /// A manager with no past.
  package init(_ policy: ManagerPolicy) {
    self.policy = policy
    killSwitch = KillSwitch(
      wallet: policy.wallet, approvers: policy.approvers, bots: policy.bots,
      limits: policy.killLimits)
    reconciler = Reconciler(
      wallet: policy.wallet, owner: policy.apiKey, policy: policy.reconciliation)
    heartbeat = HeartbeatRenewer(timing: policy.heartbeat)
    budget = VenueBudget(policy.budget)
    gate = VenueGate(policy.budget)
    books.chain.policy = policy.chain
    killSwitch.quorum = policy.killQuorum
  }

  /// Applies one recorded entry to the lasting state: how a journal is read back. Nothing is done about it.
  package mutating func apply(_ entry: ManagerEntry, at time: Int64) {
    now = max(now, time)
    books.apply(entry, at: time)
    // What stands in the books is restored to the reconciler at the start: here it would be a second cause of a
    // pause that the reconciler has just made itself.
    if case .kill(let step) = entry { killSwitch.apply(step) }
  }

  /// Takes an event at `now`, milliseconds since 1970, and says what to do, in this order.
  package mutating func handle(_ event: ManagerEvent, now time: Int64) -> [ManagerAction] {
    now = max(now, time)
    take(event)
    runDue()
    defer { actions = [] }
    return actions
  }

  private mutating func take(_ event: ManagerEvent) {
    switch event {
    case .start: start()
    case .tick: break
    case .drain: drain()
    case .plan(let plan): take(plan)
    case .unfitPlan(let plan, let reason): take(plan, unfit: reason)
    case .judgedSigning(let name, let judgement): judged(signing: name, judgement)
    case .judgedResting(let order, let judgement): judged(resting: order, judgement)
    case .assigned(let name, let answer): assigned(name, answer)
    case .signed(let name, let bytes): signed(name, bytes)
    case .notSigned(let name, let code): notSigned(name, code)
    case .rate(let order, let answer): reserved(order, answer)
    case .posted(let order, let outcome): posted(order, outcome)
    case .withheld(let order): giveUp(order, "KILL_SWITCH_ACTIVE")
    case .cancelled(let orders, let attempt, let outcome):
      heardLimits(outcome)
      for order in orders { cancelled(order, attempt: attempt, outcome) }
    case .cancelledAll(let outcome): cancelledAll(outcome)
    case .order(let message): heard(message)
    case .trade(let trade): heard(trade)
    case .touch(let token): touch(token)
    case .judgedDifference(let order, let judgement): judged(difference: order, judgement)
    case .limits(let limits): adopt(limits)
    default: takeOther(event)
    }
  }

  private mutating func takeOther(_ event: ManagerEvent) {
    switch event {
    case .channel(let isUp): if isUp { reconcile(.reconnected) }
    case .snapshot(let round, let outcome): snapshot(round, outcome)
    case .lookedUp(let order, let outcome): lookedUp(order, outcome)
    case .beat(let event): renew(.beat(event))
    case .lease(let isHeld, let until): leased(isHeld, until: until)
    case .chain(let outcome): chain(outcome)
    case .credential(let outcome): credential(outcome)
    case .tier(let tier): budget.adopt(tier)
    case .latch(let reading): latched(reading)
    case .storeFailed(let message):
      alert(.storeUnavailable, .wallet(policy.wallet), message)
    case .trip(let scope, let trigger, let by, let reason):
      kill(.trip(scope, trigger, by: by, reason: reason))
    case .cleared(let triggers):
      // Whoever looked saw an older state than ours where the balances differ now.
      kill(.cleared(triggers.filter { $0 != .reconcileMismatch || !books.chain.isBlocking }))
    case .approve(let approval): kill(.approve(approval))
    case .request(let request): take(request)
    default: break
    }
  }
}

// MARK: - What is wanted

extension OrderManager {
  /// Applies and records.
  @discardableResult
  mutating func record(_ entry: ManagerEntry, cause: Int64? = nil) -> FactOutcome? {
    let outcome = books.apply(entry, at: now)
    actions.append(.record(entry, cause: cause))
    return outcome
  }

  mutating func ask(_ question: ManagerQuestion) { actions.append(.ask(question)) }

  mutating func perform(_ effect: ManagerEffect) { actions.append(.perform(effect)) }

  mutating func alert(_ code: String, _ scope: KillScope, _ text: String) {
    actions.append(.alert(code: code, scope: scope, text: text))
  }

  mutating func alert(_ code: ExecutionCode, _ scope: KillScope, _ text: String) {
    alert(code.rawValue, scope, text)
  }
}
