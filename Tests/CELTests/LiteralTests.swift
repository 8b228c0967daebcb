import CEL
import Testing

@Suite("literals of CEL")
struct LiteralTests {
  private func literal(_ text: String) throws -> Expression.Literal? {
    guard case .literal(let literal) = try Parser.parse(text).kind else { return nil }
    return literal
  }

  @Test(
    "numbers, words and null",
    arguments: [
      ("0", .int(0)), ("007", .int(7)), ("9223372036854775807", .int(.max)),
      ("-9223372036854775808", .int(.min)), ("- 5", .int(-5)), ("0x1F", .int(31)),
      ("0xfF", .int(255)), ("-0x8000000000000000", .int(.min)), ("0x7fffffffffffffff", .int(.max)),
      ("0u", .uint(0)), ("18446744073709551615u", .uint(.max)), ("0xFFu", .uint(255)),
      ("3U", .uint(3)), ("1.5", .double(1.5)), (".5", .double(0.5)), ("1e3", .double(1_000)),
      ("1.25E-2", .double(0.0125)), ("2e+2", .double(200)),
      ("4.9e-324", .double(.leastNonzeroMagnitude)),
      ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
    ] as [(String, Expression.Literal)])
  func plain(text: String, value: Expression.Literal) throws {
    #expect(try literal(text) == value)
  }

  @Test(
    "strings: quotes, raw, triple, escapes",
    arguments: [
      (#""""#, ""), ("''", ""), (#""a'b""#, "a'b"), (#"'a"b'"#, "a\"b"),
      (#""\a\b\f\n\r\t\v""#, "\u{7}\u{8}\u{C}\n\r\t\u{B}"), (#""\\\?\"\'\`""#, "\\?\"'`"),
      (#""\x41\X7a""#, "Az"), (#""\xff""#, "\u{FF}"), (#""\101\377""#, "A\u{FF}"),
      (#""\u00e9\U0001F431""#, "é🐱"), (#"r"a\nb""#, "a\\nb"), (#"R'\'"#, "\\"),
      ("\"\"\"two\nlines \"quoted\" \"\"\"", "two\nlines \"quoted\" "),
      ("'''a\r\nb\rc\n\rd'''", "a\nb\nc\n\nd"), ("r'''\r\n'''", "\n"),
      ("'''it''s'''", "it''s"), ("r\"\"\"\\\n\"\"\"", "\\\n"), ("\"čaj 茶\"", "čaj 茶"),
    ])
  func strings(text: String, value: String) throws {
    guard case .string(let read)? = try literal(text) else {
      Issue.record("no string: \(text)")
      return
    }
    // Scalar by scalar: String's own equality would not see a changed normal form.
    #expect(Array(read.unicodeScalars) == Array(value.unicodeScalars))
  }

  @Test(
    "bytes",
    arguments: [
      (#"b"""#, []), (#"b"abc""#, [97, 98, 99]), (#"B'ÿ'"#, [0xC3, 0xBF]), (#"b"\xff""#, [0xFF]),
      (#"b"\377\000""#, [0xFF, 0]), (#"br"\x41""#, [92, 120, 52, 49]), (#"bR'\''"#, [92]),
      ("b'''a\n'''", [97, 10]),
    ] as [(String, [UInt8])])
  func bytes(text: String, value: [UInt8]) throws {
    if text == #"bR'\''"# {
      // In a raw literal the backslash does not keep the quote: what follows is another, open one.
      #expect(throws: ExpressionError(.unterminatedString, at: 5..<6)) { try Parser.parse(text) }
    } else {
      #expect(try literal(text) == .bytes(value))
    }
  }

  @Test(
    "what is no literal, with the exact place",
    arguments: [
      ("1 + 12x", .badNumber("12x"), 4..<7), ("0x", .badNumber("0x"), 0..<2),
      ("0XfF", .badNumber("0XfF"), 0..<4),
      ("0xg", .badNumber("0xg"), 0..<3), ("1e", .badNumber("1e"), 0..<2),
      ("1e+", .badNumber("1e"), 0..<2), ("1.5f", .badNumber("1.5f"), 0..<4),
      ("5ux", .badNumber("5ux"), 0..<3),
      ("9223372036854775808", .numberOutOfRange("9223372036854775808"), 0..<19),
      ("a < -9223372036854775809", .numberOutOfRange("-9223372036854775809"), 4..<24),
      ("0x8000000000000000", .numberOutOfRange("0x8000000000000000"), 0..<18),
      ("18446744073709551616u", .numberOutOfRange("18446744073709551616u"), 0..<21),
      ("1e999", .numberOutOfRange("1e999"), 0..<5),
      ("a == \"b", .unterminatedString, 5..<7), ("'a\nb'", .unterminatedString, 0..<2),
      ("'a\\", .unterminatedString, 2..<3), ("\"\"\"a\"\"", .unterminatedString, 0..<6),
      ("a.`b", .unterminatedString, 2..<4), ("a.``", .unterminatedString, 2..<3),
      (#""é\q""#, .badEscape(#"\q"#), 2..<4), (#""\x4""#, .badEscape(#"\x4"#), 1..<4),
      (#""\u12g4""#, .badEscape(#"\u12"#), 1..<5), (#""\ud800""#, .badEscape(#"\ud800"#), 1..<7),
      (#""\U00110000""#, .badEscape(#"\U00110000"#), 1..<11),
      (#""\400""#, .badEscape(#"\4"#), 1..<3),
      (#""\189""#, .badEscape(#"\189"#), 1..<5), (#"b"\u0041""#, .badEscape(#"\u"#), 2..<4),
      // Bytes are a `b` before a string, which may be raw.
      ("rb'a'", .expected("an operator or the end", found: "a string"), 2..<5),
    ] as [(String, ExpressionError.Reason, Range<Int>)])
  func refused(text: String, reason: ExpressionError.Reason, range: Range<Int>) {
    #expect(throws: ExpressionError(reason, at: range)) { try Parser.parse(text) }
  }
}
