import FixedPoint
import TestSupport
import Testing
import Trading
import Venue

@Suite struct OrderAmountsTests {
  private func micros(_ text: String) throws -> Micros { try Micros.parse(text) }

  /// The table of facts/polymarket-v2.md 1.6.
  @Test(arguments: [
    ("0.1", 1, 3), ("0.01", 2, 4), ("0.005", 3, 5), ("0.0025", 4, 6), ("0.001", 3, 5),
    ("0.0001", 4, 6),
  ])
  func ticksHaveTheirDecimals(text: String, price: Int, amount: Int) throws {
    let tick = try #require(TickSize(try micros(text)))
    #expect(tick.priceDecimals == price)
    #expect(tick.amountDecimals == amount)
    #expect(tick.size.description == text)
  }

  @Test(arguments: ["0", "0.02", "1", "0.00001", "0.05", "-0.1"])
  func otherTicksThereAreNone(text: String) throws {
    #expect(TickSize(try micros(text)) == nil)
  }

  @Test(arguments: TickSize.allCases, UInt64(0)..<64)
  func limitOrdersAreExact(tick: TickSize, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let steps = 1_000_000 / tick.rawValue
    for _ in 0..<20 {
      let price = Micros(raw: Int64.random(in: 1..<steps, using: &generator) * tick.rawValue)
      let shift = Int.random(in: 0...40, using: &generator)
      let size = Micros(raw: max(10_000, Int64.random(in: 0...(.max >> shift), using: &generator)))
      for side in Side.allCases {
        let amounts = try OrderAmounts.limit(side, price: price, size: size, tick: tick)
        let (dollars, shares) =
          side == .buy ? (amounts.maker, amounts.taker) : (amounts.taker, amounts.maker)
        // Whole lots of 0.01, and no more lost than a part of one.
        #expect(shares % 10_000 == 0)
        #expect(UInt64(size.raw) - shares < 10_000)
        #expect(UInt128(dollars) * 1_000_000 == UInt128(shares) * UInt128(price.raw))
        let terms = try amounts.terms(side, tick: tick)
        #expect(terms == OrderAmounts.Terms(price: price, size: Micros(raw: Int64(shares))))
      }
    }
  }

  @Test(arguments: TickSize.allCases, UInt64(0)..<64)
  func marketBuysSpendWhatWasSaidAndGetNoMoreThanThat(tick: TickSize, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let steps = 1_000_000 / tick.rawValue
    for _ in 0..<20 {
      let price = Micros(raw: Int64.random(in: 1..<steps, using: &generator) * tick.rawValue)
      // From five cents: where a buy of one cent meets a price of 0.9, one step more or less is one amount.
      let dollars = Int64.random(in: 5...100_000_000, using: &generator) * 10_000
      let amounts = try OrderAmounts.market(
        .buy, price: price, amount: Micros(raw: dollars), tick: tick)
      #expect(amounts.maker == UInt64(dollars))
      let unit = (0..<(6 - tick.amountDecimals)).reduce(UInt64(1)) { unit, _ in unit * 10 }
      #expect(amounts.taker % unit == 0)
      // The shares cost what is spent, but for less than one unit of the last decimal, or a hair more.
      let cost = UInt128(amounts.taker) * UInt128(price.raw)
      let spent = UInt128(dollars) * 1_000_000
      #expect(cost < spent + UInt128(unit) * UInt128(price.raw))
      #expect(cost + UInt128(unit) * UInt128(price.raw) > spent)
      #expect(try amounts.terms(.buy, tick: tick).price == price)
    }
  }

  @Test func badInputIsNamed() throws {
    let (half, ten) = (try micros("0.5"), try micros("10"))
    func error(_ price: String, _ size: String, _ minimum: OrderAmounts.Minimum = .init())
      -> AmountError?
    {
      do throws(AmountError) {
        _ = try OrderAmounts.limit(
          .buy, price: (try? micros(price)) ?? .zero, size: (try? micros(size)) ?? .zero,
          tick: .hundredth, minimum: minimum)
        return nil
      } catch {
        return error
      }
    }
    #expect(error("0.5", "10") == nil)
    #expect(error("0.505", "10") == .offGrid(try micros("0.505"), .hundredth))
    #expect(error("0", "10") == .priceOutOfRange(.zero, .hundredth))
    #expect(error("0.005", "10") == .priceOutOfRange(try micros("0.005"), .hundredth))
    #expect(error("0.995", "10") == .priceOutOfRange(try micros("0.995"), .hundredth))
    #expect(error("1", "10") == .priceOutOfRange(.one, .hundredth))
    #expect(error("-0.5", "10") == .priceOutOfRange(try micros("-0.5"), .hundredth))
    #expect(error("0.5", "0") == .zero(.zero))
    #expect(error("0.5", "0.009999") == .zero(try micros("0.009999")))
    #expect(error("0.5", "-1") == .negative(try micros("-1")))
    let minimum = OrderAmounts.Minimum(size: try micros("5"), notional: .one)
    #expect(error("0.5", "5", minimum) == nil)
    // What counts is what is left in whole lots.
    #expect(
      error("0.5", "4.999999", minimum)
        == .belowMinimumSize(try micros("4.99"), minimum: try micros("5")))
    #expect(throws: AmountError.belowMinimumNotional(try micros("0.99"), minimum: .one)) {
      try OrderAmounts.market(
        .buy, price: half, amount: try micros("0.999"), tick: .tenth, minimum: minimum)
    }
    // Those who want no cut ask before.
    #expect(throws: Never.self) { try OrderAmounts.checkLots(try micros("10.01")) }
    #expect(throws: AmountError.offLot(try micros("10.001"))) {
      try OrderAmounts.checkLots(try micros("10.001"))
    }
    #expect(throws: AmountError.overflow) {
      try OrderAmounts.market(
        .buy, price: Micros(raw: 100), amount: Micros(raw: .max), tick: .tenThousandth)
    }
    #expect(
      try OrderAmounts.market(.sell, price: half, amount: ten, tick: .tenth)
        == OrderAmounts(maker: 10_000_000, taker: 5_000_000))
  }

  /// Amounts between two steps, of each side; the price in the error is what they say.
  @Test(
    arguments: [
      ("0.01", Side.buy, 2_525_000, 5_000_000, "0.505"),
      ("0.01", .sell, 5_000_000, 2_525_000, "0.505"),
      ("0.1", .buy, 2_000_500, 5_000_000, "0.4001"), ("0.1", .sell, 5_000_000, 2_000_500, "0.4001"),
      ("0.005", .buy, 51_700_000, 100_000_000, "0.517"),
      ("0.0025", .sell, 1_000_000_000, 523_100_000, "0.5231"),
      ("0.001", .buy, 52_345_678, 100_000_000, "0.523456"),
    ] as [(String, Side, UInt64, UInt64, String)])
  func pricesBetweenTwoStepsAreRefused(
    text: String, side: Side, maker: UInt64, taker: UInt64, price: String
  ) throws {
    let tick = try #require(TickSize(try micros(text)))
    #expect(throws: AmountError.offGrid(try micros(price), tick)) {
      try OrderAmounts(maker: maker, taker: taker).terms(side, tick: tick)
    }
  }

  /// What the venue's own client signs where its floating point is off (vectors/order-amounts.json).
  @Test(
    arguments: [
      ("0.1", Side.buy, 1_008_000, 2_520_000, "0.4"),
      ("0.0025", .sell, 8_349_439_000_000, 1_482_025_422_499, "0.1775"),
      ("0.001", .buy, 166_685_440, 2_604_460_000, "0.064"),
      ("0.01", .buy, 100_000_000, 178_571_400, "0.56"),
    ] as [(String, Side, UInt64, UInt64, String)])
  func honestMistakesAreTaken(
    text: String, side: Side, maker: UInt64, taker: UInt64, price: String
  ) throws {
    let tick = try #require(TickSize(try micros(text)))
    let terms = try OrderAmounts(maker: maker, taker: taker).terms(side, tick: tick)
    #expect(terms.price == (try micros(price)))
  }

  @Test(
    arguments: [
      (0, 5), (5, 0), (0, 0), (UInt64.max, 5), (5, .max), (10_000_000, 5_000_000),
      (5_000_000, 5_000_000),
      (1, 5_000_000),
    ] as [(UInt64, UInt64)])
  func amountsWithoutPriceAreRefused(maker: UInt64, taker: UInt64) {
    #expect(throws: AmountError.self) {
      try OrderAmounts(maker: maker, taker: taker).terms(.buy, tick: .hundredth)
    }
  }

  @Test(arguments: [
    ("0.505", TickSize.Rounding.down, "0.5"), ("0.505", .up, "0.51"), ("0.505", .halfEven, "0.5"),
    ("0.515", .halfEven, "0.52"), ("0.5050001", .halfEven, "0.51"), ("0.5", .up, "0.5"),
    ("0.999", .up, "1"), ("0.001", .down, "0"),
  ])
  func roundingHasAName(price: String, rounding: TickSize.Rounding, step: String) throws {
    // Seven decimals do not fit an amount: the sixth stands for them.
    let price = try micros(price == "0.5050001" ? "0.505001" : price)
    #expect(TickSize.hundredth.rounded(price, rounding).description == step)
  }
}
