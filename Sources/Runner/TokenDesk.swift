package import FixedPoint
import Orders
import Trading
package import Venue

/// One token as a run sees it: its book, how good that is, and the orders that rest on it.
package struct TokenDesk {
  /// An order and the place it fills.
  struct Entry {
    var order: RestingOrder
    var place: ReferenceMaker.Place
    /// The touch that raised the last event for it, so that one message raises one event.
    var touched = 0
  }

  /// A place without an order, to be filled at `due`.
  struct Vacancy {
    var place: ReferenceMaker.Place
    var due: Int64
  }

  let market: Int
  /// What rests, as far as it is known.
  package internal(set) var book = OrderBook()
  /// The smallest step of prices: told by the venue, otherwise the finest that any price so far has had.
  package private(set) var tick = Micros(raw: 10_000)
  private var isTickTold = false
  /// Whether the book is whole: a snapshot came, or the rebuilt best prices once were the reported ones.
  package private(set) var isKnown = false
  /// The clock of the run at the last accepted update; nil before the first.
  package private(set) var updatedAt: Int64?
  var entries: [Entry] = []
  var vacancies: [Vacancy] = []
  /// The earliest `due` of the vacancies.
  var nextDue = Int64.max

  /// A token of the market at that position, of which nothing is known.
  package init(market: Int) {
    self.market = market
  }

  // MARK: Book

  /// Takes a whole book.
  package mutating func take(snapshot message: MarketMessage, now: Int64) {
    book.replace(bids: message.bids, asks: message.asks)
    if let told = message.metadata.tickSize {
      setTick(told)
    } else {
      for level in book.bids { learnTick(from: level.price) }
      for level in book.asks { learnTick(from: level.price) }
    }
    isKnown = true
    updatedAt = now
  }

  /// Applies one change and says whether the rebuilt best prices are the reported ones; nil where the venue
  /// reported none.
  @discardableResult
  package mutating func take(_ change: MarketMessage.Change, now: Int64) -> Bool? {
    book.set(change.side, price: change.price, size: change.size)
    learnTick(from: change.price)
    updatedAt = now
    guard let bid = change.bestBid, let ask = change.bestAsk else { return nil }
    _ = book.dropLevelsBetter(thanBid: bid, ask: ask)
    let agrees = (book.bestBid?.price ?? .zero) == bid && (book.bestAsk?.price ?? .one) == ask
    if agrees { isKnown = true }
    return agrees
  }

  /// The venue says what its smallest step of prices is.
  package mutating func setTick(_ tick: Micros) {
    self.tick = tick
    isTickTold = true
  }

  private mutating func learnTick(from price: Micros) {
    guard !isTickTold, price.raw % tick.raw != 0 else { return }
    for finer in [Int64(1_000), 100] where finer < tick.raw && price.raw % finer == 0 {
      tick = Micros(raw: finer)
      return
    }
  }

  /// 0...1; nil where nobody buys.
  package var bestBid: Micros? { book.bestBid?.price }
  /// 0...1; nil where nobody sells.
  package var bestAsk: Micros? { book.bestAsk?.price }

  // MARK: Places

  mutating func vacate(_ place: ReferenceMaker.Place, until due: Int64) {
    vacancies.append(Vacancy(place: place, due: due))
    nextDue = min(nextDue, due)
  }

  /// Takes out the vacancies that are due, in the order in which they arose.
  mutating func takeDue(at now: Int64) -> [ReferenceMaker.Place] {
    let due = vacancies.filter { $0.due <= now }.map(\.place)
    vacancies.removeAll { $0.due <= now }
    nextDue = vacancies.lazy.map(\.due).min() ?? .max
    return due
  }
}
