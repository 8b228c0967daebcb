import FixedPoint
import JSON
import Runtime
import TestSupport
import Testing

@Suite("JSON nodes")
struct JSONNodeTests {
  @Test("walks members and elements in order, past nested values")
  func walk() throws {
    let reader = JSONReader()
    let node = try reader.read(#"{"b":[1,[2,{"x":3}],4],"a":{"c":{}},"d":"e"}"#)
    #expect(node.members.compactMap { $0.key.string } == ["b", "a", "d"])
    let elements = Array(try #require(node.member("b")).elements)
    #expect(elements.map(\.kind) == [.number, .array, .number])
    #expect(elements.map(\.int64) == [1, nil, 4])
    #expect(node.member("d")?.string == "e")
    #expect(node.member("x") == nil)
    #expect(node.member("a")?.member("c")?.members.contains { _ in true } == false)
    #expect(elements[0].member("x") == nil)
    #expect(node.elements.contains { _ in true } == false)
  }

  @Test("numbers stay what was written")
  func numbers() throws {
    let reader = JSONReader()
    for text in [
      "0.57", "1e400", "-0", "0.1000000000000000055511151231257827", "100000000000000000000",
    ] {
      #expect(try reader.read(text).numberText == text)
    }
    #expect(try reader.read("9223372036854775807").int64 == .max)
    #expect(try reader.read("-9223372036854775808").int64 == .min)
    for text in ["9223372036854775808", "-9223372036854775809", "1.0", "1e3", "\"1\"", "true"] {
      #expect(try reader.read(text).int64 == nil)
    }
    #expect(try reader.read("\"1780795913023\"").int64InString == 1_780_795_913_023)
    for text in ["\"\"", "\"-\"", "\"1 \"", "\"+1\"", "1", "\"0x1\"", "\"\\u0031\""] {
      #expect(try reader.read(text).int64InString == nil)
    }
  }

  @Test("amounts are exact or refused")
  func amounts() throws {
    let reader = JSONReader()
    #expect(try reader.read("\"0.57\"").micros() == Micros(raw: 570_000))
    #expect(try reader.read("\".48\"").micros() == Micros(raw: 480_000))
    #expect(try reader.read("94158.65").micros() == Micros(raw: 94_158_650_000))
    #expect(throws: DecimalError.unexpectedByte(UInt8(ascii: "x"), offset: 4)) {
      try reader.read("\"0.57x\"").micros()
    }
    #expect(throws: DecimalError.unexpectedByte(UInt8(ascii: "e"), offset: 1)) {
      try reader.read("1e3").micros()
    }
    #expect(throws: DecimalError.empty) { try reader.read("null").micros() }
    #expect(try reader.read("\"999999999999\"").micros() == Micros(raw: 999_999_999_999_000_000))
    #expect(throws: DecimalError.outOfRange) { try reader.read("\"9999999999999\"").micros() }
    #expect(throws: DecimalError.tooPrecise) { try reader.read("\"0.1234567\"").micros() }
  }

  @Test(
    "every spelling of an amount gives what the plain parser gives",
    arguments: 0..<20 as Range<UInt64>)
  func amountSpellings(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let reader = JSONReader()
    for _ in 0..<300 {
      let length = Int.random(in: 0...16, using: &generator)
      let letters = Array("00123456789...-x")
      let text = String(
        (0..<length).map { _ in letters[Int.random(in: 0..<16, using: &generator)] })
      let expected = Result { try Micros.parse(text) }
      let found = Result { try reader.read("\"\(text)\"").micros() }
      #expect((try? expected.get()) == (try? found.get()), "seed \(seed): \(text)")
    }
  }

  @Test("compares unescaped characters")
  func equality() throws {
    let reader = JSONReader()
    let node = try reader.read(#"{"event\u005ftype":"bo\u006fk","k":"book","n":1}"#)
    let value = try #require(node.member("event_type"))
    #expect(value.isEscaped && value.equals("book"))
    #expect(!value.equals("boo") && !value.equals("books"))
    let plain = try #require(node.member("k"))
    #expect(plain.equals("book") && !plain.equals("bool") && !plain.equals(""))
    #expect(plain.equals("book") && !plain.equals("boo"))
    #expect(try #require(node.member("n")).equals("1") == false)
  }

  @Test(
    "gives the characters behind escapes",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
      (#""a\ud83d\uDE00b""#, "a\u{1F600}b"), (#""\u0000""#, "\u{0}"),
      (#""\uD800\uDC00""#, "\u{10000}"),
      (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
    ])
  func escapes(text: String, expected: String) throws {
    let reader = JSONReader()
    let string = try #require(try reader.read(text).string)
    #expect(Array(string.utf8) == Array(expected.utf8))
  }
}
