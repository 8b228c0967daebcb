import Trading

/// One side of a market's book in terms of its first token: price levels, the best last, each a queue of
/// orders in order of arrival.
struct BookSide: Sendable {
  /// All that rests at one price.
  struct Level: Sendable {
    /// In millionths, of the first token.
    let price: Int64
    /// Shares, the sum over the queue.
    var total: Int64 = 0
    /// Slots of the first and last order; never -1 in a level that is in the book.
    var first: Int32 = -1
    var last: Int32 = -1
    /// Orders in the queue.
    var count: Int32 = 0

    init(price: Int64) {
      self.price = price
    }
  }

  let side: Side
  var levels: [Level] = []

  init(_ side: Side) {
    self.side = side
  }

  /// Where a market keeps this side, and where the other one.
  static func position(_ side: Side) -> Int { side == .buy ? 0 : 1 }

  var best: Level? { levels.last }

  /// Whether an order of the other side with limit `price` matches what rests at `level`.
  func crosses(_ level: Int64, limit price: Int64) -> Bool {
    side == .sell ? level <= price : level >= price
  }

  /// Where the level of `price` is, or belongs. Most orders come near the best price, so the search begins
  /// at that end with steps that double.
  func position(of price: Int64) -> Int {
    let key = side == .buy ? price : -price
    var high = levels.count
    var step = 1
    while high - step >= 0, self.key(high - step) >= key {
      high -= step
      step *= 2
    }
    var low = max(0, high - step)
    while low < high {
      let middle = (low + high) / 2
      if self.key(middle) < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The position of the level of `price`; nil where nothing rests there.
  func existing(_ price: Int64) -> Int? {
    let position = position(of: price)
    return position < levels.count && levels[position].price == price ? position : nil
  }

  /// The position of the level of `price`, made if it is not there.
  mutating func level(at price: Int64) -> Int {
    let position = position(of: price)
    if position == levels.count || levels[position].price != price {
      levels.insert(Level(price: price), at: position)
    }
    return position
  }

  /// Shares at `price` or better for an order of the other side, as far as `limit` goes; stops counting once
  /// `enough` is reached.
  func depth(limit: Int64, enough: Int64) -> Int64 {
    var sum: Int64 = 0
    for level in levels.reversed() {
      guard sum < enough, crosses(level.price, limit: limit) else { break }
      sum += level.total
    }
    return sum
  }

  /// Rises toward the best price on either side.
  private func key(_ position: Int) -> Int64 {
    side == .buy ? levels[position].price : -levels[position].price
  }
}
