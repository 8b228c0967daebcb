package import FixedPoint

/// Measures what the triggers of the kill switch are held against: the fall from the highest equity ever, how many
/// submissions the venue rejects, how long its feeds have been silent, and what is reserved beyond the balance. Pure:
/// it measures, the graph decides (bots/kill-triggers.yaml), the switch latches.
package struct RiskGauge: Sendable {
  /// What it is told.
  package enum Event: Sendable {
    /// Collateral and positions at what they would bring now, and the collateral alone; of a complete reading.
    case account(equity: Micros, balance: Micros, reserved: Micros)
    /// A complete reading whose worth nobody can tell: a token that is held has no price yet, or the balances are not
    /// what the books make of them. The peak stands, and no fall from it is judged.
    case unvalued(balance: Micros, reserved: Micros)
    /// Shares of tokens whose worth counts from now on. What they would bring was there before: it is no gain, so the
    /// peak moves along. Told with the first price of a token, before the account.
    case counted([UInt256], worth: Micros)
    /// The venue answered a submission.
    case answered(isRejected: Bool)
    /// A feed that the desk lives on, by its name, gave a message.
    case heard(feed: String)
    /// The chain and the books differ after finality, or no more.
    case mismatch(Bool)
    /// Since when a gap in the numbers counts as unresolved, milliseconds since 1970; nil where none does.
    case unresolvedGap(since: Int64?)
  }

  /// The window in which rejects are counted, milliseconds.
  package var window: Int64
  /// How long a run may take to read its account for the first time, milliseconds.
  package static let patience: Int64 = 60_000
  /// What survives a restart.
  package private(set) var baselines: RiskBaselines
  private let started: Int64
  private var account: (equity: Micros?, balance: Micros, reserved: Micros, time: Int64)?
  /// Times of answers in the window, oldest first.
  private var answers: [(time: Int64, isRejected: Bool)] = []
  /// By name, in the order in which they were first named.
  private var feeds: [(name: String, heard: Int64)]
  private var isMismatched = false
  private var gapSince: Int64?

  /// A gauge of a run that begins at `now`. Each of `feeds` counts as heard then, so that one that never says
  /// anything is silent from the start.
  package init(
    window: Int64, baselines: RiskBaselines?, feeds: [String], now: Int64
  ) {
    precondition(window > 0, "a window has a length")
    self.window = window
    self.baselines = baselines ?? RiskBaselines(peak: nil)
    started = now
    self.feeds = feeds.map { ($0, now) }
  }

  /// Takes one event. Gives the new baselines where they moved: they are to be on the disk before anything is decided
  /// by them.
  package mutating func take(_ event: Event, now: Int64) -> RiskBaselines? {
    switch event {
    case .account(let equity, let balance, let reserved):
      account = (equity, balance, reserved, now)
      guard equity > baselines.peak ?? Micros(raw: .min) else { return nil }
      baselines.peak = equity
      return baselines
    case .unvalued(let balance, let reserved): account = (nil, balance, reserved, now)
    case .counted(let tokens, let worth):
      let known = baselines.tokens ?? []
      guard !known.isSuperset(of: tokens) || baselines.tokens == nil else { return nil }
      baselines.tokens = known.union(tokens)
      if let peak = baselines.peak { baselines.peak = peak.adding(worth) }
      return baselines
    case .answered(let isRejected):
      forget(before: now)
      answers.append((now, isRejected))
    case .heard(let feed):
      if let place = feeds.firstIndex(where: { $0.name == feed }) {
        feeds[place].heard = max(feeds[place].heard, now)
      } else {
        feeds.append((feed, now))
      }
    case .mismatch(let holds): isMismatched = holds
    case .unresolvedGap(let since): gapSince = since
    }
    return nil
  }

  /// What the graph is told at `now`; nil while the account of a young run was not read yet, and nothing trades.
  package mutating func facts(now: Int64) -> RiskFacts? {
    guard account != nil || now - started >= Self.patience else { return nil }
    forget(before: now)
    let rejected = answers.count { $0.isRejected }
    return RiskFacts(
      accountAge: now - (account?.time ?? started), isValued: account?.equity != nil,
      equity: account?.equity, peak: baselines.peak, balance: account?.balance,
      reserved: account?.reserved, answered: answers.count,
      rejected: rejected, silence: feeds.map { now - $0.heard }.max() ?? 0,
      isMismatched: isMismatched, gapAge: gapSince.map { max(1, now - $0) } ?? 0)
  }

  private mutating func forget(before now: Int64) {
    let expired = answers.prefix { now - $0.time >= window }.count
    answers.removeFirst(expired)
  }
}

/// What the triggers are held against and a restart must not move.
package struct RiskBaselines: Hashable, Sendable {
  /// The highest equity ever measured; nil before the first measurement.
  package var peak: Micros?
  /// The tokens whose shares are part of it: a later run counts them too before it says how far the equity fell. nil
  /// where nobody kept them.
  package var tokens: Set<UInt256>?

  /// Baselines of these parts.
  package init(peak: Micros?, tokens: Set<UInt256>? = nil) {
    self.peak = peak
    self.tokens = tokens
  }
}

/// The event that the triggers decide about, by the paths of bots/kill-triggers.yaml.
package struct RiskFacts: Hashable, Sendable {
  /// Milliseconds since the account was read in full; since the start where it never was.
  package var accountAge: Int64
  /// Whether anybody can tell what the account is worth.
  package var isValued: Bool
  package var equity: Micros?
  package var peak: Micros?
  package var balance: Micros?
  package var reserved: Micros?
  /// Submissions that the venue answered in the window.
  package var answered: Int
  package var rejected: Int
  /// Milliseconds since the most silent feed said something.
  package var silence: Int64
  package var isMismatched: Bool
  /// Milliseconds since a gap counts as unresolved; 0 where none does.
  package var gapAge: Int64

  /// Facts of these parts.
  package init(
    accountAge: Int64, isValued: Bool = true, equity: Micros?, peak: Micros?, balance: Micros?,
    reserved: Micros?,
    answered: Int, rejected: Int, silence: Int64, isMismatched: Bool, gapAge: Int64
  ) {
    self.accountAge = accountAge
    self.isValued = isValued
    self.equity = equity
    self.peak = peak
    self.balance = balance
    self.reserved = reserved
    self.answered = answered
    self.rejected = rejected
    self.silence = silence
    self.isMismatched = isMismatched
    self.gapAge = gapAge
  }

  /// Rejects of 10,000 answers, rounded up, so that "more than N basis points" is exact; 0 without answers.
  package var rejectRate: Int64 {
    answered == 0 ? 0 : (Int64(rejected) * 10_000 + Int64(answered) - 1) / Int64(answered)
  }
}
