import FixedPoint
import Runtime
import TestSupport
import Testing

@Suite("Exact amounts")
struct MicrosTests {
  @Test(
    "reads every decimal that has a millionth",
    arguments: [
      ("0", 0), ("0.57", 570_000), (".48", 480_000), ("500", 500_000_000), ("-1.5", -1_500_000),
      ("-0", 0), ("1.", 1_000_000), ("007.250000", 7_250_000), ("0.000001", 1),
      ("0.10000000000000", 100_000), ("121.951218", 121_951_218), ("94158.65", 94_158_650_000),
      ("9223372036854.775807", Int64.max), ("-9223372036854.775807", -Int64.max),
    ])
  func parses(text: String, raw: Int64) throws {
    #expect(try Micros.parse(text).raw == raw)
    #expect(try Micros.parse(Array(text.utf8)).raw == raw)
  }

  @Test(
    "refuses everything else",
    arguments: [
      ("", DecimalError.empty), ("-", .empty), (".", .empty), ("-.", .empty),
      ("0.57x", .unexpectedByte(0x78, offset: 4)), ("NaN", .unexpectedByte(0x4E, offset: 0)),
      ("1e3", .unexpectedByte(0x65, offset: 1)), ("+1", .unexpectedByte(0x2B, offset: 0)),
      (" 1", .unexpectedByte(0x20, offset: 0)), ("1 ", .unexpectedByte(0x20, offset: 1)),
      ("1.2.3", .unexpectedByte(0x2E, offset: 3)), ("1-2", .unexpectedByte(0x2D, offset: 1)),
      ("--1", .unexpectedByte(0x2D, offset: 1)), ("1_000", .unexpectedByte(0x5F, offset: 1)),
      ("0.0000001", .tooPrecise), ("1.0000000001", .tooPrecise),
      ("9223372036854.775808", .outOfRange), ("9223372036855", .outOfRange),
      ("99999999999999999999999999", .outOfRange), ("٣", .unexpectedByte(0xD9, offset: 0)),
    ])
  func refuses(text: String, error: DecimalError) {
    #expect(throws: error) { try Micros.parse(text) }
  }

  @Test(
    "what is written reads back the same, in the shortest form", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let bits = UInt64.random(in: 1...62, using: &generator)
      let raw = Int64.random(in: -(1 << bits)...(1 << bits), using: &generator)
      let text = "\(Micros(raw: raw))"
      #expect(try Micros.parse(text).raw == raw, "seed \(seed): \(text)")
      #expect(!text.contains(".") || !text.hasSuffix("0"))
      #expect(!text.hasPrefix("."))
    }
  }

  @Test("order, complement and extremes")
  func order() {
    #expect(Micros(raw: -1) < .zero && .zero < Micros.one)
    #expect(
      Micros(raw: 570_000).complement == Micros(raw: 430_000) && Micros.one.complement == .zero)
    #expect("\(Micros(raw: .max))" == "9223372036854.775807")
    #expect("\(Micros(raw: .min))" == "-9223372036854.775808")
    #expect("\(Micros(raw: -500_000))" == "-0.5" && "\(Micros(raw: 100_000_000))" == "100")
  }

  @Test(
    "integers become digits",
    arguments: [
      (0, "0"), (7, "7"), (10, "10"), (-10, "-10"), (1_785_163_378_339, "1785163378339"),
      (Int64.max, "9223372036854775807"), (Int64.min, "-9223372036854775808"),
    ])
  func digits(value: Int64, text: String) {
    var bytes: [UInt8] = Array("x".utf8)
    bytes.appendDecimal(value)
    #expect(String(decoding: bytes, as: UTF8.self) == "x" + text)
  }
}
