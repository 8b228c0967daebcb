import Diagnostics
import TestSupport
import Testing
import YAML

/// A tree without places: what the emitter below writes and the reader must give back.
private indirect enum Tree: Equatable {
  case text(String)
  case list([Tree])
  case mapping([String: Tree])

  init(_ node: YAMLNode) {
    switch node.kind {
    case .scalar(let text, _): self = .text(text)
    case .sequence(let items): self = .list(items.map(Tree.init))
    case .mapping(let pairs):
      let entries = pairs.map { ($0.key.text ?? "", Tree($0.value)) }
      self = .mapping(Dictionary(entries, uniquingKeysWith: { first, _ in first }))
    }
  }

  init(depth: Int, _ generator: inout SeededGenerator) {
    let kind = depth == 0 ? 0 : Int.random(in: 0..<3, using: &generator)
    let count = Int.random(in: 1...4, using: &generator)
    switch kind {
    case 1: self = .list((0..<count).map { _ in Tree(depth: depth - 1, &generator) })
    case 2:
      var entries: [String: Tree] = [:]
      for index in 0..<count { entries["key \(index)'\""] = Tree(depth: depth - 1, &generator) }
      self = .mapping(entries)
    default: self = .text(Self.randomText(&generator))
    }
  }

  private static func randomText(_ generator: inout SeededGenerator) -> String {
    let pieces = [
      "a", " ", ": ", " #", "'", "\"", "\\", "\n", "{", "]", ",", "é", "!", "0", "- ", "\t",
    ]
    return (0..<Int.random(in: 0...8, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? ""
    }.joined()
  }

  /// Block or flow style, every text in one of the quoted forms or as a literal block.
  func write(indent: Int, isFlow: Bool, _ generator: inout SeededGenerator) -> String {
    let pad = String(repeating: " ", count: indent)
    let isFlow = isFlow || Int.random(in: 0..<4, using: &generator) == 0
    switch self {
    case .text(let text):
      let canBeLiteral = !isFlow && text.hasPrefix("a") && !text.contains("\t")
      if canBeLiteral, Bool.random(using: &generator) { return Self.literal(text, pad) }
      return Self.quoted(text, Bool.random(using: &generator))
    case .list(let items):
      if isFlow {
        return "["
          + items.map { $0.write(indent: indent, isFlow: true, &generator) }.joined(separator: ", ")
          + "]"
      }
      return items.map {
        "\n\(pad)- " + $0.write(indent: indent + 2, isFlow: false, &generator)
      }.joined()
    case .mapping(let entries):
      let written = entries.sorted { $0.key < $1.key }.map { key, value in
        Self.quoted(key, Bool.random(using: &generator)) + ": "
          + value.write(indent: indent + 2, isFlow: isFlow, &generator)
      }
      if isFlow { return "{" + written.joined(separator: ", ") + "}" }
      return written.map { "\n\(pad)\($0)" }.joined()
    }
  }

  private static func literal(_ text: String, _ pad: String) -> String {
    let chomping = text.hasSuffix("\n") ? "+" : "-"
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if text.hasSuffix("\n") { lines.removeLast() }
    return "|\(chomping)\n" + lines.map { pad + " " + $0 }.joined(separator: "\n")
  }

  private static func quoted(_ text: String, _ isDouble: Bool) -> String {
    if !isDouble, !text.contains("\n") { return "'" + text.replacing("'", with: "''") + "'" }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"" + escaped.replacing("\n", with: "\\n").replacing("\t", with: "\\t") + "\""
  }
}

@Test("random trees written in any style parse back with the same texts")
func roundTrip() throws {
  for seed in 0..<500 as Range<UInt64> {
    var generator = SeededGenerator(seed: seed)
    let tree = Tree.list([Tree(depth: 4, &generator)])
    let text = tree.write(indent: 0, isFlow: false, &generator) + "\n"
    let document = YAMLDocument.parse(Array(text.utf8), file: "f")
    let root = try #require(document.root, "seed \(seed): \(document.diagnostics)\n\(text)")
    #expect(Tree(root) == tree, "seed \(seed):\n\(text)")
  }
}

@Test("no bytes whatever make the reader crash or give a tree together with an error")
func noise() {
  let pieces = Array("abc: -[]{}&*!|>'\"%@`#,?\n\n  \t\r\u{0}é".utf8)
  for seed in 0..<3_000 as Range<UInt64> {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      pieces.randomElement(using: &generator) ?? 0x61
    }
    let document = YAMLDocument.parse(bytes, file: "f")
    let hasError = document.diagnostics.contains { $0.severity == .error }
    #expect((document.root == nil) == hasError, "seed \(seed)")
    let isPlaced = document.diagnostics.allSatisfy { ($0.location?.line ?? 0) >= 1 }
    #expect(isPlaced, "seed \(seed)")
  }
}
