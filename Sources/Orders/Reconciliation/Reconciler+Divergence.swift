import FixedPoint
import Hashing
import Venue

extension Reconciler {
  /// A difference of one of our orders: flagged at once, once.
  mutating func flag(
    _ order: BookedOrder, _ reason: ReconcileClass, _ comparison: OrderComparison,
    _ view: SnapshotView, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    let local = "\(order.life.rawValue) filled \(order.filled)"
    let row = view.rows[order.id]
    let found = divergence(of: order, reason, view, now, local: local, row)
    // Facts and cancels are a plan; a question is one too, as long as it is not answered.
    flag(found, hasPlan: reason != .economics || !comparison.facts.isEmpty, &actions)
  }

  /// The difference as it is told and timed.
  func divergence(
    of order: BookedOrder, _ reason: ReconcileClass, _ view: SnapshotView, _ now: Int64,
    local: String, _ row: OpenOrder? = nil
  ) -> Divergence {
    let fills = view.fills[order.id] ?? []
    let total = fills.reduce(Micros.zero) { $1.status == .failed ? $0 : $0.adding($1.size) }
    let listed = row.map { "\($0.status.text) matched \($0.matchedSize)" } ?? "not listed"
    return Divergence(
      reason: reason, order: order.id, market: order.market, strategy: order.strategy,
      scope: .market(order.market), since: now, evidence: view.fingerprint, local: local,
      venue: "\(listed), trades \(total)")
  }

  /// Opens a difference or goes on with it. The clock of the service level does not start again.
  mutating func flag(
    _ found: Divergence, hasPlan: Bool, _ actions: inout [ReconcilerAction]
  ) {
    let index: Int
    if let open = divergences.firstIndex(where: { $0.order == found.order }) {
      index = open
      let isSame = divergences[open].reason == found.reason
      divergences[open].cleanRounds = 0
      divergences[open].reason = found.reason
      divergences[open].local = found.local
      divergences[open].venue = found.venue
      divergences[open].evidence = found.evidence
      if isSame { return persist(open, &actions) }
      actions.append(.found(divergences[open].difference))
    } else {
      index = divergences.count
      divergences.append(found)
      actions.append(.found(found.difference))
      actions.append(.state(order: found.order, .diverged))
    }
    if found.reason.isTold {
      alert(found.reason, found.scope, divergences[index].text, &actions)
    }
    divergences[index].plannedRound = rounds.number
    if hasPlan { change(index, to: .resolving, &actions) }
    if found.reason.pausesAtOnce {
      divergences[index].isPausing = true
      let cause: PauseTable.Cause =
        found.reason == .conflict ? .person : .difference(order: found.order)
      pause(found.scope, found.reason, cause, &actions)
    }
  }

  /// What was done about it has not helped. A proof takes its rounds, everything else one.
  private mutating func persist(_ index: Int, _ actions: inout [ReconcilerAction]) {
    let patience = divergences[index].reason == .missedCancel ? policy.inFlightRounds : 1
    guard let planned = divergences[index].plannedRound, rounds.number - planned >= patience
    else { return }
    change(index, to: .diverged, &actions)
  }

  /// The order agrees in this round.
  mutating func agreed(_ order: Digest32, _ now: Int64, _ actions: inout [ReconcilerAction]) {
    guard let index = divergences.firstIndex(where: { $0.order == order }) else { return }
    clean(index, now, &actions)
  }

  /// One more round without the difference; enough of them close it.
  mutating func clean(_ index: Int, _ now: Int64, _ actions: inout [ReconcilerAction]) {
    divergences[index].cleanRounds += 1
    guard divergences[index].cleanRounds >= policy.cleanRounds else { return }
    let divergence = divergences[index]
    closed.all += 1
    if now - divergence.since <= policy.closeWithin { closed.inTime += 1 }
    change(index, to: .matched, &actions)
    free(pauses.remove(.difference(order: divergence.order)), &actions)
  }

  /// The state of one difference, told where it changes.
  mutating func change(
    _ index: Int, to state: ReconcileState, _ actions: inout [ReconcilerAction]
  ) {
    guard divergences[index].state != state else { return }
    divergences[index].state = state
    actions.append(.state(order: divergences[index].order, state))
  }

  /// An order of our key that nobody here placed, or a trade of one; true where it is known and gone.
  mutating func judge(
    _ stranger: SnapshotView.Stranger, _ view: SnapshotView, _ now: Int64,
    _ actions: inout [ReconcilerAction]
  ) -> Bool {
    let isOpen = stranger.row?.status.known?.isOpen == true
    let since = rounds.onVenueClock(since)
    let trades = stranger.trades.filter { $0.matchTime >= since }
    let isNew = !strangers.contains(stranger.order)
    guard isOpen || (isNew && !trades.isEmpty && ownsKey) else { return true }
    let size = stranger.row?.originalSize ?? .zero
    var found = Divergence(
      reason: isOpen ? .orphan : .conflict, order: stranger.order, market: stranger.market,
      strategy: nil, scope: .market(stranger.market), since: now, evidence: view.fingerprint,
      local: "unknown", venue: isOpen ? "open, \(size) shares" : "\(trades.count) trades")
    found.plannedRound = rounds.number
    flag(found, hasPlan: isOpen && ownsKey, &actions)
    guard ownsKey else { return false }
    // What stood there before the journal began is removed, and nobody's use of the key while we watched.
    let isForeign = stranger.row?.createdAt.map { $0 >= since } ?? true
    if isNew, isForeign { foreign(stranger.order, &actions) }
    for trade in trades where isNew {
      apply(
        .trade(trade), of: stranger.order, .snapshot, found.reason, view.fingerprint, &actions)
      pause(found.scope, .conflict, .person, &actions)
    }
    guard isOpen, let row = stranger.row else { return false }
    switch policy.orphans {
    case .cancel: actions.append(.cancel(order: stranger.order, .orphan))
    case .adopt: actions.append(.adopt(row))
    }
    return false
  }

  /// Somebody else uses the key; the second time nothing new is sent until a person has looked.
  private mutating func foreign(_ order: Digest32, _ actions: inout [ReconcilerAction]) {
    strangers.insert(order)
    guard strangers.count >= policy.repeatLimit else { return }
    pause(.wallet(wallet), .orphan, .person, &actions)
  }

  /// A fact for the fold, with its evidence.
  func apply(
    _ fact: OrderFact, of order: Digest32, _ source: FactSource, _ reason: ReconcileClass,
    _ evidence: Digest32, _ actions: inout [ReconcilerAction]
  ) {
    actions.append(.apply(Correction(fact, of: order, from: source, reason, evidence: evidence)))
  }
}
