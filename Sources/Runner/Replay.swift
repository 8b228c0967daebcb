package import Diagnostics
import FixedPoint
package import Graph
import Journal
import Orders
import Policy
package import Runtime
import Trading
import Venue

/// Runs recorded market messages past the evaluation graph: keeps a book for every token, lets the reference
/// maker rest orders, raises an order event for every order that a message or the clock touches, carries the
/// decisions out on the simulated orders, and journals everything.
///
/// Deterministic: recordings, policies and configuration determine every envelope. The clock is that of the
/// recordings: it never goes back, whatever the messages say.
package final class Replay {
  private let graph: CompiledGraph
  private let configuration: ReplayConfiguration
  private let judge: OrderJudge
  private let stopwatch: any NanosecondClock
  private var recorder: DecisionRecorder
  private var maker: ReferenceMaker
  private var window: RateWindow
  private let session: RecordedSession
  private var tokens: [TokenDesk] = []
  private var markets: [MarketDesk] = []
  private var sentinel: FeedSentinel?
  private var now: Int64 = 0
  private var nextTick = Int64.max
  private var restingCount = 0
  private var touch = 0
  private var touched: [(token: Int, entry: Int)] = []
  package private(set) var report: ReplayReport

  struct MarketDesk {
    var id: String
    var scope: String
    /// Whether the sentinel lets trading go on.
    var isTradable = true
  }

  /// Opens the recordings; nothing is journalled before `run`.
  package init(
    graph: CompiledGraph, recordings: [String], configuration: ReplayConfiguration,
    log: any EnvelopeLog, engine: String, stopwatch: any NanosecondClock
  ) throws(DiagnosticError) {
    guard let judge = OrderJudge(graph: graph) else {
      throw DiagnosticError(
        Diagnostic(
          "PT0601", .error, "no bot decides about resting orders", at: nil,
          help: ["give a bot 'on: [resting_order]'"]))
    }
    self.graph = graph
    self.configuration = configuration
    self.judge = judge
    self.stopwatch = stopwatch
    session = try RecordedSession(paths: recordings)
    recorder = DecisionRecorder(log: log, graph: graph, plan: judge.plan, engine: engine)
    var habits = ReferenceMaker.Habits()
    habits.ordersPerSide = configuration.ordersPerSide
    habits.size = configuration.orderSize
    maker = ReferenceMaker(habits: habits, seed: configuration.seed)
    window = RateWindow(window: Self.rateWindow(of: judge.plan.bot))
    report = ReplayReport(policyDigest: graph.digest, plan: judge.plan)
    sentinel = FeedSentinel(graph: graph)
  }

  /// The window in which the bot counts its cancel-replace operations.
  private static func rateWindow(of bot: CompiledBot) -> Int64 {
    bot.specification.counters.first { $0.counts.value == .cancelReplace }?.window ?? 60_000
  }

  /// Replays everything. `progress` is called about every thousand messages.
  package func run(progress: (ReplayReport) -> Void = { _ in }) throws {
    let begun = stopwatch.now
    var message = MarketMessage()
    while try session.next(into: &message) {
      if report.messages == 0 { try start(at: session.time) }
      try take(message)
      report.messages += 1
      if report.messages % 1_000 == 0 {
        report.elapsed = stopwatch.now - begun
        report.byteCount = session.byteCount
        progress(report)
      }
    }
    finish()
    report.elapsed = stopwatch.now - begun
    report.byteCount = session.byteCount
  }

  private func start(at time: Int64) throws(JournalError) {
    now = time
    nextTick = time + configuration.tick
    report.firstTime = time
    _ = try recorder.config(configuration, recordings: session.inputs, time: time)
  }

  private func finish() {
    report.lastTime = now
    report.restingAtEnd = restingCount
    report.markets = markets.map(\.id)
    report.tokenCount = tokens.count
    report.keepAlives = session.keepAlives
  }

  // MARK: Messages

  private func take(_ message: MarketMessage) throws(JournalError) {
    try advance(to: max(now, session.time))
    try meetNewcomers()
    touch += 1
    touched.removeAll(keepingCapacity: true)
    switch message.kind {
    case .book: takeBook(message)
    case .priceChange: takeChanges(message)
    case .lastTradePrice: try takeTrade(message)
    case .tickSizeChange:
      if let token = message.token, let tick = message.newTickSize {
        tokens[token.position].setTick(tick)
        touchAll(of: token.position)
      }
    case .bestBidAsk, .newMarket, .marketResolved, .unknown: break
    }
    for place in touched { try decide(place.token, order: place.entry) }
    removeGone()
    try quote(message)
  }

  /// Desks for the markets and tokens that the last message named first.
  private func meetNewcomers() throws(JournalError) {
    let directory = session.directory
    guard directory.tokenCount > tokens.count || directory.marketCount > markets.count else {
      return
    }
    for position in markets.count..<directory.marketCount {
      let id = directory.id(of: MarketIndex(position: position))
      markets.append(MarketDesk(id: id, scope: "venue/polymarket/market/\(id)"))
      judge.addMarket(position, id: id)
      sentinel?.addMarket(position, startedAt: now)
      report.addMarket()
    }
    for position in tokens.count..<directory.tokenCount {
      let market = directory.market(of: TokenIndex(position: position)).position
      var desk = TokenDesk(market: market)
      for side in Side.allCases {
        for order in 0..<configuration.ordersPerSide {
          let place = ReferenceMaker.Place(token: position, side: side, position: order)
          desk.vacate(place, until: maker.nextQuoteTime(after: now))
        }
      }
      tokens.append(desk)
    }
  }

  private func takeBook(_ message: MarketMessage) {
    guard let token = message.token?.position else { return }
    tokens[token].take(snapshot: message, now: now)
    sentinel?.refresh(market: tokens[token].market, kind: .snapshot, now: now)
    updateQueues(of: token)
    touchAll(of: token)
  }

  private func takeChanges(_ message: MarketMessage) {
    for change in message.changes {
      let token = change.token.position
      let (bid, ask) = (tokens[token].bestBid, tokens[token].bestAsk)
      if let agrees = tokens[token].take(change, now: now) { report.countAgreement(agrees) }
      if bid != tokens[token].bestBid || ask != tokens[token].bestAsk {
        touchAll(of: token)
      } else {
        touchQueue(of: token, change)
      }
    }
    if let market = message.market {
      sentinel?.refresh(market: market.position, kind: .delta, now: now)
    }
  }

  private func touchAll(of token: Int) {
    for entry in tokens[token].entries.indices { markTouched(token, entry) }
  }

  /// The orders at the changed level, where their place in the queue is another now.
  private func touchQueue(of token: Int, _ change: MarketMessage.Change) {
    for index in tokens[token].entries.indices {
      let order = tokens[token].entries[index].order
      guard order.side == change.side, order.price == change.price else { continue }
      if tokens[token].entries[index].order.levelChanged(to: change.size) {
        markTouched(token, index)
      }
    }
  }

  private func updateQueues(of token: Int) {
    for index in tokens[token].entries.indices {
      let order = tokens[token].entries[index].order
      let size = tokens[token].book.size(at: order.price, order.side)
      _ = tokens[token].entries[index].order.levelChanged(to: size)
    }
  }

  private func markTouched(_ token: Int, _ entry: Int) {
    guard tokens[token].entries[entry].touched != touch else { return }
    tokens[token].entries[entry].touched = touch
    touched.append((token, entry))
  }

  // MARK: Trades

  /// A trade takes from the orders of its token and, mirrored, from those of the complement: buying one token
  /// at p is selling the other at 1 - p.
  private func takeTrade(_ message: MarketMessage) throws(JournalError) {
    guard let token = message.token, let trade = message.trade, let taker = trade.side else { return }
    try fill(token.position, taken: taker.opposite, trade.size, at: trade.price)
    if let complement = session.directory.complement(of: token) {
      try fill(complement.position, taken: taker, trade.size, at: trade.price.complement)
    }
  }

  private func fill(
    _ token: Int, taken side: Side, _ size: Micros, at price: Micros
  ) throws(JournalError) {
    for index in tokens[token].entries.indices where tokens[token].entries[index].order.side == side {
      let before = tokens[token].entries[index].order.queueAhead
      let fill = tokens[token].entries[index].order.traded(size, at: price)
      let order = tokens[token].entries[index].order
      if fill > .zero {
        report.fills += 1
        try recorder.filled(
          order, by: fill, at: price, scope: markets[tokens[token].market].scope, time: now)
      }
      if order.open == .zero {
        try takeOut(token, index)
      } else if order.queueAhead != before || fill > .zero {
        markTouched(token, index)
      }
    }
    removeGone()
  }

  // MARK: Clock

  /// Lets the clock run to `time`; at each tick every feed and every resting order is looked at. Nothing rests
  /// for long in a silent market, so ticks end by themselves; the rest of a silence is passed over.
  private func advance(to time: Int64) throws(JournalError) {
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

  private func tick() throws(JournalError) {
    report.ticks += 1
    for market in markets.indices { try watch(market) }
    touch += 1
    touched.removeAll(keepingCapacity: true)
    for token in tokens.indices { touchAll(of: token) }
    for place in touched { try decide(place.token, order: place.entry) }
    removeGone()
    for token in tokens.indices where tokens[token].nextDue <= now { try quote(token) }
  }

  private func watch(_ market: Int) throws(JournalError) {
    guard let verdict = sentinel?.judge(market: market, now: now) else { return }
    markets[market].isTradable = verdict.isTradable
    guard verdict.isNew else { return }
    report.feedChanges += 1
    try sentinel?.record(verdict, scope: markets[market].scope, time: now, in: &recorder)
  }

  // MARK: Decisions

  /// Raises the order event and carries the decision out.
  private func decide(_ token: Int, order index: Int) throws(JournalError) {
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
    switch judge.plan.outcomes[decision.outcome].action {
    case .cancel: try cancel(token, index, cause: cause, isReplaced: false)
    case .cancelReplace: try replace(token, index, cause: cause)
    default: break
    }
  }

  private func cancel(
    _ token: Int, _ index: Int, cause: Int64, isReplaced: Bool
  ) throws(JournalError) {
    report.cancels += 1
    try recorder.cancelled(
      tokens[token].entries[index].order, scope: markets[tokens[token].market].scope,
      cause: cause, isReplaced: isReplaced, time: now)
    try takeOut(token, index, isReplaced: isReplaced)
  }

  /// Cancels and, the cancel being acknowledged at once here, quotes what is left at the best price of its
  /// side. One operation of the rate window.
  private func replace(_ token: Int, _ index: Int, cause: Int64) throws(JournalError) {
    window.record(at: now)
    report.replacements += 1
    let old = tokens[token].entries[index]
    try cancel(token, index, cause: cause, isReplaced: true)
    let best = old.order.side == .buy ? tokens[token].bestBid : tokens[token].bestAsk
    guard let best else {
      tokens[token].vacate(old.place, until: maker.nextQuoteTime(after: now))
      return
    }
    try place(old.place, at: best, size: old.order.open, cause: cause)
  }

  // MARK: Orders

  /// Marks an entry that is no longer resting; it is removed when nobody iterates over the entries.
  private static let gone = -1

  private func takeOut(
    _ token: Int, _ index: Int, isReplaced: Bool = false
  ) throws(JournalError) {
    let place = tokens[token].entries[index].place
    tokens[token].entries[index].touched = Self.gone
    restingCount -= 1
    if !isReplaced { tokens[token].vacate(place, until: maker.nextQuoteTime(after: now)) }
  }

  private func removeGone() {
    for token in tokens.indices
    where tokens[token].entries.contains(where: { $0.touched == Self.gone }) {
      tokens[token].entries.removeAll { $0.touched == Self.gone }
    }
  }

  private func quote(_ message: MarketMessage) throws(JournalError) {
    for change in message.changes { try quote(change.token.position) }
    if let token = message.token { try quote(token.position) }
  }

  /// Fills the vacancies of a token that are due, where its book can be trusted.
  private func quote(_ token: Int) throws(JournalError) {
    guard tokens[token].nextDue <= now, tokens[token].isKnown,
      markets[tokens[token].market].isTradable, let bid = tokens[token].bestBid,
      let ask = tokens[token].bestAsk, bid < ask
    else { return }
    for place in tokens[token].takeDue(at: now) {
      let price = maker.price(place.side, bestBid: bid, bestAsk: ask, tick: tokens[token].tick)
      if let price {
        try self.place(place, at: price, size: maker.habits.size, cause: nil)
      } else {
        tokens[token].vacate(place, until: maker.nextQuoteTime(after: now))
      }
    }
  }

  private func place(
    _ place: ReferenceMaker.Place, at price: Micros, size: Micros, cause: Int64?
  ) throws(JournalError) {
    let token = place.token
    let order = RestingOrder(
      id: maker.newOrderID(), side: place.side, price: price, size: size, placedAt: now,
      queueAhead: tokens[token].book.size(at: price, place.side))
    tokens[token].entries.append(TokenDesk.Entry(order: order, place: place, touched: 0))
    restingCount += 1
    report.orders += 1
    try recorder.placed(
      order, token: session.directory.id(of: TokenIndex(position: token)),
      scope: markets[tokens[token].market].scope, cause: cause, time: now)
  }
}
