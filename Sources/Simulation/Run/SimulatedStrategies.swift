import FixedPoint
import Orders
import Runtime
import Trading
import Venue

/// Two strategies that decide all kinds of things, wise ones and others, from a number and what they see.
struct SimulatedStrategies {
  /// What a strategy sees of a market.
  struct View {
    var market: String
    var token: UInt256
    var bestBid: Micros
    var bestAsk: Micros
    /// Client order ids of its orders that are open as far as the desk knows.
    var open: [String]
    /// On the desk's clock.
    var now: Int64
  }

  static let names = ["alpha", "beta"]

  /// Whether plans come again.
  let isRepeating: Bool
  /// Whether orders that rest mostly end within seconds.
  let isHasty: Bool
  private var past: [ExecutionPlan] = []
  /// Those that came again with another content.
  private var altered: [ExecutionPlan] = []
  private var count = 0

  /// Strategies that have decided nothing.
  init(isRepeating: Bool, isHasty: Bool = false) {
    self.isRepeating = isRepeating
    self.isHasty = isHasty
  }

  /// The plan with this intent. Where it came with two contents, a crash decides which of them is taken: then the
  /// larger one.
  func plan(_ intent: String) -> ExecutionPlan? {
    let first = past.first { $0.intent == intent }
    guard var plan = first, !plan.legs.isEmpty else { return first }
    for again in altered where again.intent == intent {
      let size = max(plan.legs[0].size, again.legs[0].size)
      plan.legs[0].size = size
    }
    return plan
  }

  /// What a strategy decides on this number; nil for nothing.
  mutating func decide(
    _ random: inout SplitMix64, strategy: Int, _ view: View
  ) -> ExecutionPlan? {
    let choice = random.number(0...99)
    if isRepeating, choice < 12, !past.isEmpty {
      var again = past[Int(random.number(0...Int64(past.count - 1)))]
      // One in five says something else under the same id, and must be refused.
      if random.chance(200), !again.legs.isEmpty {
        again.legs[0].size.raw += 1_000_000
        altered.append(again)
      }
      return again
    }
    count += 1
    var plan = ExecutionPlan(
      intent: "\(Self.names[strategy])-\(count)", strategy: Self.names[strategy], time: view.now)
    if choice < 30, !view.open.isEmpty {
      plan.cancels = [Self.pick(view.open, &random)]
    } else {
      let legs = random.chance(200) ? 2 : 1
      for _ in 0..<legs { plan.legs.append(leg(&random, view)) }
      if choice < 48, !view.open.isEmpty {
        plan.legs = [plan.legs[0]]
        plan.legs[0].replaces = Self.pick(view.open, &random)
      }
      if random.chance(150) { plan.validUntil = view.now + random.number(-2_000...20_000) }
      // Some have a part that is off the grid: then none of it may be done.
      if random.chance(plan.legs.count > 1 ? 200 : 20) {
        plan.legs[plan.legs.count - 1].price.raw += 1_234
      }
    }
    past.append(plan)
    return plan
  }

  private static func pick(_ names: [String], _ random: inout SplitMix64) -> String {
    names[Int(random.number(0...Int64(names.count - 1)))]
  }

  private func leg(_ random: inout SplitMix64, _ view: View) -> ExecutionPlan.Leg {
    let side: Side = random.chance(500) ? .buy : .sell
    let tick: Int64 = 10_000
    let types: [OrderType] = [
      .goodTillCancelled, .goodTillCancelled, .goodTillCancelled, .goodTillDate, .fillOrKill,
      .fillAndKill,
    ]
    var type = types[Int(random.number(0...5))]
    let isShort = isHasty && type.rests && random.chance(700)
    if isShort { type = .goodTillDate }
    // Orders that rest stand behind or at the best price, and now and then across it.
    let isPassive = type.rests && !random.chance(150)
    let distance = random.number(0...3) * tick
    let base: Int64 =
      switch (side, isPassive) {
      case (.buy, true): view.bestBid.raw - distance
      case (.sell, true): view.bestAsk.raw + distance
      case (.buy, false): view.bestAsk.raw + distance
      case (.sell, false): view.bestBid.raw - distance
      }
    let price = Micros(raw: min(980_000, max(20_000, base)))
    var size = random.number(5...80) * 1_000_000
    // One in thirty is more than the account can pay for.
    if random.chance(33) { size *= 2_000 }
    return ExecutionPlan.Leg(
      market: view.market, token: view.token, side: side, price: price, size: Micros(raw: size),
      type: type,
      expiration: type == .goodTillDate
        ? (view.now / 1_000 + random.number(isShort ? 63...67 : 62...200)) * 1_000 : nil,
      isPostOnly: isPassive && random.chance(500), tick: Micros(raw: tick))
  }
}
