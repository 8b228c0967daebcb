package import FixedPoint
package import Trading

/// One price with everything that rests there.
package struct BookLevel: Hashable, Sendable {
  /// Price of one share, 0...1.
  package var price: Micros
  /// Shares resting at this price, above 0.
  package var size: Micros

  /// `size` shares at `price`.
  package init(price: Micros, size: Micros) {
    self.price = price
    self.size = size
  }
}

/// The order book of one token as far as it is known: every level with its exact size.
///
/// Levels are sorted with the best last, as the venue sends them (data/polymarket/README.md): the
/// best price is found at once, and changes near it, the frequent ones, move little. A change away
/// from the best is a binary search over some tens to hundreds of levels.
package struct OrderBook: Equatable, Sendable {
  /// What a change of one level did.
  package enum Effect: Sendable {
    /// A price that had no level has one now.
    case added
    /// The level has another size now.
    case resized
    /// The level is gone.
    case removed
    /// The level had this size already: nothing happened.
    case unchanged
    /// A level was to be removed that is not there: nothing happened.
    case absent
  }

  /// Orders to buy, the highest price last.
  package private(set) var bids: [BookLevel] = []
  /// Orders to sell, the lowest price last.
  package private(set) var asks: [BookLevel] = []

  /// A book of which nothing is known.
  package init() {}

  /// A book from levels in any order; see `replace`.
  package init(bids: [BookLevel], asks: [BookLevel]) {
    replace(bids: bids, asks: asks)
  }

  /// The highest price someone buys at.
  package var bestBid: BookLevel? { bids.last }
  /// The lowest price someone sells at.
  package var bestAsk: BookLevel? { asks.last }
  /// No level on either side.
  package var isEmpty: Bool { bids.isEmpty && asks.isEmpty }

  /// The levels of one side, the best last.
  package func levels(_ side: Side) -> [BookLevel] {
    side == .buy ? bids : asks
  }

  /// Shares resting at `price` on `side`; zero where there is no level.
  package func size(at price: Micros, _ side: Side) -> Micros {
    switch side {
    case .buy:
      let index = Self.position(of: price.raw, in: bids, sign: 1)
      return index < bids.count && bids[index].price == price ? bids[index].size : .zero
    case .sell:
      let index = Self.position(of: -price.raw, in: asks, sign: -1)
      return index < asks.count && asks[index].price == price ? asks[index].size : .zero
    }
  }

  /// Forgets everything and takes the levels of a snapshot, in whatever order they come. Of two
  /// levels with the same price the later one counts; levels of size zero are left out.
  package mutating func replace(bids newBids: [BookLevel], asks newAsks: [BookLevel]) {
    Self.fill(&bids, from: newBids, sign: 1)
    Self.fill(&asks, from: newAsks, sign: -1)
  }

  /// Sets the level at `price` to `size` shares; zero removes it.
  @discardableResult
  package mutating func set(_ side: Side, price: Micros, size: Micros) -> Effect {
    switch side {
    case .buy: Self.set(&bids, BookLevel(price: price, size: size), sign: 1)
    case .sell: Self.set(&asks, BookLevel(price: price, size: size), sign: -1)
    }
  }

  /// Forgets every level that is better than the best prices the venue reports, and says how many.
  ///
  /// A trade eats levels without a `price_change`; where its `book` message is missing, the report
  /// is the only sign of it (data/polymarket/README.md). nil means that nothing was reported: that
  /// side stays.
  package mutating func dropLevelsBetter(thanBid bid: Micros?, ask: Micros?) -> Int {
    var dropped = 0
    if let bid {
      while let best = bids.last, best.price > bid {
        bids.removeLast()
        dropped += 1
      }
    }
    if let ask {
      while let best = asks.last, best.price < ask {
        asks.removeLast()
        dropped += 1
      }
    }
    return dropped
  }

  /// `sign` is 1 where prices rise toward the best and -1 where they fall: `sign * price` always
  /// rises.
  private static func position(of key: Int64, in levels: [BookLevel], sign: Int64) -> Int {
    var low = 0
    var high = levels.count
    while low < high {
      let middle = (low + high) / 2
      if sign * levels[middle].price.raw < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func set(_ levels: inout [BookLevel], _ level: BookLevel, sign: Int64) -> Effect {
    let index = position(of: sign * level.price.raw, in: levels, sign: sign)
    let found = index < levels.count && levels[index].price == level.price
    if level.size == .zero {
      guard found else { return .absent }
      levels.remove(at: index)
      return .removed
    }
    guard found else {
      levels.insert(level, at: index)
      return .added
    }
    guard levels[index].size != level.size else { return .unchanged }
    levels[index].size = level.size
    return .resized
  }

  private static func fill(_ levels: inout [BookLevel], from new: [BookLevel], sign: Int64) {
    levels.removeAll(keepingCapacity: true)
    for level in new {
      // The venue sorts as we do, so this is an append but for odd senders.
      if let last = levels.last, sign * level.price.raw <= sign * last.price.raw {
        _ = set(&levels, level, sign: sign)
      } else if level.size != .zero {
        levels.append(level)
      }
    }
  }
}
