import FixedPoint
import Runtime
import Venue

/// Makes a session of the market channel with the message form, rates, silences and oddities of the
/// recorded ones (data/polymarket/README.md, "What the recordings show"), from a seed: the same
/// seed, the same bytes.
///
/// The books are whole and consistent: both tokens of a market mirror each other, every hash can be
/// checked, every reported best price is the best of the rebuilt book. The oddities are the
/// venue's: batches that share one hash, hashes that already cover the next message, trades told by
/// a `book` for each token and stamped out of order, repeated messages, removals of nothing, a tick
/// size change told twice, `PONG` lines.
///
/// ```swift
/// var generator = SessionGenerator(seed: 7)
/// unsafe generator.generate { line in … }
/// ```
package struct SessionGenerator {
  /// Length of the session in milliseconds of market time.
  package let duration: Int64
  /// The venue's time of the first message, in milliseconds since 1970.
  package let start: Int64

  var markets: [SimulatedMarket]
  var writer = MessageWriter()
  /// Messages that were made and arrive later: trades from a slower path.
  var delayed: [DelayedLine] = []
  private var schedules: [MarketSchedule]
  private var nextKeepAlive: Int64

  /// A line on its way.
  struct DelayedLine {
    var arrival: Int64
    var bytes: [UInt8]
  }

  /// A session of `seconds` (market time) with `markets` markets of two tokens. The last one of
  /// several is quiet, one of the others moves beyond 0.96 and changes its tick size halfway.
  ///
  /// Three markets make about 6,000 messages a minute.
  package init(
    seed: UInt64, seconds: Int = 120, markets count: Int = 3, start: Int64 = 1_790_000_000_000
  ) {
    precondition(seconds > 0 && count > 0, "a session has at least a second and a market")
    let duration = Int64(seconds) * 1000
    self.duration = duration
    self.start = start
    var random = SplitMix64(seed: seed)
    let moving = count >= 3 ? 1 : 0
    let markets = (0..<count).map { index in
      let isQuiet = count > 1 && index == count - 1
      return SimulatedMarket(
        bestBid: index == moving ? 940_000 : random.number(25...70) * 10_000,
        spread: isQuiet ? 4 : random.number(1...2), pace: isQuiet ? .quiet : .busy,
        negativeRisk: index % 2 == 1, random: SplitMix64(seed: random.next()))
    }
    self.markets = markets
    schedules = markets.indices.map { index in
      MarketSchedule(
        pace: markets[index].pace, start: start, duration: duration, changesTick: index == moving,
        random: SplitMix64(seed: random.next()))
    }
    nextKeepAlive = start + 10_000
  }

  /// Makes the session and gives it line by line, each with its line feed. A line is valid during
  /// the call.
  @unsafe package mutating func generate<Failure: Error>(
    _ sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    for index in markets.indices {
      writer.book(markets[index], .yes, start)
      writer.book(markets[index], .no, start)
    }
    try unsafe give(sink)
    while step() { try unsafe give(sink) }
  }

  /// Does what happens next; false at the end of the session.
  private mutating func step() -> Bool {
    var now = min(nextKeepAlive, delayed.map(\.arrival).min() ?? .max)
    var acting: Int?
    for index in schedules.indices where schedules[index].nextAction < now {
      now = schedules[index].nextAction
      acting = index
    }
    guard now < start + duration else {
      defer { delayed = [] }
      for line in delayed.sorted(by: { $0.arrival < $1.arrival }) { writer.line(line.bytes) }
      return !delayed.isEmpty
    }
    if let acting {
      if schedules[acting].takeTickChange(at: now) {
        changeTick(acting, now)
      } else {
        act(acting, now)
      }
      schedules[acting].advance()
    } else if let late = delayed.firstIndex(where: { $0.arrival == now }) {
      writer.line(delayed.remove(at: late).bytes)
    } else {
      writer.line(Array("PONG".utf8))
      nextKeepAlive += 10_000
    }
    return true
  }

  /// Cuts what was written into lines.
  private mutating func give<Failure: Error>(
    _ sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let bytes = writer.take()
    var begin = 0
    while let feed = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) {
      var failure: Failure?
      unsafe bytes[begin...feed].withUnsafeBytes { line in
        do throws(Failure) {
          try unsafe sink(line)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      begin = feed + 1
    }
  }
}
