import FixedPoint
import Hashing
import Trading
import Venue

/// Holds the hashes of price changes against the rebuilt books (`BookHash`).
///
/// A hash covers the whole action of the engine, which may come as several messages. So an entry
/// that does not agree is looked at again: if the market's next message carries the same hash and
/// time for the token, it was inside a batch; if its hash agrees with the book after one of the
/// next messages, it covered those too.
///
/// The terms of a market (smallest order, tick size, negative risk) are not part of the recording:
/// they are found by trying the venue's few real values on the first `book` with a hash. Where none
/// fits, the market's hashes cannot be checked and are not counted.
struct HashChecks {
  /// An entry whose hash did not agree when it came.
  private struct Open {
    var token: TokenIndex
    var hash: Digest20
    var timestamp: Int64
    /// Messages of the market with price changes since.
    var messagesSince = 0
  }

  private struct Market {
    var terms: BookHashTerms?
    var attempts = 0
    var open: [Open] = []
  }

  /// How many messages a hash may reach ahead. Two were seen; the venue states no bound.
  private static let reach = 16
  /// Snapshots to try for a market's terms, so that an unknown form of hash costs little.
  private static let maximumAttempts = 8

  private(set) var entries = 0
  private(set) var verified = 0
  private(set) var insideBatch = 0
  private(set) var coversLater = 0
  private(set) var unexplained = 0
  /// Hashes on `book` messages that agree with their own levels, and that do not.
  private(set) var books = (agree: 0, disagree: 0)

  private var markets: [Market] = []
  /// The last trade as the venue writes it, for each token.
  private var lastTrades: [WrittenPrice?] = []
  /// Other forms it may have since a trade was told without a `book`.
  private var otherLastTrades: [[WrittenPrice?]] = []
  private var hasher = BookHash()

  /// Markets with hashes whose terms were not found.
  var marketsWithoutTerms: Int {
    markets.count { $0.terms == nil && $0.attempts > 0 }
  }

  mutating func takeBook(
    _ message: MarketMessage, _ token: TokenIndex, _ book: OrderBook, _ directory: MarketDirectory
  ) {
    guard let hash = message.hash, let market = message.market, let timestamp = message.timestamp
    else { return }
    grow(directory)
    lastTrades[token.position] =
      message.metadata.lastTradePrice ?? lastTrades[token.position]
    if message.metadata.lastTradePrice != nil { otherLastTrades[token.position] = [] }
    settleBatch(market, message)
    if let terms = markets[market.position].terms {
      if agrees(hash, token, book, timestamp, terms, directory) {
        books.agree += 1
        return
      }
    }
    guard markets[market.position].attempts < Self.maximumAttempts else {
      books.disagree += 1
      return
    }
    markets[market.position].attempts += 1
    for terms in BookHashTerms.candidates(message.metadata)
    where agrees(hash, token, book, timestamp, terms, directory) {
      markets[market.position].terms = terms
      books.agree += 1
      return
    }
    books.disagree += 1
  }

  /// The books in `tokens` are those after the message.
  mutating func takeChanges(
    _ message: MarketMessage, _ tokens: [TokenFigures], _ directory: MarketDirectory
  ) {
    guard let market = message.market, let timestamp = message.timestamp else { return }
    grow(directory)
    guard let terms = markets[market.position].terms else { return }
    settleBatch(market, message)
    settleEarlier(market, tokens, terms, directory)
    for change in message.changes {
      guard let hash = change.hash else { continue }
      entries += 1
      let book = tokens[change.token.position].book
      if agrees(hash, change.token, book, timestamp, terms, directory) {
        verified += 1
      } else {
        markets[market.position].open.append(
          Open(token: change.token, hash: hash, timestamp: timestamp))
      }
    }
  }

  /// A trade moves the last price of both tokens; the next `book` or hash tells how it is written.
  mutating func takeTrade(_ price: Micros, _ token: TokenIndex, _ directory: MarketDirectory) {
    grow(directory)
    for sibling in directory.tokens(of: directory.market(of: token)) {
      var forms: [WrittenPrice?] = []
      for value in [price, price.complement] {
        for decimals in [3, 0, 2, 4] {
          let form = WrittenPrice(value, decimals: decimals)
          if form.isExactForm, !forms.contains(form) { forms.append(form) }
        }
      }
      otherLastTrades[sibling.position] = forms
    }
  }

  mutating func takeTickSize(_ tickSize: Micros, _ market: MarketIndex) {
    guard market.position < markets.count else { return }
    markets[market.position].terms?.tickSize = tickSize
  }

  /// What is still open at the end covers messages that were not recorded.
  mutating func finish() {
    for market in markets { coversLater += market.open.count }
  }

  private mutating func grow(_ directory: MarketDirectory) {
    while markets.count < directory.marketCount { markets.append(Market()) }
    while lastTrades.count < directory.tokenCount {
      lastTrades.append(nil)
      otherLastTrades.append([])
    }
  }

  /// Entries of the message just before that the next one repeats.
  private mutating func settleBatch(_ market: MarketIndex, _ message: MarketMessage) {
    var left: [Open] = []
    for open in markets[market.position].open {
      let isRepeated =
        open.messagesSince == 0 && open.timestamp == message.timestamp
        && (message.changes.contains { $0.token == open.token && $0.hash == open.hash }
          || message.kind == .book && message.token == open.token && message.hash == open.hash)
      if isRepeated { insideBatch += 1 } else { left.append(open) }
    }
    markets[market.position].open = left
  }

  /// Entries of earlier messages that the book has caught up with.
  private mutating func settleEarlier(
    _ market: MarketIndex, _ tokens: [TokenFigures], _ terms: BookHashTerms,
    _ directory: MarketDirectory
  ) {
    var left: [Open] = []
    for var open in markets[market.position].open {
      let book = tokens[open.token.position].book
      open.messagesSince += 1
      if agrees(open.hash, open.token, book, open.timestamp, terms, directory) {
        coversLater += 1
      } else if open.messagesSince >= Self.reach {
        unexplained += 1
      } else {
        left.append(open)
      }
    }
    markets[market.position].open = left
  }

  private mutating func agrees(
    _ hash: Digest20, _ token: TokenIndex, _ book: OrderBook, _ timestamp: Int64,
    _ terms: BookHashTerms, _ directory: MarketDirectory
  ) -> Bool {
    let position = token.position
    func digest(_ last: WrittenPrice?, _ hasher: inout BookHash) -> Digest20 {
      hasher.digest(
        of: book, market: directory.idBytes(of: directory.market(of: token)),
        token: directory.idBytes(of: token), timestamp: timestamp, terms: terms,
        lastTradePrice: last)
    }
    if digest(lastTrades[position], &hasher) == hash { return true }
    for form in otherLastTrades[position] where digest(form, &hasher) == hash {
      lastTrades[position] = form
      otherLastTrades[position] = []
      return true
    }
    return false
  }
}

extension WrittenPrice {
  /// Whether the decimals suffice for the value, and no decimal is written where none is needed at
  /// 0.
  fileprivate var isExactForm: Bool {
    var divisor: Int64 = 1_000_000
    for _ in 0..<decimals { divisor /= 10 }
    return decimals == 0 || value.raw % divisor == 0
  }
}

extension BookHashTerms {
  /// The venue's real values, narrowed by what the book tells of itself.
  fileprivate static func candidates(
    _ metadata: MarketMessage.BookMetadata
  ) -> [BookHashTerms] {
    let ticks = [10_000, 1000, 100_000, 100, 5000, 2500].map { Micros(raw: $0) }
    let sizes = [5, 15, 1, 10, 20, 50, 100, 0, 2, 25].map { Micros(raw: $0 * 1_000_000) }
    var all: [BookHashTerms] = []
    for size in metadata.minimumOrderSize.map({ [$0] }) ?? sizes {
      for tick in metadata.tickSize.map({ [$0] }) ?? ticks {
        for risk in metadata.negativeRisk.map({ [$0] }) ?? [true, false] {
          all.append(
            BookHashTerms(minimumOrderSize: size, tickSize: tick, negativeRisk: risk))
        }
      }
    }
    return all
  }
}
