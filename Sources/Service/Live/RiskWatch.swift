import Desk
package import FixedPoint
import Graph
package import Journal
package import Orders
import Policy
import Runner
package import Stores
import Trading
import Venue

/// What trips the kill switch of a trading run by itself: measures, has the approved policies decide every second
/// (bots/kill-triggers.yaml), and tells those who would reset whether the conditions still hold.
///
/// ```swift
/// watch.note(events, now: now)                  // what comes
/// try desk.take(watch.look(desk.manager, …))    // every second
/// ```
package final class RiskWatch {
  /// The bot whose params say how to measure.
  static let bot = "risk.kill_triggers"
  /// Between two envelopes of checks that say the same, milliseconds.
  private static let interval: Int64 = 10_000
  /// How long the last bid counts where no policy says it, milliseconds.
  private static let markPatience: Int64 = 300_000
  /// What a run lives on: silence of one of them is loss.
  private static let feeds = ["user channel", "market channel"]

  private let service: DecisionService
  private let books: BookWatch
  private let files: KillRunFiles
  /// The second place of the baselines; the journal is the third.
  private let store: (any RiskBaselineStore)?
  private var gauge: RiskGauge
  /// What positions would bring.
  private var marks = PositionMarks()
  /// When the market channel was last alive, milliseconds since 1970.
  private var marketHeard: Int64
  /// The newest reading that was not measured yet, and when it came.
  private var reading: (reading: ChainReading, arrived: Int64)?
  /// What the wallet held by the last reading, for people.
  private var positions: String?
  private var lastCode: String?
  private var nextRecord = Int64.min
  private var gapSince: Int64?
  /// Whether the journal has not been told the highest equity yet.
  private var isPeakNew = false
  /// The tokens that are held and whose price nobody has told yet: until then nobody can say how far the equity fell.
  package private(set) var unpriced: [UInt256] = []
  /// What went wrong since it was last asked for.
  package private(set) var trouble: String?
  /// What was wrong with the copies of the baselines at the start, for people.
  package let findings: [String]

  /// A watch of a run that begins at `now`. The baselines stand in the file, in the shared `store` and in the journal
  /// (`journalled`); the strictest holds and is written to all of them. Where one cannot be read and no other knows,
  /// it throws: a new one would move the peak.
  package init(
    _ service: DecisionService, books: BookWatch, files: KillRunFiles,
    store: (any RiskBaselineStore)? = nil, journalled: RiskBaselines? = nil, now: Int64
  ) throws(KillLatchFailure) {
    self.service = service
    self.books = books
    self.files = files
    self.store = store
    marketHeard = now
    var copies: [(name: String, copy: RiskBaselineCopy)] = [
      (
        files.baselinesPath,
        RiskBaselineCopy { () throws(KillLatchFailure) in try files.baselines() }
      )
    ]
    if let store {
      copies.append(
        (
          "the shared store",
          RiskBaselineCopy { () throws(KillLatchFailure) in try store.baselines() }
        ))
    }
    // A journal that is new has lost nothing.
    if let journalled { copies.append(("the journal", .known(journalled))) }
    let (baselines, findings) = try RiskBaselines.strictest(of: copies)
    self.findings = findings
    gauge = RiskGauge(
      window: Self.value("reject_window_s", in: service) ?? 60_000, baselines: baselines,
      feeds: Self.feeds, now: now)
    guard let baselines else { return }
    try files.write(baselines)
    try store?.keep(baselines)
    isPeakNew = baselines.peak != journalled?.peak
  }

  /// A param of the bot that decides, for the whole desk; nil where it is not approved.
  private static func value(_ parameter: String, in service: DecisionService) -> Int64? {
    guard let policies = service.policy?.graph.policies, policies.bot(named: bot) != nil else {
      return nil
    }
    return policies.value(of: parameter, bot: bot, in: Scope())
  }

  /// A channel gave something, be it a mere PONG.
  package func heardUser(now: Int64) { _ = gauge.take(.heard(feed: Self.feeds[0]), now: now) }
  package func heardMarket(now: Int64) {
    marketHeard = max(marketHeard, now)
    _ = gauge.take(.heard(feed: Self.feeds[1]), now: now)
  }

  /// Takes in what happens to the desk.
  package func note(_ events: [ManagerEvent], now: Int64) {
    for event in events {
      switch event {
      case .posted(_, .accepted): _ = gauge.take(.answered(isRejected: false), now: now)
      case .posted(_, .failed(.rejected(let rejection))):
        _ = gauge.take(.answered(isRejected: rejection.isDisagreement), now: now)
      case .chain(.read(let reading)): self.reading = (reading, now)
      default: break
      }
    }
  }

  /// Has the conditions decided as they are now. Gives what the desk is to take: a trip, or that all is clear.
  package func look(
    _ manager: OrderManager, _ store: any DeskStore, now: Int64
  ) throws(JournalError) -> [ManagerEvent] {
    measure(manager, store, now: now)
    guard let facts = gauge.facts(now: now) else { return [] }
    let verdicts = try service.judge(facts.event(now: now), as: .riskCheck) { outcome in
      outcome.codes.first == lastCode && now < nextRecord && !isPeakNew
    }
    if verdicts.contains(where: { $0.sequence != nil }) { isPeakNew = false }
    var events: [ManagerEvent] = []
    for verdict in verdicts where verdict.outcome.isLive {
      guard let code = verdict.outcome.codes.first,
        let event = KillEvent(riskCheck: code, by: verdict.outcome.bot, facts: facts)
      else { continue }
      if verdict.sequence != nil {
        lastCode = code
        nextRecord = now + Self.interval
      }
      switch event {
      case .trip(let scope, let trigger, let by, let reason):
        events.append(.trip(scope, trigger, by: by, reason: reason))
      case .cleared(let triggers):
        // What is not known is not clear.
        events.append(.cleared(facts.isValued ? triggers : triggers.filter { $0 != .drawdown }))
      case .latch, .approve, .tick, .attemptedAll, .acknowledged, .snapshot, .holding: break
      }
    }
    report(manager, facts, events, now: now)
    return events
  }

  private func measure(_ manager: OrderManager, _ store: any DeskStore, now: Int64) {
    if let window = Self.value("reject_window_s", in: service) { gauge.window = window }
    // A channel that has been silent for too long says nothing of its books either.
    if now - marketHeard <= Self.value("max_feed_silence_s", in: service) ?? 30_000 {
      for token in books.tokens {
        if let bid = token.desk.bestBid {
          marks.note(bid, of: token.id, now: now)
        } else if token.desk.isKnown {
          marks.noteEmpty(token.id, now: now)
        }
      }
    }
    _ = gauge.take(.mismatch(manager.books.chain.mismatch != nil), now: now)
    if let facts = try? store.signingFacts(now: now) {
      gapSince = facts.isLatched ? gapSince ?? now : nil
    }
    _ = gauge.take(.unresolvedGap(since: gapSince), now: now)
    guard let (reading, arrived) = reading else { return }
    positions = reading.text
    value(reading, arrived: arrived, manager, now: now)
  }

  /// What the account is worth by a reading; the reading is kept until everything in it has a price.
  private func value(
    _ reading: ChainReading, arrived: Int64, _ manager: OrderManager, now: Int64
  ) {
    let patience = Self.value("max_mark_age_s", in: service) ?? Self.markPatience
    let chain = manager.books.chain
    let reserved = manager.books.ledger.reserved().collateral
    unpriced = held(manager, now: now).filter { token in
      guard let shares = reading.shares[token] else { return true }
      return shares > .zero && !marks.isKnown(token, now: now, patience: patience)
    }
    guard unpriced.isEmpty, !chain.isBlocking else {
      let event = RiskGauge.Event.unvalued(balance: reading.collateral, reserved: reserved)
      _ = gauge.take(event, now: arrived)
      return
    }
    self.reading = nil
    let prices = marks.marks(now: now, patience: patience)
    var moved = count(reading, prices, chain, now: arrived)
    moved =
      gauge.take(
        .account(
          equity: reading.equity(marks: prices), balance: reading.collateral, reserved: reserved),
        now: arrived) ?? moved
    guard let moved else { return }
    isPeakNew = true
    attempt { () throws(KillLatchFailure) in
      try files.write(moved)
      try self.store?.keep(moved)
    }
  }

  /// The tokens that are part of what the account is worth, ascending: those of our books, those of the peak, and those
  /// that the last reading showed.
  package func held(_ manager: OrderManager, now: Int64) -> [UInt256] {
    var tokens = Set(manager.books.chain.heldTokens(now: now))
    tokens.formUnion(gauge.baselines.tokens ?? [])
    if let reading { tokens.formUnion(reading.reading.shares.filter { $0.value > .zero }.keys) }
    return tokens.sorted()
  }

  /// Counts the shares of tokens that were not part of the peak: what no trade brought is no gain.
  private func count(
    _ reading: ChainReading, _ prices: [UInt256: Micros], _ chain: ChainLedger, now: Int64
  ) -> RiskBaselines? {
    let tokens = reading.shares.filter { $0.value > .zero }.keys.sorted()
    var worth = Micros.zero
    // A peak of which nobody kept the tokens has all of them.
    if let known = gauge.baselines.tokens {
      for token in tokens where !known.contains(token) {
        let shares = chain.sharesFromElsewhere(of: token, held: reading.shares[token] ?? .zero)
        let (sum, isTooMuch) = worth.raw.addingReportingOverflow(
          (prices[token] ?? .zero).costRoundedUp(of: shares).raw)
        worth = Micros(raw: isTooMuch ? .max : sum)
      }
    }
    return gauge.take(.counted(tokens, worth: worth), now: now)
  }

  /// The evidence for those who reset, while anything stands.
  private func report(
    _ manager: OrderManager, _ facts: RiskFacts, _ events: [ManagerEvent], now: Int64
  ) {
    guard !manager.killSwitch.isArmed else { return }
    var clear: [KillTrigger] = []
    for case .cleared(let triggers) in events { clear += triggers }
    let open = manager.books.ledger.openOrders
    let conditions = KillConditions(
      time: now, clear: clear, facts: facts.text, open: open.count,
      inDoubt: open.count { $0.status.life == .inDoubt }, positions: positions)
    attempt { () throws(KillLatchFailure) in try files.write(conditions) }
  }

  private func attempt(_ body: () throws(KillLatchFailure) -> Void) {
    do throws(KillLatchFailure) {
      try body()
      trouble = nil
    } catch {
      trouble = error.message
    }
  }
}

extension VenueFailure.Rejection {
  /// Whether the venue and the desk see something differently. That a maker's price would have crossed, or a taker's
  /// found nothing, is the market's doing.
  fileprivate var isDisagreement: Bool {
    switch reason {
    case .crossesBook, .notFilledWhole, .nothingToMatch, .duplicated, .matchDelayed: false
    default: true
    }
  }
}
