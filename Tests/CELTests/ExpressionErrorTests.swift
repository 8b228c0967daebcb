import CEL
import Diagnostics
import Testing

private let environment: Environment = {
  var environment = Environment()
  let side = Type.enumeration(Enumeration(name: "side", cases: ["BUY", "SELL"]))
  let variables: [(String, Type)] = [
    ("now", .timestamp), ("order.placed_at", .timestamp), ("age", .duration), ("flag", .bool),
    ("drift", .quantity(.ticks)), ("order.price", .quantity(.price)), ("order.side", side),
    ("cost", .quantity(.usdc)), ("queue", .quantity(.shares)), ("pending", .quantity(.ops)),
    ("pace", .quantity(.opsPerMinute)), ("part", .quantity(.bps)), ("number", .int),
    ("title", .string), ("levels", .list(.quantity(.price))),
  ]
  for (identity, (name, type)) in variables.enumerated() {
    environment.declare(name, type, .variable(identity))
  }
  environment.declare("BUY", side, .constant(0))
  return environment
}()

/// One wrong expression: the code, the marked part of the text, and a part of the help.
private struct Wrong: CustomTestStringConvertible, Sendable {
  var text: String
  var code: String
  var marked: String
  var help: String

  init(_ text: String, _ code: String, _ marked: String, _ help: String) {
    (self.text, self.code, self.marked, self.help) = (text, code, marked, help)
  }

  var testDescription: String { text }
}

private let deep = String(repeating: "(", count: 300)
private let long = String(repeating: " ", count: 100_001)
private let wide = "1" + String(repeating: " + 1", count: 1_001)

private let table: [Wrong] = [
  // Lexer
  Wrong("age = age", "PT0301", "=", "equality is '=='"),
  Wrong("flag & flag", "PT0301", "&", "'&&'"), Wrong("flag | flag", "PT0301", "|", "'||'"),
  Wrong("flag; flag", "PT0301", ";", "one expression"),
  Wrong("flag # no", "PT0301", "#", "'//'"), Wrong("drift ^ 2", "PT0301", "^", "bits"),
  Wrong("drift ≥ 2", "PT0301", "≥", "'>='"), Wrong("drift ≤ 2", "PT0301", "≤", "'<='"),
  Wrong("drift ≠ 2", "PT0301", "≠", "'!='"), Wrong("2 – drift", "PT0301", "–", "minus"),
  Wrong("duration(“45s”)", "PT0301", "“", "straight"),
  Wrong("drift\u{A0}> 2", "PT0301", "\u{A0}", "blank"),
  Wrong("drift > 2€", "PT0301", "€", "letters"),
  Wrong("$drift", "PT0301", "$", "letters"), Wrong("@drift", "PT0301", "@", "letters"),
  Wrong("age > duration(\"45s)", "PT0302", "\"45s)", "close it"),
  Wrong("order.`price", "PT0302", "`price", "close it"),
  Wrong("price('\\d')", "PT0303", "\\d", "backslash"),
  Wrong("age > 45s", "PT0304", "45s", "write duration(\"45s\")"),
  Wrong("drift > 3ticks", "PT0304", "3ticks", "write ticks(\"3ticks\")"),
  Wrong("number > 0x", "PT0304", "0x", "0x2d"),
  Wrong("number > 1e", "PT0304", "1e", "digits"),
  Wrong("number > 9223372036854775808", "PT0304", "9223372036854775808", "9223372036854775807"),
  Wrong("number > 99999999999999999999u", "PT0304", "99999999999999999999u", "largest"),
  // Parser
  Wrong("", "PT0305", "", "missing"), Wrong("drift >", "PT0305", "", "missing"),
  Wrong("(drift > 3", "PT0305", "", "missing"), Wrong("drift > 3)", "PT0305", ")", "bracket"),
  Wrong("flag and flag", "PT0305", "and", "'&&'"), Wrong("flag or flag", "PT0305", "or", "'||'"),
  Wrong("not flag", "PT0305", "flag", "bracket"), Wrong("drift is 3", "PT0305", "is", "'=='"),
  Wrong("drift 3", "PT0305", "3", "operator"), Wrong("age > 45 s", "PT0305", "s", "duration("),
  Wrong("drift > 3 ticks", "PT0305", "ticks", "ticks(\"3\")"),
  Wrong("size > 5000 shares", "PT0305", "shares", "shares(\"5000\")"),
  Wrong("flag ? 1", "PT0305", "", "missing"), Wrong("drift > * 3", "PT0305", "*", "operator"),
  Wrong(deep, "PT0306", "(", "let"), Wrong(long, "PT0306", "", "let"),
  Wrong(wide, "PT0306", "1", "let"),
  Wrong("if", "PT0307", "if", "another name"), Wrong("order.in", "PT0307", "in", "another name"),
  // Names
  Wrong("drfit > 3", "PT0310", "drfit", "did you mean 'drift'"),
  Wrong("zzzzzzzz > 3", "PT0310", "zzzzzzzz", "fact.field"),
  Wrong("order > 3", "PT0310", "order", "order.price"),
  Wrong("math.apz(age) > age", "PT0311", "math.apz(age)", "did you mean 'math.abs'"),
  Wrong("zzzzzzzz(age)", "PT0311", "zzzzzzzz(age)", "known functions"),
  // Types and units
  Wrong("flag < flag", "PT0312", "flag < flag", "two numbers"),
  Wrong("flag + flag", "PT0312", "flag + flag", "one unit"),
  Wrong("flag * 2", "PT0312", "flag * 2", "numbers"),
  Wrong("math.abs(age, age)", "PT0312", "math.abs(age, age)", "one number"),
  Wrong("math.least(age)", "PT0312", "math.least(age)", "two numbers"),
  Wrong("ticks.covering(age, age)", "PT0312", "ticks.covering(age, age)", "tick size"),
  Wrong("bps.covering(flag, flag)", "PT0312", "bps.covering(flag, flag)", "part"),
  Wrong("duration(45)", "PT0312", "duration(45)", "write duration(\"45s\")"),
  Wrong("rate(pending)", "PT0312", "rate(pending)", "write rate(\"3 ops/min\")"),
  Wrong("drift > age", "PT0313", "drift > age", "duration(\"45s\")"),
  Wrong("age > 45", "PT0313", "age > 45", "duration(\"45s\")"),
  Wrong("now > age", "PT0313", "now > age", "now - time"),
  Wrong("now > 45", "PT0313", "now > 45", "now - time"),
  Wrong("now + now", "PT0313", "now + now", "now - time is an age"),
  Wrong("drift > order.price", "PT0313", "drift > order.price", "ticks.covering"),
  Wrong("cost > queue", "PT0313", "cost > queue", "shares * price is usdc"),
  Wrong("cost > order.price", "PT0313", "cost > order.price", "usdc / shares"),
  Wrong("pending > pace", "PT0313", "pending > pace", "ops / duration"),
  Wrong("part > cost", "PT0313", "part > cost", "bps.covering"),
  Wrong("drift > number", "PT0313", "drift > number", "takes the unit beside it"),
  Wrong("drift > queue", "PT0313", "drift > queue", "ticks cannot become shares"),
  Wrong("drift * age", "PT0313", "drift * age", "shares * price"),
  Wrong("cost * cost", "PT0313", "cost * cost", "shares * price"),
  Wrong("order.price / queue", "PT0313", "order.price / queue", "usdc"),
  Wrong("flag && drift", "PT0314", "drift", "compare"),
  Wrong("flag ? drift : age", "PT0315", "flag ? drift : age", "same unit"),
  // The fence
  Wrong("order.price > 0.57", "PT0316", "0.57", "write price(\"0.57\"), which is exact"),
  Wrong("2.50 < cost", "PT0316", "2.50", "write usdc(\"2.5\")"),
  Wrong("drift > 1.5", "PT0316", "1.5", "ticks(\"3 ticks\")"),
  Wrong("age > 45.0", "PT0316", "45.0", "duration(\"45s\")"),
  Wrong("cost > -1.5", "PT0316", "-1.5", "usdc(\"-1.5\")"),
  Wrong("1.5 == 1.5", "PT0316", "1.5", "exact quantity"),
  Wrong("number > 3u", "PT0316", "3u", "without the 'u'"),
  Wrong("order.side == 'BUY'", "PT0316", "'BUY'", "order.side == BUY"),
  Wrong("b'a'", "PT0316", "b'a'", "bool, int"),
  Wrong("title == title", "PT0316", "title", "bool, int"),
  Wrong("order.price == null", "PT0316", "null", "on_missing"),
  Wrong("[1]", "PT0316", "[1]", "||"), Wrong("{1: 2}", "PT0316", "{1: 2}", "?:"),
  Wrong("A{b: 2}", "PT0316", "A{b: 2}", "bool, int"),
  Wrong("f(age).x", "PT0316", "f(age).x", "the fact itself"),
  Wrong(
    "timestamp('2026-01-01T00:00:00Z') > now", "PT0316", "timestamp('2026-01-01T00:00:00Z')",
    "'now'"),
  Wrong("now() > order.placed_at", "PT0316", "now()", "'now'"),
  Wrong("now.getHours() > 8", "PT0316", "now.getHours()", "'now'"),
  Wrong("title.matches('a+')", "PT0316", "title.matches('a+')", "bool, or an enumeration"),
  Wrong("title.startsWith('a')", "PT0316", "title.startsWith('a')", "bool, or an enumeration"),
  Wrong("size(title) > 3", "PT0316", "size(title)", "count"),
  Wrong(
    "levels.exists(x, x > order.price)", "PT0316", "levels.exists(x, x > order.price)", "count"),
  Wrong("order.price in levels", "PT0316", "order.price in levels", "count"),
  Wrong("levels[0] > order.price", "PT0316", "levels[0]", "count"),
  Wrong("dyn(drift) > 3", "PT0316", "dyn(drift)", "declared"),
  Wrong("int(drift) > 3", "PT0316", "int(drift)", "declared"),
  Wrong("has(order.price)", "PT0316", "has(order.price)", "on_missing"),
  Wrong("cel.bind(x, 1, x)", "PT0316", "cel.bind(x, 1, x)", "let"),
  Wrong("duration(\"45\") < age", "PT0317", "\"45\"", "45s"),
  Wrong("price(\"0.57x\")", "PT0317", "\"0.57x\"", "0.57"),
  Wrong("price(\"0.0000001\")", "PT0317", "\"0.0000001\"", "0.57"),
]

@Suite("every kind of wrong expression")
struct ExpressionErrorTests {
  private static func errors(_ text: String) -> [ExpressionError] {
    do {
      switch Checker.check(try Parser.parse(text), in: environment) {
      case .success: return []
      case .failure(let failure): return failure.errors
      }
    } catch {
      return [error]
    }
  }

  @Test("a code, the exact part of the text, and what to do", arguments: table)
  private func wrong(_ wrong: Wrong) throws {
    let error = try #require(Self.errors(wrong.text).first, "accepted")
    let diagnostic = error.diagnostic(at: Location(file: "f", line: 1, column: 1))
    let scalars = Array(wrong.text.unicodeScalars)
    var marked = ""
    marked.unicodeScalars.append(contentsOf: scalars[error.range])
    #expect(diagnostic.code == wrong.code, "\(diagnostic)")
    #expect(marked == wrong.marked, "\(diagnostic)")
    #expect(diagnostic.help.joined(separator: "\n").contains(wrong.help), "\(diagnostic)")
    #expect(!diagnostic.message.isEmpty && diagnostic.severity == .error)
  }

  /// The codes that an expression can get; a new kind of error has to join the table above.
  @Test("no code of an expression is without an example")
  func complete() {
    let codes = Set(table.map(\.code))
    #expect(
      codes
        == Set((1...7).map { "PT030\($0)" } + (0...7).map { "PT031\($0)" }))
  }

  @Test(
    "only one finding for one mistake",
    arguments: table.filter { !$0.text.contains("title ==") && !$0.text.hasPrefix("1.5") })
  private func single(_ wrong: Wrong) {
    #expect(Self.errors(wrong.text).count == 1, "\(Self.errors(wrong.text))")
  }
}
