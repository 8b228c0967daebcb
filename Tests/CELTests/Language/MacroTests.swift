import CEL
import Diagnostics
import Testing

@Suite("macros and optional values of CEL")
struct MacroTests {
  @Test(
    "comprehensions",
    arguments: [
      ("[1, 2].all(x, x > 0)", "true"), ("[1, 0].all(x, 1 / x > 5)", "false"),
      ("[0, 1].exists(x, 1 / x == 1)", "true"),
      ("[0].exists(x, 1 / x == 1)", "error: division by zero"),
      ("[1, 2, 3].exists_one(x, x > 2)", "true"),
      ("[1, 0].existsOne(x, 1 / x == 1)", "error: division by zero"),
      ("[1, 2].map(x, x * x)", "[1, 4]"), ("[1, 2, 3].map(x, x > 1, -x)", "[-2, -3]"),
      ("{'a': 1, 'b': 2}.map(k, k)", "[\"a\", \"b\"]"), ("{'a': 1}.filter(k, k == 'a')", "[\"a\"]"),
      ("[5, 7].all(i, v, v == 5 + 2 * i)", "true"),
      ("{'a': 1}.exists(k, v, k == 'a' && v == 1)", "true"),
      ("[7].exists_one(i, v, i == 0)", "true"), ("[4, 6].transformList(i, v, i + v)", "[4, 7]"),
      ("[4, 6].transformList(i, v, v > 4, v)", "[6]"), ("[4].transformMap(i, v, v + 1)", "{0: 5}"),
      ("{'a': 1, 'b': 2}.transformMap(k, v, v > 1, k)", "{\"b\": \"b\"}"),
      ("{'a': 1}.transformMapEntry(k, v, {v: k})", "{1: \"a\"}"),
      (
        "['x', 'x'].transformMapEntry(i, v, {v: i})",
        "error: the map has two values for the key 'x'"
      ),
      ("[[1], [2, 3]].map(l, l.map(x, x + size(l)))", "[[2], [4, 5]]"),
      ("[1].map(x, [2].map(x, x))", "[[2]]"),
      ("dyn(1).all(x, true)", "error: a value of type int has no elements to go through"),
      ("[dyn(1)].all(x, x)", "error: a condition is bool, found int"),
    ])
  func comprehensions(text: String, wanted: String) {
    #expect(outcome(of: text) == wanted, "\(text)")
  }

  @Test(
    "what cel.bind names is computed at most once, and only where it is needed",
    arguments: [
      ("cel.bind(x, 1 / 0, true)", "true"), ("cel.bind(x, 1 / 0, x == 1 || true)", "true"),
      ("cel.bind(x, 1 / 0, x)", "error: division by zero"),
      ("cel.bind(x, [1, 2].map(y, y * 2), x.map(z, z + x[1]))", "[6, 8]"),
      ("[1, 2].map(y, cel.bind(x, [y].map(z, z + 1), x[0] + y))", "[3, 5]"),
      ("cel.bind(x, 1, cel.bind(x, x + 1, x))", "2"),
    ])
  func bind(text: String, wanted: String) {
    #expect(outcome(of: text) == wanted, "\(text)")
  }

  @Test(
    "fields",
    arguments: [
      ("has({'a': {'b': 1}}.a.b)", "true"), ("has({'a': 1}.b)", "false"),
      ("{'a-b': 1}.`a-b`", "1"), ("{'a': 1}.b", "error: the map has no key 'b'"),
      ("has(dyn(1).a)", "error: a value of type int has no field 'a'"),
    ])
  func fields(text: String, wanted: String) {
    #expect(outcome(of: text) == wanted, "\(text)")
  }

  @Test(
    "optional values",
    arguments: [
      ("{'a': 1}.?a", "optional.of(1)"), ("{'a': 1}.?b", "optional.none()"),
      ("{'a': {'b': 1}}.?a.b", "optional.of(1)"), ("{'a': {'b': 1}}.?x.b.orValue(7)", "7"),
      ("[1][?0].value()", "1"), ("[1][?5].hasValue()", "false"),
      ("optional.of([1])[0]", "optional.of(1)"),
      ("optional.of(1).orValue(1 / 0)", "1"),
      ("optional.none().orValue(1 / 0)", "error: division by zero"),
      ("optional.of(1).or(optional.of(1 / 0))", "optional.of(1)"),
      ("optional.none().value()", "error: the optional has no value"),
      ("optional.ofNonZeroValue('')", "optional.none()"),
      ("optional.ofNonZeroValue(0.5)", "optional.of(0.5)"),
      ("optional.ofNonZeroValue(optional.none()).hasValue()", "true"),
      ("optional.ofNonZeroValue({})", "optional.none()"),
      ("optional.of(2).optMap(x, x * 2)", "optional.of(4)"),
      ("optional.none().optMap(x, 1 / 0)", "optional.none()"),
      ("optional.of({'a': 1}).optFlatMap(m, m.?a)", "optional.of(1)"),
      ("[1, ?optional.none(), ?optional.of(3)]", "[1, 3]"),
      ("{?'a': optional.none(), 'b': 1}", "{\"b\": 1}"),
      ("[?dyn(1)]", "error: an optional value is needed, found int"),
      ("optional.of(1) == optional.of(1)", "true"), ("optional.none() == optional.of(0)", "false"),
      ("has(optional.of({'a': 1}).a)", "true"), ("has({}.?a.b)", "false"),
      ("optional.unwrap([optional.of(1), optional.none()])", "[1]"),
      ("[optional.of(1)].unwrapOpt()", "[1]"), ("[1, 2].first()", "optional.of(1)"),
      ("[].last()", "optional.none()"),
    ])
  func optionals(text: String, wanted: String) {
    #expect(outcome(of: text) == wanted, "\(text)")
  }

  @Test(
    "a macro that is given what it cannot use is refused",
    arguments: [
      ("[1].all(2, true)", "'all' needs a name for the elements"),
      ("[1].all(x, x, true)", "'all' needs two different names"),
      ("has(1)", "'has' needs a field: has(value.field)"),
      ("cel.bind(1, 2, 3)", "'cel.bind' needs a name"),
      ("math.least()", "'math.least' needs an argument"),
      ("1.map(x, x)", "'map' goes through a list or a map, found int"),
      ("[1].filter(x, x)", "'filter' needs a condition (bool), found int"),
      ("1.optMap(x, x)", "'?' takes an optional value, found int"),
    ])
  func misuse(text: String, wanted: String) throws {
    let error = #expect(throws: ExpressionErrors.self) {
      try TypeChecker.check(text, in: .standard)
    }
    let diagnostic = try #require(error?.errors.first).diagnostic(
      at: Location(file: "policy.yaml", line: 1, column: 1))
    #expect(diagnostic.message == wanted)
  }
}
