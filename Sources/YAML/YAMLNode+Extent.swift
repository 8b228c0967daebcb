extension YAMLNode {
  /// The positions of the node in its text, in Unicode scalars from 0, a byte order mark not counted: of a flow
  /// collection with its brackets, of a block scalar from its `|` or `>` to behind its last line break. A block
  /// collection begins with its first key or dash; where it ends is not known here: look at what it holds.
  package var extent: Range<Int> { range }

  /// Whether the node is a collection in brackets.
  package var isFlow: Bool {
    guard range.lowerBound < source.scalars.count else { return false }
    return switch kind {
    case .scalar: false
    case .sequence: source.scalars[range.lowerBound] == "["
    case .mapping: source.scalars[range.lowerBound] == "{"
    }
  }

  /// The whole text that the node was read from, as positions count it.
  package var wholeText: [Unicode.Scalar] { source.scalars }
}
