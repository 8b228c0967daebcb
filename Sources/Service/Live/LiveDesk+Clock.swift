import Desk
import Hashing
package import Orders
import Runner
import Runtime

/// What a run does beside its events: places in queues, feeds, the line for people.
extension LiveDesk {
  /// Looks at what the clock alone changes.
  func everySecond(_ now: Int64) throws {
    for market in parts.books.tokens.map(\.market) { parts.feeds.watch(market, now: now) }
    _ = try parts.feeds.judge(now: now)
    forgetEnded()
    try take([.touch(token: nil)])
    try answerRequests(now)
    try take(try reconciliation.look(parts.desk.manager.reconciler, now: now))
    // Another run that holds the key's lease judges for the key: one that waits knows too little.
    if let risk, parts.desk.manager.holdsLease {
      watchHeld(risk, now)
      try take(try risk.look(parts.desk.manager, parts.store, now: now))
      if let trouble = risk.trouble { say(.trouble(trouble)) }
    }
    outcomes.note(parts.desk.manager.books, now: now)
    for line in outcomes.takeLines() { say(.trouble(line)) }
    // What takes its time is explained; a start that goes well within a second needs no explanation.
    if now - started >= 1_500 { tellHolds() }
    guard now >= nextStatus else { return }
    // The journal tells from the first second on how the run stands; people, once there is something to tell.
    if nextStatus > started { say(.status(statusLine(now))) }
    nextStatus = max(now, nextStatus) + Self.statusInterval
    try recordStatus()
  }

  /// Leaves in the journal how the run stands.
  func recordStatus() throws {
    let status = LiveStatus(parts.desk.manager, now: parts.clock.milliseconds)
    _ = try parts.log.append(status.draft(engine: parts.service.configuration.engine))
  }

  /// Between two lines for people, in milliseconds.
  private static let statusInterval: Int64 = 10_000

  /// Follows the orders that events may have made new.
  func follow(_ events: [ManagerEvent]) throws {
    for record in parts.desk.manager.books.ledger.openOrders where !followed.contains(record.id) {
      followed.insert(record.id)
      parts.books.rest(record.id, record.terms, now: parts.clock.milliseconds)
    }
  }

  private func forgetEnded() {
    let ledger = parts.desk.manager.books.ledger
    for id in followed where ledger.record(id)?.status.life.isTerminal != false {
      parts.books.forget(id)
      followed.remove(id)
    }
  }

  /// Where the run stands, in a line.
  private func statusLine(_ now: Int64) -> String {
    let manager = parts.desk.manager
    let feeds = parts.feeds.tradableCount
    let waiting = manager.keptBackCount
    var parts = [
      "\((now - started) / 1_000) s", manager.phase.rawValue,
      "\(manager.books.ledger.openOrders.count) open",
      "\(report.plans) plans", "\(self.parts.world.counts.posts) posts",
      "\(self.parts.world.counts.cancels) cancels",
      feeds.all == 0 ? "no feeds" : "\(feeds.tradable) of \(feeds.all) feeds fresh",
    ]
    if waiting > 0 { parts.append("\(waiting) orders wait") }
    let line = parts.joined(separator: ", ")
    let reasons = waitingReasons
    return reasons.isEmpty ? line : line + "; waits: " + reasons.joined(separator: "; ")
  }
}

extension OrderManager {
  /// Whether everything that an intent wanted has ended, or it was never taken.
  package func isOver(intent id: String) -> Bool {
    guard let intent = books.intents[id] else { return true }
    return intent.orders.allSatisfy { name in
      guard let name else { return false }
      if books.denials[name] != nil { return true }
      guard let record = books.ledger.record(clientOrderID: name) else { return false }
      return record.status.life.isTerminal && !isPlaceTaken(record.id)
    }
  }

  /// Whether another order is still to come in the place of this one.
  private func isPlaceTaken(_ id: Digest32) -> Bool {
    switch books.replacements[id]?.step {
    case .deferred, .granted: true
    case .replaced, .dropped, nil: false
    }
  }
}
