import Diagnostics
import Testing
import YAML

/// One bad document and the only finding it must give: `line:column code`.
struct Refusal: CustomTestStringConvertible, Sendable {
  var name: String
  var text: String
  var findings: [String]
  /// A part of the help, where the help is the point.
  var help: String = ""
  /// What the help must not say.
  var wrongHelp: String = ""

  var testDescription: String { name }
}

private let refusals: [Refusal] = [
  Refusal(name: "empty", text: "", findings: ["1:1 PT0102"]),
  Refusal(name: "only a comment", text: "# nothing\n", findings: ["1:1 PT0102"]),
  Refusal(name: "only ---", text: "---\n", findings: ["1:1 PT0102"]),
  Refusal(
    name: "duplicate key", text: "a: 1\nb: 2\na: 3\n", findings: ["3:1 PT0103"], help: "remove one"),
  Refusal(name: "duplicate in flow", text: "x: {a: 1, 'a': 2}\n", findings: ["1:11 PT0103"]),
  Refusal(
    name: "tag", text: "when: !book.fresh\n", findings: ["1:7 PT0104"], help: "\"!book.fresh\""),
  Refusal(
    name: "tag before an expression", text: "when: !a == \"x\"\n", findings: ["1:7 PT0104"],
    help: "'!a == \"x\"'"),
  Refusal(name: "standard tag", text: "a: !!int 3\n", findings: ["1:4 PT0104"]),
  Refusal(name: "alias", text: "a: &x 1\nb: *x\n", findings: ["1:4 PT0106", "2:4 PT0105"]),
  Refusal(name: "merge key", text: "a: 1\n<<: 2\n", findings: ["2:1 PT0107"]),
  Refusal(name: "list as key", text: "[a, b]: 1\n", findings: ["1:1 PT0108"]),
  Refusal(name: "explicit key", text: "? a\n: 1\n", findings: ["1:3 PT0108"]),
  Refusal(name: "empty key", text: ": 1\n", findings: ["1:1 PT0109"]),
  Refusal(
    name: "comma in braces", text: "r: { when: f(a, b), do: x }\n", findings: ["1:17 PT0110"],
    help: "write: when: \"f(a, b)\""),
  Refusal(
    name: "conditional in braces", text: "- { code: A, when: a ? b : c, do: x }\n",
    findings: ["1:26 PT0101"], help: "write: when: \"a ? b : c\""),
  Refusal(
    name: "quoted operand in braces", text: "r: { when: \"x\" == y, do: x }\n",
    findings: ["1:16 PT0101"], help: "write: when: '\"x\" == y'"),
  Refusal(
    name: "tag in braces", text: "r: { when: !x, do: y }\n", findings: ["1:12 PT0104"],
    help: "write: when: \"!x\""),
  Refusal(
    name: "map literal", text: "when: a && {b: 1}.c\n", findings: ["1:14 PT0101"],
    help: "write: when: \"a && {b: 1}.c\""),
  Refusal(
    name: "map literal first", text: "when: {b: 1}.b == c\n", findings: ["1:13 PT0101"],
    help: "write: when: \"{b: 1}.b == c\""),
  Refusal(
    name: "apostrophe", text: "a: 'it's'\n", findings: ["1:8 PT0101"], help: "write: a: 'it''s'"),
  Refusal(
    name: "single-quoted operands", text: "a: 'x' == 'y'\n", findings: ["1:8 PT0101"],
    help: "write: a: \"'x' == 'y'\""),
  Refusal(
    name: "comment stays outside", text: "a: b: c # d\n", findings: ["1:5 PT0101"],
    help: "write: a: \"b: c\" # d"),
  Refusal(
    name: "dash", text: "when: - 1\n", findings: ["1:7 PT0101"], help: "write: when: \"- 1\""),
  Refusal(name: "two commas", text: "{a: 1,, b: 2}\n", findings: ["1:7 PT0101"], help: "comma"),
  Refusal(
    name: "after the end", text: "a: 1\n...\nb: 2\n", findings: ["3:1 PT0101"], help: "one document"
  ),
  Refusal(name: "two documents", text: "a: 1\n---\nb: 2\n", findings: ["2:1 PT0111"]),
  Refusal(name: "tag directive", text: "%TAG ! t:x,2000:\n---\na: 1\n", findings: ["1:1 PT0112"]),
  Refusal(
    name: "tabs", text: "a:\n\tb: 1\n\tc: 2\n", findings: ["2:1 PT0113"], help: "also line 3"),
  Refusal(name: "only tabs", text: "\t\t\n", findings: ["1:1 PT0113"]),
  Refusal(
    name: "tab before a key", text: "- \ta: 1\n", findings: ["1:3 PT0101"], help: "spaces"),
  Refusal(name: "NUL", text: "a: 1\0\n", findings: ["1:5 PT0114"]),
  Refusal(name: "lone carriage return", text: "a: 1\rb: 2\n", findings: ["1:5 PT0114"]),
  Refusal(name: "line separator", text: "a: 1\u{2028}b: 2\n", findings: ["1:5 PT0114"]),
  Refusal(
    name: "text direction", text: "a: \u{202E}x\u{202C}\n", findings: ["1:4 PT0114", "1:6 PT0114"]),
  Refusal(
    name: "colon in a value", text: "let:\n  touch: a ? b : c: d\n", findings: ["2:16 PT0101"],
    help: "touch: \"a ? b : c: d\""),
  Refusal(name: "wrong indentation", text: "a: 1\n  b: 2\n", findings: ["2:4 PT0101"]),
  Refusal(name: "less indentation", text: "a:\n    b: 1\n  c: 2\n", findings: ["3:3 PT0101"]),
  Refusal(name: "at sign", text: "when: @x\n", findings: ["1:7 PT0101"], help: "when: \"@x\""),
  Refusal(name: "backtick", text: "- `x`\n", findings: ["1:3 PT0101"], help: "- \"`x`\""),
  Refusal(name: "percent", text: "a: %x\n", findings: ["1:4 PT0101"], help: "a: \"%x\""),
  Refusal(
    name: "list then method", text: "when: [1, 2].exists(x, x > 1)\n", findings: ["1:13 PT0101"],
    help: "when: \"[1, 2].exists(x, x > 1)\""),
  Refusal(
    name: "and and", text: "when: &&x\n", findings: ["1:7 PT0101"], help: "when: \"&&x\""),
  Refusal(
    name: "not and", text: "when: !a && b\n", findings: ["1:7 PT0104"],
    help: "write: when: \"!a && b\""),
  Refusal(
    name: "inside braces over lines", text: "r: {\n  when: xs[0] > 1 }\n",
    findings: ["2:11 PT0101"], wrongHelp: "write"),
  Refusal(name: "index in braces", text: "r: { when: xs[0] > 1 }\n", findings: ["1:14 PT0101"]),
  Refusal(name: "open bracket", text: "a: [1,\n  2\nb: 3\n", findings: ["1:4 PT0101"], help: "']'"),
  Refusal(name: "open brace at the end", text: "a: {b: 1\n", findings: ["1:4 PT0101"], help: "'}'"),
  Refusal(name: "open quote", text: "a: 1\nb: \"x\nc: 2\n", findings: ["2:4 PT0101"]),
  Refusal(name: "no colon", text: "a: 1\nb\nc: 2\n", findings: ["2:1 PT0101"]),
  Refusal(name: "bad escape", text: "a: \"\\d+\"\n", findings: ["1:5 PT0101"], help: "single"),
  Refusal(
    name: "behind a quoted value", text: "a: \"x\" > 1\n", findings: ["1:8 PT0101"],
    help: "a: '\"x\" > 1'"),
  Refusal(
    name: "greater than", text: "a: > 1\n", findings: ["1:4 PT0101"], help: "a: \"> 1\""),
  Refusal(name: "empty key in flow", text: "a: {: 1}\n", findings: ["1:5 PT0109"]),
]

@Test("a bad document gives its findings at their places", arguments: refusals)
func refusal(_ refusal: Refusal) {
  let document = YAMLDocument.parse(Array(refusal.text.utf8), file: "f.yaml")
  let found = document.diagnostics.map { finding in
    "\(finding.location?.line ?? 0):\(finding.location?.column ?? 0) \(finding.code)"
  }
  #expect(found == refusal.findings)
  #expect(document.root == nil)
  let help = document.diagnostics.flatMap(\.help).joined(separator: "\n")
  #expect(refusal.wrongHelp.isEmpty || !help.contains(refusal.wrongHelp), "\(help)")
  #expect(refusal.help.isEmpty || help.contains(refusal.help), "\(document.diagnostics)")
}
