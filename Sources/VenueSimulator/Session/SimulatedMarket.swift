import FixedPoint
import Runtime
import Trading
import Venue

/// One market with two tokens, as the venue keeps it: a bid for a token at `p` is an offer of the
/// other token at `1 - p`, so both books are images of each other at every moment.
struct SimulatedMarket {
  /// Which token of the market.
  enum Outcome { case yes, no }

  /// How often things happen.
  enum Pace {
    /// About 48 messages/s with bursts, and silences up to 9 s.
    case busy
    /// About 1.2 messages/s, often silent for more than 2 s, at most 25 s.
    case quiet
  }

  /// The venue's ids, as ASCII.
  let market: [UInt8]
  let yesToken: [UInt8]
  let noToken: [UInt8]
  let pace: Pace
  private(set) var terms: BookHashTerms
  private(set) var yes = OrderBook()
  private(set) var no = OrderBook()
  var lastTrade: WrittenPrice?
  var random: SplitMix64

  /// A side keeps at least this many levels, so that there is always something to buy and to sell.
  private static let leastLevels = 2
  /// The widest distance between the best prices, as recorded.
  static let widestSpread: Int64 = 280_000

  /// A market with a full book around `bestBid`, `spread` ticks of 0.01 wide.
  init(bestBid: Int64, spread: Int64, pace: Pace, negativeRisk: Bool, random: SplitMix64) {
    self.random = random
    self.pace = pace
    market = Self.hexadecimal(&self.random, digits: 64)
    yesToken = Self.decimal(&self.random, digits: 77)
    noToken = Self.decimal(&self.random, digits: 76)
    terms = BookHashTerms(
      minimumOrderSize: Micros(raw: 5_000_000), tickSize: Micros(raw: 10_000),
      negativeRisk: negativeRisk)
    for distance: Int64 in 0..<60 {
      // Deep levels are often missing, near ones seldom.
      let bid = bestBid - distance * 10_000
      if bid > 0, distance == 0 || self.random.chance(900 - 10 * distance) {
        set(.buy, bid, size())
      }
      let ask = bestBid + (spread + distance) * 10_000
      if ask < 1_000_000, distance == 0 || self.random.chance(900 - 10 * distance) {
        set(.sell, ask, size())
      }
    }
  }

  /// The price grid in millionths.
  var tick: Int64 { terms.tickSize.raw }
  /// Highest bid for and lowest offer of the yes token, in millionths. Both sides always hold a
  /// level.
  var bestBid: Int64 { yes.bestBid?.price.raw ?? 0 }
  var bestAsk: Int64 { yes.bestAsk?.price.raw ?? 1_000_000 }
  var spread: Int64 { bestAsk - bestBid }

  func book(_ outcome: Outcome) -> OrderBook {
    outcome == .yes ? yes : no
  }

  func token(_ outcome: Outcome) -> [UInt8] {
    outcome == .yes ? yesToken : noToken
  }

  /// Levels of the yes token on `side`.
  func levels(_ side: Side) -> [BookLevel] {
    side == .buy ? yes.bids : yes.asks
  }

  /// Whether a level may go from `side`.
  func maySpare(_ side: Side) -> Bool {
    levels(side).count > Self.leastLevels
  }

  /// Sets a level of the yes token, and its image in the book of the other token.
  mutating func set(_ side: Side, _ price: Int64, _ size: Int64) {
    let price = Micros(raw: price)
    let size = Micros(raw: size)
    yes.set(side, price: price, size: size)
    no.set(side.opposite, price: price.complement, size: size)
  }

  mutating func setTick(_ tick: Int64) {
    terms.tickSize = Micros(raw: tick)
  }

  /// A size as people choose them: round, or to the cent, mostly small.
  mutating func size() -> Int64 {
    switch random.number(0...9) {
    case 0...3: random.number(1...40) * 5_000_000
    case 4...5: random.number(1...20) * 100_000_000
    case 6...8: random.number(500...300_000) * 10_000
    default: random.number(100_000...9_500_000) * 10_000
    }
  }

  private static func hexadecimal(_ random: inout SplitMix64, digits: Int) -> [UInt8] {
    let alphabet = Array("0123456789abcdef".utf8)
    return Array("0x".utf8) + (0..<digits).map { _ in alphabet[Int(random.number(0...15))] }
  }

  private static func decimal(_ random: inout SplitMix64, digits: Int) -> [UInt8] {
    (0..<digits).map { UInt8(ascii: "0") + UInt8(random.number($0 == 0 ? 1...9 : 0...9)) }
  }
}
