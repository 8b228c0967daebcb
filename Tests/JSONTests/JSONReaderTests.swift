import Glibc
import JSON
import Runtime
import TestSupport
import Testing

/// A text that the reader refuses, and how.
struct Refused: Sendable, CustomTestStringConvertible {
  var text: [UInt8]
  var error: JSONError
  var testDescription: String { String(decoding: text.prefix(60), as: UTF8.self) }

  init(_ text: String, _ error: JSONError) {
    self.text = Array(text.utf8)
    self.error = error
  }

  init(bytes: [UInt8], _ error: JSONError) {
    text = bytes
    self.error = error
  }
}

extension JSONReader {
  /// The tests hold their reader in a variable as long as they look at the node.
  func read(_ text: String) throws(JSONError) -> JSONNode {
    try unsafe parse(copying: text.utf8)
  }

  func read(_ bytes: [UInt8]) throws(JSONError) -> JSONNode {
    try unsafe parse(copying: bytes)
  }
}

@Suite("JSON reader")
struct JSONReaderTests {
  @Test(
    "accepts every form of RFC 8259 and keeps it",
    arguments: [
      "null", "true", "false", "0", "-0", "17", "-17", "0.57", "1e5", "1E-5", "1.25e+300", "\"\"",
      "\"a\"",
      "[]", "{}", "[[]]", "[{}]", "{\"a\":{}}", "[1,2,3]", "{\"a\":1,\"b\":[true,null]}",
      "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "\"\u{7F}\"", "\"\u{1F600}\"", "\"\\ud83d\\ude00\"",
      "123456789012345678901234567890.000000000000000000001e99999", "[\"a\",\"b\"]", "\"[{:,}]\"",
      "{\"\":0}", "{\"a\":1,\"A\":2}", "[0,-0,0.0]", "\"\\u0000\"", "\"\u{2028}\"",
    ])
  func accepts(text: String) throws {
    let reader = JSONReader()
    let node = try reader.read(text)
    #expect(unsafe String(decoding: node.rawBytes, as: UTF8.self) == text)
    let spread = text.map { "[]{},:".contains($0) && !text.hasPrefix("\"") ? " \($0)\t" : "\($0)" }
    let again = try JSONValue(parsing: "\r\n " + spread.joined() + " \n")
    #expect(try again == JSONValue(parsing: text))
  }

  @Test(
    "refuses everything else at the right byte",
    arguments: [
      Refused("", .empty), Refused(" \n\t\r", .empty),
      Refused("[", .unexpectedEnd(offset: 1)), Refused("{\"a\"", .unexpectedEnd(offset: 4)),
      Refused("{\"a\":", .unexpectedEnd(offset: 5)), Refused("[1,", .unexpectedEnd(offset: 3)),
      Refused("{\"a\":1,", .unexpectedEnd(offset: 7)), Refused("[1", .unexpectedEnd(offset: 2)),
      Refused("{", .unexpectedEnd(offset: 1)), Refused("[[1]", .unexpectedEnd(offset: 4)),
      Refused("]", .unexpectedByte(0x5D, offset: 0)),
      Refused("[1,]", .unexpectedByte(0x5D, offset: 3)),
      Refused("[,1]", .unexpectedByte(0x2C, offset: 1)),
      Refused("[1}", .unexpectedByte(0x7D, offset: 2)),
      Refused("{1:2}", .unexpectedByte(0x31, offset: 1)),
      Refused("{\"a\" 1}", .unexpectedByte(0x31, offset: 5)),
      Refused("{\"a\":1,}", .unexpectedByte(0x7D, offset: 7)),
      Refused("[1 2]", .unexpectedByte(0x32, offset: 3)),
      Refused("[\"a\" \"b\"]", .unexpectedByte(0x22, offset: 5)),
      Refused("{\"a\"\"b\":1}", .unexpectedByte(0x22, offset: 4)),
      Refused("['a']", .unexpectedByte(0x27, offset: 1)),
      Refused("[\\n]", .unexpectedByte(0x5C, offset: 1)),
      Refused("+1", .unexpectedByte(0x2B, offset: 0)),
      Refused(".5", .unexpectedByte(0x2E, offset: 0)),
      Refused("[1]\u{0C}", .trailingContent(offset: 3)),
      Refused("\u{1A}1", .unexpectedByte(0x1A, offset: 0)),
      Refused("PONG", .unexpectedByte(0x50, offset: 0)),
      Refused("\u{FEFF}1", .unexpectedByte(0xEF, offset: 0)),
      Refused("NaN", .unexpectedByte(0x4E, offset: 0)), Refused("nan", .badLiteral(offset: 0)),
      Refused("[Infinity]", .unexpectedByte(0x49, offset: 1)),
      Refused("-Infinity", .badNumber(offset: 1)),
      Refused("tru", .badLiteral(offset: 0)), Refused("truex", .badLiteral(offset: 0)),
      Refused("[nulll]", .badLiteral(offset: 1)), Refused("falsE", .badLiteral(offset: 0)),
      Refused("-", .badNumber(offset: 1)), Refused("01", .badNumber(offset: 1)),
      Refused("-01", .badNumber(offset: 2)), Refused("1.", .badNumber(offset: 2)),
      Refused("1.e5", .badNumber(offset: 2)), Refused("1e", .badNumber(offset: 2)),
      Refused("1e+", .badNumber(offset: 3)), Refused("0.57x", .badNumber(offset: 4)),
      Refused("[0x10]", .badNumber(offset: 2)), Refused("1_000", .badNumber(offset: 1)),
      Refused("1\"a\"", .badNumber(offset: 1)), Refused("[1.2.3]", .badNumber(offset: 4)),
      Refused("1\u{0}", .badNumber(offset: 1)),
      Refused("\"abc", .unterminatedString(offset: 0)),
      Refused("[\"a\\\"]", .unterminatedString(offset: 1)),
      Refused("{\"a\":1,\"b", .unterminatedString(offset: 7)),
      Refused("\"a\nb\"", .controlCharacter(0x0A, offset: 2)),
      Refused("[\"\t\"]", .controlCharacter(0x09, offset: 2)),
      Refused("\"\u{0}\"", .controlCharacter(0, offset: 1)),
      Refused("\"\\x\"", .badEscape(offset: 1)), Refused("\"a\\u12g4\"", .badEscape(offset: 2)),
      Refused("\"\\u12\"", .badEscape(offset: 1)), Refused("\"\\U0041\"", .badEscape(offset: 1)),
      Refused("\"\\ud800\"", .loneSurrogate(offset: 1)),
      Refused("\"\\udc00\"", .loneSurrogate(offset: 1)),
      Refused("\"\\ud800\\ud800\"", .loneSurrogate(offset: 1)),
      Refused("\"\\ude00\\ud83d\"", .loneSurrogate(offset: 1)),
      Refused("\"\\ud83dx\"", .loneSurrogate(offset: 1)),
      Refused("1 2", .trailingContent(offset: 2)), Refused("{}{}", .trailingContent(offset: 2)),
      Refused("[]]", .trailingContent(offset: 2)), Refused("\"a\"b", .trailingContent(offset: 3)),
      Refused("{} x", .trailingContent(offset: 3)),
      Refused(bytes: [0x22, 0xFF, 0x22], .notUTF8(offset: 1)),
      Refused(bytes: [0x22, 0x61, 0xC0, 0x80, 0x22], .notUTF8(offset: 2)),
      Refused(bytes: [0x22, 0xED, 0xA0, 0x80, 0x22], .notUTF8(offset: 1)),
      Refused(bytes: [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .notUTF8(offset: 1)),
      Refused(bytes: [0x22, 0xE2, 0x82], .notUTF8(offset: 1)),
      Refused(bytes: Array("{\"price\":\"0.5".utf8) + [0xE9, 0x22, 0x7D], .notUTF8(offset: 13)),
      Refused(bytes: [0x22, 0x5C, 0xFF, 0x22], .notUTF8(offset: 2)),
    ])
  func refuses(_ refused: Refused) {
    let reader = JSONReader()
    #expect(throws: refused.error) { try reader.read(refused.text) }
    #expect(!refused.error.message.isEmpty)
  }

  @Test(
    "refuses equal keys however they are written",
    arguments: [
      ("{\"a\":1,\"a\":2}", "a", 7), ("{\"a\":1,\"\\u0061\":2}", "a", 7),
      ("{\"\\ud83d\\ude00\":1,\"b\":2,\"\u{1F600}\":3}", "\u{1F600}", 24),
      ("{\"x\":{\"k\":1,\"j\":2,\"k\":3}}", "k", 18), ("{\"\":1,\"\":2}", "", 6),
      ("{\"a\\/b\":1,\"a/b\":2}", "a/b", 10),
      ("{\"a\":{\"b\":1},\"b\":[{\"a\":1}],\"a\":0}", "a", 27),
    ])
  func duplicateKeys(text: String, name: String, offset: Int) {
    let reader = JSONReader()
    #expect(throws: JSONError.duplicateKey(name: name, offset: offset)) {
      try reader.read(text)
    }
  }

  @Test("finds the first repeated key among thousands", arguments: [3, 16, 17, 500, 20_000])
  func duplicateAmongMany(count: Int) throws {
    let reader = JSONReader()
    let keys = (0..<count).map { "\"key\($0)\":\($0)" }
    let fine = "{" + keys.joined(separator: ",") + "}"
    #expect(try reader.read(fine).members.map { _ in 1 }.count == count)
    let doubled = "{" + keys.joined(separator: ",") + ",\"key1\":0,\"key2\":0}"
    #expect(throws: JSONError.duplicateKey(name: "key1", offset: fine.utf8.count)) {
      try reader.read(doubled)
    }
  }

  @Test("nests as deep as allowed and no deeper", arguments: [1, 2, 64, 500])
  func depth(limit: Int) throws {
    let reader = JSONReader(maximumDepth: limit)
    let fits = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
    #expect(try reader.read(fits).kind == .array)
    let objects =
      String(repeating: "{\"a\":", count: limit) + "1" + String(repeating: "}", count: limit)
    #expect(try reader.read(objects).kind == .object)
    #expect(throws: JSONError.tooDeep(offset: limit, limit: limit)) {
      try reader.read("[" + fits + "]")
    }
    #expect(throws: JSONError.tooDeep(offset: limit, limit: limit)) {
      try reader.read(String(repeating: "[", count: 900_000))
    }
  }

  @Test("takes texts up to the size limit")
  func size() throws {
    let reader = JSONReader(maximumBytes: 100)
    let text = "\"" + String(repeating: "x", count: 98) + "\""
    #expect(try reader.read(text).string?.utf8.count == 98)
    #expect(throws: JSONError.tooLarge(limit: 100)) { try reader.read(text + " ") }
    let large = JSONReader()
    let long = "[" + String(repeating: "1,", count: 400_000) + "1]"
    #expect(
      try large.read(long).elements.reduce(into: 0) { count, _ in count += 1 }
        == 400_001)
  }

  @Test("is ready for the next text after an error")
  func recovers() throws {
    let reader = JSONReader()
    for round in 0..<50 {
      #expect(throws: JSONError.self) { try reader.read("[\(round),") }
      #expect(
        try reader.read("[\(round)]").elements.compactMap(\.int64) == [Int64(round)])
    }
  }

  @Test(
    "damaged texts are refused inside the text or read back the same",
    arguments: 0..<20 as Range<UInt64>)
  func damaged(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let reader = JSONReader()
    let whole = Array(
      #"{"a":[1,-0.5e3,"x\u00e9\n",{"b":null,"c":[true,false,[]]}],"d":{"é":"\ud83d\ude00"}}"#.utf8)
    let bytes = Array(#"{}[]:,"\u0019.-eE tfn"#.utf8) + [0, 0x1F, 0x7F, 0xC3, 0xFF]
    for _ in 0..<400 {
      var text = whole
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: text.indices, using: &generator)
        switch Int.random(in: 0...3, using: &generator) {
        case 0: text.remove(at: index)
        case 1: text.insert(bytes[Int.random(in: bytes.indices, using: &generator)], at: index)
        case 2: text[index] = bytes[Int.random(in: bytes.indices, using: &generator)]
        default: text.removeSubrange(index...)
        }
        if text.isEmpty { text = [0x20] }
      }
      do throws(JSONError) {
        let value = JSONValue(try reader.read(text))
        #expect((try? JSONValue(parsing: value.compactText)) == value, "seed \(seed)")
      } catch {
        #expect((0...text.count).contains(error.byteOffset), "seed \(seed)")
      }
    }
  }

  @Test("reads nothing behind the text")
  func guardPage() throws {
    let page = 4096
    guard
      let memory = unsafe mmap(
        nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      unsafe mprotect(memory + page, page, PROT_NONE) == 0
    else { return }
    defer { unsafe munmap(memory, 2 * page) }
    let reader = JSONReader()
    for length in 2...200 {
      // The text ends with the page; a byte more would end the process.
      let text = Array(("[\"" + String(repeating: "é", count: length) + "\",17.25,{}]").utf8)
      let start = unsafe memory + (page - text.count)
      unsafe start.copyMemory(from: text, byteCount: text.count)
      let node = try unsafe reader.parse(UnsafeRawBufferPointer(start: start, count: text.count))
      #expect(unsafe node.rawBytes.elementsEqual(text))
      #expect(throws: JSONError.unexpectedEnd(offset: text.count - 1)) {
        try unsafe reader.parse(UnsafeRawBufferPointer(start: start, count: text.count - 1))
      }
      #expect(throws: JSONError.self) {
        try unsafe reader.parse(UnsafeRawBufferPointer(start: start + 1, count: text.count - 1))
      }
    }
  }

  @Test("finds the string's end at every alignment", arguments: 0..<70)
  func alignment(pad: Int) throws {
    let reader = JSONReader()
    let blanks = String(repeating: " ", count: pad)
    let text = String(repeating: "\\\\", count: pad) + "\\\""
    let node = try reader.read("{" + blanks + "\"k\":" + blanks + "\"" + text + "\"" + blanks + "}")
    #expect(node.member("k")?.string == String(repeating: "\\", count: pad) + "\"")
    #expect(node.member("k")?.byteOffset == 5 + 2 * pad)
  }
}
