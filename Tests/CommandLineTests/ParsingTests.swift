import CommandLine
import Diagnostics
import Testing

private func values(_ words: String) throws -> ParsedValues? {
  let request = try program.request(words.split(separator: " ").map(String.init))
  if case .run(_, let values) = request { return values }
  return nil
}

@Test("values arrive typed, in both spellings and any order")
func typedValues() throws {
  let words =
    "eval --set a=1 --seed=9 qw --events e.json --offset -5 --set b=x=y --codes f1 --wait 250ms"
  let values = try #require(try values(words))
  #expect(values[Sample.bot] == "qw")
  #expect(values[Sample.others] == ["f1"])
  #expect(values[Sample.events] == "e.json")
  #expect(values[Sample.settings].map(\.description) == ["a=1", "b=x=y"])
  #expect(values[Sample.seed] == 9)
  #expect(values[Sample.offset] == -5)
  #expect(values[Sample.wait] == .milliseconds(250))
  #expect(values[Sample.form] == .text)
  #expect(values[Sample.codes])
}

@Test("a word of a list is known in any case of letters", arguments: ["json", "JSON", "Json"])
func choices(word: String) throws {
  let values = try #require(try values("eval queuewarden --events e --format \(word)"))
  #expect(values[Sample.form] == .json)
}

@Test("what is not given has its default")
func defaults() throws {
  let values = try #require(try values("eval qw --events e"))
  #expect(values[Sample.others].isEmpty)
  #expect(values[Sample.settings].isEmpty)
  #expect(values[Sample.seed] == 7)
  #expect(values[Sample.offset] == nil)
  #expect(values[Sample.codes] == false)
}

@Test(
  "dashes that are values",
  arguments: [
    ("eval --events - -5", "-5", "-"), ("eval --events=--x -.5", "-.5", "--x"),
    ("eval --events e -- --codes", "--codes", "e"), ("eval --events= -", "-", ""),
  ])
func dashes(words: String, bot: String, events: String) throws {
  let values = try #require(try values(words))
  #expect(values[Sample.bot] == bot)
  #expect(values[Sample.events] == events)
  #expect(values[Sample.codes] == false)
}

@Test(
  "a command line that cannot be followed says why and where to look",
  arguments: [
    ("", "PT0901", "'tool' needs a subcommand", "see 'tool --help'"),
    ("audit", "PT0901", "'tool audit' needs a subcommand", "see 'tool audit --help'"),
    ("evla x", "PT0901", "'tool' has no subcommand 'evla'", "did you mean 'eval'?"),
    ("audit verfy", "PT0901", "'tool audit' has no subcommand 'verfy'", "did you mean 'verify'?"),
    ("--hlep", "PT0902", "unknown option '--hlep'", "did you mean '--help'?"),
    ("eval q --evnts e", "PT0902", "unknown option '--evnts'", "did you mean '--events'?"),
    ("eval q --events e -v", "PT0902", "unknown option '-v'", "see 'tool eval --help'"),
    (
      "eval q --events", "PT0903", "'--events' needs a value: --events FILE",
      "see 'tool eval --help'"
    ),
    (
      "eval q --events --codes", "PT0903", "'--events' needs a value: --events FILE",
      "'--events=-…'"
    ),
    ("eval q --codes=1", "PT0903", "'--codes' takes no value, found '1'", "see"),
    (
      "eval q --events e --seed x", "PT0903",
      "'x' is no value for --seed: expected a whole number from 0 to 18446744073709551615", "see"
    ),
    (
      "eval q --events e --format xml", "PT0903",
      "'xml' is no value for --format: expected one of text, json, sarif", "see"
    ),
    (
      "eval q --events e --set a", "PT0903", "'a' is no value for --set: expected NAME=VALUE", "see"
    ),
    (
      "eval q --events e --wait 99999999999999999999s", "PT0903",
      "'99999999999999999999s' is no value for --wait: expected a duration such as 250ms, 45s, 10m or 2h",
      "see"
    ),
    ("eval q --events e --events f", "PT0904", "'--events' is given twice", "see"),
    ("eval --events e", "PT0905", "missing argument BOT", "see 'tool eval --help'"),
    ("eval q", "PT0905", "missing option --events FILE", "see"),
    ("audit verify x", "PT0906", "unexpected argument 'x'", "see 'tool audit verify --help'"),
  ])
func usageErrors(words: String, code: String, message: String, help: String) {
  let error = #expect(throws: UsageError.self) { try values(words) }
  #expect(error?.diagnostic.code == code)
  #expect(error?.diagnostic.message == message)
  #expect(error?.diagnostic.help.contains { $0.contains(help) } == true)
}

@Test(
  "durations are whole numbers with a unit",
  arguments: [
    ("0ms", Duration.zero), ("45s", .seconds(45)), ("10m", .seconds(600)), ("2h", .seconds(7200)),
    ("45", nil), ("s", nil), ("-1s", nil), ("1.5s", nil), ("1 s", nil), ("1S", nil), ("٣s", nil),
    ("9223372036854775807h", nil),
  ] as [(String, Duration?)])
func durations(text: String, expected: Duration?) {
  #expect(Duration(argument: text) == expected)
}
