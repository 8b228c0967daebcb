import FixedPoint
import Hashing
import Orders
import Trading
import Venue

/// Tells from an event, and from what an order was before and after it, which race and which cell it was.
struct CoverageObserver {
  /// Our books at a moment.
  struct Books {
    /// nil where the order is not known.
    var record: (Digest32) -> OrderRecord?
    /// Every id that was ever signed.
    var ids: [Digest32]
    /// Whether a kill holds for an order.
    var isKilled: (OrderTerms) -> Bool
    /// Whether an order's place is being taken by another.
    var isReplaced: (Digest32) -> Bool
    /// Whether a plan was taken under an intent id.
    var isTaken: (String) -> Bool
    /// What the venue really filled of it.
    var filled: (Digest32) -> Micros
  }

  private(set) var coverage = Coverage()
  /// Scopes that were armed again and where nothing was signed since.
  private var armed: [KillScope] = []
  private var contradiction: String?

  /// What an event is about, taken down before the desk has it.
  struct Before {
    fileprivate var records: [Digest32: OrderRecord] = [:]
    fileprivate var replaced: Set<Digest32> = []
  }

  /// The orders that `event` is about, as they are now.
  func before(_ event: ManagerEvent, _ books: Books) -> Before {
    var before = Before()
    for id in Self.subjects(of: event, books) {
      before.records[id] = books.record(id)
      if books.isReplaced(id) { before.replaced.insert(id) }
    }
    return before
  }

  /// Notes what `event` did.
  mutating func after(_ event: ManagerEvent, _ before: Before, _ books: Books, now: Int64) {
    switch event {
    case .plan(let plan):
      let isWrong = plan.legs.contains { $0.price.raw % $0.tick.raw != 0 }
      if isWrong, plan.legs.count > 1, !books.isTaken(plan.intent) {
        coverage.note(.refusedHalfway)
      }
    case .posted(let id, let outcome): posted(id, outcome, before, books)
    case .order(let message): told(message, before, books, now: now)
    case .trade(let trade):
      for leg in Self.legs(of: trade, books) { traded(leg, trade, before, books) }
      if Self.legs(of: trade, books).isEmpty { coverage.note(.unknownOrder) }
    case .cancelled(let ids, _, let outcome):
      for id in ids { cancelled(id, outcome, before, books) }
    case .snapshot(_, .complete(let snapshot)): shown(snapshot, before, books)
    default: break
    }
  }

  mutating func note(_ race: Race) {
    coverage.note(race)
    if race.impossibility != nil { contradiction = race.text }
  }
  mutating func note(_ milestone: Milestone) { coverage.note(milestone) }
  mutating func note(crash point: String) { coverage.note(crash: point) }

  /// A step of a kill is latched.
  mutating func note(latch record: KillRecord, before: KillRecord?) {
    guard record.id != before?.id || record.state != before?.state else { return }
    switch record.state {
    case .tripped: coverage.note(.tripped)
    case .contained: coverage.note(.contained)
    case .resetRequested: coverage.note(.resetRequested)
    case .armed:
      guard before != nil else { return }
      coverage.note(.armed)
      armed.append(record.scope)
    case .cancelling: break
    }
  }

  /// An order was signed.
  mutating func note(signed terms: OrderTerms) {
    guard armed.contains(where: { $0.covers(terms) }) else { return }
    armed.removeAll { $0.covers(terms) }
    coverage.note(.tradedAgain)
  }

  /// What has happened although it is said that it cannot; each is told once.
  mutating func takeContradiction() -> String? {
    defer { contradiction = nil }
    return contradiction
  }

  private mutating func note(_ transition: Transition) {
    coverage.note(transition)
    if transition.impossibility != nil { contradiction = transition.text }
  }

  /// An order whose cancel leaves.
  mutating func cancels(_ record: OrderRecord?) {
    guard let life = record?.status.life else { return }
    if Self.isUnacknowledged(life) { coverage.note(.cancelBeforeAck) }
  }

  // MARK: events

  private mutating func posted(
    _ id: Digest32, _ outcome: PostOutcome, _ before: Before, _ books: Books
  ) {
    guard let old = before.records[id], let origin = Transition.Origin(old.status.life) else {
      return
    }
    switch outcome {
    case .accepted:
      note(Transition(origin, .ack))
      if old.acknowledgedAt != nil || old.status.life.isTerminal {
        coverage.note(.answerAfterStream)
      }
      if books.isKilled(old.terms) { coverage.note(.ackWhileKilled) }
    case .failed(let failure):
      if failure.mayHaveActed {
        note(Transition(origin, .timeout))
        coverage.note(.submitTimeout)
      } else if case .rejected = failure {
        note(Transition(origin, .reject))
      }
    }
  }

  private mutating func told(
    _ message: OrderMessage, _ before: Before, _ books: Books, now: Int64
  ) {
    let id = message.id.digest
    guard let old = before.records[id], let origin = Transition.Origin(old.status.life) else {
      coverage.note(.unknownOrder)
      return
    }
    switch message.kind.known {
    case .placement:
      note(Transition(origin, .ack))
      if books.isKilled(old.terms) { coverage.note(.ackWhileKilled) }
    case .cancellation:
      let isExpiry = old.terms.expiration.map { $0 - 61_000 <= message.timestamp } ?? false
      note(Transition(origin, isExpiry ? .expire : .cancelAck))
      if Self.isUnacknowledged(old.status.life) { coverage.note(.endBeforeAck) }
      if message.matchedSize > old.status.filled { coverage.note(.cancelCarriesFill) }
      if !isExpiry, old.status.cancel == .none, old.terms.type.rests, !old.status.life.isTerminal {
        coverage.note(.unsolicitedCancel)
      }
    case .update, nil: break
    }
  }

  private mutating func traded(
    _ id: Digest32, _ trade: TradeRecord, _ before: Before, _ books: Books
  ) {
    guard let old = before.records[id], let new = books.record(id),
      let origin = Transition.Origin(old.status.life)
    else { return }
    let wasKnown = old.trades.contains { $0.id == trade.id && $0.isSeen }
    if trade.status.known == .failed {
      note(Transition(origin, .void))
      coverage.note(wasKnown ? .matchedThenFailed : .failedBeforeTrade)
      return
    }
    if wasKnown {
      if old.trades == new.trades { coverage.note(.duplicateTrade) }
      return
    }
    let isWhole = new.status.life == .filled
    note(Transition(origin, isWhole ? .tradeWithoutRest : .tradeWithRest))
    if old.status.cancel == .inFlight || old.status.cancel == .inDoubt, !old.status.life.isTerminal
    {
      coverage.note(.fillWhileCancelling)
      if before.replaced.contains(id) { coverage.note(.fillWhileReplacing) }
    }
    if old.status.life == .cancelled || old.status.life == .expired {
      coverage.note(.fillAfterCancel)
    }
    if Self.isUnacknowledged(old.status.life) { coverage.note(.endBeforeAck) }
    if new.status.overfill > .zero, !new.terms.spendsCash { note(.overfill) }
  }

  private mutating func cancelled(
    _ id: Digest32, _ outcome: CancelOutcome, _ before: Before, _ books: Books
  ) {
    guard let old = before.records[id], let origin = Transition.Origin(old.status.life) else {
      return
    }
    guard case .receipt(let receipt) = outcome else {
      if case .failed(let failure) = outcome, failure.mayHaveActed { coverage.note(.cancelTimeout) }
      return
    }
    switch receipt.statement(on: VenueOrderID(id)) {
    case .canceled: note(Transition(origin, .cancelAck))
    case .refused:
      note(Transition(origin, .cancelReject))
      if old.status.life == .filled { coverage.note(.filledThenCancelRefused) }
      if old.status.life == .cancelled { coverage.note(.secondCancelRefusal) }
      if !old.status.life.isTerminal, books.filled(id) > old.status.filled {
        coverage.note(.cancelRefusedBeforeFill)
      }
    case .silent: break
    }
  }

  private mutating func shown(_ snapshot: VenueSnapshot, _ before: Before, _ books: Books) {
    let open = Set(snapshot.orders.map(\.id.digest))
    for id in books.ids {
      guard let old = before.records[id], let origin = Transition.Origin(old.status.life) else {
        continue
      }
      note(Transition(origin, open.contains(id) ? .shown : .absent))
    }
    for id in open where before.records[id] == nil { coverage.note(.unknownOrder) }
  }

  private static func isUnacknowledged(_ life: OrderLife) -> Bool {
    life == .signed || life == .submitted || life == .inDoubt
  }

  // MARK: what an event is about

  private static func subjects(of event: ManagerEvent, _ books: Books) -> [Digest32] {
    switch event {
    case .posted(let id, _): [id]
    case .order(let message): [message.id.digest]
    case .trade(let trade): legs(of: trade, books)
    case .cancelled(let ids, _, _): ids
    case .snapshot(_, .complete): books.ids
    default: []
    }
  }

  /// Our orders in a trade.
  private static func legs(of trade: TradeRecord, _ books: Books) -> [Digest32] {
    ([trade.takerOrderID] + trade.makerFills.map(\.orderID)).map(\.digest)
      .filter { books.record($0) != nil }
  }
}
