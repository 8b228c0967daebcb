import Hashing
import Venue

/// The search for a trade that the venue counts and does not name, in lists that go back to the order's signature.
struct TradeSearch: Equatable {
  /// When it began, and when such a list was last asked for, on our clock.
  let since: Int64
  var asked: Int64
}

/// Which trades a round reads (facts/oms.md 2.2). Every time here is one of the venue's clock, which match times are
/// told by; what our clock does meanwhile leaves no trade out.
extension Reconciler {
  /// Before this every trade is known. Before the first round the oldest order that may trade decides.
  func tradesKnown(_ books: some ReconciledBooks, _ now: Int64) -> Int64 {
    if let watermark = rounds.watermark { return watermark }
    return rounds.onVenueClock(books.unended.map(\.signedAt).min() ?? now)
  }

  /// From when on a round reads trades: what matters changes little from round to round, so that a list does not grow
  /// with the age of a trade that never settles. Only what nobody has named is searched for further back.
  mutating func tradesSince(_ books: some ReconciledBooks, _ now: Int64) -> Int64 {
    var earliest = tradesKnown(books, now)
    let oldest = books.unsettled.filter { $0.unattributed > policy.dust }
      .map { rounds.onVenueClock($0.signedAt) }.min()
    if let oldest, oldest < earliest {
      if search == nil { search = TradeSearch(since: now, asked: .min / 2) }
      // Long lists take long: the longer nothing is found, the rarer they are read.
      if let open = search, now - open.asked >= max(policy.idleInterval, open.asked - open.since) {
        search?.asked = now
        earliest = oldest
      }
    } else {
      search = nil
    }
    return max(0, earliest - policy.overlap)
  }

  /// Trades that are not final and older than what is read are asked for by name, some in each round.
  func askForTrades(
    of books: some ReconciledBooks, before since: Int64, _ round: Int,
    _ actions: inout [ReconcilerAction]
  ) {
    var names: [String] = []
    var seen: Set<String> = []
    for order in books.unsettled {
      let heard = rounds.onVenueClock(order.lastEvent)
      for trade in order.trades where !trade.status.isFinal {
        // The bounds of the venue's list are whole seconds.
        let time = trade.matchTime > 0 ? trade.matchTime : heard
        if time <= since + 1_000, seen.insert(trade.id).inserted { names.append(trade.id) }
      }
    }
    let count = min(names.count, policy.tradeQuestions)
    for number in 0..<count {
      let place = (round * policy.tradeQuestions + number) % names.count
      actions.append(.lookUpTrade(id: names[place]))
    }
  }
}

extension Reconciler {
  /// People hear that the clocks differ, once for each difference, and that they agree again.
  mutating func tellSkew(_ skew: Int64, _ actions: inout [ReconcilerAction]) {
    guard skew.magnitude > policy.clockTolerance else {
      guard toldSkew != nil else { return }
      toldSkew = nil
      tell("our clock agrees with the venue's again", &actions)
      return
    }
    if let toldSkew, (toldSkew - skew).magnitude <= policy.clockTolerance { return }
    toldSkew = skew
    let direction = skew < 0 ? "ahead of" : "behind"
    tell(
      "our clock is \(skew.magnitude) ms \(direction) the venue's: set it; orders end by the venue's "
        + "clock, and the times of our journal are ours", &actions)
  }

  private func tell(_ text: String, _ actions: inout [ReconcilerAction]) {
    actions.append(.alert(code: Self.clockSkew, scope: .wallet(wallet), text: text))
  }

  /// Our clock and the venue's differ.
  static let clockSkew = "EXEC_CLOCK_SKEW"
}
