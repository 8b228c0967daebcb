/// Whether the data of one scope can be traded on: a pure machine over what arrives and when.
///
/// A gap between refreshes longer than the threshold opens a recovery: a feed that has just come back is not
/// trusted before it has been regular for a while (facts/monitoring.md 1.2).
package struct Freshness: Hashable, Sendable {
  /// What arrives from a feed. Only valid data says that data flows: a socket can stay open and answer pings
  /// for hours without it.
  package enum Event: String, CaseIterable, Sendable {
    case delta, snapshot
    /// A probe over REST that showed the same book.
    case restConfirm = "rest_confirm"
    case pong
    case subscribeAck = "subscribe_ack"
    /// An update that failed validation.
    case reject

    /// Whether the event makes the data younger.
    package var refreshes: Bool {
      switch self {
      case .delta, .snapshot, .restConfirm: true
      case .pong, .subscribeAck, .reject: false
      }
    }
  }

  /// What a scope is held to.
  package struct Policy: Hashable, Sendable {
    /// Milliseconds without a refresh after which the scope is stale; nil: unconfigured.
    package var threshold: Int64?
    /// Milliseconds a recovery takes at least.
    package var recoverMilliseconds: Int64
    /// Refreshes a recovery takes at least, the first one included.
    package var recoverUpdates: Int
    /// Milliseconds by which an arrival may lie in the future; nil: without limit.
    package var skewTolerance: Int64?

    /// The defaults are those of facts/monitoring.md 1.2 for books.
    package init(
      threshold: Int64?, recoverMilliseconds: Int64 = 10_000, recoverUpdates: Int = 3,
      skewTolerance: Int64? = 1000
    ) {
      self.threshold = threshold
      self.recoverMilliseconds = recoverMilliseconds
      self.recoverUpdates = recoverUpdates
      self.skewTolerance = skewTolerance
    }
  }

  private struct Recovery: Hashable, Sendable {
    /// The first refresh behind the gap.
    var since: Int64
    var updates: Int
  }

  /// What the scope is held to.
  package let policy: Policy
  /// When the scope was subscribed to, in milliseconds of the local clock.
  package let started: Int64
  /// When the last refresh arrived; nil before the first.
  package private(set) var accepted: Int64?
  private var recovery: Recovery?

  /// A scope from which nothing has arrived.
  package init(started: Int64, policy: Policy) {
    self.started = started
    self.policy = policy
  }

  /// Takes what arrived at `now` and says what follows. Events count in the order they are given, also at the
  /// same time.
  @discardableResult
  package mutating func take(_ event: Event, at now: Int64) -> FreshnessVerdict {
    if event.refreshes { refresh(at: now) }
    return verdict(at: now)
  }

  /// What can be said at `now`.
  package func verdict(at now: Int64) -> FreshnessVerdict {
    var verdict = FreshnessVerdict.judge(
      now: now, started: started, accepted: accepted, threshold: policy.threshold,
      skewTolerance: policy.skewTolerance)
    if verdict.state == .fresh, isRecovering(at: now) { verdict.state = .recovering }
    return verdict
  }

  private mutating func refresh(at now: Int64) {
    let gap = now.milliseconds(since: accepted ?? started)
    if let threshold = policy.threshold, gap > threshold {
      recovery = Recovery(since: now, updates: 1)
    } else {
      recovery?.updates += 1
    }
    accepted = now
  }

  private func isRecovering(at now: Int64) -> Bool {
    guard let recovery else { return false }
    return now.milliseconds(since: recovery.since) < policy.recoverMilliseconds
      || recovery.updates < policy.recoverUpdates
  }
}
