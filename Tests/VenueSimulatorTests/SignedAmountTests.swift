import FixedPoint
import Hashing
import JSON
import Runtime
import TestSupport
import Testing
import Trading
import Venue
import VenueSimulator

@Suite("amounts as clients sign them")
struct SignedAmountTests {
  @Test("every known answer is taken at the price it means", .enabled(if: Places.shared != nil))
  func knownAnswers() throws {
    let shared = try #require(Places.shared)
    let text = try FileContents.read(shared + "/vectors/order-amounts.json")
    let reader = JSONReader()
    let document = try unsafe reader.parse(copying: text)
    var count = 0
    for sample in try #require(document.member("cases")).elements {
      func text(_ name: StaticString) -> String? { sample.member(name)?.string }
      let pairs: [(StaticString, StaticString)] = [
        ("maker_amount", "taker_amount"),
        ("python_client_maker_amount", "python_client_taker_amount"),
      ]
      for (maker, taker) in pairs {
        guard let maker = text(maker).flatMap({ UInt64($0) }),
          let taker = text(taker).flatMap({ UInt64($0) })
        else { continue }
        let name = try #require(text("name"))
        try post(
          name, tick: try #require(text("tick_size")), price: try #require(text("price")),
          side: text("side") == "BUY" ? .buy : .sell, isMarket: text("kind") == "market",
          maker: maker, taker: taker)
        count += 1
      }
    }
    #expect(count >= 60)
  }

  private func post(
    _ name: String, tick: String, price: String, side: Side, isMarket: Bool, maker: UInt64,
    taker: UInt64
  ) throws {
    let tick = try amount(tick)
    var floor = try TradingFloor {
      $0.tickSize = tick
      $0.minimumOrderSize = Micros(raw: 10_000)
      $0.adaptsTickSize = false
    }
    let (alice, bob) = (try floor.trader(1), try floor.trader(2))
    for trader in [alice, bob] {
      try floor.exchange.deposit(Micros(raw: 100_000_000_000_000), to: trader.user)
      try floor.exchange.depositPairs(
        Micros(raw: 100_000_000_000_000), to: trader.user, in: floor.market)
    }
    // What the order meets at its price, and one tick beyond, where it must not go.
    for distance: Int64 in isMarket ? [0, 1] : [] {
      let step = side == .buy ? distance : -distance
      let other = Micros(raw: try amount(price).raw + step * tick.raw)
      guard other > .zero, other < .one else { continue }
      try floor.post(floor.order(bob, side.opposite, other.description, "10000000"))
    }
    let (cash, shares) = side == .buy ? (maker, taker) : (taker, maker)
    let submission = floor.signed(
      alice, side, cash: cash, shares: shares, type: isMarket ? .fillOrKill : .goodTillCancelled)
    let receipt = try floor.post(submission)
    let order = try #require(floor.exchange.order(receipt.id))
    #expect(order.price == micros(price), "\(name)")
    #expect(order.originalSize.raw == Int64(shares), "\(name)")
    #expect(receipt.status == (isMarket ? .matched : .live), "\(name)")
    if isMarket {
      let given = side == .buy ? receipt.makingAmount : receipt.takingAmount
      #expect(abs(given.raw - Int64(cash)) <= 1 && receipt.tradeIDs.count == 1, "\(name)")
    }
    #expect(floor.exchange.violations() == [], "\(name)")
  }
}
