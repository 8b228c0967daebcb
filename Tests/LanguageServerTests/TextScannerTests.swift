import LanguageServer
import TestSupport
import Testing
import YAML

@Suite struct TextScannerTests {
  /// A text with `|` at the cursor, and what stands there: slot, path, prefix.
  private static let table: [(text: String, expected: String)] = [
    ("|", "key  ''"),
    ("ki|", "key  'ki'"),
    ("kind: |", "value kind ''"),
    ("kind: B|ot", "value kind 'B'"),
    ("kind:|", "value kind '' blank"),
    ("spec:\n  |", "key spec ''"),
    ("spec:\n  on|", "key spec 'on'"),
    ("spec:\n  on: [|]", "item spec/on/- ''"),
    ("spec:\n  on: [a, b|", "item spec/on/- 'b'"),
    ("spec:\n  on: [a, |\nlet: 1", "item spec/on/- ''"),
    ("spec:\n  rules:\n    - |", "item spec/rules/- ''"),
    ("spec:\n  rules:\n    -|", "item spec/rules/- '' blank"),
    ("spec:\n  rules:\n    - co|", "item spec/rules/- 'co'"),
    ("spec:\n  rules:\n    - code: X\n      |", "key spec/rules/- '' with code"),
    ("spec:\n  rules:\n    - code: X\n      wh|en: a\n", "key spec/rules/- 'wh' with code"),
    ("spec:\n  rules:\n    - { |", "key spec/rules/- ''"),
    ("spec:\n  rules:\n    - { code: X, |}", "key spec/rules/- '' with code"),
    ("spec:\n  rules:\n    - { code: X, when: age > |", "value spec/rules/-/when 'age > '"),
    (
      "spec:\n  rules:\n    - { code: X, when: age > |, do: cancel }",
      "value spec/rules/-/when 'age > '"
    ),
    (
      "spec:\n  rules:\n    - { code: X, when: \"a, b == |\", do: cancel }",
      "value spec/rules/-/when 'a, b == '"
    ),
    (
      "spec:\n  rules:\n    - { code: X, when: 'it''s |", "value spec/rules/-/when 'it''s '"
    ),
    // A bracket that nobody closes ends with its block.
    (
      "spec:\n  rules:\n    - { code: X, when: age\n    - { code: Y, do: |",
      "value spec/rules/-/do ''"
    ),
    ("spec:\n  a: { b: c\n  d: |", "value spec/d ''"),
    ("spec:\n  a: \"open\n  d: |", "value spec/d ''"),
    ("spec:\n  a: { b: { c: [1, {d: |", "value spec/a/b/c/-/d ''"),
    ("spec:\n  a: { b: 1 }\n  |", "key spec '' with a"),
    ("spec:\n  a:\n    b: 1\n\n  # note\n  |", "key spec '' with a"),
    ("spec:\n  a:\n    b: 1\n    |\n    c: 2\n", "key spec/a '' with b,c"),
    ("spec:\n  list:\n  - x\n  - y|", "item spec/list/- 'y'"),
    ("spec:\n  list:\n  - x\n  next: |", "value spec/next ''"),
    ("spec:\n  when: |\n", "value spec/when ''"),
    ("spec:\n  when: >\n    a &&\n    b.|\n  do: x", "value spec/when 'a &&\n    b.'"),
    ("spec:\n  base: { order: { price: 1, |", "key spec/base/order '' with price"),
    ("a:\n  b:\n    c: 1\n|", "key  '' with a"),
    ("---\na: |", "value a ''"),
    ("\u{FEFF}a: x|", "value a 'x'"),
    ("a: 1\r\nb:\r\n  c: |\r\n", "value b/c ''"),
    ("\"quoted key\": v|", "value quoted key 'v'"),
    ("a: x # co|mment", "none"),
    ("# co|mment", "none"),
  ]

  @Test("where a cursor stands, in texts that are seldom YAML", arguments: table)
  func contexts(text: String, expected: String) throws {
    let cursor = try #require(text.unicodeScalars.firstIndex(of: "|"))
    let offset = text.unicodeScalars.distance(from: text.unicodeScalars.startIndex, to: cursor)
    var buffer = TextBuffer(text)
    buffer.replace(offset..<offset + 1, with: "")
    #expect(Self.describe(TextScanner.context(at: offset, in: buffer)) == expected)
  }

  private static func describe(_ context: CursorContext?) -> String {
    guard let context else { return "none" }
    let siblings = context.siblings.sorted().joined(separator: ",")
    return "\(context.slot) \(context.path.joined(separator: "/")) '\(context.prefix)'"
      + (context.needsBlank ? " blank" : "") + (siblings.isEmpty ? "" : " with \(siblings)")
  }

  @Test("at every key and value of the house's documents the text says what the tree says")
  func agreesWithTrees() throws {
    for (path, text) in try MemoryFiles.documents {
      let buffer = TextBuffer(text)
      let root = try #require(YAMLDocument.parse(buffer.bytes, file: path).root)
      var checked = 0
      var met = 0
      // Of the long documents every few places only: each costs a look at the whole text before it.
      let every = 1 + buffer.scalars.count / 700
      try walk(root, []) { node, steps, slot in
        met += 1
        guard met % every == 0, let said = node.text, node.style != .literal, node.style != .folded
        else { return }
        let range = buffer.offsets(of: node.location)
        let quoted = node.style != .plain
        let start = range.lowerBound + (quoted ? 1 : 0)
        // In the middle, and at the end as if the rest of the file were not written yet.
        for (offset, isCut) in [(start + said.unicodeScalars.count / 2, false), (start, true)] {
          var shown = buffer
          if isCut { shown.replace(offset..<buffer.scalars.count, with: "") }
          let context = try #require(
            TextScanner.context(at: offset, in: shown), "\(path) \(steps) '\(said)'")
          if isCut, slot == .key, context.slot == .item {
            // The first key of an item may become a text.
            #expect(context.path == steps, "\(path) '\(said)'")
            continue
          }
          #expect(context.slot == slot, "\(path) \(steps) '\(said)' cut: \(isCut)")
          #expect(context.path == steps, "\(path) '\(said)' cut: \(isCut)")
          if !isCut, !said.contains("\\"), !said.contains("'") || node.style == .plain {
            #expect(context.word == said)
            checked += 1
          }
        }
      }
      #expect(checked > 0, "\(path)")
    }
  }

  private func walk(
    _ node: YAMLNode, _ path: [String],
    _ body: (YAMLNode, [String], CursorContext.Slot) throws -> Void
  ) throws {
    for pair in node.pairs ?? [] {
      try body(pair.key, path, .key)
      let inner = path + [pair.key.text ?? ""]
      if !pair.value.isAbsent { try body(pair.value, inner, .value) }
      try walk(pair.value, inner, body)
    }
    for item in node.items ?? [] {
      try body(item, path + ["-"], .item)
      try walk(item, path + ["-"], body)
    }
  }

  @Test("no text and no cursor ends the program")
  func noise() {
    let pieces = [
      "a", ": ", ":", "- ", "-", "{", "}", "[", "]", ", ", "\"", "'", "\n", "\n  ", "\n    ", "# ",
      "|\n", ">\n", "\r\n", "\r", "\t", "---\n", "\u{FEFF}", "ü", "?", "when: ", "\\",
    ]
    for seed in UInt64(0)..<120 {
      var random = SeededGenerator(seed: seed)
      var text = ""
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        text += pieces.randomElement(using: &random) ?? ""
      }
      let buffer = TextBuffer(text)
      for offset in 0...buffer.scalars.count {
        guard let context = TextScanner.context(at: offset, in: buffer) else { continue }
        #expect(context.range.upperBound <= buffer.scalars.count, "seed \(seed) at \(offset)")
        #expect(context.range.lowerBound <= offset, "seed \(seed) at \(offset)")
      }
    }
  }
}
