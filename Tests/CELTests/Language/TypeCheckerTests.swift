import CEL
import Diagnostics
import Testing

@Suite("types of CEL")
struct TypeCheckerTests {
  @Test(
    "inference",
    arguments: [
      ("1", "int"), ("[]", "list(dyn)"), ("{}", "map(dyn, dyn)"), ("[1, 'a']", "list(dyn)"),
      ("[[], [1]]", "list(list(int))"), ("[{}, {'a': [1u]}]", "list(map(string, list(uint)))"),
      ("[optional.none(), optional.of(1)]", "list(optional_type(int))"),
      ("[optional.of(dyn(1)), optional.of(1)]", "list(optional_type(dyn))"),
      ("[?dyn(1), 2]", "list(int)"), ("{'a': 1, 'b': dyn(2)}", "map(string, dyn)"),
      ("{1: 'a', 2u: 'b'}", "map(dyn, string)"), ("[1].filter(x, true)", "list(int)"),
      ("[[]][0].transformMap(k, v, {})", "map(int, map(dyn, dyn))"),
      ("[timestamp(0), null]", "list(timestamp)"), ("[null, duration('1s')]", "list(duration)"),
      ("[1, null]", "list(dyn)"), ("type(1)", "type(int)"), ("int", "type(int)"),
      ("true ? [] : [1]", "list(int)"), ("{'a': {'b': 1u}}.a.b", "uint"), ("[1][0]", "int"),
      ("{'a': 1}.?a", "optional_type(int)"), ("optional.of({'a': 1}).a", "optional_type(int)"),
      ("[1].map(x, string(x))", "list(string)"), ("{'a': 1}.map(k, k)", "list(string)"),
      ("[1].transformMap(i, v, v == i)", "map(int, bool)"), ("[].filter(x, x.y)", "list(dyn)"),
      ("{'a': 1u}.transformMapEntry(k, v, {v: k})", "map(uint, string)"),
      ("[1].exists(x, dyn(x))", "bool"),
      ("optional.of(1).optMap(x, [x])", "optional_type(list(int))"),
      ("math.greatest(1, 2)", "int"), ("math.greatest(1, 2u)", "dyn"),
      ("math.least([1.0])", "double"),
      ("dyn(1) + 1", "int"), ("dyn(1) + dyn(2)", "dyn"), ("cel.bind(x, [1], x[0])", "int"),
      ("[] + [1]", "list(int)"), ("[] == [1]", "bool"), ("1 in []", "bool"),
    ])
  func inference(text: String, wanted: String) {
    #expect(CELTests.type(of: text) == wanted, "\(text)")
  }

  @Test(
    "what can only fail is refused",
    arguments: [
      ("1 + 1u", "'+' does not take (int, uint)"), ("1 == 'a'", "'==' does not take (int, string)"),
      ("1 < 2.0", "'<' does not take (int, double)"),
      ("[1] == ['a']", "'==' does not take (list(int), list(string))"),
      ("'a' && true", "'&&' needs a condition (bool), found string"),
      ("1 ? 2 : 3", "'?:' needs a condition (bool), found int"),
      ("true ? 1 : 'a'", "the two results of '?:' differ: int and string"),
      ("x", "there is no 'x' here"),
      ("f(1)", "there is no function 'f'"), ("'a'.f()", "there is no function 'f'"),
      ("(1).x", "a value of type int has no field 'x'"),
      ("{[1]: 2}", "a value of type list(int) cannot be a key of a map"),
      ("[?1]", "'?' takes an optional value, found int"),
      ("[1, ?null]", "'?' takes an optional value, found null"),
      ("{?'a': null}", "'?' takes an optional value, found null"),
      ("-'a'", "'-' does not take (string)"),
      ("isIP(cidr('::/0'))", "'isIP' does not take (net.CIDR)"),
      ("Msg{a: 1}", "there is no 'Msg' here"),
      ("optional.of(1).orValue('a')", "'orValue' does not take (optional_type(int), string)"),
    ])
  func refusals(text: String, wanted: String) throws {
    let error = #expect(throws: ExpressionErrors.self) {
      try TypeChecker.check(text, in: .standard)
    }
    let errors = try #require(error?.errors)
    #expect(errors.count == 1)
    #expect(
      errors.first?.diagnostic(at: Location(file: "policy.yaml", line: 1, column: 1)).message
        .hasPrefix(wanted) == true,
      "\(errors)")
  }

  @Test(
    "what policies cannot have is found at its innermost place",
    arguments: [
      ("[1, 2].map(x, x + 1) == [3]", []),
      ("'a'.matches('b') && {'a': 1u}.?a.orValue(2u) > 1u", []),
      ("1.5 > 1.0 || true", ["0..<3 floatingPoint", "6..<9 floatingPoint"]),
      ("[1, 'a'].size() > 0", ["0..<8 dynamic"]),
      ("dyn(1) == 1", ["0..<6 dynamic"]),
      ("[null].size() == 0", ["1..<5 null"]),
    ])
  func fence(text: String, wanted: [String]) throws {
    let found = try TypeChecker.check(text, in: .standard).outsideFence.map { error in
      guard case .outsideFence(let what) = error.reason else { return "\(error)" }
      return "\(error.range.lowerBound)..<\(error.range.upperBound) \(what)"
    }
    #expect(found == wanted, "\(text)")
  }

  @Test("every mistake is named, each at its place")
  func severalErrors() throws {
    let error = #expect(throws: ExpressionErrors.self) {
      try TypeChecker.check("[1 + 'a', y, 2u * 2]", in: .standard)
    }
    #expect(error?.errors.map(\.range) == [1..<8, 10..<11, 13..<19])
  }

  @Test(
    "a dotted name that means nothing is named as a whole",
    arguments: [
      (
        "order.sid",
        ExpressionError.Reason.unknownName("order.sid", known: ["order.price", "order.side"])
      ),
      ("order", .incompleteName("order", members: ["order.price", "order.side"])),
      ("order.price.x", .noFields(type: "price", field: "x")),
    ])
  func unknownNames(text: String, wanted: ExpressionError.Reason) {
    var environment = LanguageEnvironment()
    environment.declare("order.side", .int, .variable(0))
    environment.declare("order.price", .quantity(.price), .variable(1))
    let error = #expect(throws: ExpressionErrors.self) {
      try TypeChecker.check(text, in: environment)
    }
    #expect(error?.errors.map(\.reason) == [wanted])
  }

  private static func environment(_ names: [(String, Type)], container: String)
    -> LanguageEnvironment
  {
    var environment = LanguageEnvironment.standard
    environment.container = container
    for (identity, (name, type)) in names.enumerated() {
      environment.declare(name, type, .variable(identity))
    }
    return environment
  }

  @Test(
    "names: the innermost container and the longest prefix win, a macro's variable hides them",
    arguments: [
      ("y", "1"), (".y", "2"), ("com.y", "2"), ("m.k", "3"), ("m.other", "\"v\""),
      ("[9].map(y, y)", "[9]"),
      ("[9].map(y, .y)", "[2]"), ("[{'k': 9}].map(m, m.k)", "[9]"),
      ("[0].map(y, [1].map(z, y + z))", "[[1]]"),
    ])
  func names(text: String, wanted: String) {
    let environment = Self.environment(
      [
        ("com.example.y", .int), ("y", .int), ("com.y", .int), ("m.k", .int),
        ("m", .map(key: .string, value: .string)),
      ], container: "com.example")
    var map = Value.Map()
    _ = map.insert(.string("v"), for: .string("other"))
    let values: [Evaluation] = [
      .value(.int(1)), .value(.int(2)), .value(.int(2)), .value(.int(3)), .value(.map(map)),
    ]
    #expect(outcome(of: text, in: environment, values) == wanted)
    #expect(outcome(of: text, isChecked: false, in: environment, values) == wanted)
  }

  @Test(
    "unchecked, what is wrong fails where it is evaluated",
    arguments: [
      ("x || true", "true"), ("f(1) || true", "true"), ("a.f() || true", "true"),
      ("x", "error: 'x' has no value"),
      ("[1, 'a'][1] + 'b'", "\"ab\""), ("1 + 1u", "error: '+' does not take (int, uint)"),
      ("'a' && false", "false"), ("[1].all(2, true)", "error: 'all' needs a name for the elements"),
      ("42.charAt(2)", "error: 'charAt' does not take (int, int)"),
    ])
  func unchecked(text: String, wanted: String) {
    let found = outcome(of: text, isChecked: false)
    #expect(found == wanted)
  }

  @Test(
    "quantities keep their units in lists and macros",
    arguments: [
      ("[a, b].exists(t, t > 3)", "bool"), ("[a, b]", "list(ticks)"), ("a + b", "ticks"),
      ("a * 2", "ticks"),
      ("[p].map(x, x * a)", "list(price)"), ("true ? a : 3", "ticks"),
      ("math.least(a, 3)", "ticks"),
      ("p == price(\"0.57\")", "bool"), ("ticks.covering(p, p)", "ticks"), ("side == side", "bool"),
      ("a + p", "'+' between ticks and price"),
      ("[a, b].exists(t, t > p)", "ticks compared with price"),
      ("[a] == [p]", "'==' does not take (list(ticks), list(price))"),
      ("side < side", "'<' does not take (Side, Side)"),
    ])
  func quantities(text: String, wanted: String) {
    var environment = Self.environment(
      [
        ("a", .quantity(.ticks)), ("b", .quantity(.ticks)), ("p", .quantity(.price)),
        ("side", .enumeration(Enumeration(name: "Side", cases: ["BUY", "SELL"]))),
      ], container: "")
    environment.add(Function.quantities)
    do throws(ExpressionErrors) {
      #expect(try TypeChecker.check(text, in: environment).type.name == wanted)
    } catch {
      #expect(
        error.errors.map {
          $0.diagnostic(at: Location(file: "policy.yaml", line: 1, column: 1)).message
        } == [wanted])
    }
  }
}
