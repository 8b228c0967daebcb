import Journal

extension Replay {
  /// Lets the clock run to `time`; at each tick every feed and every resting order is looked at. Nothing rests
  /// for long in a silent market, so ticks end by themselves; the rest of a silence is passed over.
  func advance(to time: Int64) throws(JournalError) {
    while nextTick <= time {
      now = nextTick
      try tick()
      nextTick += configuration.tick
      if restingCount == 0, nextTick <= time {
        nextTick += (time - nextTick) / configuration.tick * configuration.tick
      }
    }
    now = time
  }

  func tick() throws(JournalError) {
    report.ticks += 1
    for market in markets.indices { try watch(market) }
    touch += 1
    touched.removeAll(keepingCapacity: true)
    for token in tokens.indices { touchAll(of: token) }
    for place in touched { try decide(place.token, order: place.entry) }
    removeGone()
    for token in tokens.indices where tokens[token].nextDue <= now { try quote(token) }
  }

  /// Has the sentinel judge the feed of a market, and journals the verdict where it is a new one.
  func watch(_ market: Int) throws(JournalError) {
    let verdict = sentinel.judge(market: market, now: now)
    markets[market].isTradable = verdict.isTradable
    guard verdict.isNew else { return }
    report.feedChanges += 1
    try recorder.health(verdict.decision, of: sentinel, scope: markets[market].scope, time: now)
  }
}
