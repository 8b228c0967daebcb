import FixedPoint
import Venue

extension FactSet {
  /// What became of a fact.
  struct Insertion {
    /// Whether the set changed.
    var isNews = false
    /// Whether a trade is told for the first time, whatever was told of its settlement before.
    var isNewTrade = false
    /// Whether a seen trade stopped counting.
    var isBust = false
    /// Whether the fact speaks of a trade that nobody told yet.
    var isUnknownTrade = false
    /// Whether it tells something else than what stands.
    var isConflict = false
    /// Whether it cannot be true of any order: the set is untouched.
    var isSenseless = false

    static let known = Insertion()
    static let news = Insertion(isNews: true)
    static let senseless = Insertion(isSenseless: true)
  }

  /// Takes one fact in. `isEvidence` says that the venue was asked and this is its own list.
  mutating func insert(
    _ fact: OrderFact, at now: Int64, isEvidence: Bool, _ rules: FoldRules
  ) -> Insertion {
    switch fact {
    case .denied(let code):
      guard denied == nil else { return .known }
      denied = code
    case .sent:
      guard !isSent else { return .known }
      isSent = true
    case .sendInDoubt:
      guard !isDoubted else { return .known }
      isDoubted = true
    case .acknowledged:
      guard acknowledged == 0 else { return .known }
      acknowledged = count + 1
    case .rejected(let reason):
      guard rejection?.reason != reason else { return .known }
      rejection = Rejection(reason: reason, number: count + 1, time: now)
    case .trade(let trade):
      return insert(trade, isEvidence: isEvidence, rules)
    case .settlement(let id, let status):
      return settle(id, status, rules)
    case .void(let id):
      return makeVoid(id, rules)
    case .cumulative(let shares):
      guard countFilled(shares, rules) else { return .known }
    case .cancelRequested, .cancelInDoubt, .cancelRefused:
      guard insertCancel(fact) else { return .known }
    case .cancelled(let matched, let reason):
      let hasMore = matched.map { countFilled($0, rules) } ?? false
      guard finish(reason, at: now) || hasMore else { return .known }
    case .expired:
      guard finish(nil, at: now) else { return .known }
    case .shownOpen(let asOf, let matched):
      return show(asOf: asOf, matched, rules)
    }
    _ = nextNumber()
    return .news
  }

  /// The first end stands until the order is shown open again.
  private mutating func finish(_ reason: EndReason?, at now: Int64) -> Bool {
    guard !isEnded else { return false }
    // An end that is older than the snapshot that showed the order open says nothing new.
    if let shownOpen, shownOpen > now { return false }
    end = End(reason: reason, number: count + 1, time: now)
    cancels.ended = max(cancels.ended, cancels.requested ?? -1)
    return true
  }

  private mutating func show(
    asOf: Int64, _ shares: Micros, _ rules: FoldRules
  ) -> Insertion {
    guard shares.raw >= 0 else { return .senseless }
    let hasMore = countFilled(shares, rules)
    let wasEnded = isEnded
    let isNewer = shownOpen.map { asOf > $0 } ?? true
    // Of the snapshots of an order that rests as it should nothing is kept: each of them would be news.
    let contradicts = wasEnded || rejection != nil || (acknowledged == 0 && matched == 0)
    if isNewer, contradicts, rules.staleSnapshotReopens || asOf > (end?.time ?? .min) {
      shownOpen = rules.staleSnapshotReopens ? max(asOf, (end?.time ?? asOf) + 1) : asOf
      if wasEnded { reopenings += 1 }
      _ = nextNumber()
      return .news
    }
    if hasMore { _ = nextNumber() }
    return Insertion(isNews: hasMore)
  }

  private mutating func countFilled(_ shares: Micros, _ rules: FoldRules) -> Bool {
    // What the trades explain already says nothing: the sum of trades never falls.
    guard rules.keepsHighestCumulative ? shares > max(cumulative, seen) : shares != cumulative
    else { return false }
    cumulative = shares
    if matched == 0, shares.raw > 0 { matched = count + 1 }
    return true
  }

  private mutating func insertCancel(_ fact: OrderFact) -> Bool {
    switch fact {
    case .cancelRequested(let attempt):
      guard attempt > cancels.requested ?? -1 else { return false }
      cancels.requested = attempt
    case .cancelInDoubt(let attempt):
      guard attempt > cancels.doubted else { return false }
      cancels.doubted = attempt
    case .cancelRefused(let attempt, let refusal):
      let attempt = attempt ?? cancels.requested ?? -1
      guard attempt > cancels.refused || (attempt == cancels.refused && refusal != cancels.refusal)
      else { return false }
      cancels.refused = attempt
      cancels.refusal = refusal
    default:
      return false
    }
    return true
  }
}
