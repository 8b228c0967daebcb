import CEL
import Testing

/// The examples that cel-spec doc/langdef.md gives in "Standard Environment", and what it says in words about
/// the ends of ranges.
@Suite("the examples of the language definition")
struct SpecificationExampleTests {
  @Test(
    "macros",
    arguments: [
      ("[1, 2, 3].all(x, x > 0)", "true"), ("[1, 2, 0].all(x, x > 0)", "false"),
      ("['apple', 'banana', 'cherry'].all(fruit, fruit.size() > 3)", "true"),
      ("[3.14, 2.71, 1.61].all(num, num < 3.0)", "false"),
      ("{'a': 1, 'b': 2, 'c': 3}.all(key, key != 'b')", "false"),
      ("[1, 2, 3].exists(i, i % 2 != 0)", "true"), ("[].exists(i, i > 0)", "false"),
      ("[0, -1, 5].exists(num, num < 0)", "true"),
      ("{'x': 'foo', 'y': 'bar'}.exists(key, key.startsWith('z'))", "false"),
      ("[1, 2, 2].exists_one(i, i < 2)", "true"),
      ("{'a': 'hello', 'aa': 'hellohello'}.exists_one(k, k.startsWith('a'))", "false"),
      ("[1, 2, 3, 4].exists_one(num, num % 2 == 0)", "false"),
      ("[1, 2, 3].filter(x, x > 1)", "[2, 3]"),
      ("['cat', 'dog', 'bird', 'fish'].filter(pet, pet.size() == 3)", "[\"cat\", \"dog\"]"),
      ("[{'a': 10, 'b': 5, 'c': 20}].map(m, m.filter(key, m[key] > 10))", "[[\"c\"]]"),
      ("[1, 2, 3].map(x, x * 2)", "[2, 4, 6]"), ("[5, 10, 15].map(x, x / 5)", "[1, 2, 3]"),
      ("['apple', 'banana'].map(fruit, fruit.upperAscii())", "[\"APPLE\", \"BANANA\"]"),
      ("[1, 2, 3, 4].map(num, num % 2 == 0, num * 2)", "[4, 8]"),
    ])
  func macros(text: String, wanted: String) {
    #expect(outcome(of: text) == wanted)
  }

  @Test(
    "operators, which also take what the evaluation of an operand fails with",
    arguments: [
      ("1 / 0 > 0 || true", "true"), ("1 / 0 > 0 || false", "error: division by zero"),
      ("1 / 0 > 0 && true", "error: division by zero"), ("1 / 0 > 0 && false", "false"),
      ("!(1 / 0 > 0)", "error: division by zero"), ("false ? \"a\" : \"b\"", "\"b\""),
      ("true ? 1 / 0 : 2", "error: division by zero"), ("false ? 1 / 0 : 2", "2"),
      ("('hello'.size() > 10) ? 1 / 0 : 42", "42"), ("3.14 + 1.59", "4.73"),
      ("duration('1m') + duration('1s') == duration('1m1s')", "true"),
      (
        "timestamp('2023-01-01T00:00:00Z') + duration('24h')",
        "timestamp(\"2023-01-02T00:00:00Z\")"
      ),
      (
        "timestamp('2023-01-10T12:00:00Z') - timestamp('2023-01-10T00:00:00Z') == duration('12h')",
        "true"
      ),
      ("6u % 3u", "0u"), ("-2 * 6", "-12"), ("bytes('hello') == b'hello'", "true"),
      ("dyn(3.0) == 3", "true"), ("-1 < dyn(1u)", "true"),
      ("1 >= dyn(18446744073709551615u)", "false"),
      ("duration('2h') + duration('1h1m') >= duration('3h')", "true"),
      ("size(string(b'\\xF0\\x9F\\xA4\\xAA'))", "1"), ("\"fiance\\u0301\".size()", "7"),
    ])
  func operators(text: String, wanted: String) {
    #expect(outcome(of: text) == wanted)
  }

  @Test(
    "time and conversions",
    arguments: [
      ("timestamp('2023-12-25T00:00:00Z').getDate('America/Los_Angeles')", "24"),
      ("timestamp('2023-12-25T00:00:00Z').getDayOfMonth('America/Los_Angeles')", "23"),
      ("timestamp('2023-12-25T12:00:00Z').getDayOfWeek()", "1"),
      ("timestamp('2023-12-25T12:00:00Z').getDayOfYear()", "358"),
      ("timestamp('2023-12-25T12:00:00.500Z').getMilliseconds()", "500"),
      ("timestamp('2023-12-25T12:00:00Z').getMonth()", "11"),
      ("duration('1.234s').getMilliseconds()", "234"), ("duration('1h30m').getMinutes()", "90"),
      ("duration('1m30s').getSeconds()", "90"), ("duration('-1.5h')", "duration(\"-5400s\")"),
      ("duration('1h34us')", "duration(\"3600.000034s\")"), ("bool('FALSE')", "false"),
      ("int(3.14)", "3"), ("uint(3.14)", "3u"), ("string(duration('1m1ms'))", "\"60.001s\""),
      (
        "timestamp('2023-08-26T12:39:00-07:00')",
        "timestamp(\"2023-08-26T19:39:00Z\")"
      ),
    ])
  func time(text: String, wanted: String) {
    #expect(outcome(of: text) == wanted)
  }

  /// "Overflow": durations are a single int64, timestamps have years of four digits, and conversions from
  /// `double` leave the ends of the range out.
  @Test(
    "ends of ranges",
    arguments: [
      ("duration('9223372036854775807ns')", "duration(\"9223372036.854775807s\")"),
      ("duration('-9223372036854775808ns')", "duration(\"-9223372036.854775808s\")"),
      ("duration('9223372036854775808ns')", "duration"), ("duration('2562048h')", "duration"),
      ("duration('9223372036854775807ns') + duration('1ns')", "duration"),
      ("duration('-9223372036854775808ns') - duration('1ns')", "duration"),
      ("timestamp('2300-01-01T00:00:00Z') - timestamp('2000-01-01T00:00:00Z')", "duration"),
      ("timestamp('1600-01-01T00:00:00Z') - timestamp('2000-01-01T00:00:00Z')", "duration"),
      (
        "timestamp('2290-01-01T00:00:00Z') - timestamp('2000-01-01T00:00:00Z') > duration('0')",
        "true"
      ),
      ("timestamp('9999-12-31T23:59:59.999999999Z') + duration('1ns')", "timestamp"),
      ("timestamp('0001-01-01T00:00:00Z') - duration('1ns')", "timestamp"),
      ("int(9223372036854775807.0)", "int"), ("int(-9223372036854775808.0)", "int"),
      ("uint(18446744073709551616.0)", "uint"), ("uint(-1)", "uint"), ("double('1e400')", "double"),
    ])
  func ranges(text: String, wanted: String) {
    let isRefused = ["duration", "timestamp", "int", "uint", "double"].contains(wanted)
    #expect(
      outcome(of: text)
        == (isRefused ? "error: the result is out of the range of \(wanted)" : wanted)
    )
  }
}
