import YAML

/// A comment of a YAML text, which its reader drops.
struct SourceComment: Hashable {
  /// From its `#` on, without blanks at the end.
  var text: String
  /// Position of the `#`.
  var position: Int
  /// From 0.
  var line: Int
  /// From 0.
  var column: Int
  /// Nothing but blanks stands before it on its line.
  var isOwnLine: Bool
}

/// The lines and the comments of a text that was read.
struct SourceComments {
  let scalars: [Unicode.Scalar]
  private let lineStarts: [Int]
  /// In the order of the text.
  private(set) var comments: [SourceComment] = []
  /// Lines, from 0, that are empty and belong to a block scalar which keeps them.
  private var keptLines: Set<Int> = []

  /// A comment begins with a `#` at the start of a line or behind a blank, outside of all texts; behind the
  /// sign of a block scalar one may stand too.
  init(_ root: YAMLNode) {
    scalars = root.wholeText
    var starts = [0]
    for (position, scalar) in scalars.enumerated() where scalar == "\n" {
      starts.append(position + 1)
    }
    lineStarts = starts
    var position = 0
    for node in Self.texts(of: root) {
      scan(from: position, to: node.extent.lowerBound)
      position = max(position, node.extent.upperBound)
      guard node.style == .literal || node.style == .folded else { continue }
      let header = node.extent.lowerBound..<lineEnd(of: line(of: node.extent.lowerBound))
      scan(from: header.lowerBound, to: header.upperBound)
      guard scalars[header].prefix(3).contains("+") else { continue }
      keptLines.formUnion(line(of: header.upperBound)...line(of: node.extent.upperBound))
    }
    scan(from: position, to: scalars.count)
  }

  /// Every scalar, keys too, in the order of the text.
  private static func texts(of node: YAMLNode) -> [YAMLNode] {
    switch node.kind {
    case .scalar: [node]
    case .sequence(let items): items.flatMap(texts)
    case .mapping(let pairs): pairs.flatMap { texts(of: $0.key) + texts(of: $0.value) }
    }
  }

  private mutating func scan(from start: Int, to end: Int) {
    var position = start
    while position < end {
      guard scalars[position] == "#", position == 0 || isBlankOrBreak(position - 1) else {
        position += 1
        continue
      }
      let line = line(of: position)
      var last = lineEnd(of: line)
      let next = last
      while last > position, isBlankOrBreak(last - 1) { last -= 1 }
      comments.append(
        SourceComment(
          text: string(position..<last), position: position, line: line,
          column: position - lineStarts[line], isOwnLine: isFirst(position)))
      position = max(next, position + 1)
    }
  }

  // MARK: Lines

  /// The line of a position, from 0.
  func line(of position: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= position { low = middle } else { high = middle }
    }
    return low
  }

  /// From 0.
  func column(of position: Int) -> Int { position - lineStarts[line(of: position)] }

  /// Whether nothing but blanks stands before a position on its line.
  func isFirst(_ position: Int) -> Bool {
    scalars[lineStarts[line(of: position)]..<position].allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// Whether the line above one is empty and no part of a text.
  func hasBlankAbove(line: Int) -> Bool {
    guard line > 0, !keptLines.contains(line - 1) else { return false }
    return scalars[lineStarts[line - 1]..<lineEnd(of: line - 1)].allSatisfy {
      $0 == " " || $0 == "\t" || $0 == "\r"
    }
  }

  func string(_ range: Range<Int>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[range])
    return text
  }

  func isBlankOrBreak(_ position: Int) -> Bool {
    [" ", "\t", "\r", "\n"].contains(scalars[position])
  }

  /// The position of the line feed of a line, or the end of the text.
  private func lineEnd(of line: Int) -> Int {
    line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : scalars.count
  }
}
