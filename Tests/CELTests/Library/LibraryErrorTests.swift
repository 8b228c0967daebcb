import CEL
import TestSupport
import Testing

@Suite("errors of CEL's functions")
struct LibraryErrorTests {
  @Test(
    "every error says what was wrong, and where one can tell, what to do",
    arguments: [
      (
        .indexOutOfRange(9, count: 7),
        "index 9 is out of range: positions in this text go from 0 to 7"
      ),
      (.invertedRange(start: 4, end: 3), "the range from 4 to 3 runs backwards"),
      (.resultTooLarge(limit: 10), "the result would be larger than 10 bytes"),
      (.notUTF8(offset: 1), "invalid UTF-8 at byte 1"),
      (.notBase64(offset: 2), "no base64 at byte 2"),
      (.malformed(type: .bool, text: "TrUe"), "\"TrUe\" is no bool"),
      (.outOfRange(type: .duration), "the result is out of the range of duration"),
      (.negativeShift(-1), "a shift by -1 bits: the count must not be negative"),
      (.badPattern("(", reason: "missing ): ("), "the pattern \"(\" is invalid: missing ): ("),
      (
        .severalGroups("(a)(b)"),
        "the pattern \"(a)(b)\" has several groups: make all but one of them (?:…)"
      ),
      (.noSuchGroup(2, count: 1), "the replacement names group \\2, the pattern has 1"),
      (
        .badReplacement("a\\n"),
        "in the replacement \"a\\n\" a backslash stands before neither digit nor backslash"
      ),
      (
        .unknownTimeZone("Mars"),
        "there is no time zone \"Mars\": write UTC, an offset such as -09:30 or a name such as Europe/Paris"
      ),
      (.badAddress("x", .malformed), "\"x\" is no IP address"),
      (
        .badAddress("::1%a", .zone),
        "\"::1%a\" has a zone, which means nothing elsewhere: leave out what begins with %"
      ),
      (
        .badAddress("::ffff:1.2.3.4", .mappedIPv4),
        "\"::ffff:1.2.3.4\" is an IPv4 address in IPv6 form: write it as IPv4"
      ),
      (
        .badAddress("1.2.3.4", .prefixLength),
        "\"1.2.3.4\" is no CIDR block: an address, a slash and the length of the prefix"
      ),
      (
        .badDirective(offset: 3, .unfinished),
        "format, byte 3: the text ends inside of a directive; a percent sign is written %%"
      ),
      (
        .badDirective(offset: 0, .unknownConversion("a")),
        "format, byte 0: %a is no directive; there are %s %d %f %e %x %X %o %b and %%"
      ),
      (
        .badDirective(offset: 0, .badPrecision(limit: 1000)),
        "format, byte 0: a precision is a point and a number from 0 to 1000"
      ),
      (
        .badDirective(offset: 3, .noArgument(index: 1, count: 1)),
        "format, byte 3: it needs argument 2, and there are 1"
      ),
      (
        .badDirective(offset: 3, .wrongType(conversion: "d", type: "bool")),
        "format, byte 3: %d does not take bool"
      ),
    ] as [(LibraryError, String)])
  func texts(error: LibraryError, text: String) {
    #expect(error.text == text)
  }

  /// A text of the characters that mean something to the function, so that many are nearly right.
  private func text(_ alphabet: String, _ random: inout SeededGenerator) -> String {
    let characters = Array(alphabet)
    return String(
      (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
        characters.randomElement(using: &random)
      })
  }

  @Test(
    "any text is read or refused, and what is read comes back from its canonical form",
    arguments: 0..<8 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<1_000 {
      if let span = try? TimeSpan(text("0123459.-+hmsnuµ", &random)) {
        #expect(try TimeSpan(span.description) == span)
      }
      if let address = try? IPAddress(text("0123f:::..%", &random)) {
        #expect(try IPAddress(address.description) == address)
      }
      if let block = try? CIDRBlock(text("012:::./", &random)) {
        #expect(try CIDRBlock(block.description) == block)
      }
      if let value = try? DoubleText.parse(text("0123456789.eE+-", &random)) {
        #expect(try DoubleText.parse(DoubleText.shortest(value)) == value)
      }
      if let bytes = try? Base64.decode(text("AZaz09+/==\n", &random)) {
        #expect(try Base64.decode(Base64.encode(bytes)) == bytes)
      }
      if let format = try? StringFormat(text("%%%..0123sdfexXob é", &random)) {
        #expect(try format.text(Array(repeating: .int(7), count: 12)).utf8.count < 20_000)
      }
      let pattern = text("ab()[]{}*+?|^$\\.d1,☺", &random)
      if let expression = try? RegularExpression(pattern) {
        let subject = random.text(upTo: 8)
        let found = expression.groupCount > 1 ? nil : try expression.extractAll(from: subject)
        if let found { #expect(expression.matches(subject) || found.isEmpty, "\(pattern)") }
        #expect(
          scalars(try expression.replace(in: subject, with: "\\0")) == scalars(subject),
          "\(pattern)")
      }
    }
  }
}
