import Diagnostics
import Testing
import YAML

/// A value that people write and YAML reads otherwise: the finding's column (of the value's first character,
/// counted from 1) and the line that is proposed. `?` is written once as a block entry and once between braces.
private struct Trap: CustomTestStringConvertible, Sendable {
  var value: String
  /// From the beginning of the value.
  var column: Int
  var code: String
  var proposal: String?
  /// Where braces make a difference.
  var flowColumn: Int?
  var flowCode: String?

  init(
    _ value: String, _ column: Int, _ code: String, _ proposal: String?, flowColumn: Int? = nil,
    flowCode: String? = nil
  ) {
    (self.value, self.column, self.code, self.proposal) = (value, column, code, proposal)
    (self.flowColumn, self.flowCode) = (flowColumn, flowCode)
  }

  var testDescription: String { value }
}

private let traps: [Trap] = [
  Trap("!book.fresh", 1, "PT0104", "\"!book.fresh\""),
  Trap("!a && b", 1, "PT0104", "\"!a && b\""), Trap("!(a > b)", 1, "PT0104", "\"!(a > b)\""),
  Trap("!!a", 1, "PT0104", "\"!!a\""), Trap("!a == \"x\"", 1, "PT0104", "'!a == \"x\"'"),
  Trap("*x", 1, "PT0105", "\"*x\""), Trap("*a > 3", 1, "PT0105", "\"*a > 3\""),
  Trap("&x", 1, "PT0106", "\"&x\""), Trap("&a > 3", 1, "PT0106", "\"&a > 3\""),
  Trap("&&x", 1, "PT0101", "\"&&x\""), Trap("@x", 1, "PT0101", "\"@x\""),
  Trap("%x", 1, "PT0101", "\"%x\""), Trap("`x`", 1, "PT0101", "\"`x`\""),
  Trap("| x", 1, "PT0101", "\"| x\""), Trap("> x", 1, "PT0101", "\"> x\""),
  Trap("- x", 1, "PT0101", "\"- x\""), Trap("- 1 < 2", 1, "PT0101", "\"- 1 < 2\""),
  Trap("? x", 1, "PT0101", "\"? x\""),
  Trap("a: b", 2, "PT0101", "\"a: b\""), Trap("a ? b : c", 7, "PT0101", "\"a ? b : c\""),
  Trap("[1, 2].exists(x, x > 1)", 7, "PT0101", "\"[1, 2].exists(x, x > 1)\""),
  Trap("{a: 1}.a == 1", 7, "PT0101", "\"{a: 1}.a == 1\""),
  Trap("\"a\" == \"b\"", 5, "PT0101", "'\"a\" == \"b\"'"),
  Trap("'a' == 'b'", 5, "PT0101", "\"'a' == 'b'\""),
  Trap("\"a\" > 1", 5, "PT0101", "'\"a\" > 1'"), Trap("'it's'", 5, "PT0101", "'it''s'"),
  Trap("\"a > 3", 1, "PT0101", "\"a > 3\""), Trap("'a > 3", 1, "PT0101", "\"a > 3\""),
  Trap(", a", 1, "PT0101", nil, flowColumn: 3, flowCode: "PT0110"),
]

@Suite("YAML's traps")
struct TrapTests {
  private static func check(_ text: String, _ place: String, _ proposal: String?) {
    let findings = YAMLDocument.parse(Array(text.utf8), file: "f").diagnostics
    let found = findings.map {
      "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code)"
    }
    #expect(found == [place], "\(text)\(findings)")
    guard let proposal else { return }
    #expect(findings.flatMap(\.help).contains("write: when: \(proposal)"), "\(findings)")
    // What is proposed is read as what was meant.
    let mended = YAMLDocument.parse(Array("when: \(proposal)\n".utf8), file: "f")
    #expect(mended.diagnostics == [] && mended.root?["when"]?.text != nil)
  }

  @Test("in an entry of its own line", arguments: traps)
  private func block(_ trap: Trap) {
    Self.check(
      "a: 1\nrule:\n  when: \(trap.value)\n  do: cancel\n", "3:\(trap.column + 8) \(trap.code)",
      trap.proposal)
  }

  @Test("between braces", arguments: traps)
  private func flow(_ trap: Trap) {
    Self.check(
      "rules:\n  - { code: A, when: \(trap.value), do: cancel }\n",
      "2:\((trap.flowColumn ?? trap.column) + 21) \(trap.flowCode ?? trap.code)", trap.proposal)
  }

  @Test(
    "a comment that hides the end of what stands in braces is marked at its '#'",
    arguments: [
      ("r:\n  - { when: a > 3 #x, do: y }\n  - { when: b, do: y }\n", "2:19", "\"a > 3 #x\""),
      ("r:\n  - { when: a > 3 # x }\n  - { when: b }\n", "2:19", "\"a > 3 # x\""),
      ("r:\n  - { when: # x }\n  - { when: b }\n", "2:13", "\"# x\""),
    ])
  func comment(text: String, place: String, proposal: String) {
    Self.check(text, "\(place) PT0121", proposal)
  }

  @Test(
    "a quote that another one closes lines below is marked where it opens",
    arguments: [
      ("- when: \"a > 3\n  do: x\n- when: \"b > 3\"\n", "1:9", "\"a > 3\""),
      ("- { when: \"a > 3, do: x }\n- { when: \"b > 3\", do: x }\n", "1:11", "\"a > 3\""),
      ("- when: 'a > 3\n  do: x\n- when: 'b > 3'\n", "1:9", "\"a > 3\""),
    ])
  func late(text: String, place: String, proposal: String) {
    Self.check(text, "\(place) PT0101", proposal)
  }

  @Test(
    "a bracket that closes nothing, and signs that YAML does not mind",
    arguments: [
      ("when: ] a\n", ["1:7 PT0101"]), ("when: } a\n", ["1:7 PT0101"]),
      ("when: a > b ? 1 : 2\n", ["1:17 PT0101"]),
      ("when: a#b\n", []), ("when: a:b\n", []), ("when: -1 < 2\n", []), ("when:\ta > 3\n", []),
      ("when: a >\t3\n", []), ("when: a ! b\n", []), ("when: a # b\n", []),
      ("when: 'a # b: c'\n", []),
      ("when: a\n  && b\n", []), ("when: >-\n  !a\n", []), ("when: |\n  a ? b : c # d\n", []),
    ])
  func others(text: String, places: [String]) {
    let findings = YAMLDocument.parse(Array(text.utf8), file: "f").diagnostics
    #expect(
      findings.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code)" } == places)
    #expect(findings.allSatisfy { !$0.help.isEmpty })
  }
}
