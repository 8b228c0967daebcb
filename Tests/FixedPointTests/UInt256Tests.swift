import FixedPoint
import TestSupport
import Testing

@Suite struct UInt256Tests {
  static let examples: [(decimal: String, hexadecimal: String, bits: Int)] = [
    ("0", "0", 0), ("1", "1", 1), ("255", "ff", 8), ("256", "100", 9),
    ("340282366920938463463374607431768211455", String(repeating: "f", count: 32), 128),
    ("340282366920938463463374607431768211456", "1" + String(repeating: "0", count: 32), 129),
    (
      "115792089237316195423570985008687907853269984665640564039457584007913129639935",
      String(repeating: "F", count: 64), 256
    ),
  ]

  @Test(arguments: examples)
  func bothFormsAreOneNumber(decimal: String, hexadecimal: String, bits: Int) throws {
    let number = try #require(UInt256(decimal: decimal))
    #expect(UInt256(hexadecimal: hexadecimal.utf8) == number)
    #expect(number.description == decimal)
    #expect(number.bitCount == bits)
  }

  @Test(arguments: [
    "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    "1157920892373161954235709850086879078532699846656405640394575840079131296399350", "", "-1",
    "+1", "1.0", "0x1", " 1",
  ])
  func otherTextIsNoNumber(text: String) {
    #expect(UInt256(decimal: text) == nil)
  }

  @Test(arguments: ["", "g", "0x1", String(repeating: "1", count: 65)])
  func otherTextIsNoHexadecimalNumber(text: String) {
    #expect(UInt256(hexadecimal: text.utf8) == nil)
  }

  @Test(arguments: UInt64(0)..<32)
  func aNumberAndItsComplementAddUpToNothing(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func half() -> UInt128 { UInt128(generator.next()) << 64 | UInt128(generator.next()) }
    let number = UInt256(high: half(), low: half())
    let other = number.twosComplement
    let (low, carry) = number.low.addingReportingOverflow(other.low)
    #expect(low == 0)
    #expect(number.high &+ other.high &+ (carry ? 1 : 0) == 0)
    #expect(other.twosComplement == number)
    #expect(UInt256(decimal: number.description) == number)
  }

  @Test func complementsAtTheEnds() {
    #expect(UInt256.zero.twosComplement == .zero)
    #expect(UInt256(UInt8(1)).twosComplement == .max)
    let half = UInt256(high: 1 << 127, low: 0)
    #expect(half.twosComplement == half)
    #expect(half.isPowerOfTwo && !UInt256.max.isPowerOfTwo && !UInt256.zero.isPowerOfTwo)
    #expect(UInt256(high: 0, low: 1 << 64).isPowerOfTwo)
  }
}
