import FixedPoint
import Hashing
import Runtime
import Trading
package import Venue

/// Why a recording cannot stand behind the simulated venue.
package enum RecordedMarketError: Error, Equatable, Sendable {
  /// It cannot be read.
  case recording(RecordingError)
  /// The venue does not take its market.
  case exchange(ExchangeError)
  /// It names no market with two tokens in its first second.
  case noMarket
}

/// A recorded session of the market channel as the liquidity of the simulated venue: what others had in the
/// book then is in the book now, and those who trade here queue behind it.
///
/// The recording knows nothing of the orders here. A level that grows does so at the end of its queue; one
/// that shrinks loses what came last; a recorded trade takes from the front, and so reaches an order here once
/// all that was before it is gone. A trade's `book` mostly comes before the trade itself: what that book took
/// away counts as taken by the trade, so that no place in the queue is gained twice. Time runs as recorded.
package final class RecordedMarket {
  /// Messages applied so far.
  package private(set) var messageCount = 0
  /// Lines that were skipped because they are no messages.
  package var skippedLineCount: Int { recording.counts.badLines }
  /// When the next message is due, in ms since 1970; nil at the end of the recording.
  package private(set) var nextDeadline: Int64?

  private let recording: Recording
  private var message = MarketMessage()
  /// What is added to a recorded time.
  private var shift: Int64 = 0
  private var books: [MarketIndex: OutsideBook] = [:]
  private let crowd: (makers: AccountIndex, takers: AccountIndex)

  /// Opens a recording, and its markets with the books of its first second, in `exchange` at `now`.
  package init(
    path: String, in exchange: inout Exchange, now: Int64
  ) throws(RecordedMarketError) {
    do throws(RecordingError) {
      recording = try Recording(path: path)
    } catch {
      throw .recording(error)
    }
    do throws(ExchangeError) {
      crowd = (try exchange.openInHouse(), try exchange.openInHouse())
    } catch {
      throw .exchange(error)
    }
    exchange.advance(to: now)
    try read()
    guard let first = nextDeadline else { throw .noMarket }
    shift = exchange.now - first
    nextDeadline = exchange.now
    while let due = nextDeadline, due <= exchange.now + 1_000 {
      try apply(in: &exchange)
      try read()
    }
    guard books.values.contains(where: { $0.market != nil }) else { throw .noMarket }
  }

  /// The markets of the recording, as far as they have been seen.
  package var markets: [MarketIndex] {
    books.values.compactMap(\.market).sorted { $0.position < $1.position }
  }

  /// Applies all messages that are due until `now`, each at its time, with what the exchange itself has to do
  /// in between.
  package func advance(_ exchange: inout Exchange, to now: Int64) throws(RecordedMarketError) {
    while let due = nextDeadline, due <= now {
      exchange.advance(to: due)
      try apply(in: &exchange)
      try read()
    }
    exchange.advance(to: now)
  }

  /// Goes to the next message of a market. Lines that cannot be read are passed over and counted.
  private func read() throws(RecordedMarketError) {
    while true {
      do throws(RecordingError) {
        guard try recording.next(into: &message) else {
          nextDeadline = nil
          return
        }
        guard let time = message.timestamp, message.market != nil else { continue }
        // Times go back at times; the order of arrival holds.
        nextDeadline = max(nextDeadline ?? Int64.min, time + shift)
        return
      } catch {
        guard error.isRecoverable else { throw .recording(error) }
      }
    }
  }

  private func apply(in exchange: inout Exchange) throws(RecordedMarketError) {
    guard let recorded = message.market else { return }
    messageCount += 1
    let tokens = recording.decoder.directory.tokens(of: recorded)
    var book = books[recorded] ?? OutsideBook(makers: crowd.makers, takers: crowd.takers)
    if let first = tokens.first { book.take(message, first: first) }
    if book.market == nil, tokens.count == 2 {
      book.market = try open(recorded, tokens, book, in: &exchange)
    }
    if let market = book.market, !exchange[market].isClosed {
      book.carryOut(message, first: tokens[0], in: &exchange)
    }
    books[recorded] = book
  }

  /// Opens the market of a recording under its own ids; ids of another form than the venue's are replaced by
  /// their hashes.
  private func open(
    _ market: MarketIndex, _ tokens: [TokenIndex], _ book: OutsideBook,
    in exchange: inout Exchange
  ) throws(RecordedMarketError) -> MarketIndex {
    let directory = recording.decoder.directory
    func number(_ token: TokenIndex) -> UInt256 {
      let id = directory.idBytes(of: token)
      if let number = UInt256(decimal: id) { return number }
      let words = SHA256.hash(Array(id)).words
      return UInt256(
        high: UInt128(words.0) << 64 | UInt128(words.1),
        low: UInt128(words.2) << 64 | UInt128(words.3))
    }
    let id = directory.id(of: market)
    let condition = id.hasPrefix("0x") ? Digest32(hex: id.dropFirst(2).lowercased()) : nil
    var definition = MarketDefinition(
      conditionID: condition ?? SHA256.hash(Array(id.utf8)), yesToken: number(tokens[0]),
      noToken: number(tokens[1]))
    definition.question = "recorded"
    definition.adaptsTickSize = false
    definition.tickSize = book.tickSize
    definition.negativeRisk = book.negativeRisk
    if let minimum = book.minimumOrderSize { definition.minimumOrderSize = minimum }
    do throws(ExchangeError) {
      let opened = try exchange.addMarket(definition)
      for account in [crowd.makers, crowd.takers] {
        try exchange.depositPairs(Micros(raw: 100_000_000_000_000), to: account, in: opened)
      }
      return opened
    } catch {
      throw .exchange(error)
    }
  }
}
