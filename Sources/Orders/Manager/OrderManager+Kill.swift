import FixedPoint
import Hashing
import Venue

// What the kill switch wants is done before anything else: latched, blocked, purged, cancelled (facts/oms.md 6.3).
extension OrderManager {
  /// The strictest kill that stops an order; nil where none does.
  package func verdict(on terms: OrderTerms) -> KillRecord? {
    killSwitch.verdict(strategy: terms.strategy, market: terms.market)
  }

  mutating func kill(_ event: KillEvent) {
    if case .trip = event { refreshExposure() }
    carryOut(killSwitch.handle(event, now: now))
  }

  /// What a kill ends at once is what is open now, not what was at the last reading of the venue.
  private mutating func refreshExposure() {
    let foreign = killSwitch.open.filter { books.ledger.record($0.id) == nil }
    killSwitch.open = exposure() + foreign
  }

  /// What is latched elsewhere. What was taken over from there is recorded here too.
  mutating func latched(_ reading: KillReading) {
    if case .kills(let kills, _) = reading, kills.isEmpty {} else { refreshExposure() }
    let before = killSwitch.kills
    let wanted = killSwitch.handle(.latch(reading), now: now)
    let told = wanted.compactMap { action -> KillRecord? in
      if case .latch(let step) = action { step.record } else { nil }
    }
    for kill in killSwitch.kills
    where !before.contains(kill) && !told.contains(kill.step.record) {
      actions.append(.record(.kill(kill.step), cause: nil))
    }
    carryOut(wanted)
  }

  private mutating func carryOut(_ wanted: [KillAction]) {
    for action in wanted {
      switch action {
      case .latch(let step):
        actions.append(.record(.kill(step), cause: nil))
        ask(.latch(step))
        if step.record.state == .tripped {
          alert("KILL_SWITCH_ACTIVE", step.record.scope, "\(step.record.id): \(step.record.reason)")
        }
      case .purge(let scope): purge(scope)
      case .cancelAll:
        noteCancels(of: books.ledger.openOrders)
        // Not held back by anything: what it costs is paid for with the kill's own tokens.
        budget.spend(1, .kill, now: now)
        perform(.cancelAll)
      case .cancelMarket(let market):
        noteCancels(of: books.ledger.openOrders.filter { $0.terms.market == market })
        budget.spend(1, .kill, now: now)
        perform(.cancelMarket(market))
      case .cancel(let orders): cancelKilled(orders)
      case .readSnapshot: reconcile(.reconnected)
      case .stopBeating(let kill):
        let text = "\(kill): a cancel of everything was tried, now heartbeats end"
        recordIncident("KILL_SWITCH_ACTIVE", text)
        alert("KILL_SWITCH_ACTIVE", .wallet(policy.wallet), text)
        renew(.cancelAllAttempted)
        renew(.silence)
      case .resumeBeating: renew(.start)
      case .page(let scope, let text): alert("KILL_SWITCH_ACTIVE", scope, text)
      case .refused(let refusal):
        alert("KILL_SWITCH_ACTIVE", .wallet(policy.wallet), "reset refused: \(refusal)")
      }
    }
  }

  /// What waits to be sent in a killed scope is thrown away.
  private mutating func purge(_ scope: KillScope) {
    for name in requests.keys.sorted() {
      guard let request = requests[name], let kill = verdict(on: request.terms) else { continue }
      if case .signing = request.stage {
        ask(.settleNonce(clientOrderID: name, .void, order: nil))
      }
      deny(request.terms, "KILL_SWITCH_ACTIVE", kill.id, cause: request.cause)
    }
    for id in inOrder(posts.keys) {
      guard let order = books.ledger.record(id), verdict(on: order.terms) != nil else { continue }
      _ = dropWaitingPost(id, "KILL_SWITCH_ACTIVE")
    }
    for order in books.ledger.openOrders where verdict(on: order.terms) != nil {
      reservations[order.id] = nil
      drop(order.id, reason: "killed")
      if order.status.life == .signed { withdraw(order.id, "KILL_SWITCH_ACTIVE") }
    }
  }

  /// That an order's end was asked for is known before it ends.
  private mutating func noteCancels(of orders: [OrderRecord]) {
    let attempt = books.cancelAttempts + 1
    for order in orders where order.status.cancel == .none {
      note(.cancelRequested(attempt: attempt), of: order.id, .local)
    }
  }

  /// Orders of ours are cancelled until they are gone; others once, each time the switch asks.
  private mutating func cancelKilled(_ orders: [Digest32]) {
    for id in orders {
      if let order = books.ledger.record(id), !order.status.life.isTerminal {
        cancel(id, again: true)
      } else if !killedStrays.contains(id) {
        killedStrays.append(id)
      }
    }
  }

  /// Everything of ours that may be live, and what the venue shows beside it.
  func exposure(beside venue: [OpenOrder] = []) -> [ExposedOrder] {
    let own = books.ledger.openOrders
    let known = Set(own.map(\.id))
    return own.map(\.exposed)
      + venue.filter { !known.contains($0.id.digest) }.map {
        ExposedOrder(
          id: $0.id.digest, strategy: books.ledger.record($0.id.digest)?.terms.strategy,
          market: $0.market)
      }
  }
}
