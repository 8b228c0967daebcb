import FixedPoint
import Hashing
import Runtime
import Trading
import Venue

/// The actions of the engine, in the mixture that was recorded.
extension SessionGenerator {
  /// One action in market `index`.
  mutating func act(_ index: Int, _ now: Int64) {
    let draw = markets[index].random.number(0...999)
    let isQuiet = markets[index].pace == .quiet
    switch draw {
    case ..<(isQuiet ? 10 : 3): trade(index, now)
    case ..<30: batch(index, now)
    case ..<38: reachAhead(index, now)
    case ..<42:
      if let change = markets[index].removalOfNothing() { tell(index, change, now) }
    case ..<45: tell(index, markets[index].repetition(), now)
    case ..<46: repeatMessage(index, now)
    case ..<(isQuiet ? 66 : 47): retreat(index, now)
    case ..<100: tell(index, markets[index].changeAtBest(), stamp(index, now))
    default: tell(index, markets[index].changeInDepth(), stamp(index, now))
    }
  }

  /// The tick size becomes 0.001 once the price has passed 0.96, told twice for each token, with
  /// new books.
  mutating func changeTick(_ index: Int, _ now: Int64) {
    while markets[index].bestAsk <= 960_000, markets[index].maySpare(.sell) {
      guard let taken = markets[index].take(.buy, levels: 1) else { break }
      tellTrade(index, .yes, .buy, taken.price, taken.size, now)
    }
    while markets[index].bestBid < 960_000, markets[index].bestAsk > 970_000 {
      let price = min(960_000, markets[index].bestBid + 10_000)
      let size = markets[index].size()
      tell(index, LevelChange(side: .buy, price: price, size: size), now)
    }
    let old = markets[index].terms.tickSize
    markets[index].setTick(1000)
    let new = markets[index].terms.tickSize
    for from in [old, new] {
      for outcome in [SimulatedMarket.Outcome.yes, .no] {
        writer.tickSizeChange(markets[index], outcome, from: from, to: new, timestamp: now)
      }
    }
    writer.book(markets[index], .yes, now)
    writer.book(markets[index], .no, now)
  }

  /// Mostly now; one message in a hundred was stamped a little earlier than those before it.
  private mutating func stamp(_ index: Int, _ now: Int64) -> Int64 {
    markets[index].random.chance(10) ? now - markets[index].random.number(1...97) : now
  }

  /// Applies a change and tells it in a message of its own.
  private mutating func tell(_ index: Int, _ change: LevelChange, _ timestamp: Int64) {
    markets[index].set(change.side, change.price, change.size)
    write(index, change, timestamp, hashes(index, timestamp))
  }

  private mutating func hashes(
    _ index: Int, _ timestamp: Int64
  ) -> (yes: Digest20, no: Digest20) {
    (
      writer.digest(markets[index], .yes, timestamp), writer.digest(markets[index], .no, timestamp)
    )
  }

  private mutating func write(
    _ index: Int, _ change: LevelChange, _ timestamp: Int64, _ hashes: (yes: Digest20, no: Digest20)
  ) {
    let first: SimulatedMarket.Outcome = markets[index].random.chance(500) ? .yes : .no
    writer.priceChange(
      markets[index], change, first: first, timestamp: timestamp, yesHash: hashes.yes,
      noHash: hashes.no)
  }

  /// One action told by up to eight messages: all carry the state after the last.
  private mutating func batch(_ index: Int, _ now: Int64) {
    var changes: [LevelChange] = []
    for _ in 0..<min(markets[index].random.number(2...8), markets[index].random.number(2...8)) {
      let change = markets[index].changeInDepth()
      markets[index].set(change.side, change.price, change.size)
      changes.append(change)
    }
    let hashes = hashes(index, now)
    for change in changes { write(index, change, now, hashes) }
  }

  /// A message whose hash covers the next one too, which is stamped 1 to 50 ms later.
  private mutating func reachAhead(_ index: Int, _ now: Int64) {
    let first = markets[index].changeInDepth()
    markets[index].set(first.side, first.price, first.size)
    let second = markets[index].changeInDepth()
    markets[index].set(second.side, second.price, second.size)
    write(index, first, now, hashes(index, now))
    let later = now + markets[index].random.number(1...50)
    write(index, second, later, hashes(index, later))
  }

  /// The same message twice.
  private mutating func repeatMessage(_ index: Int, _ now: Int64) {
    let change = markets[index].changeInDepth()
    markets[index].set(change.side, change.price, change.size)
    let hashes = hashes(index, now)
    for _ in 0..<2 {
      writer.priceChange(
        markets[index], change, first: .yes, timestamp: now, yesHash: hashes.yes,
        noHash: hashes.no)
    }
  }

  /// Someone takes the best prices away on both sides, level by level: the prices move apart.
  private mutating func retreat(_ index: Int, _ now: Int64) {
    for _ in 0..<markets[index].random.number(1...20) {
      guard let change = markets[index].retreat() else { return }
      tell(index, change, now)
    }
  }

  private mutating func trade(_ index: Int, _ now: Int64) {
    let outcome: SimulatedMarket.Outcome = markets[index].random.chance(500) ? .yes : .no
    let taker: Side = markets[index].random.chance(600) ? .buy : .sell
    let levels = max(0, markets[index].random.number(0...5) - 3)
    // Buying the no token takes from those who bid for yes.
    let asYes = outcome == .yes ? taker : taker.opposite
    guard let taken = markets[index].take(asYes, levels: levels) else { return }
    tellTrade(index, outcome, taker, taken.price, taken.size, now)
  }

  /// A `book` for each token, then, up to 16 ms later and sometimes much later, the trade itself.
  private mutating func tellTrade(
    _ index: Int, _ outcome: SimulatedMarket.Outcome, _ taker: Side, _ yesPrice: Int64,
    _ size: Int64, _ now: Int64
  ) {
    let price = outcome == .yes ? Micros(raw: yesPrice) : Micros(raw: yesPrice).complement
    markets[index].lastTrade = WrittenPrice(price, decimals: 3)
    writer.book(markets[index], .yes, now)
    writer.book(markets[index], .no, now)
    let timestamp = now + markets[index].random.number(0...16)
    let isLate = markets[index].random.chance(500)
    let arrival = isLate ? now + markets[index].random.number(60...900) : timestamp
    let alphabet = Array("0123456789abcdef".utf8)
    var transaction = Array("0x".utf8)
    for _ in 0..<64 { transaction.append(alphabet[Int(markets[index].random.number(0...15))]) }
    var single = MessageWriter()
    single.trade(
      markets[index], outcome, price: price, size: Micros(raw: size), taker: taker,
      timestamp: timestamp, transaction: transaction)
    delayed.append(DelayedLine(arrival: arrival, bytes: Array(single.take().dropLast())))
  }
}
