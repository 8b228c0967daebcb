import CEL
import Testing

/// Known answers from cel-spec doc/extensions/strings.md and from what it says of every conversion.
@Suite("CEL's format")
struct StringFormatTests {
  static let answers: [(format: String, arguments: [FormatArgument], text: String)] = [
    ("", [], ""), ("no directive ☺", [], "no directive ☺"), ("%% and %%", [], "% and %"),
    ("%%%s%%", [.string("text")], "%text%"), ("%s%s", [.int(1), .string("☺")], "1☺"),
    ("left over", [.int(1)], "left over"),
    // %s
    ("%s", [.null], "null"), ("%s", [.bool(true)], "true"), ("%s", [.bool(false)], "false"),
    ("%s", [.int(.min)], "-9223372036854775808"), ("%s", [.uint(.max)], "18446744073709551615"),
    ("%s", [.double(3.14)], "3.14"), ("%s", [.double(2)], "2"),
    ("%s", [.double(1e23)], "1" + zeros(23)),
    ("%s", [.double(-4.5e-3)], "-0.0045"), ("%s", [.double(.nan)], "NaN"),
    ("%s", [.double(-.infinity)], "-Infinity"), ("%s", [.string("a'b")], "a'b"),
    ("%s", [.bytes(Array("xyz".utf8))], "xyz"),
    ("%s", [.bytes([0x61, 0xFF, 0xFE, 0x62])], "a\u{FFFD}b"),
    ("%s", [.bytes([0xE2, 0x98])], "\u{FFFD}"),
    ("%s", [.bytes([0xFF, 0x61, 0xFF])], "\u{FFFD}a\u{FFFD}"),
    ("%s", [.type("google.protobuf.Duration")], "google.protobuf.Duration"),
    (
      "%s", [.list([.string("abc"), .double(3.14), .null, .list([.int(9), .int(8)])])],
      "[abc, 3.14, null, [9, 8]]"
    ),
    ("%s", [.list([])], "[]"), ("%s", [.map([])], "{}"),
    (
      "%s",
      [.map([(.string("strKey"), .string("x")), (.int(6), .double(2)), (.bool(true), .int(42))])],
      "{6: 2, strKey: x, true: 42}"
    ),
    (
      "%s", [.map([(.string("b"), .list([.map([(.uint(1), .null)])])), (.string("a"), .int(1))])],
      "{a: 1, b: [{1: null}]}"
    ),
    ("%.3s", [.string("precision is for numbers")], "precision is for numbers"),
    // %d
    ("%d", [.int(-7)], "-7"), ("%d", [.uint(7)], "7"), ("%d", [.double(3.14)], "3.14"),
    ("%d", [.double(.nan)], "NaN"), ("%d", [.double(.infinity)], "Infinity"),
    // %f
    ("%f", [.double(2.5)], "2.500000"), ("%f", [.int(2)], "2.000000"),
    ("%f", [.uint(3)], "3.000000"),
    ("%.3f", [.double(1.2345)], "1.234"), ("%.0f", [.double(2.5)], "2"),
    ("%.0f", [.double(3.5)], "4"),
    ("%.1f", [.double(-0.25)], "-0.2"), ("%.3f", [.double(123.4999)], "123.500"),
    ("%.3f", [.double(123.4994)], "123.499"), ("%.5f", [.double(-1.2)], "-1.20000"),
    ("%f", [.double(.nan)], "NaN"), ("%.2f", [.double(-.infinity)], "-Infinity"),
    ("%.0f", [.double(1e23)], "99999999999999991611392"), ("%.1f", [.double(-0.0)], "-0.0"),
    // %e
    ("%e", [.double(2.71828)], "2.718280e+00"), ("%.6e", [.double(1052.032911275)], "1.052033e+03"),
    ("%.1e", [.double(-3.14)], "-3.1e+00"), ("%.0e", [.double(1e-300)], "1e-300"),
    ("%e", [.int(1)], "1.000000e+00"),
    ("%e", [.double(.infinity)], "Infinity"), ("%e", [.double(.nan)], "NaN"),
    // %x %X
    ("%x", [.int(22)], "16"), ("%X", [.int(26)], "1A"), ("%x", [.int(-30)], "-1e"),
    ("%x", [.uint(500)], "1f4"),
    ("%x", [.string("Hello world!")], "48656c6c6f20776f726c6421"),
    ("%X", [.string("Zoë")], "5A6FC3AB"),
    ("%x", [.bytes([0, 0x0F, 0xFF])], "000fff"), ("%x", [.string("")], ""),
    ("%x", [.int(.min)], "-8" + zeros(15)),
    // %o %b
    ("%o", [.int(11)], "13"), ("%o", [.int(-8)], "-10"), ("%o", [.uint(65535)], "177777"),
    ("%b", [.int(5)], "101"), ("%b", [.int(-10)], "-1010"), ("%b", [.uint(64)], "1000000"),
    ("%b", [.bool(true)], "1"), ("%b", [.bool(false)], "0"), ("%b", [.int(0)], "0"),
    (
      "%d %d %d, %s %s %s", [.int(1), .int(2), .int(3), .string("A"), .string("B"), .string("C")],
      "1 2 3, A B C"
    ),
  ]

  private static func zeros(_ count: Int) -> String {
    String(repeating: "0", count: count)
  }

  @Test("known answers", arguments: answers.indices)
  func known(index: Int) throws {
    let (format, arguments, text) = Self.answers[index]
    #expect(
      scalars(try StringFormat(format).text(arguments)) == scalars(text), "\(format): \(text)")
  }

  @Test("times and spans are printed in UTC and in seconds")
  func times() throws {
    let arguments: [FormatArgument] = [
      .timestamp(try Timestamp("2009-11-11T00:00:00.250+01:00")),
      .duration(try TimeSpan("1h45m47s")),
      .list([.duration(try TimeSpan("-1500ms"))]),
    ]
    #expect(
      try StringFormat("%s %s %s").text(arguments) == "2009-11-10T23:00:00.25Z 6347s [-1.5s]")
  }

  static let values: [FormatArgument] = [
    .null, .bool(true), .int(1), .uint(1), .double(0.5), .string("a string"), .bytes([1]),
    .duration(.zero), .type("int"), .list([]), .map([]), .other("optional_type"),
  ]

  @Test(
    "every conversion takes its types and refuses all others",
    arguments: [
      ("d", ["int", "uint", "double"]), ("f", ["int", "uint", "double"]),
      ("e", ["int", "uint", "double"]),
      ("x", ["int", "uint", "string", "bytes"]), ("X", ["int", "uint", "string", "bytes"]),
      ("o", ["int", "uint"]), ("b", ["int", "uint", "bool"]),
      (
        "s",
        [
          "null_type", "bool", "int", "uint", "double", "string", "bytes",
          "google.protobuf.Duration", "type",
          "list", "map",
        ]
      ),
    ] as [(Unicode.Scalar, [String])])
  func types(conversion: Unicode.Scalar, taken: [String]) throws {
    for value in Self.values {
      let error = LibraryError.badDirective(
        offset: 3, .wrongType(conversion: conversion, type: value.typeName))
      let format = try StringFormat("%%:%\(conversion)")
      if taken.contains(value.typeName) {
        #expect(try format.text([value]).hasPrefix("%:"))
      } else {
        #expect(throws: error) { try format.text([value]) }
      }
    }
  }

  @Test("a value without text inside of a list is named")
  func nestedRefusal() throws {
    let value = FormatArgument.map([(.int(1), .list([.other("net.IP")]))])
    #expect(
      throws: LibraryError.badDirective(offset: 0, .wrongType(conversion: "s", type: "net.IP"))
    ) { try StringFormat("%s").text([value]) }
  }

  @Test(
    "directives that are none",
    arguments: [
      ("%", 0, .unfinished), ("100%", 3, .unfinished), ("%s%.", 2, .unfinished),
      ("%.3", 0, .unfinished),
      ("%a", 0, .unknownConversion("a")), ("é%é", 2, .unknownConversion("é")),
      ("%E", 0, .unknownConversion("E")), ("% d", 0, .unknownConversion(" ")),
      ("%3d", 0, .unknownConversion("3")),
      ("%.f", 0, .badPrecision(limit: 1000)), ("%.1001f", 0, .badPrecision(limit: 1000)),
      ("%.-1f", 0, .badPrecision(limit: 1000)),
      ("%.99999999999999999999f", 0, .badPrecision(limit: 1000)),
    ] as [(String, Int, LibraryError.DirectiveFault)])
  func bad(format: String, offset: Int, fault: LibraryError.DirectiveFault) {
    #expect(throws: LibraryError.badDirective(offset: offset, fault)) { try StringFormat(format) }
  }

  @Test("arguments that are not there")
  func missing() throws {
    let format = try StringFormat("%d %d")
    #expect(throws: LibraryError.badDirective(offset: 3, .noArgument(index: 1, count: 1))) {
      try format.text([.int(1)])
    }
  }

  @Test("the result is bounded, inside of directives too")
  func limits() throws {
    let error = LibraryError.resultTooLarge(limit: 8)
    #expect(try StringFormat("%x%s").text([.string("abc"), .int(12)], limit: 8) == "61626312")
    #expect(throws: error) { try StringFormat("%x").text([.string("abcde")], limit: 8) }
    #expect(throws: error) { try StringFormat("%.9f").text([.int(1)], limit: 8) }
    #expect(throws: LibraryError.self) {
      try StringFormat("%s").text([.map([(.string("a long key"), .int(1))])], limit: 8)
    }
    #expect(throws: error) {
      try StringFormat("%s").text([.list(Array(repeating: .int(1), count: 4))], limit: 8)
    }
  }

  @Test("the largest double with the highest precision")
  func largest() throws {
    let format = try StringFormat("%.1000f")
    let text = try format.text([.double(-.greatestFiniteMagnitude)])
    #expect(text.utf8.count == 1 + 309 + 1 + 1000)
    #expect(text.hasPrefix("-17976931348623157"))
  }
}
