import FixedPoint
import Hashing
import Signing
import TestSupport
import Testing

/// The examples that Ethereum's documentation of RLP gives, and the edges between its headers.
@Suite struct RLPItemTests {
  struct Example: CustomTestStringConvertible {
    var name: String
    var item: RLPItem
    var hex: String
    var testDescription: String { name }
  }

  static let examples: [Example] = [
    Example(name: "no bytes", item: .bytes([]), hex: "80"),
    Example(name: "dog", item: .bytes(Array("dog".utf8)), hex: "83646f67"),
    Example(
      name: "cat and dog",
      item: .list([.bytes(Array("cat".utf8)), .bytes(Array("dog".utf8))]),
      hex: "c88363617483646f67"),
    Example(name: "no values", item: .list([]), hex: "c0"),
    Example(name: "zero", item: .integer(0), hex: "80"),
    Example(name: "the byte zero", item: .bytes([0]), hex: "00"),
    Example(name: "15", item: .integer(15), hex: "0f"),
    Example(name: "127", item: .integer(127), hex: "7f"),
    Example(name: "128", item: .integer(128), hex: "8180"),
    Example(name: "1024", item: .integer(1024), hex: "820400"),
    Example(
      name: "the sets of three",
      item: .list([
        .list([]), .list([.list([])]), .list([.list([]), .list([.list([])])]),
      ]), hex: "c7c0c1c0c3c0c1c0"),
    Example(
      name: "55 bytes", item: .bytes([UInt8](repeating: 0x61, count: 55)),
      hex: "b7" + String(repeating: "61", count: 55)),
    Example(
      name: "56 bytes", item: .bytes([UInt8](repeating: 0x61, count: 56)),
      hex: "b838" + String(repeating: "61", count: 56)),
    Example(
      name: "256 bytes", item: .bytes([UInt8](repeating: 0x61, count: 256)),
      hex: "b90100" + String(repeating: "61", count: 256)),
    Example(
      name: "a list of 56 bytes", item: .list([RLPItem](repeating: .integer(1), count: 56)),
      hex: "f838" + String(repeating: "01", count: 56)),
    Example(
      name: "the largest integer", item: .integer(UInt256.max),
      hex: "a0" + String(repeating: "ff", count: 32)),
  ]

  @Test("an example is written and read", arguments: examples)
  func example(_ example: Example) throws {
    #expect(Hexadecimal.text(example.item.encoded) == example.hex)
    let bytes = try #require(Hexadecimal.bytes(example.hex))
    #expect(try RLPItem(decoding: bytes) == example.item)
  }

  struct Refusal: CustomTestStringConvertible {
    var hex: String
    var error: RLPError
    var testDescription: String { hex }
  }

  static let refusals: [Refusal] = [
    Refusal(hex: "", error: .empty),
    Refusal(hex: "81", error: .unexpectedEnd(offset: 0)),
    Refusal(hex: "8100", error: .needlessHeader(offset: 1)),
    Refusal(hex: "817f", error: .needlessHeader(offset: 1)),
    Refusal(hex: "83646f", error: .unexpectedEnd(offset: 0)),
    Refusal(hex: "b8", error: .unexpectedEnd(offset: 0)),
    Refusal(hex: "b80100", error: .needlessLength(offset: 1)),
    Refusal(hex: "b837" + String(repeating: "61", count: 55), error: .needlessLength(offset: 1)),
    Refusal(
      hex: "b90038" + String(repeating: "61", count: 56), error: .needlessLength(offset: 1)),
    Refusal(hex: "bfffffffffffffffff", error: .unexpectedEnd(offset: 0)),
    Refusal(hex: "ffffffffffffffffff", error: .unexpectedEnd(offset: 0)),
    Refusal(hex: "c1", error: .unexpectedEnd(offset: 0)),
    Refusal(hex: "c2c280", error: .unexpectedEnd(offset: 1)),
    Refusal(hex: "c18180", error: .unexpectedEnd(offset: 1)),
    Refusal(hex: "c1c180", error: .unexpectedEnd(offset: 1)),
    Refusal(hex: "0000", error: .trailingBytes(offset: 1)),
    Refusal(hex: "c000", error: .trailingBytes(offset: 1)),
  ]

  @Test("what no encoder writes is refused", arguments: refusals)
  func refusal(_ refusal: Refusal) throws {
    let bytes = try #require(Hexadecimal.bytes(refusal.hex))
    #expect(throws: refusal.error) { try RLPItem(decoding: bytes) }
  }

  @Test("nesting and numbers are bounded")
  func limits() {
    let limits = RLPItem.DecodingLimits(depth: 3, items: 5)
    #expect(throws: RLPError.tooDeep(offset: 3, limit: 3)) {
      try RLPItem(decoding: [0xC3, 0xC2, 0xC1, 0xC0], limits: limits)
    }
    #expect(throws: RLPError.tooManyItems(offset: 5, limit: 5)) {
      try RLPItem(decoding: [0xC6, 1, 1, 1, 1, 1, 1], limits: limits)
    }
    // A megabyte of brackets neither overflows the stack nor fills the memory.
    let bomb = RLPItem.list([.bytes([UInt8](repeating: 0xC0, count: 1 << 20))]).encoded
    #expect(throws: Never.self) { try RLPItem(decoding: bomb) }
    var opened = bomb
    opened.replaceSubrange(4..<8, with: [0xFA, 0x10, 0x00, 0x00])
    #expect(throws: RLPError.self) { try RLPItem(decoding: opened) }
  }

  @Test("an integer with a leading zero, or of 33 bytes, is none")
  func integers() {
    #expect(RLPItem.bytes([0]).integer == nil)
    #expect(RLPItem.bytes([0, 1]).integer == nil)
    #expect(RLPItem.bytes([UInt8](repeating: 1, count: 33)).integer == nil)
    #expect(RLPItem.list([]).integer == nil)
    #expect(RLPItem.bytes([]).integer == .zero)
  }

  @Test("every value survives, and every accepted text is the one that the encoder writes")
  func roundTrip() throws {
    for seed in Seeds.upTo(300) {
      var random = SeededGenerator(seed: seed)
      let item = Self.item(depth: 0, &random)
      var bytes = item.encoded
      #expect(try RLPItem(decoding: bytes) == item, "seed \(seed)")
      for _ in 0..<20 {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
        if let read = try? RLPItem(decoding: bytes) {
          #expect(read.encoded == bytes, "seed \(seed)")
        }
      }
    }
  }

  private static func item(depth: Int, _ random: inout SeededGenerator) -> RLPItem {
    if depth < 5, Bool.random(using: &random) {
      let count = Int.random(in: 0...6, using: &random)
      return .list((0..<count).map { _ in item(depth: depth + 1, &random) })
    }
    let count = [0, 1, 1, 2, 32, 55, 56, 300].randomElement(using: &random) ?? 0
    return .bytes((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
  }
}
