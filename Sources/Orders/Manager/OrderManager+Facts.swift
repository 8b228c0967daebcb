import FixedPoint
import Hashing
import Venue

// What becomes known of orders, from wherever, goes through here into the books, and what has to follow from it
// follows.
extension OrderManager {
  /// A fact about an order, known or not. What changes nothing is not recorded.
  mutating func note(
    _ fact: OrderFact, of id: Digest32, _ source: FactSource, cause: Int64? = nil
  ) {
    let order = books.ledger.record(id)
    // What nobody here placed is the business of whoever owns the key.
    guard order != nil || holdsLease else { return }
    let entry: ManagerEntry =
      order == nil ? .unknown(order: id, fact, source) : .fact(order: id, fact, source)
    guard let outcome = books.apply(entry, at: now) else { return }
    if outcome.isNews { actions.append(.record(entry, cause: cause)) }
    if source != .local { renew(.heard) }
    report(outcome.anomalies, on: id, order?.terms)
    for next in outcome.followUps { follow(next, id) }
    if let order { settle(order.id, before: outcome.before) }
  }

  /// What people have to see. The rest stands in the order's timeline.
  private mutating func report(
    _ anomalies: OrderAnomalies, on id: Digest32, _ terms: OrderTerms?
  ) {
    for anomaly in anomalies where anomaly.isGrave {
      let scope = terms.map { KillScope.market($0.market) } ?? .wallet(policy.wallet)
      alert(
        anomaly == .overfill ? .overfill : .anomaly, scope,
        "\(anomaly.rawValue): \(terms?.clientOrderID ?? id.prefixedHex)")
    }
  }

  private mutating func follow(_ next: FollowUp, _ id: Digest32) {
    switch next {
    case .lookUp, .reconcile: reconcile(.mark(order: id))
    case .cancel: cancel(id, again: true)
    case .haltMarket(let market): halt(.market(market), id)
    case .haltAll: halt(.global, id)
    }
  }

  private mutating func halt(_ scope: KillScope, _ id: Digest32) {
    let isNew = books.pauses[scope] == nil
    // Through the table of causes: what a person takes back there ends here.
    reconcile(.hold(scope, code: ExecutionCode.anomaly.rawValue))
    guard isNew else { return }
    alert(.anomaly, scope, "new orders are stopped until 'orders resume': \(id.prefixedHex)")
  }

  /// What follows from where an order stands now.
  private mutating func settle(_ id: Digest32, before: OrderLife?) {
    guard let order = books.ledger.record(id), order.status.life != before else { return }
    let life = order.status.life
    let wasAtVenue = before.map { Self.isAtVenue($0) } ?? false
    if Self.isAtVenue(life) || life == .rejected, !wasAtVenue {
      posts[id] = nil
      settleNumber(of: order, .posted)
      if !life.isTerminal { arrived(order) }
    }
    if life.isTerminal {
      posts[id] = nil
      cancels[id] = nil
      reservations[id] = nil
      ended(order)
    }
  }

  private static func isAtVenue(_ life: OrderLife) -> Bool {
    switch life {
    case .accepted, .partiallyFilled, .filled, .cancelled, .expired: true
    case .draft, .signed, .submitted, .inDoubt, .rejected, .denied: false
    }
  }

  /// The venue has it: what wants it gone is told, and cancels on arrival (facts/oms.md 1.4 rows 8, 20).
  private mutating func arrived(_ order: OrderRecord) {
    kill(.acknowledged(order.exposed))
    if var progress = cancels[order.id] {
      // A cancel that overtook the order found nothing.
      progress.due = now
      cancels[order.id] = progress
    } else if order.status.cancel != .none || phase == .draining && policy.drain == .cancel {
      cancel(order.id)
    }
  }

  // MARK: What the stream tells

  /// A message of the user channel about an order.
  mutating func heard(_ message: OrderMessage) {
    let id = message.id.digest
    switch message.kind.known {
    case .placement: note(.acknowledged, of: id, .stream)
    case .update:
      if message.matchedSize > .zero {
        note(.cumulative(message.matchedSize), of: id, .stream)
      } else {
        note(.acknowledged, of: id, .stream)
      }
    case .cancellation: note(end(of: id, message), of: id, .stream)
    case nil: reconcile(.mark(order: id))
    }
  }

  /// The end of time is told as a cancel, about a minute early (facts/oms.md 0).
  private func end(of id: Digest32, _ message: OrderMessage) -> OrderFact {
    let order = books.ledger.record(id)
    let isAsked = order.map { $0.status.cancel != .none } ?? false
    if let expiration = order?.terms.expiration ?? message.expiration, !isAsked,
      now >= expiration - policy.reconciliation.expiryLead
    {
      return .expired
    }
    let type = order?.terms.type
    let reason: EndReason =
      isAsked
      ? .requested : type == .fillOrKill || type == .fillAndKill ? .notMatched : .unsolicited
    return .cancelled(matched: message.matchedSize, reason: reason)
  }

  /// A trade, or a further step of its settlement: what it gave each of our orders.
  mutating func heard(_ trade: TradeRecord) {
    let ledger = books.ledger
    for fill in trade.fills(of: policy.apiKey, isOurs: { ledger.record($0) != nil }) {
      note(.trade(fill.trade), of: fill.order, .stream)
    }
  }
}

extension OrderRecord {
  /// As the kill switch sees it.
  var exposed: ExposedOrder {
    ExposedOrder(id: id, strategy: terms.strategy, market: terms.market)
  }
}

extension OrderAnomaly {
  /// Whether people are told at once.
  var isGrave: Bool {
    switch self {
    case .unknownTrade, .conflictingDuplicate, .illegalTransition, .unknownOrder, .orphanOrder,
      .overfill, .diverged:
      true
    case .duplicateAck, .duplicateFill, .duplicateCancelAck, .duplicateSubmit, .outOfOrder,
      .lateFill, .missedFill, .unsolicitedCancel, .fillBusted, .submitOutcomeUnknown,
      .duplicateReject, .roundingDust:
      false
    }
  }
}
