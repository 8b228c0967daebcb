import CEL
import TestSupport
import Testing

@Suite("CEL's functions over text")
struct StringLibraryTests {
  @Test(
    "charAt counts code points, and its end is a place",
    arguments: [
      ("tacocat", 0, "t"), ("tacocat", 3, "o"), ("tacocat", 7, ""), ("ta©o©αT", 5, "α"),
      ("", 0, ""),
      ("🐱😀", 1, "😀"), ("e\u{301}x", 1, "\u{301}"),
    ] as [(String, Int64, String)])
  func characters(text: String, position: Int64, expected: String) throws {
    #expect(scalars(try StringLibrary.character(of: text, at: position)) == scalars(expected))
  }

  @Test(
    "indexOf and lastIndexOf",
    arguments: [
      ("tacocat", "", nil, 0, 7), ("tacocat", "ac", nil, 1, 1), ("tacocat", "none", nil, -1, -1),
      ("tacocat", "", 3, 3, 3), ("tacocat", "a", 3, 5, 1), ("tacocat", "at", 3, 5, -1),
      ("tacocat", "a", 7, -1, 5), ("ta©o©αT", "©", nil, 2, 4), ("ta©o©αT", "©", 3, 4, 2),
      ("ta©o©αT", "©α", 3, 4, -1), ("hello wello", "ello", 6, 7, 1), ("", "", nil, 0, 0),
      ("hello wello", "hello wello", nil, 0, 0), ("", "@@", nil, -1, -1), ("aaa", "aa", nil, 0, 1),
      ("hello mellow", "ello", 6, 7, 1), ("a", "aaaa", nil, -1, -1), ("a", "aaaa", 1, -1, -1),
    ] as [(String, String, Int64?, Int64, Int64)])
  func indexes(
    text: String, part: String, start: Int64?, first: Int64, last: Int64
  ) throws {
    #expect(try StringLibrary.firstIndex(of: part, in: text, from: start ?? 0) == first)
    #expect(try StringLibrary.lastIndex(of: part, in: text, from: start) == last)
  }

  @Test("positions outside of the text are errors", arguments: [-1, 8, .max, .min] as [Int64])
  func outside(position: Int64) {
    let error = LibraryError.indexOutOfRange(position, count: 7)
    let text = "tacoc☺t"
    #expect(throws: error) { try StringLibrary.character(of: text, at: position) }
    #expect(throws: error) { try StringLibrary.substring(of: text, from: position) }
    #expect(throws: error) { try StringLibrary.firstIndex(of: "a", in: text, from: position) }
    #expect(throws: error) { try StringLibrary.firstIndex(of: "", in: text, from: position) }
    #expect(throws: error) { try StringLibrary.lastIndex(of: "a", in: text, from: position) }
    if position > 0 {
      #expect(throws: error) { try StringLibrary.substring(of: text, from: 1, to: position) }
    } else {
      #expect(throws: error) { try StringLibrary.substring(of: text, from: position, to: 2) }
    }
  }

  @Test("substring")
  func substrings() throws {
    #expect(try StringLibrary.substring(of: "tacocat", from: 4) == "cat")
    #expect(try StringLibrary.substring(of: "tacocat", from: 7) == "")
    #expect(try StringLibrary.substring(of: "tacocat", from: 0, to: 4) == "taco")
    #expect(try StringLibrary.substring(of: "tacocat", from: 4, to: 4) == "")
    #expect(try StringLibrary.substring(of: "ta©o©αT", from: 2, to: 6) == "©o©α")
    #expect(throws: LibraryError.invertedRange(start: 4, end: 3)) {
      try StringLibrary.substring(of: "tacocat", from: 4, to: 3)
    }
    // The range is wrong whatever the text is.
    #expect(throws: LibraryError.invertedRange(start: 50, end: 49)) {
      try StringLibrary.substring(of: "tacocat", from: 50, to: 49)
    }
  }

  @Test("what Unicode calls equivalent is not equal, not a prefix, and not found")
  func codePoints() throws {
    let (composed, decomposed) = ("é", "e\u{301}")
    #expect(!StringLibrary.equal(composed, decomposed))
    #expect(StringLibrary.compare(decomposed, composed) < 0)
    #expect(!StringLibrary.contains(decomposed, composed))
    #expect(StringLibrary.starts(decomposed, with: "e"))
    #expect(StringLibrary.ends(decomposed, with: "\u{301}"))
    #expect(StringLibrary.size(decomposed) == 2)
    #expect(scalars(StringLibrary.reversed(decomposed)) == [0x301, 0x65])
    // Above the surrogates of UTF-16 the orders of code points and of code units differ.
    #expect(StringLibrary.compare("\u{FF61}", "\u{10000}") < 0)
  }

  @Test(
    "replace",
    arguments: [
      ("12 days 12 hours", "{0}", "2", -1, "12 days 12 hours"),
      ("{0} days {0} hours", "{0}", "2", -1, "2 days 2 hours"),
      ("{0} days {0} hours", "{0}", "2", 1, "2 days {0} hours"),
      ("hello hello", "he", "we", 0, "hello hello"), ("aaaa", "aa", "b", -1, "bb"),
      ("aaa", "aa", "b", -1, "ba"), ("1 ©αT taco", "αT", "o©α", -1, "1 ©o©α taco"),
      ("ab", "", "-", -1, "-a-b-"), ("ab", "", "-", 2, "-a-b"), ("ab", "", "-", 1, "-ab"),
      ("☺", "", "-", -1, "-☺-"), ("", "", "-", -1, "-"), ("", "", "-", 0, ""),
      ("abc", "b", "", -1, "ac"),
    ] as [(String, String, String, Int64, String)])
  func replacements(text: String, old: String, new: String, count: Int64, expected: String) throws {
    #expect(try StringLibrary.replace(old, with: new, in: text, count: count) == expected)
  }

  @Test(
    "split",
    arguments: [
      ("hello world", " ", -1, ["hello", "world"]), ("hello world events!", " ", 0, []),
      ("hello world events!", " ", 1, ["hello world events!"]),
      ("o©o©o©o", "©", -1, ["o", "o", "o", "o"]), ("o©o©o©o", "©", 2, ["o", "o©o©o"]),
      ("", ",", -1, [""]), ("", "", -1, []), ("a☺b", "", -1, ["a", "☺", "b"]),
      ("a☺b", "", 2, ["a", "☺b"]), ("a☺b", "", 1, ["a☺b"]), ("a☺b", "", 9, ["a", "☺", "b"]),
      (",a,,", ",", -1, ["", "a", "", ""]), (",a,,", ",", 3, ["", "a", ","]),
    ] as [(String, String, Int64, [String])])
  func splits(text: String, separator: String, count: Int64, expected: [String]) {
    #expect(StringLibrary.split(text, by: separator, count: count) == expected)
  }

  @Test("join, trim, case and reverse")
  func others() throws {
    #expect(try StringLibrary.join(["x", "y"]) == "xy")
    #expect(try StringLibrary.join(["x", "y"], separator: "-") == "x-y")
    #expect(try StringLibrary.join([String](), separator: "-") == "")
    let space = "\t\n\u{B}\u{C}\r \u{85}\u{A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}"
    let more =
      "\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}"
    #expect(StringLibrary.trim(space + "te xt" + more) == "te xt")
    #expect(StringLibrary.trim(space + more) == "")
    // Zero-width, and no white space in Unicode.
    let kept = "\u{180E}\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}x\u{FEFF}"
    #expect(scalars(StringLibrary.trim(kept)) == scalars(kept))
    #expect(StringLibrary.upperASCII("tacoCαt@`{[") == "TACOCαT@`{[")
    #expect(StringLibrary.lowerASCII("TacoCÆt Xii@`{[") == "tacocÆt xii@`{[")
    #expect(StringLibrary.reversed("ta©o©αT") == "Tα©o©at")
  }

  @Test(
    "quote",
    arguments: [
      ("", #""""#), ("first\nsecond", #""first\nsecond""#), ("bell\u{7}", #""bell\a""#),
      ("\u{8}back", #""\bback""#), ("\u{C}feed", #""\ffeed""#), ("\rreturn", #""\rreturn""#),
      ("tab\t", #""tab\t""#), ("vertical \u{B} tab", #""vertical \v tab""#),
      (#"\ starts"#, #""\\ starts""#), (#"ends \"#, #""ends \\""#), (#"a "b""#, #""a \"b\"""#),
      ("size('πέντε')", #""size('πέντε')""#), ("😀\u{1}", "\"😀\u{1}\""),
    ])
  func quotes(text: String, expected: String) throws {
    #expect(try StringLibrary.quote(text) == expected)
  }

  @Test("no result is larger than its limit")
  func limits() throws {
    let limit = LibraryError.resultTooLarge(limit: 10)
    #expect(try StringLibrary.join(["12345", "6789"], separator: ",", limit: 10).utf8.count == 10)
    #expect(throws: limit) {
      try StringLibrary.join(["12345", "67890"], separator: ",", limit: 10)
    }
    #expect(throws: limit) { try StringLibrary.replace("", with: "xxxx", in: "ab", limit: 10) }
    #expect(throws: limit) { try StringLibrary.quote("12345678\n", limit: 10) }
    #expect(try StringLibrary.quote("123456\n", limit: 10).utf8.count == 10)
  }
}

// MARK: - Against naive definitions

extension StringLibraryTests {
  /// The first or last place in arrays of code points, by trying all of them.
  private func places(_ part: [UInt32], _ text: [UInt32]) -> [Int] {
    (0...text.count).filter { $0 + part.count <= text.count && text[$0...].starts(with: part) }
  }

  @Test("searches agree with a search through all places", arguments: 0..<8 as Range<UInt64>)
  func search(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let (text, part) = (random.text(upTo: 12), random.text(upTo: 2))
      let all = places(scalars(part), scalars(text))
      let start = Int64.random(in: 0...Int64(scalars(text).count), using: &random)
      #expect(StringLibrary.size(text) == scalars(text).count)
      #expect(StringLibrary.contains(text, part) == !all.isEmpty)
      #expect(StringLibrary.starts(text, with: part) == (all.first == 0))
      #expect(
        StringLibrary.ends(text, with: part)
          == (all.last == scalars(text).count - scalars(part).count && !all.isEmpty))
      #expect(
        try StringLibrary.firstIndex(of: part, in: text, from: start)
          == all.first { $0 >= start }.map(Int64.init) ?? -1, "\(text) \(part) \(start)")
      #expect(
        try StringLibrary.lastIndex(of: part, in: text, from: start)
          == all.last { $0 <= start }.map(Int64.init) ?? -1, "\(text) \(part) \(start)")
    }
  }

  /// Texts over which a plain search compares again and again, and goes over to another one.
  @Test("searches in repetitive texts agree too", arguments: 0..<8 as Range<UInt64>)
  func repetitive(seed: UInt64) throws {
    var random = SeededGenerator(seed: 300 + seed)
    for _ in 0..<40 {
      let period = random.text(upTo: 3) + "a"
      let text = String(repeating: period, count: Int.random(in: 100...300, using: &random))
      var part = String(repeating: period, count: Int.random(in: 1...120, using: &random))
      if Bool.random(using: &random) { part = "b" + part }
      if Bool.random(using: &random) { part += "b" }
      let mixed = text + part + text
      for text in [text, mixed] {
        let all = places(scalars(part), scalars(text))
        let start = Int64.random(in: 0...Int64(scalars(text).count), using: &random)
        #expect(StringLibrary.contains(text, part) == !all.isEmpty)
        #expect(
          try StringLibrary.firstIndex(of: part, in: text, from: start)
            == all.first { $0 >= start }.map(Int64.init) ?? -1)
        #expect(
          try StringLibrary.lastIndex(of: part, in: text, from: start)
            == all.last { $0 <= start }.map(Int64.init) ?? -1)
        let split = StringLibrary.split(text, by: part)
        #expect(scalars(try StringLibrary.join(split, separator: part)) == scalars(text))
      }
    }
  }

  @Test(
    "parts, joins and orders agree with arrays of code points", arguments: 0..<8 as Range<UInt64>)
  func parts(seed: UInt64) throws {
    var random = SeededGenerator(seed: 100 + seed)
    for _ in 0..<500 {
      let (text, other) = (random.text(upTo: 12), random.text(upTo: 12))
      let points = scalars(text)
      let bounds = [
        Int.random(in: 0...points.count, using: &random),
        Int.random(in: 0...points.count, using: &random),
      ].sorted()
      #expect(
        scalars(
          try StringLibrary.substring(of: text, from: Int64(bounds[0]), to: Int64(bounds[1])))
          == Array(points[bounds[0]..<bounds[1]]))
      #expect(scalars(StringLibrary.reversed(text)) == points.reversed())
      let order = StringLibrary.compare(text, other)
      #expect((order < 0) == points.lexicographicallyPrecedes(scalars(other)))
      #expect((order == 0) == (points == scalars(other)))
      let separator = random.text(upTo: 2)
      if !separator.isEmpty {
        let split = StringLibrary.split(text, by: separator)
        #expect(scalars(try StringLibrary.join(split, separator: separator)) == points)
        #expect(split.allSatisfy { !StringLibrary.contains($0, separator) })
        let replaced = try StringLibrary.replace(separator, with: other, in: text)
        #expect(scalars(try StringLibrary.join(split, separator: other)) == scalars(replaced))
      }
    }
  }

  @Test("a quoted text is a literal with that value", arguments: 0..<4 as Range<UInt64>)
  func quoteRoundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: 200 + seed)
    for _ in 0..<200 {
      let text = random.text(upTo: 12)
      let quoted = try StringLibrary.quote(text)
      guard case .literal(.string(let value)) = try Parser.parse(quoted).kind else {
        Issue.record("no literal: \(quoted)")
        return
      }
      #expect(scalars(value) == scalars(text))
    }
  }
}
