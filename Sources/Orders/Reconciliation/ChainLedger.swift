import FixedPoint
package import Hashing

/// Holds the balances of the wallet against what our trades and known flows make of them, at final blocks
/// (facts/oms.md 2.1 layer B, R12). A difference pauses everything at once; when no trade of a clean round explains
/// it, it is a mismatch, trips the kill switch and stays until it is explained by hand.
package struct ChainLedger: Equatable, Sendable {
  /// What happens to it.
  package enum Event: Equatable, Sendable {
    case read(ChainOutcome)
    /// Layer A found our books and the venue's equal, as of that time.
    case reconciled(asOf: Int64)
    /// The venue's list of trades, of whoever traded with the key: every one of them is in a final block that is read
    /// from then on, milliseconds since 1970; `.max` where one is not settled.
    case listed(quietFrom: Int64)
    case flow(ChainFlow)
    /// A person says why the balances differ.
    case explain(by: String, note: String)
    /// A person says that it is over; believed only where the balances agree again.
    case settle(by: String)
  }

  /// What has to be done, in this order.
  package enum Action: Equatable, Sendable {
    /// Already applied here; replaying all of them gives the state back.
    case record(ChainEntry)
    /// Nothing new is sent for the wallet; cancels pass.
    case pause(code: String)
    case resume
    /// Trips the kill switch for everything that trades.
    case trip(ChainMismatch)
    case alert(code: String, text: String)
  }

  package var policy: ChainPolicy
  /// The difference that nobody has settled by hand yet.
  package private(set) var mismatch: ChainMismatch?
  /// Who explained it; nil before that.
  package private(set) var explainedBy: String?
  /// Who explained it or booked what moved the balances since it was found: none of them settles it.
  package private(set) var explainers: [String] = []
  /// The transactions whose flows are booked.
  private var booked: Set<String> = []
  var positions = PositionBook()
  /// Where counting begins: every booking before `counted` is in it.
  var base: ChainReading?
  var counted = 0
  /// The reading of the highest block.
  private(set) var latest: ChainReading?
  /// When that came, milliseconds since 1970; nil where nothing was read since the start.
  private(set) var readAt: Int64?
  /// From when on a reading holds every trade that the venue knows: no earlier one is counted from.
  private var quietFrom: Int64 = .min
  /// When a difference was first seen that is not proved yet, milliseconds since 1970.
  private var suspectedSince: Int64?

  /// A ledger that has read nothing.
  package init(policy: ChainPolicy = ChainPolicy()) {
    self.policy = policy
  }

  /// Whether a difference keeps everything paused: one that is suspected, or proved and not settled.
  package var isBlocking: Bool { mismatch != nil || suspectedSince != nil }

  /// Takes in a fact that the ledger has applied; see `PositionBook.book`.
  package mutating func book(
    _ fact: OrderFact, of order: Digest32, in ledger: OrderLedger, at now: Int64
  ) {
    positions.book(fact, of: order, in: ledger, at: now)
  }

  /// Orders whose fills differ from what the ledger has of them (layer C).
  package func disagreements(with ledger: OrderLedger) -> [Digest32] {
    positions.disagreements(with: ledger)
  }

  /// Takes an event at `now` and says what to do.
  package mutating func handle(_ event: Event, now: Int64) -> [Action] {
    var actions: [Action] = []
    switch event {
    case .read(.failed): break
    case .read(.read(let reading)):
      // A node that lags behind another says nothing new.
      guard reading.block >= latest?.block ?? .min else { break }
      latest = reading
      readAt = now
      open(now, &actions)
      judge(now, isReconciled: false, &actions)
    case .reconciled(let time):
      judge(now, isReconciled: suspectedSince.map { time > $0 } ?? false, &actions)
    case .listed(let time):
      quietFrom = time
      if let readAt { open(readAt, &actions) }
    case .flow(let flow):
      record(.flow(flow), &actions)
      judge(now, isReconciled: false, &actions)
    case .explain(let by, let note):
      guard mismatch != nil else { break }
      record(.explained(by: by, note: note), &actions)
    case .settle(let by):
      guard mismatch != nil, explainedBy != nil, freshBlock(now) != nil, excess(now).isEmpty else {
        let text = "not settled: explain it first, and book what makes the balances agree"
        actions.append(.alert(code: Self.code, text: text))
        break
      }
      record(.settled(by: by), &actions)
      suspectedSince = nil
      actions.append(.resume)
    }
    return actions
  }

  /// Whether the flow of a transaction is booked.
  package func hasBooked(_ transaction: String) -> Bool { booked.contains(transaction) }

  /// The final block that was read in this life of the process and not long ago; nil where none was: what is
  /// believed of the balances has to be true now.
  package func freshBlock(_ now: Int64) -> Int64? {
    guard base != nil, let latest, let readAt, now - readAt <= Self.freshness else { return nil }
    return latest.block
  }

  private static let freshness: Int64 = 120_000

  /// Nothing is counted from before the venue was asked what was traded before.
  mutating func awaitVenue() { quietFrom = .max }

  /// Takes over what does not last of a copy that took an event; what lasts comes as entries.
  mutating func takePassing(from copy: ChainLedger) {
    latest = copy.latest
    readAt = copy.readAt
    quietFrom = copy.quietFrom
    suspectedSince = copy.suspectedSince
  }

  /// Whether both have the same lasting state: what a replay of the journal has to give back.
  package func isSame(as other: ChainLedger) -> Bool {
    base == other.base && counted == other.counted && mismatch == other.mismatch
      && explainedBy == other.explainedBy && positions == other.positions
  }

  /// Folds an entry of the journal, or one that was just made.
  package mutating func apply(_ entry: ChainEntry) {
    switch entry {
    case .opened(let reading), .agreed(let reading, _):
      base = reading
      counted = positions.bookings.count
      latest = latest ?? reading
    case .token(let token, let held): base?.shares[token] = held
    case .flow(let flow):
      base?.collateral.raw &+= flow.collateral.raw
      for (token, shares) in flow.shares { base?.shares[token, default: .zero].raw &+= shares.raw }
      if let transaction = flow.transaction { booked.insert(transaction) }
      if let by = flow.by { explainers.append(by) }
    case .mismatch(let found):
      mismatch = found
      explainers = []
    case .explained(let by, _):
      explainedBy = by
      explainers.append(by)
    case .settled:
      mismatch = nil
      explainedBy = nil
      explainers = []
    }
  }

  private mutating func record(_ entry: ChainEntry, _ actions: inout [Action]) {
    apply(entry)
    actions.append(.record(entry))
  }

  /// The first reading is what everything is counted from, and the first of a token for that token: only where
  /// no trade is on its way, since nobody could say on which side of the block it is.
  private mutating func open(_ now: Int64, _ actions: inout [Action]) {
    guard let latest, now >= quietFrom, positions.areSettled(policy, now) else { return }
    if base == nil { record(.opened(latest), &actions) }
    for token in latest.shares.keys.sorted() where base?.shares[token] == nil {
      let held = Int128((latest.shares[token] ?? .zero).raw) - balance(of: token, now).low
      // Fewer than we bought cannot have been there before: that is a difference.
      record(.token(token, held: Micros(raw: Int64(clamping: max(0, held)))), &actions)
    }
  }

  /// Holds the latest reading against our books, and says what follows.
  private mutating func judge(_ now: Int64, isReconciled: Bool, _ actions: inout [Action]) {
    // What the journal began with says nothing about now.
    guard base != nil, mismatch == nil, let latest, readAt != nil else { return }
    let parts = excess(now)
    guard !parts.isEmpty else {
      if suspectedSince != nil {
        suspectedSince = nil
        actions.append(.resume)
      }
      return rebase(latest, now, &actions)
    }
    guard let since = suspectedSince else {
      suspectedSince = now
      actions.append(.pause(code: Self.code))
      actions.append(.alert(code: Self.code, text: "block \(latest.block) differs: \(parts.text)"))
      return
    }
    guard isReconciled || now - since > policy.suspicionLimit else { return }
    let found = ChainMismatch(
      parts: parts, lastSeenBlock: latest.block, lastAppliedEvent: positions.lastApplied)
    record(.mismatch(found), &actions)
    actions.append(.trip(found))
    actions.append(.alert(code: Self.code, text: "proved at block \(latest.block): \(parts.text)"))
  }

  /// Where every trade is in the block, counting goes on from it: fees are told by nobody else.
  private mutating func rebase(_ latest: ChainReading, _ now: Int64, _ actions: inout [Action]) {
    guard counted < positions.bookings.count, positions.areSettled(policy, now),
      let tokens = base?.shares, tokens.keys.allSatisfy({ latest.shares[$0] != nil })
    else { return }
    let charged = collateral(now, withFees: false).high - Int128(latest.collateral.raw)
    record(.agreed(latest, charged: Micros(raw: Int64(clamping: charged))), &actions)
  }

  static let code = "GOV_RECONCILE_MISMATCH"
}
