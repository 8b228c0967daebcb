import CEL
import Diagnostics
import TestSupport
import Testing

/// One variable of each unit, by the unit's own letter, and the tree walk that evaluates over them.
private struct Units {
  static let names: [(name: String, type: Type)] = [
    ("size", .quantity(.shares)), ("price", .quantity(.price)), ("cost", .quantity(.usdc)),
    ("part", .quantity(.bps)), ("steps", .quantity(.ticks)), ("done", .quantity(.ops)),
    ("pace", .quantity(.opsPerMinute)), ("things", .quantity(.count)), ("span", .duration),
    ("time", .timestamp), ("whole", .int), ("flag", .bool),
  ]

  static let environment: Environment = {
    var environment = Environment()
    for (identity, entry) in names.enumerated() {
      environment.declare(entry.name, entry.type, .variable(identity))
    }
    return environment
  }()

  /// The value of an expression where the named variables have the values of these texts, others 0.
  static func value(_ text: String, _ values: [String: String]) throws -> (Type, Int64?) {
    let checked = try Checker.check(Parser.parse(text), in: environment).get()
    let slots = try names.map { name, type in
      try values[name].map { try QuantityText.parseBare($0, as: type) } ?? 0
    }
    var tree = TreeEvaluator(values: slots, facts: names.map { _ in nil }, missing: 0)
    let expected: Int64? =
      if case .known(let value) = tree.value(of: checked) { value } else { nil }
    var builder = PlanBuilder()
    let inputs = names.map { _ in builder.input(fact: nil) }
    builder.beginSection()
    let slot = builder.lower(checked) { inputs[$0] }
    let section = builder.endSection(label: 0)
    var program = ProgramBuilder(builder)
    let route = program.route(
      section, shown: [0: (slot, slot)],
      gaps: ProgramBuilder.Gaps(slot: inputs[0], needed: 0))
    let plan = program.build()
    let frame = plan.makeFrame()
    for (input, value) in zip(inputs, slots) { frame[input] = value }
    for stretch in route.stretches {
      let sides = try #require(stretch.shown[0])
      let isKnown = frame.follow(from: sides.start ?? stretch.range.lowerBound) >= 0
      #expect((isKnown ? frame[sides.operand] : nil) == expected, "\(text): program and tree")
    }
    plan.runCarefully(section, in: frame)
    let isKnown = frame.state(of: slot) == .known
    #expect((isKnown ? frame[slot] : nil) == expected, "\(text): plan and tree differ")
    return (checked.type, expected)
  }
}

@Suite("arithmetic between units")
struct UnitArithmeticTests {
  @Test(
    "known answers, with their rounding",
    arguments: [
      // On the venue's grids products are exact.
      ("size * price", ["size": "100", "price": "0.57"], "57 usdc"),
      ("price * size", ["size": "0.01", "price": "0.0001"], "0.000001 usdc"),
      // Off them, money at risk goes up to the micro.
      ("size * price", ["size": "0.000001", "price": "0.57"], "0.000001 usdc"),
      ("size * price", ["size": "1.000001", "price": "0.333333"], "0.333334 usdc"),
      ("-size * price", ["size": "1.000001", "price": "0.333333"], "-0.333334 usdc"),
      ("cost / price", ["cost": "57", "price": "0.57"], "100 shares"),
      ("cost / price", ["cost": "1", "price": "0.3"], "3.333333 shares"),
      ("cost / size", ["cost": "1", "size": "3"], "0.333334"),
      ("cost / size", ["cost": "57", "size": "100"], "0.57"),
      ("cost * part", ["cost": "1000", "part": "25"], "2.5 usdc"),
      ("part * cost", ["cost": "0.000001", "part": "1"], "0.000001 usdc"),
      ("price * part", ["price": "0.57", "part": "50"], "0.00285"),
      ("size * part", ["size": "200", "part": "5000"], "100 shares"),
      ("done * part", ["done": "3", "part": "5000"], "2 ops"),
      ("span * part", ["span": "45s", "part": "100"], "450ms"),
      ("part * part", ["part": "5000"], "2500 bps"),
      ("done / span", ["done": "30", "span": "60s"], "30 ops/min"),
      ("done / span", ["done": "1", "span": "7s"], "8.571429 ops/min"),
      ("pace * span", ["pace": "30", "span": "10s"], "5 ops"),
      ("span * pace", ["pace": "30", "span": "11s"], "5 ops"),
      ("done / pace", ["done": "5", "pace": "30"], "10s"),
      ("done / pace", ["done": "1", "pace": "7"], "8572ms"),
      ("steps * price", ["steps": "3", "price": "0.001"], "0.003"),
      ("whole * cost", ["whole": "3", "cost": "2.5"], "7.5 usdc"),
      ("cost / whole", ["whole": "3", "cost": "1"], "0.333333 usdc"),
      ("things * cost", ["things": "3", "cost": "2.5"], "7.5 usdc"),
      ("cost / things", ["things": "3", "cost": "1"], "0.333333 usdc"),
      ("cost / cost", ["cost": "1"], "1"), ("things * 4", ["things": "3"], "12 count"),
      ("bps.covering(cost, cost + usdc('2'))", ["cost": "1"], "3334 bps"),
      ("bps.covering(price - price * 2, price)", ["price": "0.5"], "10000 bps"),
      ("bps.covering(whole, 3)", ["whole": "-1"], "3334 bps"),
      ("cost > 5 ? cost : usdc('5')", ["cost": "1"], "5 usdc"),
      ("pace - rate('5 ops/min')", ["pace": "30"], "25 ops/min"),
      ("ticks('3 ticks') + steps", ["steps": "1"], "4 ticks"),
      ("ops('3') + done", ["done": "1"], "4 ops"),
      ("bps('25 bps') + part", ["part": "1"], "26 bps"),
      ("count('2') + things", ["things": "1"], "3 count"),
    ] as [(String, [String: String], String)])
  func knownAnswers(text: String, values: [String: String], result: String) throws {
    let (type, value) = try Units.value(text, values)
    let found = try #require(value, "\(text) is an error")
    #expect(QuantityText.format(found, as: type) == result)
  }

  @Test(
    "an overflow, and a divisor that is not positive, is an error",
    arguments: [
      ("size * price", ["size": "9000000000000", "price": "2"]),
      ("cost / price", ["cost": "1", "price": "0"]),
      ("cost / price", ["cost": "1", "price": "-0.5"]),
      ("cost / price", ["cost": "9000000000000", "price": "0.000001"]),
      ("cost / size", ["cost": "1"]), ("done / span", ["done": "1"]),
      ("done / span", ["done": "9000000000000", "span": "1ms"]),
      ("bps.covering(cost, cost)", [:]), ("bps.covering(cost, size * price)", ["cost": "1"]),
      ("pace * span", ["pace": "9000000000000", "span": "9000000000000ms"]),
    ] as [(String, [String: String])])
  func errors(text: String, values: [String: String]) throws {
    #expect(try Units.value(text, values).1 == nil)
  }

  /// Every pair of units under every operator: either it is in the table of `Signature` or it is refused with
  /// both names.
  @Test("the table of units is complete", arguments: ["*", "/", "%", "+", "-", "<", "=="])
  func table(operation: String) throws {
    let scalars = Units.names.filter { $0.name != "flag" }
    var accepted: [String] = []
    for left in scalars {
      for right in scalars {
        let text = "\(left.name) \(operation) \(right.name)"
        switch Checker.check(try Parser.parse(text), in: Units.environment) {
        case .success(let checked):
          accepted.append("\(left.type.name) \(right.type.name) \(checked.type.name)")
        case .failure(let failure):
          let diagnostic = failure.errors[0].diagnostic(at: .init(file: "f", line: 1, column: 1))
          #expect(diagnostic.message.contains(left.type.name), "\(text): \(diagnostic)")
          #expect(diagnostic.message.contains(right.type.name), "\(text): \(diagnostic)")
          #expect(!diagnostic.help.joined().isEmpty, "\(text)")
        }
      }
    }
    let own = scalars.map(\.type.name).filter { $0 != "timestamp" }
    let wanted: [String] =
      switch operation {
      case "*": Self.products(own)
      case "/": Self.quotients(own)
      case "%":
        own.map { "\($0) \($0) \($0)" } + own.filter { $0 != "int" }.map { "\($0) int \($0)" }
      case "+":
        own.map { "\($0) \($0) \($0)" }
          + ["timestamp duration timestamp", "duration timestamp timestamp"]
      case "-":
        own.map { "\($0) \($0) \($0)" }
          + ["timestamp duration timestamp", "timestamp timestamp duration"]
      default: (own + ["timestamp"]).map { "\($0) \($0) bool" }
      }
    #expect(Set(accepted) == Set(wanted))
  }

  private static func products(_ own: [String]) -> [String] {
    var all = ["shares price usdc", "ticks price price", "ops/min duration ops"]
    for unit in own where unit != "int" {
      all.append("\(unit) int \(unit)")
      all.append("\(unit) bps \(unit)")
      if unit != "count", unit != "bps" { all.append("\(unit) count \(unit)") }
    }
    let swapped = all.map { line in
      let words = line.split(separator: " ")
      return "\(words[1]) \(words[0]) \(words[2])"
    }
    return all + swapped + ["int int int"]
  }

  private static func quotients(_ own: [String]) -> [String] {
    var all = [
      "usdc price shares", "usdc shares price", "ops duration ops/min", "ops ops/min duration",
      "int int int",
    ]
    for unit in own where unit != "int" {
      all += ["\(unit) \(unit) int", "\(unit) int \(unit)"]
      if unit != "count" { all.append("\(unit) count \(unit)") }
    }
    return all
  }

  /// `measured > limit` for the rounded numbers exactly where it holds for the exact ones.
  @Test("rounding never changes a comparison with a limit", arguments: 1...8)
  func limits(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func number(_ bits: UInt64) -> Int64 { Int64(generator.next() >> (64 - bits)) + 1 }
    for _ in 0..<2_000 {
      let (size, price) = (number(40), number(20))
      // A limit beside the exact product, so that the last micro decides.
      let exact = Int128(size) * Int128(price)
      let near = Int64(exact / 1_000_000)
      for limit in [near - 1, near, near + 1] {
        let notional = Operation.scaleAway.apply(size, price, 1_000_000) ?? 0
        #expect((notional > limit) == (exact > Int128(limit) * 1_000_000), "seed \(seed)")
      }
      let (cost, count) = (number(40), number(30))
      let bought = Operation.scaleToward.apply(cost, 1_000_000, price) ?? 0
      // `count > cost / price` and `count * price > cost` are the same question.
      for count in [count, bought, bought + 1] {
        #expect(
          (count > bought) == (Int128(count) * Int128(price) > Int128(cost) * 1_000_000),
          "seed \(seed)")
      }
      let part = number(20)
      let share = Operation.scaleAway.apply(part, 10_000, price) ?? 0
      for limit in [share - 1, share, share + 1] {
        #expect(
          (share > limit) == (Int128(part) * 10_000 > Int128(limit) * Int128(price)), "seed \(seed)"
        )
      }
    }
  }
}
