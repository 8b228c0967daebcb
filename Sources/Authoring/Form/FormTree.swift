import YAML

/// What stands above an entry or at the end of a collection.
enum FormLine: Hashable {
  case blank
  case comment(String)
}

/// A value of a document with what its author wrote around it.
final class FormValue {
  let node: YAMLNode
  /// Of a mapping or a list.
  fileprivate(set) var entries: [FormEntry] = []
  /// In brackets, or part of something in brackets.
  let isFlow: Bool
  /// Behind the last entry, as far in as the entries.
  fileprivate(set) var foot: [FormLine] = []
  /// Position behind its last character.
  fileprivate(set) var end: Int
  /// Of the entries of a block collection, from 0.
  fileprivate(set) var column = 0

  fileprivate init(_ node: YAMLNode, isFlow: Bool, end: Int) {
    self.node = node
    self.isFlow = isFlow
    self.end = end
  }

  /// Whether a comment stands inside, so that all of it cannot stand on one line.
  var hasComments: Bool {
    !foot.isEmpty
      || entries.contains {
        $0.trailing != nil || $0.value.hasComments
          || $0.head.contains { line in line != .blank }
      }
  }
}

/// An entry of a mapping, or an item of a list.
final class FormEntry {
  /// nil for items.
  let key: YAMLNode?
  let value: FormValue
  /// Position of its key or dash; of an item in brackets, of its value.
  fileprivate let start: Int
  /// Above it.
  fileprivate(set) var head: [FormLine] = []
  /// Behind it on its line, or behind its key or dash where the value stands below.
  fileprivate(set) var trailing: String?

  fileprivate init(key: YAMLNode?, value: FormValue, start: Int) {
    self.key = key
    self.value = value
    self.start = start
  }

  fileprivate var end: Int { max(value.end, start) }
}

/// A document with its comments and blank lines, each at the entry it belongs to.
struct FormTree {
  let root: FormValue
  /// Above the first entry of the document; stays there whatever becomes of that entry.
  private(set) var head: [FormLine] = []
  private let source: SourceComments

  /// All comments of the document.
  var comments: [String] { source.comments.map(\.text) }

  init(_ document: YAMLNode) {
    source = SourceComments(document)
    root = Self.value(document, inFlow: false, source)
    for comment in source.comments {
      if comment.isOwnLine { attachOwnLine(comment) } else { attachTrailing(comment) }
    }
    addBlanks(root)
    if let first = root.entries.first {
      head += first.head
      first.head = []
    }
    if head.first == .blank { head.removeFirst() }
  }

  // MARK: Building

  private static func value(
    _ node: YAMLNode, inFlow: Bool, _ source: SourceComments
  ) -> FormValue {
    let isFlow = inFlow || node.isFlow
    let value = FormValue(node, isFlow: isFlow, end: node.extent.upperBound)
    switch node.kind {
    case .scalar:
      // A block scalar takes the line breaks behind it.
      while value.end > node.extent.lowerBound, source.isBlankOrBreak(value.end - 1) {
        value.end -= 1
      }
    case .mapping(let pairs):
      for pair in pairs {
        let inner = Self.value(pair.value, inFlow: isFlow, source)
        inner.end = max(inner.end, pair.key.extent.upperBound)
        value.entries.append(
          FormEntry(key: pair.key, value: inner, start: pair.key.extent.lowerBound))
      }
    case .sequence(let items):
      var position = node.extent.lowerBound
      for item in items {
        let inner = Self.value(item, inFlow: isFlow, source)
        let start = isFlow ? item.extent.lowerBound : dash(from: position, source)
        inner.end = max(inner.end, start + 1)
        position = inner.end
        value.entries.append(FormEntry(key: nil, value: inner, start: start))
      }
    }
    if let first = value.entries.first {
      value.column = source.column(of: first.start)
      if !isFlow, let last = value.entries.last { value.end = last.end }
    }
    return value
  }

  /// The dash of the next item.
  private static func dash(from start: Int, _ source: SourceComments) -> Int {
    var position = start
    while position < source.scalars.count {
      if let comment = source.comments.first(where: { $0.position == position }) {
        position += comment.text.unicodeScalars.count
      } else if source.isBlankOrBreak(position) {
        position += 1
      } else {
        return position
      }
    }
    return start
  }

  // MARK: Comments

  /// The innermost entry around a position, and the value whose entries come next: its own, or the root.
  private func place(around position: Int) -> (entry: FormEntry?, value: FormValue) {
    var entry: FormEntry?
    var value = root
    while let inner = value.entries.last(where: { $0.start < position }), position < inner.end {
      entry = inner
      value = inner.value
    }
    return (entry, value)
  }

  private func attachOwnLine(_ comment: SourceComment) {
    let (entry, value) = place(around: comment.position)
    let line = lines(comment)
    guard !value.entries.isEmpty else {
      // Between a key and its value, or in empty brackets.
      if let entry { entry.head += line } else { value.foot += line }
      return
    }
    let next = value.entries.first { $0.start > comment.position }
    let isDeeper = next == nil || !value.isFlow && comment.column > value.column
    if isDeeper, let last = value.entries.last(where: { $0.start < comment.position }),
      let inner = deepest(below: last, column: comment.column)
    {
      inner.foot += line
    } else if let next {
      next.head += line
    } else {
      value.foot += line
    }
  }

  /// The innermost block collection that ends with an entry and whose entries stand no further in than a comment.
  private func deepest(below entry: FormEntry, column: Int) -> FormValue? {
    let value = entry.value
    guard !value.isFlow, let last = value.entries.last, value.column <= column else { return nil }
    return deepest(below: last, column: column) ?? value
  }

  private func lines(_ comment: SourceComment) -> [FormLine] {
    (source.hasBlankAbove(line: comment.line) ? [.blank] : []) + [.comment(comment.text)]
  }

  private func attachTrailing(_ comment: SourceComment) {
    var (entry, value) = place(around: comment.position)
    // Of what ends on the line, the last; of several that end together, the innermost.
    while let last = value.entries.last(where: { $0.end <= comment.position }),
      source.line(of: max(last.end - 1, last.start)) == comment.line
    {
      entry = last
      guard !last.value.isFlow, !last.value.entries.isEmpty else { break }
      value = last.value
    }
    guard let entry else {
      root.foot.append(.comment(comment.text))
      return
    }
    if entry.trailing == nil {
      entry.trailing = comment.text
    } else {
      entry.head.append(.comment(comment.text))
    }
  }

  /// A blank line above an entry is one between groups.
  private func addBlanks(_ value: FormValue) {
    for entry in value.entries {
      if source.isFirst(entry.start), source.hasBlankAbove(line: source.line(of: entry.start)) {
        entry.head.append(.blank)
      }
      addBlanks(entry.value)
    }
  }
}
