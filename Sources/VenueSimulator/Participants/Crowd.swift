package import FixedPoint
import Hashing
import Runtime
import Trading
package import Venue

/// The simulator's own traders in one market: makers that quote around a fair price which wanders, and takers
/// that take. They act through the same door as everyone, with accounts of their own.
package struct Crowd: Sendable {
  /// What a crowd is like.
  package struct Settings: Sendable {
    /// Those that quote.
    package var makers = 3
    /// Those that take.
    package var takers = 2
    /// The price of the first outcome that they think right at the start.
    package var fairPrice = Micros(raw: 500_000)
    /// Prices at which a maker quotes on each side.
    package var levels = 4
    /// Mean time between two actions, in ms; at least 1.
    package var meanInterval: Int64 = 250
    /// Whole shares of a quote.
    package var quoteSize: ClosedRange<Int64> = 20...400
    /// Whole shares that a taker wants.
    package var takeSize: ClosedRange<Int64> = 5...120
    /// Actions of takers out of 1,000; the others are of makers.
    package var takesPerMille: Int64 = 250

    /// A liquid market around one half.
    package init() {}

    /// The same within what a simulator can do: no more traders, levels or shares than it can hold.
    var bounded: Settings {
      func bounded(_ sizes: ClosedRange<Int64>) -> ClosedRange<Int64> {
        sizes.clamped(to: 1...1_000_000)
      }
      var settings = self
      settings.makers = min(max(0, makers), 100)
      settings.takers = min(max(0, takers), 100)
      settings.levels = min(max(1, levels), 100)
      settings.meanInterval = min(max(1, meanInterval), 86_400_000)
      settings.fairPrice = min(max(Micros(raw: 100_000), fairPrice), Micros(raw: 900_000))
      settings.quoteSize = bounded(quoteSize)
      settings.takeSize = bounded(takeSize)
      return settings
    }
  }

  let market: MarketIndex
  private let settings: Settings
  private let makers: [AccountIndex]
  private let takers: [AccountIndex]
  private var fair: Int64
  private var random: SplitMix64

  init(
    _ settings: Settings, market: MarketIndex, makers: [AccountIndex], takers: [AccountIndex],
    random: SplitMix64
  ) {
    self.settings = settings
    self.market = market
    self.makers = makers
    self.takers = takers
    self.random = random
    fair = settings.fairPrice.raw
  }

  /// ms until the next action.
  mutating func wait() -> Int64 {
    max(1, random.wait(mean: settings.meanInterval))
  }

  /// Everyone quotes once.
  mutating func open(_ exchange: inout Exchange) {
    for maker in makers { quote(maker, &exchange) }
  }

  /// One action: a maker quotes anew around a price that has moved, or a taker takes.
  mutating func act(_ exchange: inout Exchange) {
    guard exchange.cancelRefusal == nil, exchange[market].isAcceptingOrders else { return }
    if !takers.isEmpty, makers.isEmpty || random.chance(settings.takesPerMille) {
      take(takers[pick(takers.count)], &exchange)
    } else if !makers.isEmpty {
      wander(exchange[market].tickSize.raw)
      quote(makers[pick(makers.count)], &exchange)
    }
  }

  private mutating func pick(_ count: Int) -> Int {
    Int(random.number(0...Int64(count - 1)))
  }

  /// A step of up to two ticks, with a pull toward the start; never near the ends, where the grid changes.
  private mutating func wander(_ tick: Int64) {
    let pull: Int64 = fair > settings.fairPrice.raw ? -1 : 1
    let step = random.number(-2...2) + (random.chance(150) ? pull : 0)
    fair = min(900_000, max(100_000, fair + step * tick))
  }

  private mutating func quote(_ maker: AccountIndex, _ exchange: inout Exchange) {
    exchange.endAll(of: maker, .canceled, .requested) { _ in true }
    let tick = exchange[market].tickSize.raw
    let middle = fair / tick * tick
    for distance in 1...Int64(settings.levels) {
      place(
        maker, .buy, middle - distance * tick, settings.quoteSize, .goodTillCancelled, &exchange)
      place(
        maker, .sell, middle + distance * tick, settings.quoteSize, .goodTillCancelled, &exchange)
    }
  }

  private mutating func take(_ taker: AccountIndex, _ exchange: inout Exchange) {
    let side: Side = random.chance(500) ? .buy : .sell
    let best =
      side == .buy ? exchange[market].bestAsk(.yes) : exchange[market].bestBid(.yes)
    guard let best else { return }
    let reach = random.number(0...2) * exchange[market].tickSize.raw
    let price = side == .buy ? best.raw + reach : best.raw - reach
    place(taker, side, price, settings.takeSize, .fillAndKill, &exchange)
  }

  /// Buys or sells the first outcome, or does the same with the second: to sell one is to buy the other.
  private mutating func place(
    _ account: AccountIndex, _ side: Side, _ yesPrice: Int64, _ sizes: ClosedRange<Int64>,
    _ type: OrderType, _ exchange: inout Exchange
  ) {
    let outcome: Outcome = random.chance(500) ? .yes : .no
    let price = Micros(raw: yesPrice)
    let shares = random.number(sizes)
    exchange.placeInHouse(
      account, TokenIndex(market, outcome), outcome == .yes ? side : side.opposite,
      price: outcome == .yes ? price : price.complement, size: Micros(raw: shares * 1_000_000),
      type: type, isPostOnly: type.rests, salt: random.next())
  }
}

extension Exchange {
  /// Brings makers and takers to a market; they quote at once, and act as time goes on.
  package mutating func addCrowd(
    _ settings: Crowd.Settings, to market: MarketIndex
  ) throws(ExchangeError) {
    let settings = settings.bounded
    var makers: [AccountIndex] = []
    var takers: [AccountIndex] = []
    for _ in 0..<settings.makers { makers.append(try openInHouse()) }
    for _ in 0..<settings.takers { takers.append(try openInHouse()) }
    for account in makers + takers { try depositPairs(Self.inHousePairs, to: account, in: market) }
    var crowd = Crowd(
      settings, market: market, makers: makers, takers: takers,
      random: SplitMix64(seed: random.next()))
    crowd.open(&self)
    timers.add(.participant(crowds.count), due: now + crowd.wait())
    crowds.append(crowd)
  }

  /// It is the turn of a crowd.
  mutating func act(_ position: Int) {
    var crowd = crowds[position]
    // A decided market has no more orders, and so no more turns.
    guard !self[crowd.market].isClosed else { return }
    let start = advanceTarget - Self.longestCatchUp
    if now < start {
      timers.add(.participant(position), due: start)
    } else {
      crowd.act(&self)
      timers.add(.participant(position), due: now + crowd.wait())
    }
    crowds[position] = crowd
  }

  /// When the clock leaps, the simulator's own traders act only in the last minute of it, in ms: a day takes
  /// no longer than a minute.
  private static let longestCatchUp: Int64 = 60_000

  /// Funds that no wandering uses up.
  private static let inHousePairs = Micros(raw: 100_000_000_000_000)
}
