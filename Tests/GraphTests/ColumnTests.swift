import Diagnostics
import Graph
import TestSupport
import Testing

/// Wherever an expression stands in a file and however it is written there, a finding about one of its tokens
/// lands on that token.
@Suite("columns of expressions")
struct ColumnTests {
  private static let operands = [
    "x.a", "x.b", "y.c", "3", "duration( '45s' )", "price( \"0.57\" )", "math.abs( x.a )", "\"é𝒳\"",
    "'a''b'", "( x.a + 1 )", "\"\\\\d\"", "0x1f",
  ]
  private static let operators = ["+", "-", "*", ">", "==", "&&", "||", "<=", "%", "/"]

  /// Tokens of a well-formed expression, of which one is a name that does not exist.
  private static func expression(
    _ random: inout SeededGenerator
  ) -> (tokens: [String], marked: Int) {
    func pick(_ words: [String]) -> [String] {
      let word = words[Int(random.next() % UInt64(words.count))]
      // The quoted texts of CEL have no blanks, so that a break between tokens never splits one.
      return word == "'a''b'" ? ["'a'", "+", "'b'"] : word.split(separator: " ").map(String.init)
    }
    let count = 1 + Int(random.next() % 6)
    let place = Int(random.next() % UInt64(count))
    var tokens: [String] = []
    var marked = 0
    for index in 0..<count {
      if index > 0 { tokens += pick(operators) }
      if index == place {
        marked = tokens.count
        tokens.append("no_such_name")
      } else {
        tokens += pick(operands)
      }
    }
    return (tokens, marked)
  }

  /// What a plain scalar cannot hold.
  private static func isPlain(_ tokens: [String]) -> Bool {
    guard let first = tokens.first?.first else { return false }
    return !"\"'!&*[{|>%@`-?".contains(first)
  }

  @Test(
    "a finding lands on its token, in every style of scalar", arguments: ScalarLayout.Style.allCases
  )
  func columns(style: ScalarLayout.Style) throws {
    var random = SeededGenerator(seed: 41)
    for round in 0..<150 {
      var (tokens, marked) = Self.expression(&random)
      while style == .plain || style == .plainLines, !Self.isPlain(tokens) {
        (tokens, marked) = Self.expression(&random)
      }
      let isInBraces =
        style != .literal && style != .folded && round % 3 == 0
        && style != .plain && style != .plainLines
      let whole = TestGraphs.bot("  rules:\nRULE")
      let parts = whole.text.split(separator: "RULE", maxSplits: 1)
      let layout =
        isInBraces
        ? ScalarLayout(
          tokens, marked: marked, style,
          head: parts[0] + "    # é𝒳: the rule\n    - { code: A, when: ",
          tail: "      , do: cancel }" + parts[1], indent: 8, hasCarriageReturns: round % 2 == 0,
          &random)
        : ScalarLayout(
          tokens, marked: marked, style, head: parts[0] + "    - code: A\n      when: ",
          tail: "      do: cancel" + parts[1], indent: 8, hasCarriageReturns: round % 2 == 0,
          &random)
      let findings = TestGraphs.findings([
        (path: whole.path, text: layout.text), TestGraphs.policy(), TestGraphs.registry,
      ])
      let finding = try #require(
        findings.first { $0.message.contains("no_such_name") }, "\(findings)\n\(layout.text)")
      let place = Location(
        file: whole.path, line: layout.line, column: layout.column, endColumn: layout.endColumn)
      #expect(finding.location == place, "round \(round)\n\(layout.text)")
      #expect(finding.code == "PT0310")
    }
  }
}
