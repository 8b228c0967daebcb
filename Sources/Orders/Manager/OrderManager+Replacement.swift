import FixedPoint
import Hashing
import Trading
import Venue

// A cancel-replace is two linked orders: the new one goes out when the cancel of the old one is acknowledged, for what
// is left of it (facts/oms.md 1.4 row 21, 4, 5).
extension OrderManager {
  /// The orders that rest in a book (nil: in any) are judged again.
  mutating func touch(_ token: UInt256?) {
    for order in books.ledger.openOrders
    where (token == nil || order.terms.token == token) && order.isResting {
      ask(.judgeResting(order: order.id))
    }
  }

  /// QueueWarden on an order that rests.
  mutating func judged(resting id: Digest32, _ judgement: Judgement) {
    guard judgement.isLive, let order = books.ledger.record(id), order.isResting else { return }
    switch judgement.action {
    case .cancel:
      drop(id, reason: "cancelled")
      cancel(id, cause: judgement.sequence)
    case .cancelReplace: wishReplacement(of: order, judgement)
    // Its own place in the window is why the cap is reached: what was promised is kept.
    case .defer where isGranted(id): break
    case .defer:
      let name = ClientOrderID(order.terms.clientOrderID)?.next.text ?? ""
      wait(id, by: name, severity: judgement.severity, until: nil, cause: judgement.sequence)
    case .hold, .allow: drop(id, reason: "held")
    case .halt:
      kill(
        .trip(.global, .manual, by: "graph", reason: judgement.codes.first ?? "halt"))
    default: break
    }
  }

  private mutating func wishReplacement(of order: OrderRecord, _ judgement: Judgement) {
    guard !isGranted(order.id), cancels[order.id] == nil, reservations[order.id] == nil,
      let name = ClientOrderID(order.terms.clientOrderID)?.next.text,
      let price = replacementPrice(of: order, judgement)
    else { return }
    // The plan's limit ends here, or the order has the best place that can be had: the same price again costs an
    // operation and the place in the queue, and changes nothing.
    guard price.price != order.terms.price else {
      drop(order.id, reason: "no better price")
      return
    }
    reservations[order.id] = ReplacementWish(
      by: name, price: price.price, aheadBefore: price.aheadBefore, aheadAfter: price.aheadAfter,
      severity: judgement.severity, cause: judgement.sequence)
    ask(.reserveRate(order: order.id, operation: name))
  }

  private func replacementPrice(
    of order: OrderRecord, _ judgement: Judgement
  ) -> ReplacementPrice? {
    let isQueue = judgement.codes.first == "QUEUE_WARDEN_QUEUE_DEGRADED"
    return ReplacementPrice(
      isQueue ? .takeFront : .followMarket,
      in: .init(
        side: order.terms.side, price: order.terms.price, tick: order.terms.tick,
        bestBid: judgement.book?.bestBid, bestAsk: judgement.book?.bestAsk,
        limit: limit(of: order.terms), ahead: judgement.book?.queueAhead))
  }

  /// The worst price that the plan allows for this order or one in its place.
  private func limit(of terms: OrderTerms) -> Micros {
    guard let name = ClientOrderID(terms.clientOrderID),
      let legs = books.intents[name.intent]?.plan.legs, legs.indices.contains(name.leg)
    else { return terms.price }
    return legs[name.leg].limit ?? legs[name.leg].price
  }

  private func isGranted(_ id: Digest32) -> Bool {
    if case .granted? = books.replacements[id]?.step { true } else { false }
  }

  /// The leg of a plan that takes the place of an order.
  mutating func replace(by terms: OrderTerms, in plan: ExecutionPlan) {
    let deadline = deadline(of: plan, terms)
    guard let name = terms.replaces, let old = books.ledger.record(clientOrderID: name) else {
      deny(terms, ExecutionCode.unknownOrder.rawValue, terms.replaces ?? "")
      return
    }
    if let refusal = refusal(of: terms, deadline: deadline) {
      deny(terms, refusal.code, refusal.reason)
      return
    }
    if old.status.life.isTerminal {
      succeed(old, by: terms, deadline: deadline)
    } else if isGranted(old.id) || reservations[old.id] != nil {
      deny(terms, ExecutionCode.unknownOrder.rawValue, "\(name) is being replaced already")
    } else {
      reservations[old.id] = ReplacementWish(
        by: terms.clientOrderID, price: terms.price, severity: .reshape)
      ask(.reserveRate(order: old.id, operation: terms.clientOrderID))
    }
  }

  /// What the window said. A pure cancel never asks; without room the old order stays as it is.
  mutating func reserved(_ id: Digest32, _ answer: RateAnswer) {
    guard let wish = reservations.removeValue(forKey: id),
      let order = books.ledger.record(id), !order.status.life.isTerminal
    else { return }
    switch answer {
    case .granted:
      record(
        .replacement(
          order: id,
          .granted(
            by: wish.by, price: wish.price, aheadBefore: wish.aheadBefore,
            aheadAfter: wish.aheadAfter)), cause: wish.cause)
      cancel(id, cause: wish.cause)
      if !books.deferred.isEmpty { clocks.deferred = now }
    case .full(let until):
      wait(id, by: wish.by, severity: wish.severity, until: until, cause: wish.cause)
    case .unavailable:
      alert(.storeUnavailable, .wallet(policy.wallet), "the rate window cannot be read")
      wait(id, by: wish.by, severity: wish.severity, until: nil, cause: wish.cause)
    }
  }

  /// Puts a cancel-replace off until the window has room; that the cap was hit is said once for each entry.
  private mutating func wait(
    _ id: Digest32, by name: String, severity: Severity, until: Int64?, cause: Int64?
  ) {
    clocks.deferred = max(until ?? now + policy.deferralInterval, now + 1)
    if case .deferred(let by, _)? = books.replacements[id]?.step, by == name { return }
    record(.replacement(order: id, .deferred(by: name, severity: severity)), cause: cause)
  }

  /// Nothing is wanted in the order's place any more.
  mutating func drop(_ id: Digest32, reason: String) {
    guard case .deferred(let name, _)? = books.replacements[id]?.step else { return }
    record(.replacement(order: id, .dropped(reason: reason)))
    denySuccessor(name, reason)
  }

  /// A leg of a plan that waited to take a place is answered; one of QueueWarden's never existed.
  private mutating func denySuccessor(_ name: String, _ reason: String) {
    guard let terms = leg(named: name), books.denials[name] == nil,
      books.ledger.record(clientOrderID: name) == nil
    else { return }
    deny(terms, ExecutionCode.nothingLeft.rawValue, reason)
  }

  /// The order that a plan's leg asks for under this name; nil for a later attempt.
  private func leg(named text: String) -> OrderTerms? {
    guard let name = ClientOrderID(text), name.attempt == 1,
      let plan = books.intents[name.intent]?.plan, plan.legs.indices.contains(name.leg)
    else { return nil }
    return terms(of: name.leg, in: plan)
  }

  // MARK: When the old order has ended

  /// An order has ended: what was to take its place does, as far as something is left.
  mutating func ended(_ order: OrderRecord) {
    switch books.replacements[order.id]?.step {
    case .deferred: drop(order.id, reason: "ended")
    // Taken up when trading begins: until then everything new is refused.
    case .granted where phase == .starting: break
    case .granted(let name, let price, _, _):
      if let terms = leg(named: name) {
        let plan = books.intents[terms.intent]?.plan
        succeed(
          order, by: terms, deadline: plan.map { deadline(of: $0, terms) } ?? now + policy.patience)
      } else {
        var terms = order.terms
        terms.clientOrderID = name
        terms.price = price
        terms.replaces = order.terms.clientOrderID
        succeed(order, by: terms, deadline: min(now + policy.patience, terms.expiration ?? .max))
      }
    case .replaced, .dropped, nil: break
    }
  }

  /// Quotes what is left of an order that has ended; nothing where it was filled, or was never taken.
  private mutating func succeed(_ old: OrderRecord, by terms: OrderTerms, deadline: Int64) {
    guard requests[terms.clientOrderID] == nil else { return }
    if books.ledger.record(clientOrderID: terms.clientOrderID) != nil {
      record(.replacement(order: old.id, .replaced))
      return
    }
    if let denial = books.denials[terms.clientOrderID] {
      record(.replacement(order: old.id, .dropped(reason: denial.code)))
      return
    }
    var terms = terms
    let left =
      old.status.life == .rejected || old.status.life == .denied
      ? Micros.zero : old.status.cancelled
    // Whole lots of 0.01 shares: what is below one cannot be ordered.
    let size = min(terms.size.raw, left.raw)
    terms.size = Micros(raw: size - size % 10_000)
    guard terms.size > .zero else {
      record(.replacement(order: old.id, .dropped(reason: "nothing left")))
      if let leg = leg(named: terms.clientOrderID) {
        deny(leg, ExecutionCode.nothingLeft.rawValue, old.status.life.rawValue)
      }
      return
    }
    submit(terms, deadline: deadline)
  }

  /// What was to take an order's place is signed, or (`denied`) refused for good. Until then the place stays promised,
  /// so that a crash in between leaves nothing behind.
  mutating func settlePlace(of terms: OrderTerms, denied code: String? = nil) {
    guard let name = terms.replaces, let old = books.ledger.record(clientOrderID: name),
      old.status.life.isTerminal
    else { return }
    switch books.replacements[old.id]?.step {
    case .granted(let by, _, _, _) where by == terms.clientOrderID:
      record(.replacement(order: old.id, code.map { .dropped(reason: $0) } ?? .replaced))
    case nil where code == nil: record(.replacement(order: old.id, .replaced))
    default: break
    }
  }

  /// The deferred operations whose window frees: QueueWarden's are judged from scratch, a plan's ask again.
  mutating func runDueDeferred() {
    guard let due = clocks.deferred, now >= due else { return }
    clocks.deferred = nil
    guard let id = books.deferred.ready(room: 1).first else { return }
    clocks.deferred = now + policy.deferralInterval
    guard case .deferred(let name, let severity)? = books.replacements[id]?.step else { return }
    guard let terms = leg(named: name) else {
      ask(.judgeResting(order: id))
      return
    }
    let deadline = books.intents[terms.intent].map {
      min($0.plan.validUntil ?? $0.takenAt + policy.patience, terms.expiration ?? .max)
    }
    if let refusal = refusal(of: terms, deadline: deadline ?? now) {
      record(.replacement(order: id, .dropped(reason: refusal.reason)))
      deny(terms, refusal.code, refusal.reason)
    } else {
      reservations[id] = ReplacementWish(by: name, price: terms.price, severity: severity)
      ask(.reserveRate(order: id, operation: name))
    }
  }
}

extension OrderRecord {
  /// Whether it is in the book as far as anybody knows.
  var isResting: Bool { status.life == .accepted || status.life == .partiallyFilled }
}
