import CEL
import Diagnostics
import Testing

/// The names of these tests; identities are arbitrary.
private let environment: Environment = {
  var environment = Environment()
  let side = Type.enumeration(Enumeration(name: "side", cases: ["BUY", "SELL"]))
  let kind = Type.enumeration(Enumeration(name: "feed_kind", cases: ["book", "registry"]))
  let variables: [(String, Type)] = [
    ("now", .timestamp), ("order.placed_at", .timestamp), ("age", .duration), ("flag", .bool),
    ("drift", .quantity(.ticks)), ("order.price", .quantity(.price)), ("order.side", side),
    ("tick", .quantity(.price)), ("queue", .quantity(.shares)), ("pending", .quantity(.ops)),
    ("number", .int), ("feed.kind", kind), ("title", .string), ("rates", .list(.int)),
  ]
  for (identity, (name, type)) in variables.enumerated() {
    environment.declare(name, type, .variable(identity))
  }
  environment.declare("BUY", side, .constant(0))
  environment.declare("SELL", side, .constant(1))
  environment.declare("book", kind, .constant(0))
  return environment
}()

private func check(_ text: String) throws -> Result<CheckedExpression, ExpressionErrors> {
  Checker.check(try Parser.parse(text), in: environment)
}

@Suite("types and units")
struct CheckerTests {
  @Test(
    "the type of what is right",
    arguments: [
      ("drift > 3", "bool"), ("pending >= 1 && flag", "bool"), ("!flag || flag", "bool"),
      ("now - order.placed_at", "duration"), ("now + age", "timestamp"), ("age + now", "timestamp"),
      ("now - age", "timestamp"), ("now > order.placed_at", "bool"), ("age * 2", "duration"),
      ("2 * age", "duration"), ("age / 2", "duration"), ("age / age", "int"),
      ("age % age", "duration"),
      ("-age", "duration"), ("math.abs(drift)", "ticks"), ("math.least(age, age)", "duration"),
      ("math.greatest(queue, 5)", "shares"), ("order.price - tick", "price"),
      ("drift * tick", "price"),
      ("tick * drift", "price"), ("order.price / tick", "int"), ("flag ? drift : 3", "ticks"),
      ("flag ? 3 : drift", "ticks"), ("order.side == BUY", "bool"), ("BUY != order.side", "bool"),
      ("flag ? BUY : SELL", "side"), ("flag == true", "bool"), ("number % 3", "int"),
      ("ticks.covering(order.price - tick, tick)", "ticks"), ("duration(\"45s\")", "duration"),
      ("price(\"0.57\")", "price"), ("shares(\"1.5\")", "shares"), ("usdc('2')", "usdc"),
      (".now > .order.placed_at", "bool"), (".math.abs(number)", "int"),
      (".duration('1s')", "duration"),
    ])
  func types(text: String, type: String) throws {
    switch try check(text) {
    case .success(let checked): #expect(checked.type.name == type)
    case .failure(let failure): Issue.record("\(text): \(failure.errors)")
    }
  }

  @Test(
    "a whole number beside a quantity takes its unit and its grain",
    arguments: [
      ("pending >= 7", 7), ("queue > 7", 7_000_000), ("7 < queue", 7_000_000),
      ("tick == 1", 1_000_000),
      ("drift + 7 > drift", 7), ("flag ? queue : 7", 7_000_000), ("queue * 7", 7),
      ("number > 7", 7),
      ("age > duration(\"7ms\")", 7), ("price(\"0.000007\")", 7), ("queue > -7", -7_000_000),
    ] as [(String, Int64)])
  func adoption(text: String, constant: Int64) throws {
    guard case .success(let checked) = try check(text) else {
      Issue.record("refused: \(text)")
      return
    }
    #expect(constants(of: checked) == [constant])
  }

  private func constants(of expression: CheckedExpression) -> [Int64] {
    switch expression.kind {
    case .constant(let value): [value]
    case .variable: []
    case .operation(_, let operands): operands.flatMap { constants(of: $0) }
    }
  }

  @Test(
    "what is wrong: code, words, exact place",
    arguments: [
      ("drift > age", "PT0313", "ticks compared with duration", 0..<11),
      ("drift == queue", "PT0313", "ticks compared with shares", 0..<14),
      ("flag && drift != number", "PT0313", "ticks compared with int", 8..<23),
      ("age > 45", "PT0313", "duration compared with int", 0..<8),
      ("now > age", "PT0313", "timestamp compared with duration", 0..<9),
      ("order.side == book", "PT0313", "side compared with feed_kind", 0..<18),
      ("drift + age", "PT0313", "'+' between ticks and duration", 0..<11),
      ("age - now", "PT0313", "'-' between duration and timestamp", 0..<9),
      ("now + now", "PT0313", "'+' between timestamp and timestamp", 0..<9),
      ("drift * age", "PT0313", "'*' between ticks and duration", 0..<11),
      ("drift / pending", "PT0313", "'/' between ticks and ops", 0..<15),
      ("math.least(age, drift)", "PT0313", "'math.least' between duration and ticks", 0..<22),
      ("queue > 99999999999999999", "PT0313", "shares compared with int", 0..<25),
      ("flag + flag", "PT0312", "'+' does not take (bool, bool)", 0..<11),
      ("flag < flag", "PT0312", "'<' does not take (bool, bool)", 0..<11),
      ("order.side < BUY", "PT0312", "'<' does not take (side, side)", 0..<16),
      ("math.abs(flag)", "PT0312", "'math.abs' does not take (bool)", 0..<14),
      ("math.abs(age, age)", "PT0312", "'math.abs' does not take (duration, duration)", 0..<18),
      (
        "math.least(now, now)", "PT0312", "'math.least' does not take (timestamp, timestamp)",
        0..<20
      ),
      ("-now", "PT0312", "'-' does not take (timestamp)", 0..<4),
      (
        "ticks.covering(tick, age)", "PT0312", "'ticks.covering' does not take (price, duration)",
        0..<25
      ),
      ("duration(age)", "PT0312", "'duration' takes one text in quotes", 0..<13),
      ("flag && drift", "PT0314", "'&&' needs a condition (bool), found ticks", 8..<13),
      ("number || flag", "PT0314", "'||' needs a condition (bool), found int", 0..<6),
      ("!age", "PT0314", "'!' needs a condition (bool), found duration", 1..<4),
      ("age ? 1 : 2", "PT0314", "'?:' needs a condition (bool), found duration", 0..<3),
      (
        "flag ? drift : age", "PT0315", "the two results of '?:' differ: ticks and duration", 0..<18
      ),
      ("drfit > 3", "PT0310", "there is no 'drfit' here", 0..<5),
      ("order.prise > tick", "PT0310", "there is no 'order.prise' here", 0..<11),
      ("order > 3", "PT0310", "'order' is a group, not a value", 0..<5),
      ("math.apz(age) > age", "PT0311", "there is no function 'math.apz'", 0..<13),
      ("order.price.abs()", "PT0311", "there is no function 'order.price.abs'", 0..<17),
      ("(age + age).abs()", "PT0311", "there is no function 'abs'", 0..<17),
      ("title == 'x'", "PT0316", "a string ('title') cannot be used in a policy", 0..<5),
      ("1.5 > 1.0", "PT0316", "a floating-point number cannot be used in a policy", 0..<3),
      ("1u", "PT0316", "an unsigned number cannot be used in a policy", 0..<2),
      ("b'a'", "PT0316", "a bytes value cannot be used in a policy", 0..<4),
      ("null", "PT0316", "null cannot be used in a policy", 0..<4),
      ("[1]", "PT0316", "a list cannot be used in a policy", 0..<3),
      ("{1: 2}", "PT0316", "a map cannot be used in a policy", 0..<6),
      ("A{b: 2}", "PT0316", "a message cannot be used in a policy", 0..<7),
      ("f(age).x", "PT0316", "a field of a computed value cannot be used in a policy", 0..<8),
      ("rates", "PT0316", "a list(int) ('rates') cannot be used in a policy", 0..<5),
      ("age > duration(\"45\")", "PT0317", "'45' is no duration", 15..<19),
      ("price(\"0.57x\")", "PT0317", "'0.57x' is no price", 6..<13),
    ])
  func refused(text: String, code: String, message: String, range: Range<Int>) throws {
    guard case .failure(let failure) = try check(text), let error = failure.errors.first else {
      Issue.record("accepted: \(text)")
      return
    }
    let diagnostic = error.diagnostic(at: Location(file: "f", line: 1, column: 1))
    #expect(diagnostic.code == code)
    #expect(diagnostic.message == message)
    #expect(error.range == range)
  }

  @Test(
    "what to do about it",
    arguments: [
      ("drfit > 3", "did you mean 'drift'?"), ("order.prise > tick", "did you mean 'order.price'?"),
      ("BYU == order.side", "did you mean 'BUY'?"),
      ("math.apz(age) > age", "did you mean 'math.abs'?"),
      ("durration('1s')", "did you mean 'duration'?"),
      ("order", "name one of: order.placed_at, order.price, order.side"),
      (
        "age > 45",
        "both sides must have the same unit; a constant is written as in duration(\"45s\")"
      ),
      ("duration('45')", "write a duration with its unit such as 45s, 1500ms, 10m or 24h"),
      (
        "1.5",
        "write an exact quantity: price(\"0.57\"), usdc(\"2.50\"), duration(\"1500ms\"), 3 for 3 ticks"
      ),
    ])
  func help(text: String, help: String) throws {
    guard case .failure(let failure) = try check(text), let error = failure.errors.first else {
      Issue.record("accepted: \(text)")
      return
    }
    #expect(error.diagnostic(at: Location(file: "f", line: 1, column: 1)).help == [help])
  }

  @Test("every error of an expression is found in one run")
  func allErrors() throws {
    guard case .failure(let failure) = try check("drift > age || drfit > 1.5 && !number") else {
      Issue.record("accepted")
      return
    }
    #expect(failure.errors.map(\.range) == [0..<11, 15..<20, 23..<26, 31..<37])
  }
}
