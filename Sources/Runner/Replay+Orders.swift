import FixedPoint
import Graph
import Journal
import Orders
import Runtime
import Trading
import Venue

extension Replay {
  // MARK: Decisions
  /// Raises the order event and carries the decision out.
  func decide(_ token: Int, order index: Int) throws(JournalError) {
    let entry = tokens[token].entries[index]
    guard entry.order.open > .zero, entry.touched != Self.gone else { return }
    let begun = stopwatch.now
    let market = tokens[token].market
    let decision = judge.judge(
      entry.order, on: tokens[token], cancelReplaces: window.count(at: now), now: now)
    let cause = try recorder.decision(
      decision, of: entry.order, scope: markets[market].scope, judge: judge, market: market,
      time: now)
    report.latency.record(stopwatch.now - begun)
    report.count(decision, market: market)
    if let observer {
      observer.judged(judged(decision, entry, cancelReplaces: window.count(at: now)))
    }
    // A bot that is not live yet decides and is journalled; nothing is done for it.
    guard judge.isLive else { return }
    switch judge.plan.outcomes[decision.outcome].action {
    case .cancel: try cancel(token, index, cause: cause, isReplaced: false)
    case .cancelReplace: try replace(token, index, cause: cause)
    default: break
    }
  }

  private func judged(
    _ decision: Decision, _ entry: TokenDesk.Entry, cancelReplaces: Int
  ) -> JudgedOrder {
    let desk = tokens[entry.place.token]
    var event = JudgedOrder(
      time: now, market: desk.market, order: OrderIdentity(entry), decision: decision,
      frame: judge.frame(ofMarket: desk.market))
    if let shadow {
      event.shadow = (
        shadow.judge(entry.order, on: desk, cancelReplaces: cancelReplaces, now: now),
        shadow.frame(ofMarket: desk.market)
      )
    }
    return event
  }

  func tell(_ kind: OrderChange.Kind, _ token: Int, _ index: Int) {
    guard let observer else { return }
    let entry = tokens[token].entries[index]
    observer.changed(
      OrderChange(
        kind: kind, time: now, market: tokens[token].market, order: OrderIdentity(entry),
        open: entry.order.open))
  }

  func cancel(
    _ token: Int, _ index: Int, cause: Int64, isReplaced: Bool
  ) throws(JournalError) {
    report.cancels += 1
    try recorder.cancelled(
      tokens[token].entries[index].order, scope: markets[tokens[token].market].scope,
      cause: cause, isReplaced: isReplaced, time: now)
    tell(.cancelled(isReplaced: isReplaced), token, index)
    try takeOut(token, index, isReplaced: isReplaced)
  }

  /// Cancels and, the cancel being acknowledged at once here, quotes what is left at the best price of its
  /// side. One operation of the rate window.
  func replace(_ token: Int, _ index: Int, cause: Int64) throws(JournalError) {
    window.record(at: now)
    report.replacements += 1
    let old = tokens[token].entries[index]
    try cancel(token, index, cause: cause, isReplaced: true)
    let best = old.order.side == .buy ? tokens[token].bestBid : tokens[token].bestAsk
    // In a paused scope nothing new is placed, not even what replaces something old.
    guard let best, markets[tokens[token].market].isTradable == true else {
      tokens[token].vacate(old.place, until: maker.nextQuoteTime(old.place, after: now))
      return
    }
    try place(old.place, at: best, size: old.order.open, cause: cause)
  }

  // MARK: Orders
  /// Marks an entry that is no longer resting; it is removed when nobody iterates over the entries.
  static let gone = -1

  func takeOut(
    _ token: Int, _ index: Int, isReplaced: Bool = false
  ) throws(JournalError) {
    let place = tokens[token].entries[index].place
    tokens[token].entries[index].touched = Self.gone
    tokensWithGone.append(token)
    restingCount -= 1
    if !isReplaced { tokens[token].vacate(place, until: maker.nextQuoteTime(place, after: now)) }
  }

  func removeGone() {
    for token in tokensWithGone { tokens[token].entries.removeAll { $0.touched == Self.gone } }
    tokensWithGone.removeAll(keepingCapacity: true)
  }

  func quote(_ message: MarketMessage) throws(JournalError) {
    for change in message.changes { try quote(change.token.position) }
    if let token = message.token { try quote(token.position) }
  }

  /// Fills the vacancies of a token that are due, where its book can be trusted.
  func quote(_ token: Int) throws(JournalError) {
    guard tokens[token].nextDue <= now, tokens[token].isKnown else { return }
    let market = tokens[token].market
    if markets[market].isTradable == nil { try watch(market) }
    guard markets[market].isTradable == true, let bid = tokens[token].bestBid,
      let ask = tokens[token].bestAsk, bid < ask
    else { return }
    for place in tokens[token].takeDue(at: now) {
      let price = maker.price(place, at: now, bestBid: bid, bestAsk: ask, tick: tokens[token].tick)
      if let price {
        try self.place(place, at: price, size: maker.habits.size, cause: nil)
      } else {
        tokens[token].vacate(place, until: maker.nextQuoteTime(place, after: now))
      }
    }
  }

  func place(
    _ place: ReferenceMaker.Place, at price: Micros, size: Micros, cause: Int64?
  ) throws(JournalError) {
    let token = place.token
    let order = RestingOrder(
      id: maker.newOrderID(), side: place.side, price: price, size: size, placedAt: now,
      queueAhead: tokens[token].book.size(at: price, place.side))
    tokens[token].entries.append(TokenDesk.Entry(order: order, place: place, touched: 0))
    restingCount += 1
    report.orders += 1
    tell(.placed(replaces: cause != nil), token, tokens[token].entries.count - 1)
    try recorder.placed(
      order, token: session.directory.id(of: TokenIndex(position: token)),
      scope: markets[tokens[token].market].scope, cause: cause, time: now)
  }
}
