import FixedPoint
import Journal
import Monitoring
import Orders
import Trading
import Venue

extension Replay {
  // MARK: Messages
  func take(_ message: MarketMessage) throws(JournalError) {
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
  func meetNewcomers() throws(JournalError) {
    let directory = session.directory
    guard directory.tokenCount > tokens.count || directory.marketCount > markets.count else {
      return
    }
    for position in markets.count..<directory.marketCount {
      let id = directory.id(of: MarketIndex(position: position))
      markets.append(MarketDesk(id: id, scope: "venue/polymarket/market/\(id)"))
      judge.addMarket(position, id: id)
      shadow?.addMarket(position, id: id)
      sentinel.addMarket(position, startedAt: now)
      report.addMarket()
    }
    for position in tokens.count..<directory.tokenCount {
      let market = directory.market(of: TokenIndex(position: position)).position
      var desk = TokenDesk(market: market)
      for side in Side.allCases {
        for order in 0..<configuration.ordersPerSide {
          let place = ReferenceMaker.Place(token: position, side: side, position: order)
          desk.vacate(place, until: maker.nextQuoteTime(place, after: now))
        }
      }
      tokens.append(desk)
    }
  }

  func takeBook(_ message: MarketMessage) {
    guard let token = message.token?.position else { return }
    tokens[token].take(snapshot: message, now: now)
    sentinel.refresh(market: tokens[token].market, kind: .snapshot, now: now)
    updateQueues(of: token)
    touchAll(of: token)
  }

  func takeChanges(_ message: MarketMessage) {
    for change in message.changes {
      let token = change.token.position
      let (bid, ask) = (tokens[token].bestBid, tokens[token].bestAsk)
      if let agrees = tokens[token].take(change, now: now) { report.countAgreement(agrees) }
      if bid != tokens[token].bestBid || ask != tokens[token].bestAsk {
        // With the best price other levels may have gone: every place in a queue is looked at.
        updateQueues(of: token)
        touchAll(of: token)
      } else {
        touchQueue(of: token, change)
      }
    }
    if let market = message.market {
      sentinel.refresh(market: market.position, kind: .delta, now: now)
    }
  }

  func touchAll(of token: Int) {
    for entry in tokens[token].entries.indices { markTouched(token, entry) }
  }

  /// The orders at the changed level, where their place in the queue is another now.
  func touchQueue(of token: Int, _ change: MarketMessage.Change) {
    for index in tokens[token].entries.indices {
      let order = tokens[token].entries[index].order
      guard order.side == change.side, order.price == change.price else { continue }
      if tokens[token].entries[index].order.levelChanged(to: change.size) {
        markTouched(token, index)
      }
    }
  }

  func updateQueues(of token: Int) {
    for index in tokens[token].entries.indices {
      let order = tokens[token].entries[index].order
      let size = tokens[token].book.size(at: order.price, order.side)
      _ = tokens[token].entries[index].order.levelChanged(to: size)
    }
  }

  func markTouched(_ token: Int, _ entry: Int) {
    guard tokens[token].entries[entry].touched != touch else { return }
    tokens[token].entries[entry].touched = touch
    touched.append((token, entry))
  }

  // MARK: Trades
  /// A trade takes from the orders of its token and, mirrored, from those of the complement: buying one token
  /// at p is selling the other at 1 - p.
  func takeTrade(_ message: MarketMessage) throws(JournalError) {
    guard let token = message.token, let trade = message.trade, let taker = trade.side else {
      return
    }
    try fill(token.position, taken: taker.opposite, trade.size, at: trade.price)
    if let complement = session.directory.complement(of: token) {
      try fill(complement.position, taken: taker, trade.size, at: trade.price.complement)
    }
  }

  /// Hands what the trade took to the own orders of that side, the better price and the older order first;
  /// what one of them gave is gone for the next.
  func fill(
    _ token: Int, taken side: Side, _ size: Micros, at price: Micros
  ) throws(JournalError) {
    var rest = size
    for index in priority(side, of: token) where rest > .zero {
      let before = tokens[token].entries[index].order.queueAhead
      let fill = tokens[token].entries[index].order.traded(rest, at: price)
      rest = Micros(raw: rest.raw - fill.raw)
      let order = tokens[token].entries[index].order
      if fill > .zero {
        report.fills += 1
        try recorder.filled(
          order, by: fill, at: price, scope: markets[tokens[token].market].scope, time: now)
        tell(.filled(fill), token, index)
      }
      if order.open == .zero {
        try takeOut(token, index)
      } else if order.queueAhead != before || fill > .zero {
        markTouched(token, index)
      }
    }
  }

  /// The positions of the resting orders of one side in the order in which a book fills them.
  private func priority(_ side: Side, of token: Int) -> [Int] {
    let entries = tokens[token].entries
    return entries.indices.filter {
      entries[$0].order.side == side && entries[$0].touched != Self.gone
    }.sorted { left, right in
      let (a, b) = (entries[left].order.price, entries[right].order.price)
      return a == b ? left < right : side == .buy ? a > b : a < b
    }
  }
}
