import Hashing

extension KillSwitch {
  /// Most orders of one request to cancel, as the venue takes them.
  static let batch = 1_000

  /// The rounds of cancels that are due, and the calls for people.
  mutating func contain(now: Int64) -> [KillAction] {
    guard !isObserver else { return [] }
    var actions: [KillAction] = []
    for place in standing.indices {
      let entry = standing[place]
      guard entry.kill.step.record.state.isCancelling else { continue }
      if entry.kill.step.record.state == .tripped {
        actions += advance(
          place, to: .cancelling, by: entry.kill.step.record.by,
          reason: entry.kill.step.record.reason, now: now)
      }
      actions += round(place, now: now)
      actions += page(place, now: now)
    }
    return actions
  }

  /// All at once, then by market, then each order that anybody knows of, then from the start: a venue that refuses
  /// one way may take another (facts/oms.md 6.3).
  private mutating func round(_ place: Int, now: Int64) -> [KillAction] {
    var containment = standing[place].containment
    guard now >= containment.nextRound ?? now else { return [] }
    let scope = standing[place].kill.step.record.scope
    let covered = open.filter { covers(scope, $0) }
    var actions: [KillAction]
    switch (scope, containment.rounds % 3) {
    case (.global, 0), (.wallet, 0): actions = [.cancelAll]
    case (.global, 1), (.wallet, 1):
      actions = Set(covered.map(\.market)).sorted().map { .cancelMarket($0) }
    case (.market(let market), 0), (.market(let market), 1): actions = [.cancelMarket(market)]
    default: actions = Self.cancels(of: covered)
    }
    actions.append(.readSnapshot)
    // The venue never answered the first: it was attempted all the same.
    if containment.rounds >= 1, !containment.hasAttemptedAll {
      containment.hasAttemptedAll = true
    }
    let wait = min(limits.firstRetry << min(containment.rounds, 16), limits.longestRetry)
    containment.rounds += 1
    containment.nextRound = now + wait
    containment.begun = containment.begun ?? now
    standing[place].containment = containment
    return actions + stopBeating(place)
  }

  /// A request to end everything was answered: the venue's own dead man's switch may do the rest.
  mutating func attemptedAll(now: Int64) -> [KillAction] {
    var actions: [KillAction] = []
    for place in standing.indices where standing[place].containment.rounds > 0 {
      standing[place].containment.hasAttemptedAll = true
      actions += stopBeating(place)
    }
    return actions
  }

  /// Only for kills of everything of the key: silence ends all its orders.
  private mutating func stopBeating(_ place: Int) -> [KillAction] {
    let entry = standing[place]
    guard entry.kill.step.record.scope.rank >= KillScope.wallet("").rank,
      covers(entry.kill.step.record.scope, nil), entry.kill.step.record.state.isCancelling,
      entry.containment.hasAttemptedAll, !entry.containment.hasStoppedBeating
    else { return [] }
    standing[place].containment.hasStoppedBeating = true
    return [.stopBeating(kill: entry.kill.step.record.id)]
  }

  private mutating func page(_ place: Int, now: Int64) -> [KillAction] {
    let entry = standing[place]
    let due = entry.containment.nextPage ?? entry.kill.tripped + limits.page
    guard now >= due else {
      standing[place].containment.nextPage = due
      return []
    }
    standing[place].containment.nextPage = now + limits.page
    let record = entry.kill.step.record
    let count = open.count { covers(record.scope, $0) }
    let seconds = (now - entry.kill.tripped) / 1_000
    return [
      .page(
        record.scope,
        text:
          "\(record.id) on \(record.scope.text) is not contained after \(seconds) s: \(count) orders may be open"
      )
    ]
  }

  /// A complete reading: contains where nothing of the scope is left, and begins again where something appeared.
  mutating func judge(_ open: [ExposedOrder], begun: Int64, now: Int64) -> [KillAction] {
    self.open = open
    var actions: [KillAction] = []
    for place in standing.indices {
      let kill = standing[place].kill
      let record = kill.step.record
      let count = open.count { covers(record.scope, $0) }
      switch record.state {
      case .cancelling where count == 0 && begun >= max(kill.tripped, lastExposure):
        actions += advance(
          place, to: .contained, by: record.by, reason: record.reason, now: now)
      case .contained where count > 0, .resetRequested where count > 0:
        actions += reopen(place, now: now)
      case .armed, .tripped, .cancelling, .contained, .resetRequested: break
      }
    }
    return actions + contain(now: now)
  }

  /// Cancels on arrival what a kill covers. What was contained is so no more.
  mutating func acknowledged(_ order: ExposedOrder, now: Int64) -> [KillAction] {
    guard standing.contains(where: { covers($0.kill.step.record.scope, order) }) else { return [] }
    lastExposure = now
    if !open.contains(order) { open.append(order) }
    var actions: [KillAction] = []
    for place in standing.indices {
      let record = standing[place].kill.step.record
      guard covers(record.scope, order), !record.state.isCancelling else { continue }
      actions += reopen(place, now: now)
    }
    return actions + [.cancel([order.id])]
  }

  /// Contained no more: what people signed under a proof that does not hold is void with it.
  private mutating func reopen(_ place: Int, now: Int64) -> [KillAction] {
    let record = standing[place].kill.step.record
    let hasStopped = standing[place].containment.hasStoppedBeating
    standing[place].containment = Containment()
    standing[place].containment.hasStoppedBeating = hasStopped
    standing[place].containment.nextPage = now + limits.page
    return advance(
      place, to: .cancelling, by: record.by,
      reason: "orders of the scope are open after it was contained", now: now)
  }

  func covers(_ scope: KillScope, _ order: ExposedOrder?) -> Bool {
    guard let order else { return scope.covers(subject(strategy: nil, market: nil)) }
    return scope.covers(subject(strategy: order.strategy, market: order.market))
  }

  private static func cancels(of orders: [ExposedOrder]) -> [KillAction] {
    var actions: [KillAction] = []
    var rest = orders.map(\.id)[...]
    while !rest.isEmpty {
      actions.append(.cancel(Array(rest.prefix(batch))))
      rest = rest.dropFirst(batch)
    }
    return actions
  }
}
