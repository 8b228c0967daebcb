import FixedPoint
import Hashing
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("the simulator's own traders")
struct CrowdTests {
  @Test("they make a market at once and keep it alive", arguments: [1, 2, 3])
  func alive(seed: Int) throws {
    var configuration = ExchangeConfiguration()
    configuration.seed = UInt64(seed)
    var floor = try TradingFloor(configuration)
    floor.exchange.setWatched(true, floor.market)
    try floor.exchange.addCrowd(Crowd.Settings(), to: floor.market)
    #expect(floor.exchange[floor.market].bestBid(.yes) != nil)
    #expect(floor.exchange[floor.market].bestAsk(.yes) != nil)
    var (prints, changes, silent) = (0, 0, 0)
    for second in 0..<300 {
      floor.wait(1_000)
      for event in floor.exchange.takeEvents() {
        switch event {
        case .lastTradePrice: prints += 1
        case .priceChange: changes += 1
        case .order, .trade: Issue.record("the simulator's own traders were told of")
        default: break
        }
      }
      let market = floor.exchange[floor.market]
      if market.bestBid(.yes) == nil || market.bestAsk(.yes) == nil { silent += 1 }
      #expect(floor.exchange.violations() == [], "second \(second)")
    }
    #expect(prints > 100 && changes > 1_000 && silent < 10)
  }

  @Test("one trades with them as with anyone, and sees the trade")
  func trades() throws {
    var floor = try TradingFloor()
    try floor.exchange.addCrowd(Crowd.Settings(), to: floor.market)
    let alice = try floor.trader(1)
    let receipt = try floor.post(
      floor.order(alice, .buy, "0.90", "50", type: .fillAndKill))
    #expect(receipt.status == .matched)
    floor.wait(20_000)
    let trades = floor.exchange.trades(of: alice.user)
    #expect(trades.map(\.status) == trades.map { _ in .confirmed } && !trades.isEmpty)
    #expect(floor.exchange.holding(alice.user, floor.yes).balance.raw > 1_049_000_000)
    #expect(floor.exchange.violations() == [])
  }

  @Test("they stay away while the engine is closed, and stop when the market is decided")
  func closed() throws {
    var floor = try TradingFloor()
    try floor.exchange.addCrowd(Crowd.Settings(), to: floor.market)
    floor.exchange.setMode(.disabled, now: floor.now)
    let before = floor.book()
    floor.wait(10_000)
    #expect(floor.book() == before)
    floor.exchange.setMode(.normal, now: floor.now)
    floor.wait(10_000)
    #expect(floor.book() != before)
    try floor.exchange.resolve(floor.market, winner: .yes, now: floor.now)
    floor.wait(10_000)
    #expect(floor.book() == " | " && floor.exchange.nextDeadline == nil)
    #expect(floor.exchange.violations() == [])
  }

  @Test("they quote on every grid", arguments: MarketDefinition.tickSizes)
  func grids(tick: Micros) throws {
    var floor = try TradingFloor { $0.tickSize = tick }
    var settings = Crowd.Settings()
    settings.fairPrice = Micros(raw: 130_000)
    settings.levels = 9
    try floor.exchange.addCrowd(settings, to: floor.market)
    for _ in 0..<60 {
      floor.wait(1_000)
      #expect(floor.exchange.violations() == [])
    }
    #expect(floor.exchange[floor.market].bestAsk(.yes) != nil)
  }

  @Test("settings beyond all measure are brought within it")
  func immoderate() throws {
    var floor = try TradingFloor()
    var settings = Crowd.Settings()
    settings.makers = .max
    settings.takers = -1
    settings.levels = .max
    settings.meanInterval = .max
    settings.fairPrice = Micros(raw: .max)
    settings.quoteSize = .min ... .max
    try floor.exchange.addCrowd(settings, to: floor.market)
    floor.wait(1_000)
    #expect(floor.exchange.violations() == [])
  }

  @Test("a leap of the clock of a year takes them a minute")
  func leap() throws {
    var floor = try TradingFloor()
    try floor.exchange.addCrowd(Crowd.Settings(), to: floor.market)
    floor.exchange.setWatched(true, floor.market)
    floor.wait(365 * 86_400_000)
    let events = floor.exchange.takeEvents()
    #expect((100...20_000).contains(events.count))
    #expect(floor.exchange.now == floor.now && floor.exchange.violations() == [])
    #expect((floor.exchange.nextDeadline ?? 0) > floor.now)
  }

  @Test("identifiers are UUIDs, and nothing else is one")
  func identifiers() {
    let text = "01234567-89ab-cdef-0123-456789abcdef"
    let identifier = VenueIdentifier(text: text)
    #expect(identifier?.text == text)
    #expect(identifier == VenueIdentifier(high: 0x0123_4567_89ab_cdef, low: 0x0123_4567_89ab_cdef))
    #expect(VenueIdentifier(text: text.uppercased()) == identifier)
    for wrong in [
      "", "x" + text.dropFirst(), text + "0", String(text.dropLast()),
      "0123456789ab-cdef-0123-456789abcdef----", text.replacing("-", with: "0"),
    ] {
      #expect(VenueIdentifier(text: wrong) == nil)
    }
    let made = VenueIdentifier(randomBits: .max, .max).text
    #expect(made == "ffffffff-ffff-4fff-bfff-ffffffffffff")
  }
}
