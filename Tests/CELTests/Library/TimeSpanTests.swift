import CEL
import TestSupport
import Testing

@Suite("CEL's durations")
struct TimeSpanTests {
  @Test(
    "texts, and how they are printed",
    arguments: [
      ("0", "0s"), ("-0", "0s"), ("0s", "0s"), ("1h45m47s", "6347s"), ("1h2m3.5s", "3723.5s"),
      ("-1.5s", "-1.5s"),
      ("+5m", "300s"), ("1ns", "0.000000001s"), ("999999999ns", "0.999999999s"), ("250ms", "0.25s"),
      ("1us", "0.000001s"), ("1µs", "0.000001s"), ("1μs", "0.000001s"), (".5s", "0.5s"),
      ("1.s", "1s"),
      ("1.5h", "5400s"), ("1.9999999999s", "1.999999999s"), ("-1.9999999999s", "-1.999999999s"),
      ("1s1s", "2s"),
      ("1m1h", "3660s"), ("9223372036s", "9223372036s"), ("-9223372036s", "-9223372036s"),
      ("9223372036.854775807s", "9223372036.854775807s"),
      ("-9223372036.854775808s", "-9223372036.854775808s"), ("0.1m", "6s"),
      ("1000000000ns", "1s"),
      ("000000000000000000000000000000001s", "1s"),
      ("0.00000000000000000000000000000000001h", "0s"),
    ])
  func texts(text: String, printed: String) throws {
    #expect(try TimeSpan(text).description == printed)
  }

  @Test(
    "texts that are no duration",
    arguments: [
      "", "-", "+", "1", "1.5", "s", ".s", ".", "1x", "1 s", " 1s", "1s ", "--1s", "1h-5m", "1,5s",
      "1d", "1S", "1.2.3s",
      "0x1s", "1e3s", "00", "١s",
    ])
  func malformed(text: String) {
    #expect(throws: LibraryError.malformed(type: .duration, text: text)) { try TimeSpan(text) }
  }

  @Test(
    "beyond 64 bits of nanoseconds: langdef.md, Overflow",
    arguments: [
      "320000000000s", "-320000000000s", "9223372037s", "-9223372037s", "9223372036.854775808s",
      "-9223372036.854775809s", "9223372036s0.9s", "9223372036854775808ns", "315576000000s",
      "99999999999999999999999999999999999999999999h",
      "9999999999999999999999h9999999999999999999999h",
    ])
  func tooLong(text: String) {
    #expect(throws: LibraryError.outOfRange(type: .duration)) { try TimeSpan(text) }
  }

  @Test(
    "parts are rounded towards zero",
    arguments: [
      ("10000s", 2, 166, 10_000, 0), ("3730s", 1, 62, 3730, 0), ("123.321456789s", 0, 2, 123, 321),
      ("-123.321456789s", 0, -2, -123, -321), ("-59m59.9s", 0, -59, -3599, -900),
      ("0.0009s", 0, 0, 0, 0),
    ] as [(String, Int64, Int64, Int64, Int64)])
  func parts(text: String, hours: Int64, minutes: Int64, seconds: Int64, milliseconds: Int64) throws
  {
    let span = try TimeSpan(text)
    #expect(span.wholeHours == hours)
    #expect(span.wholeMinutes == minutes)
    #expect(span.wholeSeconds == seconds)
    #expect(span.millisecondsOfSecond == milliseconds)
  }

  @Test("sums and differences out of range are errors")
  func overflow() throws {
    let (longest, shortest) = (TimeSpan(nanoseconds: .max), TimeSpan(nanoseconds: .min))
    let instant = TimeSpan(nanoseconds: 1)
    #expect(throws: LibraryError.outOfRange(type: .duration)) { try longest.adding(instant) }
    #expect(throws: LibraryError.outOfRange(type: .duration)) { try shortest.subtracting(instant) }
    #expect(throws: LibraryError.outOfRange(type: .duration)) {
      try TimeSpan.zero.subtracting(shortest)
    }
    #expect(try shortest.adding(instant).adding(longest) == .zero)
    #expect(try longest.subtracting(instant).adding(instant) == longest)
    #expect(throws: LibraryError.outOfRange(type: .duration)) {
      try TimeSpan(seconds: .max, nanoseconds: .max)
    }
  }

  @Test(
    "arithmetic, order and text agree with whole numbers of nanoseconds",
    arguments: 0..<4 as Range<UInt64>)
  func properties(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let shift = Int64.random(in: 1...40, using: &random)
      let (a, b) = (
        Int64.random(in: .min ... .max, using: &random) >> shift,
        Int64.random(in: .min ... .max, using: &random) >> shift
      )
      let (first, second) = (TimeSpan(nanoseconds: a), TimeSpan(nanoseconds: b))
      #expect(try first.adding(second).nanoseconds == a + b)
      #expect(try first.subtracting(second).nanoseconds == a - b)
      #expect(try TimeSpan.zero.subtracting(first).nanoseconds == -a)
      #expect((first < second) == (a < b))
      #expect((first == second) == (a == b))
      #expect(try TimeSpan(first.description) == first)
      #expect(try TimeSpan("\(a)ns") == first)
      #expect(first.wholeSeconds == a / 1_000_000_000)
      #expect(try TimeSpan(seconds: a / 1_000_000_000, nanoseconds: a % 1_000_000_000) == first)
    }
  }
}
