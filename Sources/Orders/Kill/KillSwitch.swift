/// The latch over everything that signs (facts/oms.md 6). Tripped at once by one person or one rule, and kept until
/// two other people arm it again: no timer, no restart and no event but their signatures does.
///
/// ```swift
/// let actions = killSwitch.handle(.trip(.global, .manual, by: "alice", reason: "drill"), now: now)
/// if let kill = killSwitch.verdict(for: subject) { /* KILL_SWITCH_ACTIVE, kill.id */ }
/// ```
///
/// Its lasting state is the fold of the records it gives with `.latch`; how far the cancelling got is not part of
/// that and starts again after a restart.
package struct KillSwitch: Sendable {
  /// Times of the containment, in milliseconds.
  package struct Limits: Hashable, Sendable {
    /// The first wait between two rounds of cancels; each next one is twice as long.
    package var firstRetry: Int64 = 250
    package var longestRetry: Int64 = 5_000
    /// People are called when it is not contained after this, and again each time it has passed.
    package var page: Int64 = 30_000
    /// How long a condition that was found clear counts as clear now.
    package var clearance: Int64 = 60_000
    /// The longest that a signature of a reset may be valid (facts/oms.md 6.2 rule 5).
    package var approval: Int64 = 900_000

    /// The limits of facts/oms.md 6.
    package init() {}
  }

  /// One scope that is not armed.
  struct Standing: Hashable, Sendable {
    var kill: LatchedKill
    /// What was found clear, and when.
    var clearances: [KillTrigger: Int64] = [:]
    var containment = Containment()
  }

  /// How far the cancelling of one epoch got in this process.
  struct Containment: Hashable, Sendable {
    var rounds = 0
    /// When the next round is due; nil where none was begun.
    var nextRound: Int64?
    /// When the first round of this process began, milliseconds since 1970.
    var begun: Int64?
    var hasAttemptedAll = false
    var hasStoppedBeating = false
    var nextPage: Int64?
  }

  /// The address whose orders this desk sends.
  package let wallet: String
  /// Who may reset; from the approved policy.
  package var approvers: [KillApprover]
  /// What they have to be; from the approved policy.
  package var quorum = KillQuorum()
  /// The bots of each strategy (specs/strategies.yaml).
  package let bots: StrategyBots
  package let limits: Limits
  /// Whether this process sends no cancels: it looks, trips and signs, and leaves the containment to the run.
  let isObserver: Bool
  /// Strictest first, then by the text of the scope.
  var standing: [Standing] = []
  /// The highest epoch ever given.
  package internal(set) var epoch: Int64 = 0
  /// What may be live, as far as anybody said lately.
  var open: [ExposedOrder] = []
  /// The newest sign that something may be open which a reading of the venue begun earlier could not know.
  var lastExposure = Int64.min

  /// Armed everywhere, until a latch says otherwise.
  package init(
    wallet: String, approvers: [KillApprover], bots: StrategyBots = [:],
    limits: Limits = Limits(), isObserver: Bool = false
  ) {
    self.wallet = wallet
    self.approvers = approvers
    self.bots = bots
    self.limits = limits
    self.isObserver = isObserver
  }

  // MARK: Asking

  /// The strictest kill that stops `subject`; nil where it may be signed. Checked for every signature: nothing is
  /// allocated while nothing stands.
  package func verdict(for subject: KillSubject) -> KillRecord? {
    standing.first { $0.kill.step.record.scope.covers(subject) }?.kill.step.record
  }

  /// The strictest kill that stops an order of `strategy` in `market`, by `bot` where one bot alone acts.
  package func verdict(
    strategy: String?, market: String?, wallet: String? = nil, bot: String? = nil
  ) -> KillRecord? {
    if standing.isEmpty { return nil }
    var subject = subject(strategy: strategy, market: market)
    if let wallet { subject.wallet = wallet }
    if let bot { subject.bots.append(bot) }
    return verdict(for: subject)
  }

  /// Whether anything stands.
  package var isArmed: Bool { standing.isEmpty }

  /// All that stand, strictest first.
  package var kills: [LatchedKill] { standing.map(\.kill) }

  /// What stands on one scope; nil where it is armed.
  package func kill(of scope: KillScope) -> LatchedKill? {
    standing.first { $0.kill.step.record.scope == scope.normalised }?.kill
  }

  /// When the conditions of a kill were found clear, lately enough to count at `now`.
  package func clearances(of scope: KillScope, now: Int64) -> [KillTrigger: Int64] {
    guard let place = place(of: scope) else { return [:] }
    return standing[place].clearances.filter { now - $0.value <= limits.clearance }
  }

  /// When `tick` is wanted next, milliseconds since 1970; nil where nothing waits.
  package var wake: Int64? {
    standing.compactMap { entry -> Int64? in
      guard entry.kill.step.record.state.isCancelling else { return nil }
      let times = [entry.containment.nextRound, entry.containment.nextPage].compactMap { $0 }
      return times.min() ?? entry.kill.step.record.time
    }.min()
  }

  // MARK: Changing

  /// Takes one event. What is to be latched is already part of the state when this returns.
  package mutating func handle(_ event: KillEvent, now: Int64) -> [KillAction] {
    switch event {
    case .trip(let scope, let trigger, let by, let reason):
      return trip(scope.normalised, trigger, by: by, reason: reason, now: now)
    case .cleared(let triggers):
      for place in standing.indices {
        for trigger in triggers { standing[place].clearances[trigger] = now }
      }
      return []
    case .holding(let triggers):
      for place in standing.indices {
        for trigger in triggers { standing[place].clearances[trigger] = nil }
      }
      return []
    case .latch(let reading): return merge(reading, now: now)
    case .approve(let approval):
      do throws(KillResetRefusal) {
        return try approve(approval, now: now)
      } catch {
        return [.refused(error)]
      }
    case .tick(let open):
      self.open = open
      return contain(now: now)
    case .attemptedAll: return attemptedAll(now: now)
    case .acknowledged(let order): return acknowledged(order, now: now)
    case .snapshot(let open, let begun): return judge(open, begun: begun, now: now)
    }
  }

  /// Folds a step of a journal or a latch: what `handle` gave with `.latch` leads to the same lasting state.
  package mutating func apply(_ step: KillStep) {
    let record = step.record
    epoch = max(epoch, record.epoch)
    guard let place = place(of: record.scope) else {
      if record.state != .armed { insert(Standing(kill: LatchedKill(step))) }
      return
    }
    guard record.state != .armed else {
      standing.remove(at: place)
      return
    }
    standing[place].kill.take(step)
    guard record.state == .tripped else { return }
    standing[place].clearances[record.trigger] = nil
    standing[place].containment = Containment()
  }

  /// The place of a scope's entry.
  func place(of scope: KillScope) -> Int? {
    let scope = scope.normalised
    return standing.firstIndex { $0.kill.step.record.scope == scope }
  }

  /// Puts an entry where it belongs: strictest first.
  mutating func insert(_ entry: Standing) {
    let scope = entry.kill.step.record.scope
    let place = standing.firstIndex { other in
      let scope2 = other.kill.step.record.scope
      return (scope2.rank, scope.text) < (scope.rank, scope2.text)
    }
    standing.insert(entry, at: place ?? standing.endIndex)
  }

  /// What an order is to the kills.
  func subject(strategy: String?, market: String?) -> KillSubject {
    KillSubject(
      strategy: strategy, market: market, wallet: wallet,
      bots: bots.bots(of: strategy))
  }
}

extension KillRecord.State {
  /// Whether orders of the scope may still be open.
  package var isCancelling: Bool { self == .tripped || self == .cancelling }
}
