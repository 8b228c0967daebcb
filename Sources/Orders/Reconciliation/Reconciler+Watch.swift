import Hashing
import Venue

extension Reconciler {
  /// What time alone brings: the next round, rounds without an answer, and the service level.
  mutating func watch(
    _ books: some ReconciledBooks, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    rounds.isBusy =
      !isReady || !divergences.isEmpty || books.hasUnended
      || pauses.holds(.balances) || books.hasUnexplained
    _ = rounds.timedOut(policy, now: now)
    if let stale = rounds.staleFrom(policy), now > stale,
      !divergences.contains(where: { $0.order == nil })
    {
      let last = rounds.lastComplete
      let found = Divergence(
        reason: .noSnapshot, order: nil, market: nil, strategy: nil, scope: .wallet(wallet),
        since: now, evidence: .zero, local: "\(books.unended.count) orders that have not ended",
        venue: last.map { "last complete snapshot \(now - $0) ms ago" } ?? "no complete snapshot")
      flag(found, hasPlan: false, &actions)
    }
    for index in divergences.indices { escalate(index, now, &actions) }
    if let round = rounds.next(policy, now: now) {
      settle(books, now, &actions)
      let since = tradesSince(books, now)
      actions.append(.readSnapshot(round: round, tradesSince: since))
      askForTrades(of: books, before: since, round, &actions)
    }
  }

  /// Warns, counts and pauses by the age of a difference.
  private mutating func escalate(
    _ index: Int, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    let divergence = divergences[index]
    let age = now - divergence.since
    let what = divergence.text
    if age >= policy.warnAfter, !divergence.isWarned {
      divergences[index].isWarned = true
      alert(divergence.reason, divergence.scope, "open for \(age) ms: \(what)", &actions)
    }
    if age > policy.closeWithin, !divergence.isOverdue {
      divergences[index].isOverdue = true
      actions.append(
        .alert(
          code: Self.overdue, scope: divergence.scope,
          text: "not closed within \(policy.closeWithin) ms: \(what)"))
    }
    if let due = pauseDue(divergence), now >= due { pauseOverdue(index, &actions) }
  }

  /// The approved policies have decided about a difference. Whatever they say, a contradiction has paused already.
  mutating func judged(
    _ order: Digest32?, pauses: Bool, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    guard let index = divergences.firstIndex(where: { $0.order == order }) else { return }
    divergences[index].judgedAt = now
    if pauses, !divergences[index].isPausing { pauseOverdue(index, &actions) }
  }

  private mutating func pauseOverdue(_ index: Int, _ actions: inout [ReconcilerAction]) {
    divergences[index].isPausing = true
    let cause = PauseTable.Cause.difference(order: divergences[index].order)
    pause(divergences[index].scope, code: Self.overdue, cause, &actions)
  }

  /// When a difference pauses its scope by itself; nil where it has. While somebody decides about it, that decision
  /// counts: this is what holds where nobody does.
  private func pauseDue(_ divergence: Divergence) -> Int64? {
    guard !divergence.isPausing else { return nil }
    let due = divergence.since + policy.pauseAfter
    return divergence.judgedAt.map { max(due, $0 + Self.judgementLife) } ?? due
  }

  /// How long a decision about a difference counts: it is asked for every second.
  private static let judgementLife: Int64 = 5_000

  /// Matches that are not settled in time: the capital they would give is not used again (`R11`).
  private mutating func settle(
    _ books: some ReconciledBooks, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    // Before the clocks were compared nobody can say how long ago a match was.
    guard rounds.skew != nil else { return }
    let venueNow = rounds.onVenueClock(now)
    let overdue = books.unsettled.filter { order in
      order.trades.contains { trade in
        !trade.status.isFinal && trade.matchTime > 0
          && venueNow - trade.matchTime > policy.settlementLimit
      }
    }
    let ids = Set(overdue.map(\.id))
    for order in overdue where !late.contains(order.id) {
      pause(.market(order.market), .settlementLate, .settlement(order: order.id), &actions)
      let text = "order 0x\(order.id.hex): matched for more than \(policy.settlementLimit) ms"
      alert(.settlementLate, .market(order.market), text, &actions)
    }
    for order in late.subtracting(ids).sorted(by: { $0.precedes($1) }) {
      free(pauses.remove(.settlement(order: order)), &actions)
    }
    late = ids
  }

  /// The next time at which a difference has to be told of, or nothing is known any more.
  var nextDeadline: Int64? {
    var times = divergences.flatMap { divergence in
      [
        divergence.isWarned ? nil : divergence.since + policy.warnAfter,
        divergence.isOverdue ? nil : divergence.since + policy.closeWithin + 1,
        pauseDue(divergence),
      ]
    }
    if !divergences.contains(where: { $0.order == nil }) {
      times.append(rounds.staleFrom(policy).map { $0 + 1 })
    }
    return times.compactMap(\.self).min()
  }

  /// Differences that outlast the service level.
  static let overdue = "EXEC_RECONCILE_SLO"
}
