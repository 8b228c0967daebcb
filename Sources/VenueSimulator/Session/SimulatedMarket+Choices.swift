import FixedPoint
import Runtime
import Trading
import Venue

/// One new size for one level of the yes token, in millionths.
struct LevelChange {
  var side: Side
  var price: Int64
  var size: Int64
}

/// What people do in a market: where they place, change and take away orders.
extension SimulatedMarket {
  /// A change behind the best prices, which stay what they are.
  mutating func changeInDepth() -> LevelChange {
    let side: Side = random.chance(500) ? .buy : .sell
    let step = tick * (tick < 10_000 ? random.number(1...10) : 1)
    // Two draws, the smaller one: most changes are near the best price.
    let distance = min(random.number(1...30), random.number(1...30)) * step
    let price = side == .buy ? bestBid - distance : bestAsk + distance
    guard price >= tick, price <= 1_000_000 - tick else { return changeInDepthAtLevel(side) }
    let known = yes.size(at: Micros(raw: price), side).raw
    if known == 0 { return LevelChange(side: side, price: price, size: size()) }
    let goes = maySpare(side) && random.chance(400)
    return LevelChange(side: side, price: price, size: goes ? 0 : otherSize(than: known))
  }

  /// A change of a level that is there, behind the best.
  private mutating func changeInDepthAtLevel(_ side: Side) -> LevelChange {
    let levels = levels(side)
    let index = Int(random.number(0...Int64(max(0, levels.count - 2))))
    return LevelChange(
      side: side, price: levels[index].price.raw, size: otherSize(than: levels[index].size.raw))
  }

  /// A change at the best price of a side: a better one, another size, or the end of the best
  /// level.
  mutating func changeAtBest() -> LevelChange {
    let side: Side = random.chance(500) ? .buy : .sell
    let best = side == .buy ? bestBid : bestAsk
    let free = spread / tick - 1
    if free > 0, random.chance(free > 3 ? 900 : 550) {
      let distance = random.number(1...free) * tick
      let price = side == .buy ? best + distance : best - distance
      return LevelChange(side: side, price: price, size: size())
    }
    if maySpare(side), random.chance(450) {
      let next = levels(side)[levels(side).count - 2].price.raw
      if spread + abs(next - best) <= Self.widestSpread {
        return LevelChange(side: side, price: best, size: 0)
      }
    }
    let known = yes.size(at: Micros(raw: best), side).raw
    return LevelChange(side: side, price: best, size: otherSize(than: known))
  }

  /// The end of the best level of the side where the next one is nearer, while the distance of the
  /// best prices stays within what was recorded; nil where it would not.
  mutating func retreat() -> LevelChange? {
    var choice: LevelChange?
    var widest = Self.widestSpread + 1
    for side in [Side.buy, .sell] where maySpare(side) {
      let levels = levels(side)
      let best = levels[levels.count - 1].price.raw
      let width = spread + abs(levels[levels.count - 2].price.raw - best)
      if width < widest {
        widest = width
        choice = LevelChange(side: side, price: best, size: 0)
      }
    }
    return choice
  }

  /// The removal of a level that is not there.
  mutating func removalOfNothing() -> LevelChange? {
    let side: Side = random.chance(500) ? .buy : .sell
    for _ in 0..<50 {
      let distance = random.number(1...45) * tick
      let price = side == .buy ? bestBid - distance : bestAsk + distance
      guard price >= tick, price <= 1_000_000 - tick else { continue }
      if yes.size(at: Micros(raw: price), side) == .zero {
        return LevelChange(side: side, price: price, size: 0)
      }
    }
    return nil
  }

  /// A level set to the size it has.
  mutating func repetition() -> LevelChange {
    let side: Side = random.chance(500) ? .buy : .sell
    let levels = levels(side)
    let level = levels[Int(random.number(0...Int64(levels.count - 1)))]
    return LevelChange(side: side, price: level.price.raw, size: level.size.raw)
  }

  /// Takes shares from the best levels of the side opposite to the taker's, as seen by the yes
  /// token, and gives the price of the first and the shares taken.
  mutating func take(_ taker: Side, levels wanted: Int64) -> (price: Int64, size: Int64)? {
    let resting = taker.opposite
    guard let best = levels(resting).last else { return nil }
    if wanted == 0 {
      // A part of the best level: now and then bought for a round sum, which leaves odd shares.
      let part =
        random.chance(500)
        ? best.size.raw * random.number(1...9) / 10_000_000 * 1_000_000
        : best.size.raw * random.number(100...900) / 1000
      guard part > 0, part < best.size.raw else { return nil }
      set(resting, best.price.raw, best.size.raw - part)
      return (best.price.raw, part)
    }
    var taken: Int64 = 0
    for _ in 0..<wanted where maySpare(resting) {
      guard let level = levels(resting).last else { break }
      taken += level.size.raw
      set(resting, level.price.raw, 0)
      if spread > Self.widestSpread { break }
    }
    return taken > 0 ? (best.price.raw, taken) : nil
  }

  private mutating func otherSize(than known: Int64) -> Int64 {
    let new = size()
    return new == known ? new + 1_000_000 : new
  }
}
