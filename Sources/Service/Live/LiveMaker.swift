import FixedPoint
package import Orders
package import Runner
import Trading
import Venue

/// The reference maker as a strategy of a live desk: it keeps orders resting on both sides of every token, by the habits
/// that the replay's maker has, and says what it wants as ExecutionPlans. It never cancels: that is for the bots.
package final class LiveMaker {
  /// The name of the strategy in every order.
  package static let strategy = "reference-maker"

  private struct Vacancy {
    var place: ReferenceMaker.Place
    var due: Int64
  }

  private let maker: ReferenceMaker
  private let run: Int64
  private let books: BookWatch
  private var vacancies: [Vacancy] = []
  /// Intents whose orders are not all ended yet, in the order in which they were given out.
  private var standing: [(intent: String, place: ReferenceMaker.Place)] = []
  private var count = 0

  /// A maker over the tokens of `books`. `run` tells its intents from those of every other run: its start in
  /// milliseconds. Places that orders of earlier runs fill are `taken`.
  package init(
    _ maker: ReferenceMaker, books: BookWatch, run: Int64, taken: [OrderTerms], now: Int64
  ) {
    self.maker = maker
    self.run = run
    self.books = books
    for (position, token) in books.tokens.enumerated() {
      for side in Side.allCases {
        let theirs = taken.filter { $0.token == token.id && $0.side == side }
        for number in 0..<maker.habits.ordersPerSide {
          let place = ReferenceMaker.Place(token: position, side: side, position: number)
          if number < theirs.count {
            standing.append((theirs[number].intent, place))
          } else {
            vacate(place, now: now)
          }
        }
      }
    }
  }

  /// When something may be due, milliseconds since 1970.
  package var wake: Int64? { vacancies.lazy.map(\.due).min() }

  /// The plans that are due where a market may be traded.
  ///
  /// - Parameter isOver: whether all orders of an intent have ended, or it was refused.
  package func plans(
    now: Int64, isOver: (String) -> Bool, isTradable: (String) -> Bool
  ) -> [ExecutionPlan] {
    let ended = standing.filter { isOver($0.intent) }
    if !ended.isEmpty {
      standing.removeAll { entry in ended.contains { $0.intent == entry.intent } }
      for entry in ended { vacate(entry.place, now: now) }
    }
    let due = vacancies.filter { $0.due <= now }
    guard !due.isEmpty else { return [] }
    vacancies.removeAll { $0.due <= now }
    var plans: [ExecutionPlan] = []
    for vacancy in due {
      if let plan = plan(vacancy.place, now: now, isTradable) {
        plans.append(plan)
        standing.append((plan.intent, vacancy.place))
      } else {
        vacate(vacancy.place, now: now)
      }
    }
    return plans
  }

  private func vacate(_ place: ReferenceMaker.Place, now: Int64) {
    vacancies.append(Vacancy(place: place, due: maker.nextQuoteTime(place, after: now)))
  }

  private func plan(
    _ place: ReferenceMaker.Place, now: Int64, _ isTradable: (String) -> Bool
  ) -> ExecutionPlan? {
    let token = books.tokens[place.token]
    guard token.desk.isKnown, isTradable(token.market), let bid = token.desk.bestBid,
      let ask = token.desk.bestAsk, bid < ask,
      let price = maker.price(
        place, at: now, bestBid: bid, bestAsk: ask, tick: token.desk.tick)
    else { return nil }
    count += 1
    return ExecutionPlan(
      intent: "\(Self.strategy)/\(run)/\(count)", strategy: Self.strategy, time: now,
      validUntil: now + Self.lifetime,
      legs: [
        ExecutionPlan.Leg(
          market: token.market, token: token.id, side: place.side, price: price,
          size: maker.habits.size, isPostOnly: true, tick: token.desk.tick,
          limit: Self.limit(place.side, price, tick: token.desk.tick))
      ])
  }

  /// It has no opinion: a replacement may follow the market for some ticks.
  private static func limit(_ side: Side, _ price: Micros, tick: Micros) -> Micros {
    let way = 10 * tick.raw
    let limit = side == .buy ? price.raw + way : price.raw - way
    return Micros(raw: min(max(limit, tick.raw), Micros.one.raw - tick.raw))
  }

  /// A quote that waited so long is no quote any more, in milliseconds.
  private static let lifetime: Int64 = 3_000
}
