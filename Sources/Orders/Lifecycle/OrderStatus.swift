package import FixedPoint
import Venue

/// What an order is, derived from its facts and its terms alone (facts/oms.md 1.1).
///
/// `open + filled + cancelled` is the ordered quantity, an overfill apart (seeds/000, Stage 8).
package struct OrderStatus: Hashable, Sendable {
  package private(set) var life: OrderLife
  /// Beside `life`, not part of it: a fill during a cancel takes nothing from the request.
  package private(set) var cancel: CancelState
  /// Shares: trades that are not void, and what the venue counts beyond all trades that were told.
  package private(set) var filled: Micros
  /// The part of `filled` that no trade explains yet: it has no price.
  package private(set) var unattributed: Micros
  /// Shares that will not fill any more, for every kind of end (facts/oms.md 10.6).
  package private(set) var cancelled: Micros
  /// Shares that may still fill: this is what capital is reserved for.
  package private(set) var open: Micros
  /// Shares beyond the order.
  package private(set) var overfill: Micros
  /// Why the venue or we refused it.
  package private(set) var rejectReason: String?
  /// Why it ended; nil where it did not, or by its time.
  package private(set) var endReason: EndReason?
  /// Why the latest request to cancel was refused.
  package private(set) var cancelRefusal: CancelRefusal?

  init(_ facts: FactSet, _ terms: OrderTerms, _ rules: FoldRules) {
    let size = terms.size.raw
    let trades = facts.seen.raw - (rules.booksVoids ? facts.void.raw : 0)
    let unexplained =
      rules.tradesConsumeCumulative ? facts.unattributed.raw : facts.cumulative.raw
    unattributed = Micros(raw: unexplained)
    var shares = Micros(raw: trades).adding(unattributed).raw
    if rules.clipsOverfill { shares = min(shares, size) }
    filled = Micros(raw: shares)
    overfill = Micros(raw: max(0, shares - size))
    life = Self.life(facts, terms, filled: shares, rules)
    let isReleased = life.isTerminal && (life != .rejected || rules.rejectReleases)
    let isAsked = rules.cancelRequestReleases && facts.cancels.requested != nil
    let isDoubted = rules.doubtReleases && life == .inDoubt
    cancelled = isReleased || isAsked || isDoubted ? Micros(raw: max(0, size - shares)) : .zero
    open = Micros(raw: max(0, size - shares - cancelled.raw))
    cancel = Self.cancel(facts, life, filled: shares, rules)
    rejectReason = life == .denied ? facts.denied : facts.rejection?.reason
    endReason = facts.isEnded && life == .cancelled ? facts.end?.reason : nil
    cancelRefusal = cancel == .refused ? facts.cancels.refusal : nil
  }

  /// Whether anything may still happen at the venue: neither ended nor refused.
  package var isLive: Bool { !life.isTerminal }

  private static func life(
    _ facts: FactSet, _ terms: OrderTerms, filled: Int64, _ rules: FoldRules
  ) -> OrderLife {
    if facts.denied != nil, !facts.isSent { return .denied }
    let isWhole = filled >= terms.size.raw
    if rules.ackOverridesFill, facts.acknowledged > facts.matched, isWhole { return .accepted }
    if rules.cancelOverridesFill, facts.isEnded { return .cancelled }
    if rules.lateAckReopens, let end = facts.end, facts.acknowledged > end.number {
      return filled > 0 ? .partiallyFilled : .accepted
    }
    if let refused = refusedLife(facts, isWhole: isWhole, rules) { return refused }
    if isWhole { return .filled }
    if facts.isEnded {
      let isExpired = facts.end?.reason == nil
      let reopens =
        (isExpired ? rules.lateFillReopensExpired : rules.lateFillReopensCancelled) && filled > 0
      let isRevived = rules.voidReopensEnded && facts.void.raw > 0
      guard reopens || isRevived else { return isExpired ? .expired : .cancelled }
    }
    // What an order that cannot rest lost again by a void does not come back to the book.
    if !terms.type.rests, max(facts.seen, facts.cumulative) >= terms.size { return .cancelled }
    if filled > 0 { return .partiallyFilled }
    if facts.acknowledged > 0 || facts.matched > 0 || facts.shownOpen != nil { return .accepted }
    if facts.isDoubted { return rules.timeoutRejects ? .rejected : .inDoubt }
    return facts.isSent ? .submitted : .signed
  }

  /// What a refusal makes of it; nil where there is none, or where it is refuted.
  private static func refusedLife(
    _ facts: FactSet, isWhole: Bool, _ rules: FoldRules
  ) -> OrderLife? {
    if rules.refusedCancelEnds, facts.cancels.refused >= 0, !isWhole { return .rejected }
    guard let rejection = facts.rejection else { return nil }
    if rules.rejectOverridesFill { return .rejected }
    if let shown = facts.shownOpen, shown > rejection.time { return nil }
    if facts.matched > 0 {
      // A trade proves that the venue had it: before the refusal that makes the refusal void, after it the order
      // is in doubt until the venue is asked.
      return facts.matched < rejection.number || facts.isEnded ? nil : .inDoubt
    }
    if facts.acknowledged > rejection.number { return facts.isEnded ? nil : .inDoubt }
    if facts.isEnded, let end = facts.end, end.number < rejection.number { return nil }
    return .rejected
  }

  private static func cancel(
    _ facts: FactSet, _ life: OrderLife, filled: Int64, _ rules: FoldRules
  ) -> CancelState {
    let cancels = facts.cancels
    guard let requested = cancels.requested, requested > cancels.ended else { return .none }
    if life == .rejected || life == .denied { return .none }
    if rules.fillClearsCancelRequest, filled > 0 { return .none }
    if cancels.refused >= requested { return .refused }
    // Of an order that has ended no cancel is sent again: an answer that did not come is not awaited any more.
    if cancels.doubted >= requested { return life.isTerminal ? .none : .inDoubt }
    return requested == 0 || !facts.isSent ? .wanted : .inFlight
  }
}
