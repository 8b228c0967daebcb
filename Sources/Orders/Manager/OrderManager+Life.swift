import Hashing
import Venue

// Start, drain and the clock.
extension OrderManager {
  /// The books are folded: nothing trades before the lease and a clean round; what an earlier life left under way is
  /// taken up (facts/oms.md 2.5, 3.6).
  mutating func start() {
    guard phase == .stopped else { return }
    phase = .starting
    clocks.latch = now
    clocks.chain = now
    ask(.recoverNonces(journalledNumbers))
    books.chain.awaitVenue()
    for order in books.ledger.openOrders {
      if order.status.life == .submitted { doubt(order.id, "the run ended before an answer") }
      if order.status.cancel != .none || isGrantedReplacement(order.id) { cancel(order.id) }
    }
    if !books.deferred.isEmpty { clocks.deferred = now }
    // Signing needs a credential that is proven; nobody else asks for the first proof.
    renewCredential()
    renew(.start)
    for (scope, code) in books.pauses.sorted(by: { $0.key.text < $1.key.text }) {
      reconciler.restore(pause: scope, code: code)
    }
    if let time = books.reconciledAt { reconciler.restore(reconciledAsOf: time) }
    reconcile(.start(since: books.since ?? now))
    reconcile(.balances(areBlocking: books.chain.isBlocking))
  }

  private func isGrantedReplacement(_ id: Digest32) -> Bool {
    if case .granted? = books.replacements[id]?.step { true } else { false }
  }

  /// What the journal knows about the numbers that this process was given.
  private var journalledNumbers: NonceJournal {
    var traces: [String: NonceJournal.Trace] = [:]
    for order in books.ledger.orders {
      let trace: NonceJournal.Trace =
        switch order.status.life {
        case .draft, .signed: .signed(order.id)
        case .submitted, .inDoubt: .sent(order.id)
        default: .settled(order.id)
        }
      traces[order.terms.clientOrderID] = trace
    }
    return NonceJournal(traces: traces, highest: books.lastSequence)
  }

  /// The first clean round is there: orders that were signed and never sent go out with their bytes, plans that were
  /// taken and never got that far are taken up, and places that were promised are filled.
  private mutating func beginTrading() {
    phase = .trading
    for order in books.ledger.openOrders where order.status.life == .signed {
      let deadline = deadline(of: order)
      if let refusal = refusal(of: order.terms, deadline: deadline) {
        withdraw(order.id, refusal.code)
      } else {
        post(order.id, deadline: deadline)
      }
    }
    for intent in books.unfinishedIntents {
      for leg in intent.plan.legs.indices where intent.orders[leg] == nil {
        let name = ClientOrderID(intent: intent.plan.intent, leg: leg).text
        guard requests[name] == nil, !isWaiting(name) else { continue }
        begin(leg, of: intent.plan)
      }
    }
    for order in books.endedAwaitingSuccessor { ended(order) }
  }

  /// Whether a leg waits for the order whose place it takes.
  private func isWaiting(_ name: String) -> Bool {
    books.replacements.values.contains { replacement in
      switch replacement.step {
      case .deferred(let by, _), .granted(let by, _, _, _): by == name
      case .replaced, .dropped: false
      }
    }
  }

  /// Until when an order that was signed in an earlier life may be sent.
  private func deadline(of order: OrderRecord) -> Int64 {
    let plan = books.intents[order.terms.intent]?.plan
    return min(
      plan?.validUntil ?? order.signedAt + policy.patience, order.terms.expiration ?? .max)
  }

  // MARK: The end

  /// No new orders; what rests is cancelled by policy; beats end last.
  mutating func drain() {
    guard phase == .starting || phase == .trading else { return }
    phase = .draining
    renew(.drain)
    clocks.drainEnd = now + policy.drainPatience
    for name in requests.keys.sorted() {
      guard let request = requests[name] else { continue }
      if case .signing = request.stage {
        ask(.settleNonce(clientOrderID: name, .void, order: nil))
      }
      deny(request.terms, ExecutionCode.draining.rawValue, "the run is ending")
    }
    for order in books.ledger.openOrders {
      drop(order.id, reason: "draining")
      if order.status.life == .signed {
        withdraw(order.id, ExecutionCode.draining.rawValue)
      } else if policy.drain == .cancel {
        cancel(order.id)
      } else {
        _ = dropWaitingPost(order.id, ExecutionCode.draining.rawValue)
      }
    }
  }

  private mutating func finishDrain() {
    guard phase == .draining else { return }
    let open = books.ledger.openOrders
    let isDone =
      policy.drain == .cancel
      ? open.isEmpty : !open.contains { $0.status.life == .submitted || $0.status.life == .inDoubt }
    guard isDone || now >= clocks.drainEnd ?? now else { return }
    phase = .drained
    if !open.isEmpty {
      alert(.drained, .wallet(policy.wallet), "\(open.count) orders are still open")
    }
    renew(.stop)
    perform(.drained(open: open.count))
  }

  // MARK: The clock

  /// Everything whose time has come.
  mutating func runDue() {
    guard phase != .stopped else { return }
    runOwnClocks()
    if books.ledger.openCount != clocks.openCount {
      clocks.openCount = books.ledger.openCount
      renew(.open(count: clocks.openCount))
      reconcile(.tick)
    }
    if let due = heartbeat.wake, now >= due { renew(.tick) }
    if let due = reconciler.wake, now >= due { reconcile(.tick) }
    if let due = killSwitch.wake, now >= due { kill(.tick(open: exposure())) }
    if phase == .starting, holdsLease, reconciler.isReady { beginTrading() }
    runDueRequests()
    runDuePosts()
    runDueDeferred()
    runDueCancels()
    finishDrain()
  }

  /// Between two looks at what may be forgotten, milliseconds.
  private static let forgettingInterval: Int64 = 3_600_000

  private mutating func runOwnClocks() {
    guard phase != .drained else { return }
    if let due = clocks.latch, now >= due {
      clocks.latch = now + policy.latchInterval
      ask(.readLatch)
    }
    if let due = clocks.chain, now >= due {
      clocks.chain = now + policy.chainInterval
      perform(.readChain)
    }
    // Looked at beside other work: nobody waits for it.
    if now >= clocks.forgetting {
      clocks.forgetting = now + Self.forgettingInterval
      let horizon = now - policy.planMemory
      if books.hasForgettable(before: horizon) { record(.forgotten(before: horizon)) }
    }
  }

  /// When a `tick` is wanted, milliseconds since 1970; nil while only an answer can change anything.
  package var wake: Int64? {
    guard phase != .stopped, phase != .drained else { return nil }
    var next = Int64.max
    func consider(_ time: Int64?) {
      if let time { next = min(next, time) }
    }
    consider(clocks.latch)
    consider(clocks.chain)
    consider(clocks.deferred)
    consider(clocks.strays)
    consider(clocks.drainEnd)
    consider(heartbeat.wake)
    consider(reconciler.wake)
    consider(killSwitch.wake)
    for request in requests.values {
      if case .held(let until, _) = request.stage { next = min(next, until) }
    }
    for post in posts.values { next = min(next, post.due) }
    for cancel in cancels.values { next = min(next, cancel.due) }
    return next == .max ? nil : next
  }
}
