import FixedPoint
import Hashing
internal import JSON
import Orders
import Trading
import Venue

/// The reconciler of a scenario, and what the venue's lists say at the moment.
struct ScenarioReconciliation {
  /// A scenario's clock counts in milliseconds what takes minutes at a desk, and its only rule for what may be
  /// compared is the time of the snapshot (vectors/oms, assumption B3): no grace, no limits of time.
  private static let policy = {
    var policy = ReconcilerPolicy()
    policy.grace = 0
    policy.dust = .zero
    policy.inFlightRounds = .max
    policy.freshness = .max / 4
    policy.roundTimeout = .max / 4
    policy.warnAfter = .max / 4
    policy.closeWithin = .max / 4
    policy.pauseAfter = .max / 4
    policy.settlementLimit = .max / 4
    return policy
  }()

  var reconciler = Reconciler(
    wallet: "the wallet", owner: ScenarioReconciliation.owner, policy: policy)
  var isStarted = false
  /// The round whose answer is awaited.
  var awaited: Int?
  var rows: [OpenOrder] = []
  var trades: [TradeRecord] = []

  static let owner = "our key"
}

extension OrderScenarioRun {
  /// Rounds that the venue's lists are read for after a difference, at most.
  private static let mostRounds = 8

  /// The venue's own list arrives, and questions about single orders are answered out of it. Where the last list of
  /// a scenario differs it is read again, since the venue goes on saying the same: in this form one complete list
  /// stands for the proof that a desk has to gather (vectors/oms, assumption B3), and nothing else could give it.
  mutating func takeSnapshot(_ event: OrderScenario.Event) {
    guard let asOf = event.fields["as_of_ms"]?.int64, read(event) else {
      problems.append("event \(event.index) (snapshot) is not understood")
      return
    }
    if !reconciliation.isStarted {
      reconciliation.isStarted = true
      reconcile(.start(since: 0), at: event.time)
    }
    let isComplete = event.fields["complete"]?.bool ?? false
    guard isComplete else { return answer(.failed("pages are missing"), at: event.time) }
    let news = reconciliation.trades.filter { trade in
      let known = ledger.record(trade.takerOrderID.digest)?.trades ?? []
      return !known.contains { $0.id == trade.id && $0.isSeen }
    }
    answer(.complete(snapshot(asOf: asOf)), at: event.time)
    let isLast = !scenario.events.contains { $0.type == "snapshot" && $0.index > event.index }
    guard isLast else { return }
    keepWhatIsNewer(than: asOf)
    countLate(news)
    for round in 1...Int64(Self.mostRounds) {
      guard !reconciliation.reconciler.differences.isEmpty else { return }
      answer(.complete(snapshot(asOf: event.time + round)), at: event.time + round)
    }
  }

  private func snapshot(asOf time: Int64) -> VenueSnapshot {
    VenueSnapshot(
      begun: time, ended: time, orders: reconciliation.rows, tradesSince: -10_000,
      trades: reconciliation.trades)
  }

  private mutating func answer(_ outcome: SnapshotOutcome, at now: Int64) {
    if reconciliation.awaited == nil { reconcile(.reconnected, at: now) }
    guard let round = reconciliation.awaited else { return }
    reconciliation.awaited = nil
    reconcile(.snapshot(round: round, outcome), at: now)
  }

  /// Carries out what the reconciler wants, and answers what it asks.
  private mutating func reconcile(_ event: ReconcilerEvent, at now: Int64) {
    var events = [event]
    while !events.isEmpty {
      let next = events.removeFirst()
      for action in reconciliation.reconciler.handle(next, books: ledger, now: now) {
        events += carryOut(action, at: now)
      }
    }
  }

  private mutating func carryOut(_ action: ReconcilerAction, at now: Int64) -> [ReconcilerEvent] {
    switch action {
    case .readSnapshot(let round, _): reconciliation.awaited = round
    case .lookUp(let order):
      let row = reconciliation.rows.first { $0.id.digest == order }
      return [.lookedUp(order: order, row.map { .found($0) } ?? .notFound)]
    case .cancel(let order, let cause):
      cancel(order, at: now)
      if cause == .doubt { return [.cancelAnswered(order: order, .notFound)] }
    case .apply(let correction):
      apply(correction.fact, to: correction.order, from: correction.source, at: now)
    case .found(let difference): report(difference)
    case .state(_, let state): reconStates.append(state.rawValue.uppercased())
    case .reconciled: reconStates.append(ReconcileState.matched.rawValue.uppercased())
    case .pause(let scope, _):
      if case .market(let name) = scope {
        haltedMarkets.insert(name)
      } else {
        isHalted = true
      }
    case .adopt, .resume, .alert, .lookUpTrade: break
    }
    return []
  }

  private mutating func report(_ difference: Difference) {
    switch difference.reason {
    case .orphan: anomalies.insert(.orphanOrder)
    case .missedFill, .missedFillAndGone: anomalies.insert(.missedFill)
    default: anomalies.insert(.diverged)
    }
  }
}

extension OrderScenarioRun {
  /// Reads the lists of a snapshot; false where they cannot be understood.
  private mutating func read(_ event: OrderScenario.Event) -> Bool {
    reconciliation.rows = []
    reconciliation.trades = []
    for trade in event.fields["trades"]?.array ?? [] {
      guard let ref = trade["order"]?.string, let name = trade["trade_id"]?.string,
        let size = trade["qty"].flatMap(Micros.init(scenario:))
      else { return false }
      let known = record(ref)?.trades.first { $0.id == name }
      let status = trade["status"]?.string.flatMap(TradeStatus.init(rawValue:))
      let price = trade["price"].flatMap(Micros.init(scenario:)) ?? known?.price
      reconciliation.trades.append(
        self.trade(
          name, of: ref, size: size, price: price, status: status ?? known?.status ?? .matched,
          time: trade["venue_ms"]?.int64 ?? known?.matchTime ?? 0))
    }
    for row in event.fields["open"]?.array ?? [] {
      guard let ref = row["order"]?.string, let size = row["qty"].flatMap(Micros.init(scenario:))
      else { return false }
      // A row that does not count leaves the count to the list of trades.
      let filled =
        row["filled"].flatMap(Micros.init(scenario:)) ?? listed(VenueOrderID(id(ref)))
      reconciliation.rows.append(self.row(ref, size: size, filled: filled))
    }
    return true
  }

  /// What happened to an order after the snapshot was taken is not in it, and would be in the next: the lists are
  /// brought up to date with it (vectors/oms, assumption B3).
  private mutating func keepWhatIsNewer(than asOf: Int64) {
    for order in scenario.orders {
      let id = id(order.ref)
      guard let record = ledger.record(id), record.changedAt > asOf,
        !reconciliation.reconciler.differences.contains(where: { $0.order == id })
      else { continue }
      reconciliation.rows.removeAll { $0.id.digest == id }
      if record.status.isLive, record.life != .inDoubt {
        reconciliation.rows.append(
          row(order.ref, size: record.terms.size, filled: record.status.filled))
      }
      for known in record.trades where known.isSeen {
        if reconciliation.trades.contains(where: { $0.id == known.id }) { continue }
        reconciliation.trades.append(
          trade(
            known.id, of: order.ref, size: known.size, price: known.price, status: known.status,
            time: known.matchTime))
      }
    }
  }

  /// Orders are read before trades: a count that lacked a trade of the same list has it in the next.
  private mutating func countLate(_ news: [TradeRecord]) {
    for place in reconciliation.rows.indices {
      let id = reconciliation.rows[place].id
      guard news.contains(where: { $0.takerOrderID == id }) else { continue }
      let row = reconciliation.rows[place]
      reconciliation.rows[place].matchedSize = max(row.matchedSize, listed(id))
    }
  }

  /// The shares that the list's trades give an order.
  private func listed(_ id: VenueOrderID) -> Micros {
    reconciliation.trades.reduce(.zero) { sum, trade in
      guard trade.takerOrderID == id, trade.status != .known(.failed) else { return sum }
      return Micros(raw: sum.raw + trade.size.raw)
    }
  }

  private func row(_ ref: String, size: Micros, filled: Micros) -> OpenOrder {
    let order = order(ref)
    return OpenOrder(
      id: VenueOrderID(id(ref)), status: .live, owner: ScenarioReconciliation.owner,
      maker: "the wallet", market: order?.market ?? "the market", tokenID: UInt256(UInt64(1)),
      side: order?.side ?? .buy, originalSize: size, matchedSize: filled,
      price: order?.price ?? Micros(raw: 500_000))
  }

  private func trade(
    _ name: String, of ref: String, size: Micros, price: Micros?, status: TradeStatus,
    time: Int64
  ) -> TradeRecord {
    let order = order(ref)
    return TradeRecord(
      id: name, takerOrderID: VenueOrderID(id(ref)), market: order?.market ?? "the market",
      tokenID: UInt256(UInt64(1)), side: order?.side ?? .buy, size: size,
      price: price ?? order?.price ?? Micros(raw: 500_000), status: status, matchTime: time,
      owner: ScenarioReconciliation.owner, traderSide: .taker)
  }
}
