import FixedPoint
import Hashing
import Trading
import Venue

/// What others have in one recorded market, in terms of its first token, and the orders that stand for it in
/// the simulated venue.
struct OutsideBook {
  /// A price on one side.
  private struct Level: Hashable {
    var side: Side
    var price: Int64
  }

  /// What a recorded book took away and its trade will name.
  private struct Eaten {
    var size: Int64
    var at: Int64
  }

  /// Its market here; nil until both tokens are known.
  var market: MarketIndex?
  private(set) var tickSize = Micros(raw: 10_000)
  private(set) var negativeRisk = false
  private(set) var minimumOrderSize: Micros?

  private let makers: AccountIndex
  private let takers: AccountIndex
  /// The book as recorded.
  private var recorded = OrderBook()
  /// The orders that stand for each level, in order of arrival.
  private var orders: [Level: [Digest32]] = [:]
  private var eaten: [Level: Eaten] = [:]
  private var salt: UInt64 = 0

  /// How long after a recorded book its trade may come, in ms (0.9 s was recorded).
  private static let tradeDelay: Int64 = 2_000

  init(makers: AccountIndex, takers: AccountIndex) {
    self.makers = makers
    self.takers = takers
  }

  // MARK: what is recorded

  /// Takes note of a message. `first` is the token that prices are in terms of.
  mutating func take(_ message: MarketMessage, first: TokenIndex) {
    switch message.kind {
    case .book:
      let isFirst = message.token == first
      recorded.replace(
        bids: isFirst ? message.bids : message.asks.map(Self.mirrored),
        asks: isFirst ? message.asks : message.bids.map(Self.mirrored))
      take(message.metadata)
    case .priceChange:
      for change in message.changes {
        let isFirst = change.token == first
        recorded.set(
          isFirst ? change.side : change.side.opposite,
          price: isFirst ? change.price : change.price.complement, size: change.size)
      }
      // Of a batch the best prices are those after all of it: only the last entry speaks for the book.
      if let last = message.changes.last {
        let isFirst = last.token == first
        let (bid, ask) = (last.bestBid, last.bestAsk)
        _ = recorded.dropLevelsBetter(
          thanBid: isFirst ? bid : ask?.complement, ask: isFirst ? ask : bid?.complement)
      }
    case .tickSizeChange: if let new = message.newTickSize { takeTick(new) }
    case .lastTradePrice, .bestBidAsk, .newMarket, .marketResolved, .unknown: break
    }
    refineTick()
  }

  private mutating func take(_ metadata: MarketMessage.BookMetadata) {
    if let tick = metadata.tickSize { takeTick(tick) }
    if let negativeRisk = metadata.negativeRisk { self.negativeRisk = negativeRisk }
    if let minimum = metadata.minimumOrderSize, minimum > .zero,
      minimum.raw.isMultiple(of: Micros.lot.raw)
    {
      minimumOrderSize = minimum
    }
  }

  private mutating func takeTick(_ tick: Micros) {
    if MarketDefinition.tickSizes.contains(tick) { tickSize = tick }
  }

  /// A recording that began after the grid changed shows prices between the lines of ours.
  private mutating func refineTick() {
    for level in [recorded.bestBid, recorded.bestAsk] {
      guard let price = level?.price.raw, !price.isMultiple(of: tickSize.raw) else { continue }
      let finer = MarketDefinition.tickSizes.filter { $0 < tickSize }
      if let fits = finer.first(where: { price.isMultiple(of: $0.raw) }) { tickSize = fits }
    }
  }

  private static func mirrored(_ level: BookLevel) -> BookLevel {
    BookLevel(price: level.price.complement, size: level.size)
  }

  // MARK: what happens here

  /// Makes the venue's book follow, after ``take(_:first:)`` of the same message.
  mutating func carryOut(
    _ message: MarketMessage, first: TokenIndex, in exchange: inout Exchange
  ) {
    guard let market else { return }
    if exchange[market].tickSize != tickSize { exchange.changeTick(market, to: tickSize) }
    switch message.kind {
    case .lastTradePrice: trade(message, first: first, in: &exchange)
    case .marketResolved:
      guard let winner = message.winner else { return }
      // The market is open: it was asked before.
      try? exchange.resolve(market, winner: winner == first ? .yes : .no, now: exchange.now)
    case .book, .priceChange: follow(isBook: message.kind == .book, in: &exchange)
    case .tickSizeChange, .bestBidAsk, .newMarket, .unknown: break
    }
  }

  /// Brings every level to its recorded size: first what shrinks, so that what grows meets no one who left.
  private mutating func follow(isBook: Bool, in exchange: inout Exchange) {
    var wanted: [(level: Level, size: Int64)] = []
    for side in Side.allCases {
      for level in recorded.levels(side) {
        let size = level.size.raw - level.size.raw % Micros.lot.raw
        wanted.append((Level(side: side, price: level.price.raw), size))
      }
    }
    let sizes = Dictionary(wanted.map { ($0.level, $0.size) }, uniquingKeysWith: { $1 })
    for level in orders.keys.sorted(by: Self.isBefore) {
      let taken = shrink(level, to: sizes[level] ?? 0, in: &exchange)
      if isBook, taken > 0 { note(taken, eatenAt: level, now: exchange.now) }
    }
    for (level, size) in wanted { grow(level, to: size, in: &exchange) }
  }

  /// One order of levels for every run.
  private static func isBefore(_ left: Level, _ right: Level) -> Bool {
    left.side == right.side ? left.price < right.price : left.side == .buy
  }

  private mutating func note(_ size: Int64, eatenAt level: Level, now: Int64) {
    let before = eaten[level].flatMap { now - $0.at <= Self.tradeDelay ? $0.size : nil } ?? 0
    eaten[level] = Eaten(size: before + size, at: now)
  }

  /// Shares of others at a level; orders that are gone are dropped from the list.
  private mutating func present(_ level: Level, in exchange: Exchange) -> Int64 {
    guard let ids = orders[level] else { return 0 }
    let live = ids.filter { exchange.order($0) != nil }
    orders[level] = live.isEmpty ? nil : live
    return live.reduce(0) { $0 + (exchange.order($1)?.remaining.raw ?? 0) }
  }

  /// Takes from the end of the queue what is too much.
  ///
  /// - Returns: the shares taken.
  private mutating func shrink(_ level: Level, to size: Int64, in exchange: inout Exchange) -> Int64
  {
    let excess = present(level, in: exchange) - size
    guard excess > 0 else { return 0 }
    var left = excess
    while left > 0, let last = orders[level]?.last, let order = exchange.order(last) {
      let part = min(left, order.remaining.raw)
      exchange.reduceInHouse(last, by: Micros(raw: part))
      left -= part
      if exchange.order(last) == nil { orders[level]?.removeLast() }
    }
    if orders[level]?.isEmpty ?? true { orders[level] = nil }
    return excess
  }

  /// Adds at the end of the queue what is missing.
  private mutating func grow(_ level: Level, to size: Int64, in exchange: inout Exchange) {
    let missing = size - present(level, in: exchange)
    guard missing >= Micros.lot.raw, let market else { return }
    salt += 1
    let id = exchange.placeInHouse(
      makers, TokenIndex(market, .yes), level.side, price: Micros(raw: level.price),
      size: Micros(raw: missing), type: .goodTillCancelled, isPostOnly: false, salt: salt)
    if let id, exchange.order(id) != nil { orders[level, default: []].append(id) }
  }

  /// A recorded trade takes from the front of the queue.
  private mutating func trade(
    _ message: MarketMessage, first: TokenIndex, in exchange: inout Exchange
  ) {
    guard let market, let trade = message.trade else { return }
    let price = message.token == first ? trade.price.raw : trade.price.complement.raw
    let side: Side
    if let own = trade.side {
      side = message.token == first ? own : own.opposite
    } else if let ask = recorded.bestAsk, price >= ask.price.raw {
      side = .buy
    } else {
      side = .sell
    }
    let level = Level(side: side.opposite, price: price)
    var size = trade.size.raw
    if let known = eaten[level], exchange.now - known.at <= Self.tradeDelay {
      let part = min(size, known.size)
      size -= part
      eaten[level] = known.size > part ? Eaten(size: known.size - part, at: known.at) : nil
    }
    let opposite = exchange[market].sides[BookSide.position(side.opposite)]
    size = min(size, opposite.depth(limit: price, enough: size))
    size -= size % Micros.lot.raw
    guard size > 0 else { return }
    salt += 1
    exchange.placeInHouse(
      takers, TokenIndex(market, .yes), side, price: Micros(raw: price), size: Micros(raw: size),
      type: .goodTillCancelled, isPostOnly: false, salt: salt)
    exchange.endAll(of: takers, .canceled, .requested) { $0.market == market }
  }
}
