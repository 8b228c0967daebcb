import CEL
import TestSupport
import Testing

private let side = Type.enumeration(Enumeration(name: "side", cases: ["BUY", "SELL"]))

@Suite("quantities as text")
struct QuantityTextTests {
  @Test(
    "read",
    arguments: [
      ("45s", .duration, 45_000), ("1500ms", .duration, 1_500), ("1h30m", .duration, 5_400_000),
      ("0s", .duration, 0), ("-2s", .duration, -2_000), ("1.5s", .duration, 1_500),
      ("24h", .duration, 86_400_000), ("45 s", .duration, 45_000), ("10_000ms", .duration, 10_000),
      ("-9223372036854775808ms", .duration, .min), ("9223372036854775807ms", .duration, .max),
      ("3 ticks", .quantity(.ticks), 3), ("1 tick", .quantity(.ticks), 1),
      ("3ticks", .quantity(.ticks), 3), ("-3 ticks", .quantity(.ticks), -3),
      ("3.0 ticks", .quantity(.ticks), 3),
      ("1_000_000 shares", .quantity(.shares), 1_000_000_000_000),
      ("0.5 shares", .quantity(.shares), 500_000), ("30 ops", .quantity(.ops), 30),
      ("2 usdc", .quantity(.usdc), 2_000_000), ("2 pUSD", .quantity(.usdc), 2_000_000),
      ("25 bps", .quantity(.bps), 25), ("7 count", .quantity(.count), 7),
      ("0.57", .quantity(.price), 570_000), ("0.57 price", .quantity(.price), 570_000),
      ("0.0001", .quantity(.price), 100), ("1", .quantity(.price), 1_000_000),
      ("-9223372036854.775808 shares", .quantity(.shares), .min), ("12", .int, 12),
      ("-12", .int, -12),
      ("true", .bool, 1), ("false", .bool, 0), ("SELL", side, 1),
    ] as [(String, Type, Int64)])
  func read(text: String, type: Type, value: Int64) throws {
    #expect(try QuantityText.parse(text, as: type) == value)
  }

  @Test(
    "refused",
    arguments: [
      ("45", .duration, .missingUnit), ("45 ", .duration, .missingUnit),
      ("45S", .duration, .wrongUnit("S")),
      ("45 sec", .duration, .wrongUnit("sec")), ("3 ticks", .duration, .wrongUnit("ticks")),
      ("", .duration, .malformed), ("-", .duration, .malformed), ("s", .duration, .malformed),
      ("1s x", .duration, .wrongUnit(" x")), ("5%", .duration, .malformed),
      (".5s", .duration, .malformed),
      ("0.5ms", .duration, .tooPrecise), ("1.2.3s", .duration, .malformed),
      ("9223372036854775808ms", .duration, .outOfRange), ("9999999999999h", .duration, .outOfRange),
      ("3", .quantity(.ticks), .missingUnit), ("3 shares", .quantity(.ticks), .wrongUnit("shares")),
      ("0.5 ticks", .quantity(.ticks), .tooPrecise), ("ticks", .quantity(.ticks), .malformed),
      ("3 Ticks", .quantity(.ticks), .wrongUnit("Ticks")),
      ("1e3 ticks", .quantity(.ticks), .wrongUnit("e3 ticks")),
      ("0.0000001 shares", .quantity(.shares), .tooPrecise),
      ("5. shares", .quantity(.shares), .malformed),
      ("5_ shares", .quantity(.shares), .malformed), ("_5 shares", .quantity(.shares), .malformed),
      ("--5 shares", .quantity(.shares), .malformed),
      ("1-2 shares", .quantity(.shares), .malformed),
      ("+5 shares", .quantity(.shares), .malformed), ("٣ shares", .quantity(.shares), .malformed),
      ("10000000000000 shares", .quantity(.shares), .outOfRange),
      ("1000000000000000000000000000000 shares", .quantity(.shares), .outOfRange),
      ("0.57x", .quantity(.price), .wrongUnit("x")), ("NaN", .quantity(.price), .malformed),
      (".", .quantity(.price), .malformed), ("0x10", .int, .wrongUnit("x10")),
      ("", .int, .malformed),
      ("1.5", .int, .tooPrecise), ("yes", .bool, .malformed), ("True", .bool, .malformed),
      ("buy", side, .malformed), ("1", .timestamp, .malformed), ("1", .string, .malformed),
    ] as [(String, Type, QuantityText.Failure)])
  func refused(text: String, type: Type, failure: QuantityText.Failure) {
    #expect(throws: failure) { try QuantityText.parse(text, as: type) }
  }

  @Test(
    "a bare number takes the unit of its quantity, never that of a duration",
    arguments: [
      ("3", .quantity(.ticks), 3), ("0.5", .quantity(.shares), 500_000),
      ("3 ticks", .quantity(.ticks), 3),
      ("45s", .duration, 45_000),
    ] as [(String, Type, Int64)])
  func bare(text: String, type: Type, value: Int64) throws {
    #expect(try QuantityText.parseBare(text, as: type) == value)
    #expect(throws: QuantityText.Failure.missingUnit) {
      try QuantityText.parseBare("45", as: .duration)
    }
  }

  @Test(
    "written",
    arguments: [
      (45_000, .duration, "45s"), (60_000, .duration, "1m"), (86_400_000, .duration, "24h"),
      (1_500, .duration, "1500ms"), (90_000, .duration, "90s"), (0, .duration, "0s"),
      (-2_000, .duration, "-2s"),
      (3, .quantity(.ticks), "3 ticks"), (500_000, .quantity(.shares), "0.5 shares"),
      (-1, .quantity(.shares), "-0.000001 shares"), (570_000, .quantity(.price), "0.57"),
      (1, .bool, "true"),
      (1, side, "SELL"), (9, side, "9"), (7, .timestamp, "7 ms"), (-12, .int, "-12"),
    ] as [(Int64, Type, String)])
  func written(value: Int64, type: Type, text: String) {
    #expect(QuantityText.format(value, as: type) == text)
  }

  @Test("what is written is read back, for random values of every type", arguments: 1...10)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let types: [Type] = [.duration, .int] + Unit.allCases.map { .quantity($0) }
    for _ in 0..<500 {
      let shift = UInt64.random(in: 0..<64, using: &generator)
      let value = Int64(truncatingIfNeeded: generator.next()) >> Int64(shift)
      for type in types {
        let text = QuantityText.format(value, as: type)
        #expect(try QuantityText.parse(text, as: type) == value, "seed \(seed): \(text)")
      }
    }
    for value in [Int64.min, .min + 1, -1, 0, 1, .max] {
      for type in types {
        #expect(try QuantityText.parse(QuantityText.format(value, as: type), as: type) == value)
      }
    }
  }
}
