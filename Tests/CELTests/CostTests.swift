import CEL
import Testing

private let environment: Environment = {
  var environment = Environment()
  environment.declare("drift", .quantity(.ticks), .variable(0))
  environment.declare("cost", .quantity(.usdc), .variable(1))
  environment.declare("size", .quantity(.shares), .variable(2))
  environment.declare("price", .quantity(.price), .variable(3))
  environment.declare(
    "book.levels", .list(.quantity(.price)), .variable(4), bound: Bound(items: 200))
  environment.declare(
    "order.tags", .list(.string), .variable(5), bound: Bound(items: 8, length: 32))
  environment.declare("market.title", .string, .variable(6), bound: Bound(length: 500))
  environment.declare("endless", .list(.int), .variable(7))
  return environment
}()

@Suite("worst cost")
struct CostTests {
  @Test(
    "what a plan computes is weighed by operation",
    arguments: [
      ("drift", 0), ("drift > 3", 6), ("-drift > 3 && drift < 9", 24), ("cost / 3 > 2", 13),
      ("size * price > cost", 20), ("bps.covering(cost, cost) > 3", 26),
      ("drift > 3 ? cost : usdc('1')", 12), ("price(\"0.5\")", 0),
    ] as [(String, Int)])
  func planned(text: String, units: Int) throws {
    let checked = try Checker.check(Parser.parse(text), in: environment).get()
    #expect(checked.cost.units == units)
    #expect(checked.cost.driver == nil)
  }

  @Test("no plan has more to do than its expression costs", arguments: 1...10)
  func bound(seed: UInt64) {
    var random = RandomExpression(seed: seed, types: RandomExpression.scalars)
    for _ in 0..<200 {
      let expression = random.expression(.bool, depth: 5)
      var builder = PlanBuilder()
      let inputs = RandomExpression.scalars.map { _ in builder.input(fact: nil) }
      builder.beginSection()
      _ = builder.lower(expression) { inputs[$0] }
      _ = builder.endSection(label: 0)
      // The last instruction leaves the section; 6 is the least weight of any other.
      let instructions = builder.build().instructionCount - 1
      #expect(expression.cost.units >= 6 * instructions, "seed \(seed): \(expression)")
    }
  }

  private func general(_ text: String) throws -> Cost {
    CostEstimator.cost(of: try Parser.parse(text), in: environment)
  }

  @Test(
    "a macro costs its body as often as the bound of its list allows, and the bound is named",
    arguments: [
      ("book.levels.exists(x, x > price)", "book.levels", "max_items", 200),
      ("book.levels.filter(x, x > price).all(y, y < price)", "book.levels", "max_items", 200),
      ("order.tags.exists(t, t == market.title)", "market.title", "max_length", 500),
      ("market.title.contains('abc')", "market.title", "max_length", 500),
      ("order.tags.map(t, t + '!').size() > 3", "order.tags", "max_items", 8),
      (
        "drift > 3 || book.levels.exists(i, x, i > 3 && x > price)", "book.levels", "max_items", 200
      ),
      ("price in book.levels", "book.levels", "max_items", 200),
      ("cel.bind(ls, book.levels, ls.all(x, x > price))", "book.levels", "max_items", 200),
    ] as [(String, String, String, Int)])
  func drivers(text: String, name: String, bound: String, limit: Int) throws {
    let cost = try general(text)
    let driver = try #require(cost.driver, "\(text) has no driver")
    #expect(driver.bound.rawValue == bound)
    #expect(driver.name == name)
    // Of a product of two bounds, the larger one is named and both count.
    #expect(driver.limit >= limit && driver.units <= cost.units)
  }

  @Test("the cost grows with the bound, and with its square where lists are nested")
  func growth() throws {
    func units(_ text: String, items: Int) throws -> Double {
      var environment = Environment()
      environment.declare("list", .list(.int), .variable(0), bound: Bound(items: items))
      return Double(CostEstimator.cost(of: try Parser.parse(text), in: environment).units)
    }
    let single = "list.exists(x, x > 3)"
    let nested = "list.exists(x, list.all(y, y < x))"
    let linear = try units(single, items: 2_000) / units(single, items: 1_000)
    let square = try units(nested, items: 2_000) / units(nested, items: 1_000)
    #expect((1.99...2.01).contains(linear) && (3.98...4.02).contains(square))
  }

  @Test("what has no bound is beyond every budget, and nothing overflows")
  func unbounded() throws {
    let cost = try general("endless.exists(x, endless.exists(y, x == y))")
    #expect(cost.units == .max)
    #expect(cost.driver?.name == "endless")
  }

  @Test(
    "to the unit: 60 a node, 1 a byte of which a character has up to four, bodies as often as there can be items",
    arguments: [
      ("market.title.contains('x')", 180 + 2_002 + 3 + 94), ("[1, 2, 3].exists(x, x > 2)", 1_032),
      ("order.tags.exists(t, t == 'a')", 3_104),
      ("(market.title + market.title).contains('x')", 300 + 4_004 + 4_002 + 3 + 188),
      ("market.title.split(',').all(p, p == ',')", 4_498_587),
      ("drift > 3 ? order.tags.size() > 3 : drift > 4", 60 + 184 + 60 + 60 + 1_042 + 60 + 60 + 4),
      ("market.title.matches('a{1000}')", 180 + 2_002 + 9 + 2_002 * 7_000),
      ("'ab'.matches('a' + 'b')", 300 + 6 + 8 + 10_000 + 4 + 4 * 2_000),
    ] as [(String, Int)])
  func exact(text: String, units: Int) throws {
    #expect(try general(text).units == units)
  }
}
