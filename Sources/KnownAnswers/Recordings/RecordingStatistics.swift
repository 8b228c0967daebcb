package import FixedPoint
import Trading
package import Venue

/// Every figure that `expected.json` states about a recording of the market channel, computed from
/// the recording alone (data/polymarket/README.md).
///
/// The meaning of each figure, pinned down against five recordings of 2025 and 2026:
/// - a step back is a timestamp below the largest seen before it, its length the distance to that;
/// - a market's silence is the distance from its largest timestamp so far to a later message that
///   is no trade, because trades are stamped by another clock;
/// - a token is listed once a book, a price change or a trade names it; its best prices are the
///   last ones reported, by a change or by a `book`; a change of them is counted when a
///   `price_change` reports others;
/// - after every change that reports best prices the rebuilt book is compared with them, then every
///   better level is dropped, then it is compared again.
package struct RecordingStatistics {
  var messages = 0
  var byType = OrderedCounts()
  var byteCount = 0
  var isLegacy = false
  var bad = OrderedCounts()
  var backSteps = 0
  var largestBackStep: Int64 = 0
  var adjacentIdentical = 0
  var firstTimestamp: Int64?
  var lastTimestamp: Int64?
  var markets: [MarketFigures] = []
  var tokens: [TokenFigures] = []
  var tokenOrder: [TokenIndex] = []
  var rebuiltBest = OrderedCounts()
  var levelsDropped = 0
  var tickSizeChanges = OrderedCounts()
  var hashes = HashChecks()
  var directory = MarketDirectory()
  /// Levels that were to be removed and were not there.
  package private(set) var absentRemovals = 0
  /// Levels that were set to the size they had.
  package private(set) var unchangedLevels = 0
  /// Changes at the best price of their side, before or after the change.
  package private(set) var changesAtBest = 0
  /// `PONG` and other frames that are words.
  package private(set) var textFrames = 0
  /// How often a market was silent for more than 2 s.
  package private(set) var longSilences = 0
  /// Smallest and largest distance between reported best prices.
  package private(set) var spreads: (least: Micros, most: Micros)?

  /// Messages of all types.
  package var messageCount: Int { messages }
  /// Entries of price changes of all tokens.
  package var changeCount: Int { tokens.reduce(0) { $0 + $1.priceChanges } }

  private var previous: [UInt8] = []

  /// Reads the recording at `path` to its end. Bad lines are counted in `bad`; a file that cannot
  /// be read to its end is an error.
  package init(recordingAt path: String) throws(RecordingError) {
    let recording = try Recording(path: path)
    var message = MarketMessage()
    while true {
      do {
        guard try recording.next(into: &message) else { break }
      } catch {
        guard error.isRecoverable else { throw error }
        bad.add(error.figure)
        continue
      }
      // Copied only when it grew: ids appear once and messages by the hundred thousand.
      if directory.tokenCount < recording.decoder.directory.tokenCount
        || directory.marketCount < recording.decoder.directory.marketCount
      {
        directory = recording.decoder.directory
      }
      count(recording, message)
      take(message)
    }
    hashes.finish()
    byteCount = recording.byteCount
    textFrames = recording.counts.keepAlives + recording.counts.textFrames
  }

  private mutating func count(_ recording: Recording, _ message: MarketMessage) {
    messages += 1
    byType.add(
      message.kind == .unknown ? recording.currentEventType ?? "" : message.kind.rawValue)
    let bytes = unsafe recording.currentBytes
    if unsafe bytes.elementsEqual(previous) { adjacentIdentical += 1 }
    previous.removeAll(keepingCapacity: true)
    unsafe previous.append(contentsOf: bytes)
    if message.isLegacy { isLegacy = true }
    guard let timestamp = message.timestamp else { return }
    if let last = lastTimestamp, timestamp < last {
      backSteps += 1
      largestBackStep = max(largestBackStep, last - timestamp)
    }
    firstTimestamp = firstTimestamp ?? timestamp
    lastTimestamp = max(lastTimestamp ?? timestamp, timestamp)
    guard let market = message.market else { return }
    while markets.count <= market.position { markets.append(MarketFigures()) }
    if markets[market.position].count(message.kind, timestamp) > 2000 { longSilences += 1 }
  }

  private mutating func take(_ message: MarketMessage) {
    while tokens.count < directory.tokenCount { tokens.append(TokenFigures()) }
    switch message.kind {
    case .book:
      guard let token = message.token else { return }
      list(token)
      tokens[token.position].takeBook(message)
      hashes.takeBook(message, token, tokens[token.position].book, directory)
    case .priceChange:
      for change in message.changes { apply(change) }
      hashes.takeChanges(message, tokens, directory)
    case .lastTradePrice:
      guard let token = message.token, let trade = message.trade else { return }
      list(token)
      tokens[token.position].trades += 1
      hashes.takeTrade(trade.price, token, directory)
    case .tickSizeChange:
      guard let new = message.newTickSize, let market = message.market else { return }
      let old = message.oldTickSize.map { "\($0)" } ?? ""
      tickSizeChanges.add("\(old)->\(new)")
      hashes.takeTickSize(new, market)
    case .bestBidAsk, .newMarket, .marketResolved, .unknown: return
    }
  }

  private mutating func list(_ token: TokenIndex) {
    guard !tokens[token.position].isListed else { return }
    tokens[token.position].isListed = true
    tokenOrder.append(token)
  }

  private mutating func apply(_ change: MarketMessage.Change) {
    list(change.token)
    let position = change.token.position
    tokens[position].priceChanges += 1
    tokens[position].hasBook = true
    let bestBefore = tokens[position].book.levels(change.side).last?.price
    switch tokens[position].book.set(change.side, price: change.price, size: change.size) {
    case .absent: absentRemovals += 1
    case .unchanged: unchangedLevels += 1
    case .added, .resized, .removed: break
    }
    let bestAfter = tokens[position].book.levels(change.side).last?.price
    if bestBefore == change.price || bestAfter == change.price { changesAtBest += 1 }
    guard let bid = change.bestBid, let ask = change.bestAsk else { return }
    tokens[position].takeReport(bid: bid, ask: ask)
    if bid > .zero, ask < .one {
      let spread = Micros(raw: ask.raw - bid.raw)
      let known = spreads ?? (spread, spread)
      spreads = (min(known.least, spread), max(known.most, spread))
    }
    let plain = tokens[position].bookAgrees(bid: bid, ask: ask)
    rebuiltBest.add(plain ? "plain rebuild agrees with reported best" : "plain rebuild disagrees")
    levelsDropped += tokens[position].book.dropLevelsBetter(thanBid: bid, ask: ask)
    let dropped = tokens[position].bookAgrees(bid: bid, ask: ask)
    rebuiltBest.add(
      dropped
        ? "after dropping levels better than reported: agrees" : "after dropping: disagrees")
  }
}

/// What is told about one market.
struct MarketFigures {
  var messages = 0
  var first: Int64 = 0
  var last: Int64 = 0
  var longestSilence: Int64 = 0

  /// Counts a message and gives the silence before it, in milliseconds.
  mutating func count(_ kind: MarketMessage.Kind, _ timestamp: Int64) -> Int64 {
    messages += 1
    guard messages > 1 else {
      first = timestamp
      last = timestamp
      return 0
    }
    let silence = kind == .lastTradePrice ? 0 : max(0, timestamp - last)
    longestSilence = max(longestSilence, silence)
    last = max(last, timestamp)
    return silence
  }
}

/// What is told about one token.
struct TokenFigures {
  var isListed = false
  var hasBook = false
  var priceChanges = 0
  var trades = 0
  var bestChanges = 0
  /// The last reported best prices, by a change or a `book`; 0 and 1 where a side is empty.
  var best: (bid: Micros, ask: Micros)?
  var emptyBid = 0
  var emptyAsk = 0
  var crossed = 0
  var book = OrderBook()

  mutating func takeBook(_ message: MarketMessage) {
    hasBook = true
    book.replace(bids: message.bids, asks: message.asks)
    best = (book.bestBid?.price ?? .zero, book.bestAsk?.price ?? .one)
  }

  mutating func takeReport(bid: Micros, ask: Micros) {
    if let best {
      if best != (bid, ask) { bestChanges += 1 }
    } else {
      bestChanges += 1
    }
    best = (bid, ask)
    if bid == .zero { emptyBid += 1 }
    if ask == .one { emptyAsk += 1 }
    if bid >= ask { crossed += 1 }
  }

  func bookAgrees(bid: Micros, ask: Micros) -> Bool {
    (book.bestBid?.price ?? .zero) == bid && (book.bestAsk?.price ?? .one) == ask
  }
}

extension RecordingError {
  /// The name under which a bad line is counted.
  fileprivate var figure: String {
    switch self {
    case .file: "file"
    case .notJSON: "not JSON"
    case .cutOff: "cut off"
    case .notAMessage: "not a message"
    }
  }
}
