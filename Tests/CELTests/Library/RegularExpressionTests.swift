import CEL
import Testing

@Suite("CEL's regular expressions")
struct RegularExpressionTests {
  @Test(
    "matches a part of the text",
    arguments: [
      ("hubba", "ubb", true), ("cows", "", true), ("", "", true), ("hubba", "foo", false),
      ("hubba", "^ubb", false), ("mañana", "a+ñ+a+", true), ("🐱😀😀", "(a|😀){2}", true),
      ("abcd", "^.{4}$", true), ("☺", "^.$", true), ("a\0b", "a\\x00b", true),
      ("a\nb", "a.b", false),
      ("a\nb", "(?s)a.b", true), ("ABC", "(?i)b", true), ("żółw", "\\pL{4}", true),
    ])
  func matches(text: String, pattern: String, expected: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text) == expected)
  }

  @Test(
    "patterns that RE2 does not have are errors with a reason",
    arguments: ["(", "[a-", "a**", "(?=a)", "\\1", "x{1001}", "\\C\\", "(?P<a"])
  func bad(pattern: String) {
    #expect { try RegularExpression(pattern) } throws: { error in
      guard case .badPattern(pattern, let reason)? = error as? LibraryError else { return false }
      return !reason.isEmpty && !reason.contains("\u{FFFD}")
    }
  }

  @Test("a pattern of any size is refused or answers: nothing runs away")
  func bounded() throws {
    let depth = 200_000
    let nested = String(repeating: "(", count: depth) + String(repeating: ")*", count: depth)
    do {
      #expect(try RegularExpression(nested).matches("a"))
    } catch {
      guard case .badPattern = error else { throw error }
    }
    #expect(throws: LibraryError.self) { try RegularExpression("((((a{100}){100}){100}){100})") }
    let evil = try RegularExpression("^(a|a?)+(a|aa)*$")
    #expect(!evil.matches(String(repeating: "a", count: 100_000) + "!"))
  }

  @Test(
    "extract and extractAll",
    arguments: [
      ("item-A, item-B", "item-(\\w+)", "A", ["A", "B"]), ("hello world", "wo", "wo", ["wo"]),
      ("none", "x(y)", nil, []), ("bab", "a|(b)", "b", ["b", "b"]),
      ("a☺b", "", "", ["", "", "", ""]),
      ("aaa", "a*", "aaa", ["aaa"]), ("baaac", "a*", "", ["", "aaa", ""]),
    ] as [(String, String, String?, [String])])
  func extraction(text: String, pattern: String, first: String?, all: [String]) throws {
    let expression = try RegularExpression(pattern)
    #expect(try expression.extract(from: text) == first)
    #expect(try expression.extractAll(from: text) == all)
  }

  @Test("one result for each match needs at most one group")
  func severalGroups() throws {
    let expression = try RegularExpression("(a)(b)")
    #expect(throws: LibraryError.severalGroups("(a)(b)")) { try expression.extract(from: "ab") }
    #expect(throws: LibraryError.severalGroups("(a)(b)")) { try expression.extractAll(from: "ab") }
  }

  @Test(
    "replace",
    arguments: [
      ("banana", "a", "x", -1, "bxnxnx"), ("banana", "a", "x", 0, "banana"),
      ("banana", "a", "x", 2, "bxnxna"), ("foo bar", "(fo)o (ba)r", "\\2 \\1", -1, "ba fo"),
      ("abc", "b", "[\\0]", -1, "a[b]c"), ("abc", "b", "\\\\", -1, "a\\c"),
      ("☺", "", "-", -1, "-☺-"),
      ("bab", "a|(b)", "<\\1>", -1, "<b><><b>"), ("abc", "^", "$1", -1, "$1abc"),
    ] as [(String, String, String, Int64, String)])
  func replace(
    text: String, pattern: String, replacement: String, count: Int64, expected: String
  ) throws {
    let expression = try RegularExpression(pattern)
    #expect(try expression.replace(in: text, with: replacement, count: count) == expected)
  }

  @Test("replacements that cannot be meant are errors, also where nothing matches")
  func badReplacements() throws {
    let expression = try RegularExpression("(z)")
    for text in ["z", "a"] {
      #expect(throws: LibraryError.noSuchGroup(2, count: 1)) {
        try expression.replace(in: text, with: "\\2")
      }
      for bad in ["\\", "a\\n", "\\é"] {
        #expect(throws: LibraryError.badReplacement(bad)) {
          try expression.replace(in: text, with: bad)
        }
      }
    }
    #expect(throws: LibraryError.resultTooLarge(limit: 5)) {
      try expression.replace(in: "zzz", with: "\\1\\1", limit: 5)
    }
  }

  @Test("one pattern serves many threads")
  func shared() async throws {
    let expression = try RegularExpression("^(\\d+)-(\\w+)$")
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<4 {
        group.addTask {
          (0..<500).allSatisfy { expression.matches("\($0)-task\(task)") }
            && !expression.matches("task\(task)")
        }
      }
      for await result in group { #expect(result) }
    }
  }
}
