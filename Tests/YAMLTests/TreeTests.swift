import Diagnostics
import Testing
import YAML

/// The tree in one line, `key@line:column=value`, so that a table can hold what is expected.
private func outline(_ node: YAMLNode) -> String {
  let place = "@\(node.location.line):\(node.location.column)"
  switch node.kind {
  case .scalar(let text, _):
    let width = node.location.endColumn - node.location.column
    return "'\(text.replacing("\n", with: "/"))'\(place)+\(width)"
  case .sequence(let items):
    return "[" + items.map(outline).joined(separator: " ") + "]" + place
  case .mapping(let pairs):
    let entries = pairs.map { "\($0.key.text ?? "?")=\(outline($0.value))" }
    return "{" + entries.joined(separator: " ") + "}" + place
  }
}

@Test(
  "a good document gives its tree with places",
  arguments: [
    ("a: 1\n", "{a='1'@1:4+1}@1:1"),
    ("a: yes\nb: 012\nc: 1:30\n", "{a='yes'@1:4+3 b='012'@2:4+3 c='1:30'@3:4+4}@1:1"),
    ("a:\n  - x\n  - y: 2\n", "{a=['x'@2:5+1 {y='2'@3:8+1}@3:5]@2:3}@1:1"),
    ("a: {b: 'c', d: [e]}\n", "{a={b='c'@1:8+3 d=['e'@1:17+1]@1:16}@1:4}@1:1"),
    ("a:\nb: \"\"\n", "{a=''@1:3+0 b=''@2:4+2}@1:1"),
    ("\u{FEFF}a: 1\r\nb:\r\n  c: 2\r\n", "{a='1'@1:4+1 b={c='2'@3:6+1}@3:3}@1:1"),
    ("# c\n---\na: 1 # d\n...\n", "{a='1'@3:4+1}@3:1"),
    ("é: ü\n𝒳: y\n", "{é='ü'@1:4+1 𝒳='y'@2:4+1}@1:1"),
    ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", "{a='x/y/'@1:4+1 b='x y'@4:4+1}@1:1"),
    ("a: x\n  y\n", "{a='x y'@1:4+1}@1:1"),
    ("'a b': 1\n", "{a b='1'@1:8+1}@1:1"),
    ("%YAML 1.2\n---\na: 1\n", "{a='1'@3:4+1}@3:1"),
    ("text", "'text'@1:1+4"),
    ("\"\"", "''@1:1+2"),
    ("a: [ {b: c}, {d: e} ]", "{a=[{b='c'@1:10+1}@1:6 {d='e'@1:18+1}@1:14]@1:4}@1:1"),
    ("a: x#y\n", "{a='x#y'@1:4+3}@1:1"),
  ])
func tree(text: String, expected: String) throws {
  let document = YAMLDocument.parse(Array(text.utf8), file: "f.yaml")
  #expect(document.diagnostics.isEmpty, "\(document.diagnostics)")
  #expect(outline(try #require(document.root)) == expected)
}

@Test("accessors answer by kind and never guess")
func accessors() throws {
  let text = "name: 'x'\nlist: [1]\nempty:\nnote: a # why\n"
  let root = try #require(YAMLDocument.parse(Array(text.utf8), file: "f.yaml").root)
  #expect(root["name"]?.text == "x")
  #expect(root["name"]?.style == .singleQuoted)
  #expect(root.key("list")?.location.line == 2)
  #expect(root["list"]?.items?.count == 1)
  #expect(root["list"]?.text == nil)
  #expect(root["missing"] == nil)
  #expect(root["name"]?["x"] == nil)
  #expect(root["empty"]?.isAbsent == true)
  #expect(root["name"]?.isAbsent == false)
  #expect(root.pairs?.map { $0.key.text ?? "" } == ["name", "list", "empty", "note"])
  #expect(root["note"]?.commentAfter == Location(file: "f.yaml", line: 4, column: 9, endColumn: 10))
  #expect(root["name"]?.commentAfter == nil)
  #expect(root["empty"]?.kindName == "nothing")
}

@Test("a duplicate key names its first place")
func duplicateNamesFirst() throws {
  let document = YAMLDocument.parse(Array("a:\n  b: 1\n  c: 2\n  b: 3\n".utf8), file: "f.yaml")
  let finding = try #require(document.diagnostics.first)
  #expect(finding.location == Location(file: "f.yaml", line: 4, column: 3, endColumn: 4))
  #expect(finding.related.map(\.location.line) == [2])
}

@Test("all refusals of a document come in one run, in the order of the file")
func severalFindings() {
  let text = "a: !x\nb: *y\na: 1\n<<: {}\nc: {d, e: 1}\n"
  let found = YAMLDocument.parse(Array(text.utf8), file: "f.yaml").diagnostics.map(\.code)
  #expect(found == ["PT0104", "PT0105", "PT0103", "PT0107", "PT0110"])
}

@Test(
  "a comment that cuts an expression is a warning, an ordinary comment is none",
  arguments: [
    ("when: f(a #b)\n", ["PT0120"]),
    ("when: x == \"a #1\"\n", ["PT0120"]),
    ("when: a > 1 #&& b > 2\n", ["PT0120"]),
    ("when: a > 1 # || b\n", ["PT0120"]),
    ("when: a > 1 # why && how\n", []),
    ("when: f(a) # why (not)\n", []),
    ("when: \"f(a #b)\" # why\n", []),
    ("when: 30s # don't\n", []),
  ])
func cutByComment(text: String, codes: [String]) {
  let document = YAMLDocument.parse(Array(text.utf8), file: "f.yaml")
  #expect(document.diagnostics.map(\.code) == codes)
  #expect(document.root != nil)
}

@Test(
  "where a comment cut an expression, the line with all of it in quotes is proposed",
  arguments: [
    ("when: a > 1 #&& b > 2\n", "write: when: \"a > 1 && b > 2\""),
    ("when: a > 1 # || b\n", "write: when: \"a > 1 || b\""),
    ("when: x == \"a #1\"\n", "write: when: 'x == \"a #1\"'"),
  ])
func proposedWithComment(text: String, proposal: String) {
  let finding = YAMLDocument.parse(Array("a: 1\n\(text)".utf8), file: "f.yaml").diagnostics.first
  #expect(finding?.help.last == proposal)
}

@Test(
  "bytes that are not UTF-8 are named by offset and line",
  arguments: [
    ([0x61, 0x3A, 0x0A, 0x20, 0xFF], "at byte offset 4", "2:2"),
    ([0x61, 0xC0, 0x80], "at byte offset 1", "1:2"),
    ([0x61, 0xED, 0xA0, 0x80], "at byte offset 1", "1:2"),
    ([0x61, 0xF4, 0x90, 0x80, 0x80], "at byte offset 1", "1:2"),
    ([0xE2, 0x82], "at byte offset 0", "1:1"),
    ([0xFF, 0xFE, 0x61, 0x00], "at byte offset 0", "1:1"),
    ([0xEF, 0xBB, 0xBF, 0xC3, 0xA9, 0x80], "at byte offset 5", "1:2"),
  ] as [([UInt8], String, String)])
func notUTF8(bytes: [UInt8], words: String, place: String) throws {
  let finding = try #require(YAMLDocument.parse(bytes, file: "f").diagnostics.last)
  #expect(finding.code == "PT0115")
  #expect(finding.message.contains(words), "\(finding.message)")
  #expect("\(finding.location?.line ?? 0):\(finding.location?.column ?? 0)" == place)
}

/// Documents made to cost more than they weigh.
private let bombs: [(name: String, text: String, code: String)] = [
  ("billion laughs", laughs(), "PT0106"),
  ("brackets", String(repeating: "[", count: 100_000), "PT0117"),
  ("braces", String(repeating: "{a: ", count: 100_000), "PT0117"),
  ("list dashes", String(repeating: "- ", count: 100_000), "PT0117"),
  ("question marks", String(repeating: "? ", count: 100_000), "PT0117"),
  (
    "deeper and deeper",
    (0..<1_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), "PT0117"
  ),
  ("many items", "[" + String(repeating: "1,", count: 500_000) + "1]", "PT0118"),
  ("many keys", (0..<40_000).map { "k\($0): 1\n" }.joined(), "PT0118"),
  ("one text", "a: " + String(repeating: "x", count: 100_000), "PT0119"),
  ("tag directives", (0..<40_000).map { "%TAG !a\($0)! x\n" }.joined() + "--- a", "PT0112"),
  ("too large", String(repeating: "# comment\n", count: 200_000), "PT0116"),
]

private func laughs() -> String {
  var text = "a0: &a0 [ha, ha]\n"
  for level in 1...30 {
    let previous = "*a\(level - 1)"
    text += "a\(level): &a\(level) [\(previous), \(previous), \(previous)]\n"
  }
  return text
}

@Test("a bomb ends at its limit", arguments: bombs.indices)
func bomb(index: Int) {
  let bomb = bombs[index]
  let document = YAMLDocument.parse(Array(bomb.text.utf8), file: bomb.name)
  #expect(document.root == nil)
  #expect(document.diagnostics.contains { $0.code == bomb.code }, "\(document.diagnostics)")
  #expect(document.diagnostics.count <= 21)
}

@Test("limits are the caller's: at the limit is allowed, above it is not")
func limits() {
  let text = Array("a: [[1]]\nb: 22\n".utf8)
  let exact = YAMLDocument.Limits(bytes: text.count, depth: 3, nodes: 8, scalarLength: 2)
  #expect(YAMLDocument.parse(text, file: "f", limits: exact).diagnostics.isEmpty)
  let tighter = [
    YAMLDocument.Limits(bytes: text.count - 1), .init(depth: 2), .init(nodes: 6),
    .init(scalarLength: 1),
  ]
  for limits in tighter {
    #expect(YAMLDocument.parse(text, file: "f", limits: limits).diagnostics.count == 1)
  }
}
