import FixedPoint
import Orders
import Testing
import Trading

@Suite("a resting order")
struct RestingOrderTests {
  /// What happens at the order's level.
  enum Step: Sendable {
    /// Shares of others at the price.
    case level(Int64)
    /// Shares, and the price in millionths.
    case trade(Int64, at: Int64)
  }

  private struct Course: Sendable, CustomTestStringConvertible {
    var name: String
    var side = Side.buy
    var size: Int64 = 100
    var queue: Int64 = 50
    var steps: [Step]
    /// Shares filled by each trade.
    var fills: [Int64]
    var queueAhead: Int64

    var testDescription: String { name }
  }

  private static let courses: [Course] = [
    Course(
      name: "a trade that ends in the queue", steps: [.trade(30, at: 500_000)], fills: [0],
      queueAhead: 20),
    Course(
      name: "a trade that takes the queue", steps: [.trade(50, at: 500_000)], fills: [0],
      queueAhead: 0),
    Course(
      name: "a trade that reaches the order", steps: [.trade(80, at: 500_000)], fills: [30],
      queueAhead: 0),
    Course(
      name: "a trade beyond the order", steps: [.trade(500, at: 500_000)], fills: [100],
      queueAhead: 0),
    Course(
      name: "in parts",
      steps: [.trade(60, at: 500_000), .trade(40, at: 500_000), .trade(90, at: 500_000)],
      fills: [10, 40, 50], queueAhead: 0),
    Course(
      name: "after it is full", steps: [.trade(150, at: 500_000), .trade(5, at: 500_000)],
      fills: [100, 0], queueAhead: 0),
    Course(
      name: "a better price than the order's is another queue", steps: [.trade(500, at: 500_001)],
      fills: [0], queueAhead: 50),
    Course(
      name: "through the price the queue has been taken", steps: [.trade(30, at: 490_000)],
      fills: [30], queueAhead: 0),
    Course(
      name: "through the price, in parts",
      steps: [.trade(30, at: 490_000), .trade(100, at: 500_000)], fills: [30, 70], queueAhead: 0),
    Course(
      name: "a sell: a trade below is a better price", side: .sell,
      steps: [.trade(500, at: 499_999)], fills: [0], queueAhead: 50),
    Course(
      name: "a sell: a trade above goes through", side: .sell, steps: [.trade(30, at: 510_000)],
      fills: [30], queueAhead: 0),
    Course(
      name: "a smaller level moves it forward", steps: [.level(20), .trade(30, at: 500_000)],
      fills: [10], queueAhead: 0),
    Course(
      name: "a larger level stands behind it", steps: [.level(90), .trade(60, at: 500_000)],
      fills: [10], queueAhead: 0),
    Course(
      name: "an empty level leaves it first",
      steps: [.level(0), .level(40), .trade(1, at: 500_000)], fills: [1], queueAhead: 0),
    Course(
      name: "no trade", steps: [.trade(0, at: 490_000), .trade(-5, at: 490_000)], fills: [0, 0],
      queueAhead: 50),
  ]

  @Test("queue and fills", arguments: courses)
  private func course(course: Course) {
    var order = RestingOrder(
      id: "o1", side: course.side, price: Micros(raw: 500_000), size: shares(course.size),
      placedAt: 0, queueAhead: shares(course.queue))
    var fills: [Int64] = []
    for step in course.steps {
      let (open, filled) = (order.open, order.filled)
      switch step {
      case .level(let size):
        let moves = shares(size) < order.queueAhead
        #expect(order.levelChanged(to: shares(size)) == moves)
        #expect(order.filled == filled)
      case .trade(let size, let price):
        let fill = order.traded(shares(size), at: Micros(raw: price))
        fills.append(fill.raw / 1_000_000)
        #expect(order.filled.raw == filled.raw + fill.raw)
        #expect(fill >= .zero && fill <= open)
      }
      #expect(order.open.raw + order.filled.raw == order.size.raw)
    }
    #expect(fills == course.fills)
    #expect(order.queueAhead == shares(course.queueAhead))
  }

  private func shares(_ count: Int64) -> Micros { Micros(raw: count * 1_000_000) }
}
