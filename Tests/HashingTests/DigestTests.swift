import Hashing
import TestSupport
import Testing

@Suite struct DigestTests {
  @Test(arguments: UInt64(0)..<32)
  func textAndBytesReadBackAsTheSameDigest(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let long = Digest32(generator.next(), generator.next(), generator.next(), generator.next())
    #expect(Digest32(hex: long.hex) == long)
    #expect(Digest32(bytes: long.bytes) == long)
    #expect(long.hex == long.bytes.map { Self.twoDigits($0) }.joined())
    let short = Digest20(
      generator.next(), generator.next(), UInt32(truncatingIfNeeded: generator.next()))
    #expect(Digest20(hex: short.hex) == short)
    #expect(short.hex == short.bytes.map { Self.twoDigits($0) }.joined())
    #expect(short.bytes.count == 20)
  }

  @Test(arguments: ["", "00", String(repeating: "A", count: 64), String(repeating: "g", count: 64)])
  func otherTextIsNoDigest(text: String) {
    #expect(Digest32(hex: text) == nil)
    #expect(Digest20(hex: String(text.prefix(40))) == nil)
  }

  @Test func everyBitCounts() {
    let zero = Digest32.zero
    for bit in 0..<256 {
      var words: [UInt64] = [0, 0, 0, 0]
      words[bit / 64] = 1 << UInt64(bit % 64)
      #expect(Digest32(words[0], words[1], words[2], words[3]) != zero)
    }
  }

  private static func twoDigits(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }
}
