import CEL
import TestSupport
import Testing

@Suite("CEL's conversions")
struct ConversionTests {
  @Test("text to int")
  func int() throws {
    for (text, value) in [
      ("0", 0), ("-0", 0), ("+5", 5), ("007", 7), ("-42", -42), ("9223372036854775807", .max),
      ("-9223372036854775808", .min),
    ] as [(String, Int64)] { #expect(try Conversion.int(text) == value) }
    for text in ["", "-", "+", "1.0", "1e3", "0x10", " 1", "1 ", "1_000", "१", "--1"] {
      #expect(throws: LibraryError.malformed(type: .int, text: text)) { try Conversion.int(text) }
    }
    for text in ["9223372036854775808", "-9223372036854775809", "99999999999999999999999"] {
      #expect(throws: LibraryError.outOfRange(type: .int)) { try Conversion.int(text) }
    }
  }

  @Test("text to uint")
  func uint() throws {
    for (text, value) in [("0", 0), ("300", 300), ("18446744073709551615", .max)]
      as [(String, UInt64)]
    {
      #expect(try Conversion.uint(text) == value)
    }
    for text in ["", "-1", "+1", "1u", "-0", "0x1"] {
      #expect(throws: LibraryError.malformed(type: .uint, text: text)) { try Conversion.uint(text) }
    }
    #expect(throws: LibraryError.outOfRange(type: .uint)) {
      try Conversion.uint("18446744073709551616")
    }
  }

  @Test("text to bool")
  func bool() throws {
    for text in ["1", "t", "T", "true", "TRUE", "True"] { #expect(try Conversion.bool(text)) }
    for text in ["0", "f", "F", "false", "FALSE", "False"] { #expect(try !Conversion.bool(text)) }
    for text in ["TrUe", "FaLsE", "yes", "", "tru", "01", " true", "2"] {
      #expect(throws: LibraryError.malformed(type: .bool, text: text)) { try Conversion.bool(text) }
    }
  }

  @Test("double to int")
  func doubleToInt() throws {
    for (value, expected) in [
      (1.9, 1), (-1.9, -1), (11.5, 11), (-3.5, -3), (-0.0, 0), (0x1p62, 1 << 62),
      (0x1.fffffffffffffp62, 9_223_372_036_854_774_784),
      (-0x1.fffffffffffffp62, -9_223_372_036_854_774_784),
    ] as [(Double, Int64)] { #expect(try Conversion.int(value) == expected) }
    for value in [0x1p63, -0x1p63, 1e99, -1e99, .nan, .infinity, -.infinity] {
      #expect(throws: LibraryError.outOfRange(type: .int)) { try Conversion.int(value) }
    }
  }

  @Test("double to uint")
  func doubleToUint() throws {
    for (value, expected) in [
      (1.9, 1), (25.5, 25), (-0.0, 0), (0x1p63, 1 << 63),
      (0x1.fffffffffffffp63, 18_446_744_073_709_549_568),
    ] as [(Double, UInt64)] { #expect(try Conversion.uint(value) == expected) }
    for value in [0x1p64, -1, -0.5, 6.022e23, .nan, .infinity] {
      #expect(throws: LibraryError.outOfRange(type: .uint)) { try Conversion.uint(value) }
    }
  }

  @Test("between int and uint")
  func integers() throws {
    #expect(try Conversion.int(UInt64(Int64.max)) == .max)
    #expect(throws: LibraryError.outOfRange(type: .int)) { try Conversion.int(UInt64.max) }
    #expect(try Conversion.uint(Int64.max) == UInt64(Int64.max))
    #expect(throws: LibraryError.outOfRange(type: .uint)) { try Conversion.uint(Int64(-1)) }
  }

  @Test(
    "bytes that are no UTF-8, and where",
    arguments: [
      ([0x00, 0xFF], 1), ([0x61, 0xC3], 1), ([0xE2, 0x98], 0), ([0xC3, 0xA9, 0x80], 2),
      ([0xED, 0xA0, 0x80], 0),
      ([0xC0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0),
    ] as [([UInt8], Int)])
  func notUTF8(bytes: [UInt8], offset: Int) {
    #expect(throws: LibraryError.notUTF8(offset: offset)) { try Conversion.string(bytes) }
  }

  @Test("text comes back from its bytes", arguments: 0..<4 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let text = random.text(upTo: 20)
      #expect(scalars(try Conversion.string(Array(text.utf8))) == scalars(text))
      let bytes = random.bytes(upTo: 6)
      if let read = try? Conversion.string(bytes) { #expect(Array(read.utf8) == bytes) }
    }
  }
}

@Suite("base64")
struct Base64Tests {
  @Test(
    "the vectors of RFC 4648",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"), ("hello", "aGVsbG8="),
    ])
  func vectors(text: String, encoded: String) throws {
    #expect(try Base64.encode(Array(text.utf8)) == encoded)
    #expect(try Base64.decode(encoded) == Array(text.utf8))
    #expect(
      try Base64.decode(StringLibrary.replace("=", with: "", in: encoded)) == Array(text.utf8))
  }

  @Test(
    "no base64",
    arguments: [
      ("a", 1), ("aGVsb", 5), ("YQ=", 3), ("YQ===", 4), ("=", 0), ("a===", 1), ("Zm9v=", 4),
      ("Zg==Zg==", 4),
      ("a-_b", 1), ("aGV sbG8", 3), ("Zm8=\nx", 5), ("é", 0),
    ])
  func malformed(text: String, offset: Int) {
    #expect(throws: LibraryError.notBase64(offset: offset)) { try Base64.decode(text) }
  }

  @Test("line breaks are skipped, and every bit pattern is known")
  func alphabet() throws {
    #expect(try Base64.decode("Zm9v\r\nYm\nFy") == Array("foobar".utf8))
    #expect(try Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
    #expect(throws: LibraryError.resultTooLarge(limit: 8)) {
      try Base64.encode([1, 2, 3, 4, 5, 6, 7], limit: 8)
    }
    #expect(try Base64.encode([1, 2, 3, 4], limit: 8).utf8.count == 8)
  }

  @Test("bytes come back, with and without padding", arguments: 0..<4 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let bytes = random.bytes(upTo: 40)
      let text = try Base64.encode(bytes)
      #expect(text.utf8.count == (bytes.count + 2) / 3 * 4)
      #expect(try Base64.decode(text) == bytes)
      #expect(try Base64.decode(StringLibrary.replace("=", with: "", in: text)) == bytes)
    }
  }
}

@Suite("CEL's math functions")
struct MathLibraryTests {
  @Test(
    "rounding: to nearest with halves away from zero, towards zero, up, down",
    arguments: [
      (1.5, 2, 1, 2, 1), (-1.5, -2, -1, -1, -2), (2.5, 3, 2, 3, 2), (1.4, 1, 1, 2, 1),
      (-1.6, -2, -1, -1, -2),
      (0.49999999999999994, 0, 0, 1, 0),
      (
        2_251_799_813_685_249.5, 2_251_799_813_685_250, 2_251_799_813_685_249,
        2_251_799_813_685_250, 2_251_799_813_685_249
      ),
      (.infinity, .infinity, .infinity, .infinity, .infinity),
    ] as [(Double, Double, Double, Double, Double)])
  func rounding(value: Double, round: Double, truncate: Double, ceiling: Double, floor: Double) {
    #expect(MathLibrary.round(value) == round)
    #expect(MathLibrary.truncate(value) == truncate)
    #expect(MathLibrary.ceiling(value) == ceiling)
    #expect(MathLibrary.floor(value) == floor)
    #expect(MathLibrary.round(.nan).isNaN)
  }

  @Test("abs, sign and sqrt")
  func signs() throws {
    #expect(try MathLibrary.absolute(Int64(-11)) == 11)
    #expect(throws: LibraryError.outOfRange(type: .int)) { try MathLibrary.absolute(Int64.min) }
    #expect(MathLibrary.absolute(-11.5) == 11.5)
    #expect([-11, 0, 7].map { MathLibrary.sign(Int64($0)) } == [-1, 0, 1])
    #expect([0, 7].map { MathLibrary.sign(UInt64($0)) } == [0, 1])
    #expect(
      [-32, -0.0, 0, 100.5, -.infinity].map { MathLibrary.sign($0 as Double) } == [-1, 0, 0, 1, -1])
    #expect(MathLibrary.sign(Double.nan).isNaN)
    #expect(MathLibrary.squareRoot(49) == 7)
    #expect(MathLibrary.squareRoot(-1).isNaN)
  }

  @Test(
    "shifts move bits, never the sign",
    arguments: [
      (1, 0, 1, 1), (1, 1, 2, 0), (-1, 1, -2, .max), (1024, 2, 4096, 256),
      (-1024, 3, -8192, 2_305_843_009_213_693_824),
      (1, 63, .min, 0), (1, 64, 0, 0), (-1024, 64, 0, 0), (1, 200, 0, 0), (-1, .max, 0, 0),
    ] as [(Int64, Int64, Int64, Int64)])
  func shifts(value: Int64, count: Int64, left: Int64, right: Int64) throws {
    #expect(try MathLibrary.shiftLeft(value, by: count) == left)
    #expect(try MathLibrary.shiftRight(value, by: count) == right)
    let bits = UInt64(bitPattern: value)
    #expect(try MathLibrary.shiftLeft(bits, by: count) == UInt64(bitPattern: left))
    #expect(try MathLibrary.shiftRight(bits, by: count) == UInt64(bitPattern: right))
  }

  @Test("a shift by less than nothing", arguments: [-1, .min] as [Int64])
  func negative(count: Int64) {
    let error = LibraryError.negativeShift(count)
    #expect(throws: error) { try MathLibrary.shiftLeft(Int64(1), by: count) }
    #expect(throws: error) { try MathLibrary.shiftLeft(UInt64(1), by: count) }
    #expect(throws: error) { try MathLibrary.shiftRight(Int64(1), by: count) }
    #expect(throws: error) { try MathLibrary.shiftRight(UInt64(1), by: count) }
  }
}
