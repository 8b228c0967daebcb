package import FixedPoint
package import Hashing

/// One order with everything that Stage 8 of the seeds wants to be readable of it.
package struct OrderRecord: Sendable {
  package let terms: OrderTerms
  /// The EIP-712 digest, which is the venue's id of the order, and the bytes that alone are sent for it.
  package let signed: SignedBytes
  /// The number of the lane that it was signed under.
  package let sequence: Int64
  /// Milliseconds since 1970.
  package let signedAt: Int64
  package private(set) var status: OrderStatus
  /// Every change of `life`, oldest first.
  package private(set) var timeline: [OrderTransition] = []
  /// When the venue first proved that it has it; nil where it did not.
  package private(set) var acknowledgedAt: Int64?
  /// When something was last heard of it from the venue, news or not; nil where nothing was. What was heard again
  /// is not journalled, so a restart takes this back to the last news.
  package private(set) var lastVenueUpdate: Int64?
  /// When a fact last was news.
  package private(set) var changedAt: Int64
  /// When anything but our own requests to cancel and their answers last was news: those come again and again
  /// while nothing moves.
  package private(set) var movedAt: Int64
  var facts = FactSet()

  init(
    _ terms: OrderTerms, _ signed: SignedBytes, sequence: Int64, at now: Int64, _ rules: FoldRules
  ) {
    self.terms = terms
    self.signed = signed
    self.sequence = sequence
    signedAt = now
    changedAt = now
    movedAt = now
    status = OrderStatus(facts, terms, rules)
  }

  /// The venue's id of it.
  package var id: Digest32 { signed.id }
  package var clientOrderID: String { terms.clientOrderID }
  package var life: OrderLife { status.life }
  /// In the order of their first mention; also those whose settlement was told before themselves.
  package var trades: [OrderTrade] { facts.trades }
  /// How often a snapshot showed it open after its end.
  package var reopenings: Int { facts.reopenings }
  /// The number of the latest request to cancel it; nil where there was none. 0 was never sent.
  package var cancelAttempt: Int? { facts.cancels.requested }

  /// Milliseconds since the venue was last heard of about it, at least 0; since it was signed, where it never was
  /// (seeds/000, `ack_age_ms`).
  package func ackAge(at now: Int64) -> Int64 {
    max(0, now - (lastVenueUpdate ?? signedAt))
  }

  /// Of all its trades, each once, in the order of their first mention.
  package var transactionHashes: [String] {
    var hashes: [String] = []
    for trade in facts.trades {
      if let hash = trade.transactionHash, !hashes.contains(hash) { hashes.append(hash) }
    }
    return hashes
  }

  /// Whether a trade of it is neither confirmed nor failed.
  package var isSettling: Bool { facts.provisional.raw > 0 }

  /// Whether it has more shares than its trades explain, beyond the venue's rounding of `dust` shares.
  package func isUnexplained(beyond dust: Micros) -> Bool { status.unattributed > dust }

  /// Whether nothing more can come: ended, every trade final, and no fill that no trade explains. Such an order
  /// may leave the index once its market is resolved (facts/oms.md 1.4).
  package var isSettled: Bool {
    status.life.isTerminal && status.unattributed.raw == 0
      && facts.trades.allSatisfy { $0.isFinal && $0.conflict == nil }
  }

  /// Whether both have the same lasting state; `lastVenueUpdate` is none.
  package func isSame(as other: OrderRecord) -> Bool {
    terms == other.terms && signed == other.signed && sequence == other.sequence
      && signedAt == other.signedAt && status == other.status && timeline == other.timeline
      && acknowledgedAt == other.acknowledgedAt && changedAt == other.changedAt
      && movedAt == other.movedAt
      && facts == other.facts
  }
}

/// One change of an order's life.
package struct OrderTransition: Hashable, Sendable {
  /// Milliseconds since 1970.
  package var time: Int64
  package var before: OrderLife
  package var after: OrderLife
  package var cause: OrderFact.Name
  package var source: FactSource
}

extension OrderRecord {
  /// Takes a fact in; the status follows.
  mutating func apply(
    _ fact: OrderFact, from source: FactSource, at now: Int64, dust: Micros, _ rules: FoldRules
  ) -> FactOutcome {
    if source != .local { lastVenueUpdate = max(lastVenueUpdate ?? now, now) }
    let before = status
    let isEvidence = source == .snapshot || source == .lookup
    let isLost = loses(fact, rules)
    let insertion =
      isLost ? .known : facts.insert(fact, at: now, isEvidence: isEvidence, rules)
    if insertion.isNews {
      changedAt = now
      if !fact.isAboutCancelling { movedAt = now }
      status = OrderStatus(facts, terms, rules)
      if acknowledgedAt == nil, facts.acknowledged > 0 || facts.matched > 0 { acknowledgedAt = now }
      if status.life != before.life {
        timeline.append(
          OrderTransition(
            time: now, before: before.life, after: status.life, cause: fact.name, source: source))
      }
    }
    var judgement = FactJudgement(
      terms: terms, before: before, after: status, insertion: insertion, source: source,
      dust: dust)
    judgement.judge(fact, facts)
    return FactOutcome(
      before: before.life, after: status.life, isNews: insertion.isNews,
      anomalies: judgement.anomalies, followUps: judgement.followUps)
  }

  /// Only under wrong rules: a part that filled after the cancel is not booked.
  private func loses(_ fact: OrderFact, _ rules: FoldRules) -> Bool {
    guard !rules.booksLatePartials, facts.isEnded, case .trade(let trade) = fact else {
      return false
    }
    return status.filled.adding(trade.size) < terms.size
  }
}
