import CEL
import Glibc
import TestSupport
import Testing

@Suite("text forms of doubles")
struct DoubleTextTests {
  @Test(
    "the shortest digits, with and without exponent",
    arguments: [
      (0, "0", "0"), (-0.0, "-0", "-0"), (1, "1", "1"), (123.456, "123.456", "123.456"),
      (-4.5e-3, "-0.0045", "-0.0045"), (1e-4, "0.0001", "0.0001"), (0.00001, "1e-05", "0.00001"),
      (1.5e-7, "1.5e-07", "0.00000015"), (123_456, "123456", "123456"),
      (1_000_000, "1e+06", "1000000"), (1_234_567.5, "1.2345675e+06", "1234567.5"),
      (1e23, "1e+23", "100000000000000000000000"), (-1e15, "-1e+15", "-1000000000000000"),
      (6.02214e23, "6.02214e+23", "602214000000000000000000"),
      (0.1 + 0.2, "0.30000000000000004", "0.30000000000000004"),
      (.nan, "NaN", "NaN"), (.infinity, "Infinity", "Infinity"),
      (-.infinity, "-Infinity", "-Infinity"),
      (.leastNonzeroMagnitude, "5e-324", "0." + String(repeating: "0", count: 323) + "5"),
      (
        .greatestFiniteMagnitude, "1.7976931348623157e+308",
        "17976931348623157" + String(repeating: "0", count: 292)
      ),
    ] as [(Double, String, String)])
  func shortest(value: Double, shortest: String, plain: String) {
    #expect(DoubleText.shortest(value) == shortest)
    #expect(DoubleText.plain(value) == plain)
  }

  @Test("every form reads back as the same double", arguments: 0..<8 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let value = random.anyDouble()
      guard value.isFinite else { continue }
      #expect(try DoubleText.parse(DoubleText.shortest(value)) == value)
      #expect(try DoubleText.parse(DoubleText.plain(value)) == value)
      // 17 digits tell any two doubles apart.
      #expect(try DoubleText.parse(DoubleText.scientific(value, places: 16)) == value)
    }
  }

  @Test(
    "with places: the exact value, rounded half to even, agrees with integers",
    arguments: 0..<4 as Range<UInt64>)
  func fixed(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      // A multiple of 1/8 has an exact decimal form, so that the rounding can be done on integers.
      let eighths = Int.random(in: -80_000...80_000, using: &random)
      let tenths = eighths * 10
      let (floor, rest) = (tenths >> 3, tenths & 7)
      let rounded = rest > 4 || (rest == 4 && floor & 1 == 1) ? floor + 1 : floor
      let sign = eighths < 0 ? "-" : ""
      let expected = "\(sign)\(rounded.magnitude / 10).\(rounded.magnitude % 10)"
      #expect(DoubleText.fixed(Double(eighths) / 8, places: 1) == expected)
    }
  }

  @Test(
    "spellings that are read",
    arguments: [
      ("0", 0), ("-0.0", -0.0), ("+1.5", 1.5), (".5", 0.5), ("5.", 5), ("6.02214e23", 6.02214e23),
      ("1.38e-23", 1.38e-23), ("-84.32E+7", -843_200_000), ("1e-999", 0), ("inf", .infinity),
      ("-Infinity", -.infinity), ("+INF", .infinity), ("0000001", 1),
      ("9007199254740993", 9_007_199_254_740_992),
      ("1.7976931348623157e308", .greatestFiniteMagnitude),
    ] as [(String, Double)])
  func spellings(text: String, value: Double) throws {
    let read = try DoubleText.parse(text)
    #expect(read == value && read.sign == value.sign)
  }

  @Test("not a number has no sign")
  func notANumber() throws {
    for text in ["NaN", "nan", "NAN"] { #expect(try DoubleText.parse(text).isNaN) }
    #expect(throws: LibraryError.malformed(type: .double, text: "-nan")) {
      try DoubleText.parse("-nan")
    }
  }

  @Test(
    "texts that are no double",
    arguments: [
      "", ".", "-", "e5", "1e", "1e+", " 1", "1 ", "1_000", "0x10", "0x1p3", "1.2.3", "--1", "+-1",
      "1d", "nan(1)",
      "infinit", "١", "1\0",
    ])
  func malformed(text: String) {
    #expect(throws: LibraryError.malformed(type: .double, text: text)) {
      try DoubleText.parse(text)
    }
  }

  @Test("beyond the largest double", arguments: ["1e309", "-1e309", "1.8e308", "1e999999999999"])
  func overflow(text: String) {
    #expect(throws: LibraryError.outOfRange(type: .double)) { try DoubleText.parse(text) }
  }
}
