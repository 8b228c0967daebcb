import JSON
import Runtime
import TestSupport
import Testing

@Suite("JSON writer and canonical form")
struct JSONWriterTests {
  @Test("writes commas where they belong")
  func structure() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("a")
    writer.beginArray()
    writer.integer(0)
    writer.integer(.min)
    writer.beginObject()
    writer.endObject()
    writer.null()
    writer.endArray()
    writer.key("b" as String)
    writer.bool(true)
    writer.key("c")
    writer.string("x\"y" as String)
    writer.key("d")
    writer.raw("1.50".utf8)
    writer.endObject()
    writer.newline()
    writer.beginArray()
    writer.endArray()
    let expected = #"{"a":[0,-9223372036854775808,{},null],"b":true,"c":"x\"y","d":1.50}"# + "\n[]"
    #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
  }

  @Test("escapes as JSON.stringify does")
  func escapes() {
    let text =
      String(String.UnicodeScalarView((0..<0x24).compactMap { Unicode.Scalar($0) }))
      + "\\/\u{7F}\u{2028}é\u{1F600}"
    let expected =
      #"""# + (0..<8).map { "\\u000\($0)" }.joined() + #"\b\t\n\u000b\f\r\u000e\u000f"#
      + (0..<16).map { "\\u001" + String($0, radix: 16) }.joined()
      + " !\\\"#\\\\/\u{7F}\u{2028}é\u{1F600}\""
    #expect(JSONValue.string(text).compactText == expected)
  }

  @Test("what is written reads back the same", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let value = randomValue(&generator, depth: 0)
    let text = value.compactText
    #expect(try JSONValue(parsing: text) == value, "seed \(seed): \(text)")
    #expect(try JSONValue(parsing: text).compactText == text)
  }

  @Test(
    "canonical form",
    arguments: [
      (#"{"b":1,"a":[true,null,"x"]}"#, #"{"a":[true,null,"x"],"b":1}"#), (" -0 ", "0"),
      ("\"\\u0041\"", "\"A\""),
      ("9007199254740991", "9007199254740991"), ("{}", "{}"),
      // RFC 8785 3.2.3: sorted by UTF-16 code units, so an astral character stands before U+FB33.
      (
        "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"\u{1F600}\":\"Emoji: Grinning Face\",\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}"
      ),
    ])
  func canonical(text: String, expected: String) throws {
    let bytes = try CanonicalJSON.bytes(of: JSONValue(parsing: text))
    #expect(String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(expected.utf8))
  }

  @Test(
    "refuses numbers without one exact form",
    arguments: [
      "1.0", "0.57", "1e3", "9007199254740992", "-9007199254740992", "123456789012345678901",
    ])
  func inexact(text: String) {
    #expect(throws: CanonicalJSONError.numberNotExact(text: text)) {
      try CanonicalJSON.bytes(of: JSONValue(parsing: "[\(text)]"))
    }
  }

  @Test("refuses repeated keys and tells normalised ones apart")
  func keys() throws {
    #expect(throws: CanonicalJSONError.duplicateKey(name: "a")) {
      try CanonicalJSON.bytes(of: ["a": 1, "b": 2, "a": 3])
    }
    let bytes = try CanonicalJSON.bytes(of: ["\u{E9}": 1, "e\u{301}": 2])
    #expect(
      String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(
        "{\"e\u{301}\":2,\"\u{E9}\":1}".utf8))
  }

  private func randomValue(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth < 5 ? 9 : 5), using: &generator) {
    case 0: return .null
    case 1: return .bool(.random(using: &generator))
    case 2: return .number("\(Int64.random(in: .min ... .max, using: &generator))")
    case 3:
      return .number(
        "-\(UInt8.random(in: 0...9, using: &generator)).\(UInt16.random(in: 0...999, using: &generator))e-7"
      )
    case 4: return .string(randomText(&generator))
    case 5, 6:
      let count = Int.random(in: 0..<6, using: &generator)
      return .array((0..<count).map { _ in randomValue(&generator, depth: depth + 1) })
    default:
      let count = Int.random(in: 0..<25, using: &generator)
      return .object(
        (0..<count).map {
          .init("\($0)" + randomText(&generator), randomValue(&generator, depth: depth + 3))
        })
    }
  }

  private func randomText(_ generator: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<20, using: &generator) {
      let range: ClosedRange<UInt32> = Bool.random(using: &generator) ? 0...0x7F : 0...0x10FFFF
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
        text.append(scalar)
      }
    }
    return String(text)
  }
}
