import Hashing
import Venue

extension Reconciler {
  /// One round's answer. Part of a list is no evidence (facts/oms.md 2.2).
  mutating func take(
    _ outcome: SnapshotOutcome, of round: Int, _ books: some ReconciledBooks, _ now: Int64,
    _ actions: inout [ReconcilerAction]
  ) {
    guard rounds.landed(round) else { return }
    guard case .complete(let snapshot) = outcome, snapshot.flaw == nil else { return }
    rounds.compare(asOf: snapshot.begun, skew: snapshot.skew)
    tellSkew(snapshot.skew, &actions)
    // Trades that were asked for by another clock than the venue's may lack some: such a list is a part.
    guard snapshot.tradesSince <= tradesKnown(books, now) else {
      rounds.ask(at: max(now, rounds.nextAllowed(policy)))
      return
    }
    rounds.complete(asOf: snapshot.begun)
    let view = SnapshotView(snapshot, owner: owner, books: books)
    let coverage = Coverage(snapshot: snapshot, watermark: rounds.watermark)
    var isClean = true
    var seen: Set<Digest32> = []
    for order in view.ours {
      let comparison = OrderComparison(
        order, row: view.rows[order.id], fills: view.fills[order.id] ?? [], snapshot: snapshot,
        policy: policy, accepted: accepted)
      seen.insert(order.id)
      let agrees = judge(order, comparison, view, coverage, now, &actions)
      isClean = agrees && isClean
    }
    for stranger in view.strangers {
      seen.insert(stranger.order)
      // Gone, it agrees, although its trades are told again as long as they are read again.
      if judge(stranger, view, now, &actions) {
        agreed(stranger.order, now, &actions)
      } else {
        isClean = false
      }
    }
    if let index = divergences.firstIndex(where: { $0.order == nil }) {
      clean(index, now, &actions)
    }
    for order in divergences.compactMap(\.order) where !seen.contains(order) {
      agreed(order, now, &actions)
    }
    divergences.removeAll { $0.state == .matched }
    proofs = proofs.filter { seen.contains($0.key) }
    inFlight = inFlight.filter { seen.contains($0.key) }
    // Every trade of the list is in the books now, whatever else differs.
    rounds.advance(to: snapshot.venueTime)
    guard isClean else { return }
    isReady = true
    free(pauses.remove(.restored), &actions)
    actions.append(
      .reconciled(round: round, asOf: snapshot.begun, venueTime: snapshot.venueTime))
  }

  /// One order of ours; true where nothing differs.
  private mutating func judge(
    _ order: BookedOrder, _ comparison: OrderComparison, _ view: SnapshotView,
    _ coverage: Coverage, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) -> Bool {
    if comparison.isAbsent, comparison.isQuiet {
      proofs[order.id, default: AbsenceProof()].absent(
        asOf: view.snapshot.venueTime, grace: policy.grace)
    } else {
      proofs[order.id] = nil
    }
    var verdict = comparison.verdict
    if case .inFlight(let reason) = verdict {
      inFlight[order.id, default: 0] += 1
      if inFlight[order.id, default: 0] >= policy.inFlightRounds { verdict = .differs(reason) }
    } else {
      inFlight[order.id] = nil
    }
    if case .differs(let reason) = verdict {
      flag(order, reason, comparison, view, now, &actions)
    } else if verdict == .inDoubt {
      doubt(order, view, now, &actions)
    }
    for fact in comparison.facts {
      apply(fact, of: order.id, .snapshot, Self.reason(verdict), view.fingerprint, &actions)
    }
    act(on: order, verdict, comparison, coverage, view, now, &actions)
    guard verdict == .agrees else { return false }
    agreed(order.id, now, &actions)
    return true
  }

  private static func reason(_ verdict: OrderComparison.Verdict) -> ReconcileClass {
    switch verdict {
    case .agrees: .equal
    case .inFlight(let reason), .differs(let reason): reason
    case .inDoubt: .missedAck
    }
  }

  /// An order whose arrival nobody knows is no difference: our books do not say that it is open. The proof is
  /// the plan.
  private mutating func doubt(
    _ order: BookedOrder, _ view: SnapshotView, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    guard !divergences.contains(where: { $0.order == order.id }) else { return }
    var divergence = divergence(of: order, .missedAck, view, now, local: order.life.rawValue)
    divergence.state = .resolving
    divergences.append(divergence)
    actions.append(.state(order: order.id, .resolving))
  }

  /// What the class asks for beyond facts.
  private mutating func act(
    on order: BookedOrder, _ verdict: OrderComparison.Verdict, _ comparison: OrderComparison,
    _ coverage: Coverage, _ view: SnapshotView, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    switch verdict {
    case .agrees, .inFlight: return
    case .inDoubt:
      proofs[order.id]?.cancelSent()
      if comparison.isQuiet { actions.append(.cancel(order: order.id, .doubt)) }
      prove(order, comparison, coverage, view, &actions)
    case .differs(let reason):
      switch reason {
      case .zombie: rise(order, now, &actions)
      case .orphan:
        // Nothing of it was ever sent by us: somebody else has the key.
        guard ownsKey else { return }
        actions.append(.cancel(order: order.id, .orphan))
        pause(.wallet(wallet), .orphan, .person, &actions)
      case .missedCancel: prove(order, comparison, coverage, view, &actions)
      case .unattributed, .lessFilled, .conflict: actions.append(.lookUp(order: order.id))
      case .equal, .missedAck, .missedFill, .missedFillAndGone, .economics, .settlementLate,
        .chainMismatch, .noSnapshot:
        break
      }
    }
    disputed.formUnion(comparison.disputed)
  }

  /// Looks for the pieces of the proof that are missing, and closes the order when none is.
  private mutating func prove(
    _ order: BookedOrder, _ comparison: OrderComparison, _ coverage: Coverage,
    _ view: SnapshotView, _ actions: inout [ReconcilerAction]
  ) {
    guard comparison.isQuiet, let proof = proofs[order.id] else {
      actions.append(.lookUp(order: order.id))
      return
    }
    let missing = proof.missing(
      isInDoubt: order.life == .inDoubt && !order.isAcknowledged,
      isCovered: coverage.reaches(rounds.onVenueClock(order.signedAt)),
      isAttributed: comparison.unattributed <= policy.dust)
    if missing.isEmpty {
      close(order, asOf: view.snapshot.venueTime, view.fingerprint, .snapshot, &actions)
    } else if missing.contains(.lookUp) {
      actions.append(.lookUp(order: order.id))
    }
  }

  /// An order that ended here is open there: it is reopened by the snapshot, and has to go.
  private mutating func rise(
    _ order: BookedOrder, _ now: Int64, _ actions: inout [ReconcilerAction]
  ) {
    actions.append(.cancel(order: order.id, .zombie))
    guard divergences.first(where: { $0.order == order.id })?.since == now else { return }
    zombies[order.market, default: 0] += 1
    guard zombies[order.market, default: 0] >= policy.repeatLimit else { return }
    pause(.market(order.market), .zombie, .person, &actions)
  }

  /// The proof is complete, `asOf` on the venue's clock: the order ends by a fact like every other.
  mutating func close(
    _ order: BookedOrder, asOf time: Int64, _ evidence: Digest32, _ source: FactSource,
    _ actions: inout [ReconcilerAction]
  ) {
    let end = AbsenceProof.end(of: order, asOf: time, expiryLead: policy.expiryLead)
    apply(end, of: order.id, source, .missedCancel, evidence, &actions)
    proofs[order.id] = nil
  }
}
