import FixedPoint
import Hashing
import Venue

/// One order of ours held against one complete snapshot. What the venue lists is evidence at any time, since it is
/// known by id; what it lacks, and what it counts without naming it, only of an order at rest (facts/oms.md 2.2).
struct OrderComparison {
  /// What follows from the comparison.
  enum Verdict: Equatable {
    /// Nothing differs, or nothing but how far trades are settled.
    case agrees
    /// It differs while things are under way.
    case inFlight(ReconcileClass)
    /// Nobody knows whether it arrived, and the venue does not list it.
    case inDoubt
    case differs(ReconcileClass)
  }

  private(set) var verdict = Verdict.agrees
  /// What is proved, in the order in which it is to be applied.
  private(set) var facts: [OrderFact] = []
  /// Open in our books and not in the venue's list.
  private(set) var isAbsent = false
  /// The shares that no trade explains, as far as the venue counts them.
  private(set) var unattributed = Micros.zero
  /// Trades told with another size or price than ours, and counts that no trade explains: what a person can accept.
  private(set) var disputed: [String] = []

  private let order: BookedOrder
  private let row: OpenOrder?
  private let snapshot: VenueSnapshot
  private let policy: ReconcilerPolicy
  /// Nothing happened to it for so long, and no submission is under way, that absence proves something.
  let isQuiet: Bool
  /// No cancel is under way either: it can be judged.
  private let isAtRest: Bool
  private var classes: Set<ReconcileClass> = []
  /// Trades that hold, after what the snapshot adds.
  private var net = Micros.zero
  /// All trades that were ever told, after what the snapshot adds.
  private var gross = Micros.zero

  /// Compares; `accepted` are the disputes a person has looked at.
  init(
    _ order: BookedOrder, row: OpenOrder?, fills: [TradeFact], snapshot: VenueSnapshot,
    policy: ReconcilerPolicy, accepted: Set<String>
  ) {
    self.order = order
    self.row = row.flatMap { $0.status.known?.isOpen == true ? $0 : nil }
    self.snapshot = snapshot
    self.policy = policy
    isQuiet = order.life != .submitted && order.lastEvent + policy.grace <= snapshot.begun
    isAtRest = isQuiet && !order.isCommandInFlight
    compareTrades(fills, accepted)
    compareCounts(fills, accepted)
    if let row = self.row { comparePresence(row) } else { compareAbsence() }
    settle()
  }

  private mutating func compareTrades(_ fills: [TradeFact], _ accepted: Set<String>) {
    for fill in fills {
      guard let known = order.trades.first(where: { $0.id == fill.id }) else {
        facts.append(.trade(fill))
        classes.insert(.missedFill)
        gross = gross.adding(fill.size)
        if fill.status != .failed { net = net.adding(fill.size) }
        continue
      }
      if Self.isNewer(fill.status, than: known.status) {
        facts.append(.settlement(trade: fill.id, fill.status))
        if fill.status == .failed { classes.insert(.missedFill) }
      }
      if accepted.contains(fill.id) { continue }
      if known.size != fill.size {
        classes.insert(.conflict)
        disputed.append(fill.id)
        facts.append(.trade(fill))
      } else if let ours = known.price, let theirs = fill.price, ours != theirs {
        let isTolerable = (ours.raw - theirs.raw).magnitude <= policy.priceTolerance.raw
        classes.insert(isTolerable ? .economics : .conflict)
        disputed.append(fill.id)
        facts.append(.trade(fill))
      }
    }
    for known in order.trades {
      let fill = fills.first { $0.id == known.id }
      gross = gross.adding(known.size)
      let isVoid = known.status == .failed || fill?.status == .failed
      if !isVoid { net = net.adding(known.size) }
      if fill == nil, !isVoid, isListed(known) { classes.insert(.lessFilled) }
    }
  }

  /// Whether a complete list of the snapshot's span has to have the trade.
  private func isListed(_ trade: TradeFact) -> Bool {
    // Both ends of the venue's filter are whole seconds.
    trade.matchTime > snapshot.tradesSince + 1_000
      && trade.matchTime <= snapshot.venueTime - policy.grace
  }

  private mutating func compareCounts(_ fills: [TradeFact], _ accepted: Set<String>) {
    let ourGross = order.trades.reduce(Micros.zero) { $0.adding($1.size) }
    let told = order.unattributed > .zero ? ourGross.adding(order.unattributed) : .zero
    let matched = row?.matchedSize ?? .zero
    if matched > max(told, gross).adding(policy.dust), isAtRest {
      facts.append(.cumulative(matched))
    }
    unattributed = Micros(raw: max(0, max(told, matched).raw - gross.raw))
    if unattributed > policy.dust {
      let count = "count of 0x\(order.id.hex): \(unattributed)"
      if !accepted.contains(count) {
        classes.insert(.unattributed)
        disputed.append(count)
      }
    }
    guard let row else { return }
    let unexplained = Micros(raw: max(0, told.raw - gross.raw))
    if row.matchedSize.adding(policy.dust) < counted(fills).adding(unexplained) {
      classes.insert(.lessFilled)
    }
  }

  /// The shares that the venue's count has to have by trades that our books know. Orders are read before trades: one
  /// that was matched in between is in the list of trades alone, and takes nothing from the count. Voided trades stay
  /// in the venue's count or leave it: both are seen.
  private func counted(_ fills: [TradeFact]) -> Micros {
    var counted = Micros.zero
    for known in order.trades where known.status != .failed {
      if fills.contains(where: { $0.id == known.id && $0.status == .failed }) { continue }
      let isOld =
        known.matchTime > 0 ? known.matchTime <= snapshot.venueTime - policy.grace : isQuiet
      if isOld { counted = counted.adding(known.size) }
    }
    return counted
  }

  private mutating func comparePresence(_ row: OpenOrder) {
    switch order.life {
    case .signed, .submitted, .inDoubt:
      // Once refused and told of again, only a list that is newer than the refusal refutes it.
      if order.isRefused {
        facts.append(.shownOpen(asOf: snapshot.begun, matched: row.matchedSize))
      } else {
        facts.insert(.acknowledged, at: 0)
      }
      classes.insert(.missedAck)
    case .draft, .denied: classes.insert(.orphan)
    case .cancelled, .expired, .rejected:
      classes.insert(.zombie)
      guard isAtRest else { break }
      facts.append(.shownOpen(asOf: snapshot.begun, matched: row.matchedSize))
    case .filled:
      if row.matchedSize.adding(policy.dust) < row.originalSize { classes.insert(.lessFilled) }
    case .accepted, .partiallyFilled: break
    }
  }

  private mutating func compareAbsence() {
    switch order.life {
    case .submitted, .inDoubt, .accepted, .partiallyFilled: break
    case .draft, .signed, .filled, .cancelled, .expired, .rejected, .denied: return
    }
    isAbsent = true
    if net.raw >= order.size.raw, classes.contains(.missedFill) {
      classes.insert(.missedFillAndGone)
    } else if order.life != .inDoubt {
      classes.insert(.missedCancel)
    }
  }

  /// The gravest class decides; of an order that is not at rest none does.
  private mutating func settle() {
    if net > order.size.adding(policy.dust), !order.spendsCash, classes.contains(.missedFill) {
      classes.insert(.conflict)
    }
    guard let worst = Self.gravity.first(where: classes.contains) else {
      if isAbsent { verdict = .inDoubt }
      return
    }
    verdict = isAtRest ? .differs(worst) : .inFlight(worst)
  }

  private static let gravity: [ReconcileClass] = [
    .conflict, .lessFilled, .orphan, .zombie, .missedFillAndGone, .unattributed, .missedCancel,
    .missedFill, .missedAck, .economics,
  ]

  /// Whether a status is further on; a failure voids even what was confirmed.
  private static func isNewer(_ status: TradeStatus, than known: TradeStatus) -> Bool {
    guard status != known else { return false }
    switch known {
    case .failed: return false
    case .confirmed: return status == .failed
    case .mined, .retrying: return status != .matched && status != .matchedNotBroadcast
    case .matched: return status != .matchedNotBroadcast
    case .matchedNotBroadcast: return true
    }
  }
}
