package import Desk
package import FixedPoint
package import Hashing
import JSON
package import Orders
package import Runner
import Trading
package import Venue

/// The books of a live desk as the market channel tells them, and the places of its own orders in their queues: what
/// the graph is told when a resting order is judged (facts/oms.md 5).
package final class BookWatch: DeskBooks {
  /// A token that the desk watches.
  package struct Token {
    package let id: UInt256
    /// The condition id of its market.
    package let market: String
    package internal(set) var desk: TokenDesk
    /// When the venue, asked, last showed the book that is known, milliseconds since 1970; nil where it never did.
    fileprivate var confirmedAt: Int64?
    /// When it was last known to be what the venue has.
    fileprivate var knownAt: Int64? {
      desk.updatedAt.map { max($0, confirmedAt ?? $0) }
    }
    /// Whether the best prices moved since they were last asked for.
    fileprivate var isTouched = false
  }

  /// What one frame did.
  package struct Effect {
    /// Tokens whose touch moved, in the order in which they did.
    package var touched: [UInt256] = []
    /// Markets that were heard of, and whether by whole books.
    package var heard: [(market: String, isSnapshot: Bool)] = []
    /// New price grids.
    package var ticks: [(token: UInt256, tick: TickSize)] = []
  }

  /// The tokens in the order in which they were named.
  package private(set) var tokens: [Token] = []
  /// Frames and messages that could not be read.
  package private(set) var badMessages = 0
  package private(set) var messages = 0
  private var positions: [UInt256: Int] = [:]
  /// By position in the decoder's directory.
  private var ofDirectory: [Int: Int] = [:]
  private var resting: [Digest32: (token: Int, order: RestingOrder)] = [:]
  private let decoder = MarketMessageDecoder()
  private let reader = JSONReader(maximumDepth: 16, maximumBytes: 64 << 20)
  private var message = MarketMessage()
  private let tagsOfMarket: [String: [String]]

  /// Books of which nothing is known yet.
  package init(tags: [String: [String]] = [:]) {
    tagsOfMarket = tags
  }

  // MARK: What the desk asks
  package func book(of token: UInt256, now: Int64) -> BookView? {
    guard let position = positions[token], tokens[position].desk.isKnown,
      let updated = tokens[position].knownAt
    else { return nil }
    let desk = tokens[position].desk
    return BookView(bestBid: desk.bestBid, bestAsk: desk.bestAsk, age: max(0, now - updated))
  }

  package func queueAhead(of order: Digest32) -> Micros? { resting[order]?.order.queueAhead }

  package func tags(of market: String) -> [String] { tagsOfMarket[market] ?? [] }

  // MARK: What is watched
  /// Watches a token from now on; true where it was not watched before.
  @discardableResult
  package func watch(_ token: UInt256, market: String, tick: Micros?) -> Bool {
    guard positions[token] == nil else { return false }
    var desk = TokenDesk(market: 0)
    if let tick { desk.setTick(tick) }
    positions[token] = tokens.count
    tokens.append(Token(id: token, market: market, desk: desk))
    return true
  }

  /// The smallest step of prices of a token, as far as it is known.
  package func tick(of token: UInt256) -> Micros? {
    positions[token].map { tokens[$0].desk.tick }
  }

  // MARK: Quiet books
  /// The tokens on whose books orders of ours rest and that were last known longer than `limit` milliseconds ago, in
  /// the order in which they were named.
  package func armed(now: Int64, quietFor limit: Int64) -> [UInt256] {
    Set(resting.values.map(\.token)).sorted().filter { position in
      tokens[position].desk.isKnown && tokens[position].knownAt.map { now - $0 >= limit } ?? false
    }.map { tokens[$0].id }
  }

  /// The venue was asked at `asked` and showed `book`. Where that is the one that is known, level by level, the market
  /// is quiet and the book as young as the question; another proves nothing, and the book grows older.
  ///
  /// - Returns: the market, where it was confirmed.
  package func confirm(_ book: BookRecord, asked: Int64) -> String? {
    guard let position = positions[book.tokenID], tokens[position].desk.isKnown,
      book.market == tokens[position].market
    else { return nil }
    let known = tokens[position].desk.book
    guard known.levels(.buy).reversed() == book.bids, known.levels(.sell).reversed() == book.asks
    else { return nil }
    tokens[position].confirmedAt = max(asked, tokens[position].confirmedAt ?? asked)
    return tokens[position].market
  }

  // MARK: Own orders
  /// An order of ours that is about to rest: whoever rests at its price now came before.
  package func rest(_ id: Digest32, _ terms: OrderTerms, now: Int64) {
    guard resting[id] == nil, let position = positions[terms.token] else { return }
    let level = tokens[position].desk.book.size(at: terms.price, terms.side)
    let own = ownSize(position, terms.side, terms.price)
    resting[id] = (
      position,
      RestingOrder(
        id: id.hex, side: terms.side, price: terms.price, size: terms.size, placedAt: now,
        queueAhead: Micros(raw: max(0, level.raw - own)))
    )
  }

  /// An order of ours that rests no more.
  package func forget(_ id: Digest32) { resting[id] = nil }

  /// The own orders whose places are followed.
  package var restingCount: Int { resting.count }

  private func ownSize(_ token: Int, _ side: Side, _ price: Micros) -> Int64 {
    resting.values.lazy
      .filter { $0.token == token && $0.order.side == side && $0.order.price == price }
      .reduce(0) { $0 + $1.order.open.raw }
  }

  // MARK: What the channel tells
  /// Takes a frame of the market channel.
  package func take(_ frame: [UInt8], now: Int64) -> Effect {
    var effect = Effect()
    do {
      try reader.withNode(of: frame) { node in
        if node.kind == .array {
          for element in node.elements { take(element, now: now, &effect) }
        } else {
          take(node, now: now, &effect)
        }
      }
    } catch {
      badMessages += 1
    }
    for index in tokens.indices where tokens[index].isTouched {
      tokens[index].isTouched = false
      effect.touched.append(tokens[index].id)
    }
    return effect
  }

  private func take(_ node: JSONNode, now: Int64, _ effect: inout Effect) {
    do throws(MarketMessageError) {
      try decoder.decode(node, into: &message)
    } catch {
      badMessages += 1
      return
    }
    messages += 1
    switch message.kind {
    case .book:
      guard let token = message.token, let position = position(of: token) else { return }
      change(position) { $0.take(snapshot: message, now: now) }
      levelsChanged(position)
      effect.heard.append((tokens[position].market, true))
    case .priceChange:
      for entry in message.changes {
        guard let position = position(of: entry.token) else { continue }
        change(position) { $0.take(entry, now: now) }
        levelsChanged(position)
        effect.heard.append((tokens[position].market, false))
      }
    case .lastTradePrice: takeTrade()
    case .tickSizeChange:
      guard let token = message.token, let tick = message.newTickSize,
        let position = position(of: token)
      else { return }
      tokens[position].desk.setTick(tick)
      tokens[position].isTouched = true
      if let tick = TickSize(tick) { effect.ticks.append((tokens[position].id, tick)) }
    case .bestBidAsk, .newMarket, .marketResolved, .unknown: break
    }
  }

  /// Changes a token's book and notes whether its best prices moved.
  private func change(_ position: Int, _ body: (inout TokenDesk) -> Void) {
    let (bid, ask) = (tokens[position].desk.bestBid, tokens[position].desk.bestAsk)
    body(&tokens[position].desk)
    if bid != tokens[position].desk.bestBid || ask != tokens[position].desk.bestAsk {
      tokens[position].isTouched = true
    }
  }

  /// Cancels of others help an order only so far as the level is smaller than what was ahead of it; its own size is
  /// part of what the venue shows.
  private func levelsChanged(_ position: Int) {
    for (id, entry) in resting where entry.token == position {
      let order = entry.order
      let level = tokens[position].desk.book.size(at: order.price, order.side)
      let others = Micros(raw: max(0, level.raw - order.open.raw))
      if resting[id]?.order.levelChanged(to: others) == true { tokens[position].isTouched = true }
    }
  }

  /// A trade takes from its token and, mirrored, from the complement.
  private func takeTrade() {
    guard let token = message.token, let trade = message.trade, let taker = trade.side else {
      return
    }
    if let position = position(of: token) {
      traded(position, taken: taker.opposite, trade.size, at: trade.price)
    }
    if let other = decoder.directory.complement(of: token), let position = position(of: other) {
      traded(position, taken: taker, trade.size, at: trade.price.complement)
    }
  }

  private func traded(_ position: Int, taken side: Side, _ size: Micros, at price: Micros) {
    for (id, entry) in resting where entry.token == position && entry.order.side == side {
      let before = entry.order.queueAhead
      _ = resting[id]?.order.traded(size, at: price)
      if resting[id]?.order.queueAhead != before { tokens[position].isTouched = true }
    }
  }

  private func position(of token: TokenIndex) -> Int? {
    if let known = ofDirectory[token.position] { return known }
    guard let id = UInt256(decimal: decoder.directory.id(of: token)), let position = positions[id]
    else { return nil }
    ofDirectory[token.position] = position
    return position
  }
}
