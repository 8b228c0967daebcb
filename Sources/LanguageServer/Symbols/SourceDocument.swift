import Diagnostics
package import Policy
package import YAML

/// One document of a root as the server sees it now: its text, from a buffer or from the disk, and the last tree
/// that a text of it had.
package struct SourceDocument: Sendable {
  /// Absolute.
  package let file: String
  /// Relative to the root, with `/`.
  package let path: String
  package let text: TextBuffer
  /// Nil until some text of the document was YAML.
  package let tree: Tree?

  /// A tree with the text that it was read from.
  package struct Tree: Sendable {
    package let root: YAMLNode
    package let text: TextBuffer
    package let kind: DocumentKind?

    /// The offsets of what a scalar says, without its quotes.
    func range(ofText node: YAMLNode) -> Range<Int> {
      let count = node.text?.unicodeScalars.count ?? 0
      guard count > 0 else { return text.offsets(of: node.location) }
      return text.offsets(of: node.location(ofScalarOffsets: 0..<count))
    }

    /// The offsets of a part of what a scalar says.
    func range(ofPart part: Range<Int>, of node: YAMLNode) -> Range<Int> {
      text.offsets(of: node.location(ofScalarOffsets: part))
    }

    /// The offsets of a node with all that it holds, without what follows a block collection.
    func extent(of node: YAMLNode) -> Range<Int> {
      let mark = text.scalars.first == "\u{FEFF}" ? 1 : 0
      return node.range.lowerBound + mark..<max(node.range.lowerBound, Self.end(of: node)) + mark
    }

    private static func end(of node: YAMLNode) -> Int {
      switch node.kind {
      case .scalar: node.range.upperBound
      case .sequence(let items):
        node.isWrittenInBrackets ? node.range.upperBound : items.last.map(end) ?? 0
      case .mapping(let pairs):
        node.isWrittenInBrackets
          ? node.range.upperBound
          : pairs.last.map { max($0.key.range.upperBound, end(of: $0.value)) } ?? 0
      }
    }
  }

  /// Reads `text`; where it is no YAML, the tree of `previous` stays.
  package init(file: String, path: String, text: TextBuffer, previous: SourceDocument? = nil) {
    self.file = file
    self.path = path
    self.text = text
    if let previous, previous.text == text {
      tree = previous.tree
      return
    }
    let parsed = YAMLDocument.parse(text.bytes, file: file)
    tree =
      parsed.root.map { root in
        Tree(
          root: root, text: text,
          kind: root["kind"]?.text.flatMap { DocumentKind(rawValue: $0) })
      } ?? previous?.tree
  }

  /// Whether the tree is that of the present text.
  package var isReadable: Bool { tree?.text == text }

  /// What kind of document it is, also while it cannot be read.
  package var kind: DocumentKind? { tree?.kind ?? TextScanner.kind(in: text) }

  /// Where a range of the tree's text stands in the present text; nil where that part has changed since.
  package func current(_ range: Range<Int>) -> Range<Int>? {
    guard let tree, !isReadable else { return range }
    let (old, new) = (tree.text.scalars, text.scalars)
    var prefix = 0
    while prefix < min(old.count, new.count), old[prefix] == new[prefix] { prefix += 1 }
    if range.upperBound <= prefix { return range }
    var suffix = 0
    while suffix < min(old.count, new.count) - prefix,
      old[old.count - 1 - suffix] == new[new.count - 1 - suffix]
    {
      suffix += 1
    }
    guard range.lowerBound >= old.count - suffix else { return nil }
    let shift = new.count - old.count
    return range.lowerBound + shift..<range.upperBound + shift
  }
}
