import FixedPoint
import Trading
import Venue

/// What a fact means beside the change it makes: which cell of the table of facts/oms.md 1.3 it hit, what is
/// reported, and what has to follow (1.4).
struct FactJudgement {
  let terms: OrderTerms
  let before: OrderStatus
  let after: OrderStatus
  let insertion: FactSet.Insertion
  let source: FactSource
  /// Shares beyond the order that are the venue's rounding.
  let dust: Micros
  var anomalies: OrderAnomalies = []
  var followUps = FollowUps()

  /// Judges `fact`, which `facts` holds now.
  mutating func judge(_ fact: OrderFact, _ facts: FactSet) {
    if insertion.isSenseless {
      report(.illegalTransition, .reconcile)
      return
    }
    switch fact {
    case .denied: judgeDenial(facts)
    case .sent: judgeSending()
    case .sendInDoubt:
      if insertion.isNews, after.life == .inDoubt { report(.submitOutcomeUnknown, .lookUp) }
    case .acknowledged: judgeAcknowledgement()
    case .rejected: judgeRejection()
    case .trade: judgeTrade(isNew: insertion.isNewTrade)
    case .settlement(let id, let status):
      let known = facts.place(of: id).map { facts.trades[$0].status }
      if !insertion.isNews, known != status { report(.outOfOrder) }
      judgeSettlement()
    case .void: judgeSettlement()
    case .cumulative(let shares):
      if shares < facts.cumulative { report(.outOfOrder) }
      judgeCount()
    case .cancelRequested: break
    case .cancelInDoubt:
      if insertion.isNews, !after.life.isTerminal { followUps.insert(.cancel, .lookUp) }
    case .cancelRefused(_, let refusal): judgeRefusal(refusal)
    case .cancelled(_, let reason): judgeCancel(reason, facts)
    case .expired: judgeExpiry()
    case .shownOpen: judgeShownOpen(facts)
    }
    judgeQuantity(facts)
  }

  private mutating func report(_ anomaly: OrderAnomaly, _ next: FollowUp...) {
    anomalies.insert(anomaly)
    for followUp in next { followUps.insert(followUp) }
  }

  /// We sent nothing, so whoever did has the key.
  private mutating func reportForeign() {
    report(.unknownOrder, .haltAll, .lookUp)
  }

  private mutating func judgeDenial(_ facts: FactSet) {
    if facts.isSent { report(.illegalTransition, .reconcile) }
  }

  private mutating func judgeSending() {
    if before.life == .denied {
      report(.illegalTransition, .haltAll)
    } else if !insertion.isNews, before.life != .inDoubt {
      report(.duplicateSubmit)
    }
  }

  private mutating func judgeAcknowledgement() {
    switch before.life {
    case .denied: reportForeign()
    case .rejected:
      if insertion.isNews { report(.illegalTransition, .lookUp, .reconcile) }
    case .cancelled, .expired, .draft, .signed: report(.outOfOrder)
    case .partiallyFilled, .filled:
      if insertion.isNews { report(.outOfOrder) }
    case .submitted, .inDoubt, .accepted: break
    }
    if !insertion.isNews { report(.duplicateAck) }
  }

  private mutating func judgeRejection() {
    guard insertion.isNews else {
      report(.duplicateReject)
      return
    }
    switch before.life {
    case .partiallyFilled, .filled, .cancelled, .expired:
      report(.illegalTransition, .lookUp, .reconcile)
    case .denied, .rejected, .draft, .signed, .submitted, .inDoubt, .accepted: break
    }
  }

  private mutating func judgeTrade(isNew: Bool) {
    if insertion.isConflict {
      report(.conflictingDuplicate, .haltMarket(terms.market), .lookUp, .reconcile)
      return
    }
    if insertion.isBust { report(.fillBusted) }
    guard isNew else {
      if !insertion.isNews { report(.duplicateFill) }
      return
    }
    if insertion.isBust {
      // Its failure was told before it, or with it. It gave nothing, but it was matched.
      report(.outOfOrder)
      guard before.life == .rejected || before.life == .denied else { return }
    }
    let isMissed = source == .snapshot || source == .lookup
    if isMissed, after.filled > before.filled { report(.missedFill) }
    judgeFill()
  }

  /// Something more is filled, told as a trade or as a count.
  private mutating func judgeFill() {
    switch before.life {
    case .cancelled, .expired: report(.lateFill)
    case .rejected: report(.illegalTransition, .haltMarket(terms.market), .lookUp, .reconcile)
    case .denied: reportForeign()
    case .draft, .signed: report(.outOfOrder)
    case .submitted, .inDoubt, .accepted, .partiallyFilled, .filled: break
    }
  }

  private mutating func judgeSettlement() {
    if insertion.isConflict {
      report(.illegalTransition, .haltMarket(terms.market), .reconcile)
    }
    if insertion.isBust { report(.fillBusted, .reconcile) }
    if insertion.isUnknownTrade { report(.unknownTrade, .lookUp) }
  }

  private mutating func judgeCount() {
    guard after.unattributed > before.unattributed else { return }
    report(.missedFill)
    judgeFill()
  }

  /// A refusal is a hint where to look, never a state: the venue's one text covers both of two outcomes.
  private mutating func judgeRefusal(_ refusal: CancelRefusal) {
    guard !after.life.isTerminal else { return }
    switch refusal {
    case .tooLateFilled, .alreadyCancelled, .unknownOrder, .goneOrMatched:
      followUps.insert(.lookUp)
    case .venueRefused: break
    case .venueUnavailable: followUps.insert(.cancel)
    }
  }

  private mutating func judgeCancel(_ reason: EndReason, _ facts: FactSet) {
    if after.unattributed > before.unattributed { report(.missedFill, .lookUp) }
    switch before.life {
    case .cancelled, .expired:
      report(.duplicateCancelAck)
    case .rejected, .denied:
      report(.outOfOrder)
    case .filled: report(insertion.isNews ? .outOfOrder : .duplicateCancelAck)
    case .draft, .signed, .submitted, .inDoubt, .accepted, .partiallyFilled:
      let isOwn = reason == .notFound || reason == .reconciled || reason == .notMatched
      if facts.cancels.requested == nil, !isOwn, terms.type.rests { report(.unsolicitedCancel) }
    }
  }

  private mutating func judgeExpiry() {
    if before.life.isTerminal { report(.outOfOrder) }
  }

  private mutating func judgeShownOpen(_ facts: FactSet) {
    if after.unattributed > before.unattributed { report(.missedFill, .lookUp) }
    switch before.life {
    case .filled: report(.diverged, .lookUp, .reconcile)
    case .denied: reportForeign()
    case .cancelled, .expired, .rejected:
      guard !after.life.isTerminal else { return }
      report(.diverged, .cancel)
      // Once may be the venue's cache; again, and its list cannot be trusted for this market.
      if facts.reopenings > 1 { followUps.insert(.haltMarket(terms.market)) }
    case .draft, .signed, .submitted, .inDoubt, .accepted, .partiallyFilled: break
    }
  }

  private mutating func judgeQuantity(_ facts: FactSet) {
    guard after.overfill > before.overfill, !isWithinCash(facts) else { return }
    if after.overfill > dust {
      report(.overfill, .haltMarket(terms.market), .reconcile)
    } else {
      report(.roundingDust)
    }
  }
}

extension FactJudgement {
  /// A FOK or FAK buy spends its pUSD, for more shares than it named where prices are better
  /// (facts/polymarket-v2.md 2.5): too much is only what costs more than was signed for.
  private func isWithinCash(_ facts: FactSet) -> Bool {
    guard terms.spendsCash else { return false }
    // Shares that no trade explains have no price yet; their trades are judged when they come.
    if after.unattributed.raw > 0 { return true }
    var spent = Int128(0)
    for trade in facts.trades where trade.counts {
      spent += Int128(trade.size.raw) * Int128((trade.price ?? terms.price).raw)
    }
    let signed = Int128(terms.size.raw) * Int128(terms.price.raw)
    return spent <= signed + Int128(dust.raw) * 1_000_000
  }
}
