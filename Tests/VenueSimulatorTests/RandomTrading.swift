import FixedPoint
import Hashing
import TestSupport
import Trading
import Venue
import VenueSimulator

/// Traders that do anything at any time: a sequence of commands that follows from a seed.
struct RandomTrading {
  var floor: TradingFloor
  let traders: [Requester]
  var random: SeededGenerator
  private(set) var posted: [Digest32] = []
  private var heartbeats: [VenueIdentifier?]

  init(seed: UInt64, _ configuration: ExchangeConfiguration) throws {
    floor = try TradingFloor(configuration) { definition in
      definition.fees = FeeSchedule(rate: Micros(raw: 20_000), exponent: Int(seed % 3))
      definition.secondsDelay = seed.isMultiple(of: 4) ? 3 : 0
    }
    random = SeededGenerator(seed: seed)
    var traders: [Requester] = []
    for number in 1...5 {
      traders.append(try floor.trader(UInt64(number), cash: "400", shares: "300"))
    }
    self.traders = traders
    heartbeats = Array(repeating: nil, count: traders.count)
  }

  /// What was done, and with which order and answer, if it was an order.
  enum Step {
    case post(OrderSubmission, OrderReceipt)
    case refused(OrderSubmission, OrderRefusal)
    case cancel(CancelReport)
    case other
  }

  /// One command, at a time a little later.
  mutating func step() throws -> Step {
    floor.now += Int64.random(in: 0...800, using: &random)
    let number = Int.random(in: 0..<traders.count, using: &random)
    let trader = traders[number]
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<68: return try post(trader)
    case 68..<78:
      let ids = (0...2).compactMap { _ in posted.randomElement(using: &random) }
      return .cancel(floor.exchange.cancel(ids, of: trader.user, now: floor.now))
    case 78..<80:
      return .cancel(floor.exchange.cancelAll(of: trader.user, now: floor.now))
    case 80..<82:
      return .cancel(
        floor.exchange.cancelAll(
          of: trader.user, token: Bool.random(using: &random) ? floor.yes : floor.no,
          now: floor.now))
    case 82..<88:
      let answer = floor.exchange.beat(trader, id: heartbeats[number], now: floor.now)
      switch answer {
      case .accepted(let next): heartbeats[number] = next
      case .wrong(let expected): heartbeats[number] = expected
      }
    case 88..<91: floor.now += Int64.random(in: 0...20_000, using: &random)
    case 91..<94:
      let outcomes: [SettlementOutcome] = [.retried(times: 2), .failed(retries: 1), .confirmed]
      floor.exchange.script(
        ScriptedSettlement(outcomes.randomElement(using: &random) ?? .confirmed))
    case 94..<96:
      let available = floor.exchange[trader.user].collateral.available.raw
      try floor.exchange.withdraw(
        Micros(raw: Int64.random(in: 0...available, using: &random) / 8), from: trader.user)
    case 96..<98: try floor.exchange.deposit(Micros(raw: 25_000_000), to: trader.user)
    default: floor.exchange.advance(to: floor.now)
    }
    return .other
  }

  private mutating func post(_ trader: Requester) throws -> Step {
    let side: Side = Bool.random(using: &random) ? .buy : .sell
    let outcome: VenueSimulator.Outcome = Bool.random(using: &random) ? .yes : .no
    let type = OrderType.allCases.randomElement(using: &random) ?? .goodTillCancelled
    // Prices near the middle meet each other, sizes in odd hundredths leave odd rests.
    let price = Micros(raw: Int64.random(in: 42...58, using: &random) * 10_000)
    let size = Micros(raw: Int64.random(in: 300...6_000, using: &random) * 10_000)
    let isGTD = type == .goodTillDate
    let expiration =
      isGTD ? floor.now / 1_000 + 60 + Int64.random(in: 0...40, using: &random) : 0
    let id =
      Int.random(in: 0..<50, using: &random) == 0 ? posted.randomElement(using: &random) : nil
    let submission = try floor.order(
      trader, side, price.description, size.description, outcome, type: type,
      postOnly: type.rests && Int.random(in: 0..<4, using: &random) == 0,
      expiration: expiration, id: id)
    do throws(OrderRefusal) {
      let receipt = try floor.exchange.post(submission, now: floor.now)
      posted.append(submission.id)
      return .post(submission, receipt)
    } catch {
      return .refused(submission, error)
    }
  }
}
