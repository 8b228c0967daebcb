package import Diagnostics

extension YAMLNode {
  /// The place in the file of the scalar at `offset` (in Unicode scalars, from 0) of this node's text, through
  /// quotes, escapes and folded lines. The offset behind the last one gives the end. For collections, the
  /// node's own place.
  package func location(ofScalarOffset offset: Int) -> Location {
    guard case .scalar(let text, let style) = kind, offset >= 0 else { return location }
    // Nothing below a `|` or `>`: the sign is all there is to see.
    if text.isEmpty, style == .literal || style == .folded { return location }
    let map = offsetMap
    guard offset < map.positions.count else { return source.location(map.end..<map.end) }
    let position = map.positions[offset]
    // As long as it was written: the next scalar may stand behind blanks that are no part of the text.
    let width = ScalarOffsetMap.width(ofScalarAt: position, in: source, quote: style.quote)
    return source.location(position..<position + width)
  }

  /// The place of a range of offsets; where it runs over several lines, of its part on the first.
  package func location(ofScalarOffsets range: Range<Int>) -> Location {
    var start = location(ofScalarOffset: range.lowerBound)
    guard range.count > 1 else { return start }
    let last = location(ofScalarOffset: range.upperBound - 1)
    start.endColumn =
      last.line == start.line ? last.endColumn : source.lineEndColumn(ofLine: start.line)
    return start
  }

  /// Which position of the source gave each scalar of the text.
  var offsetMap: ScalarOffsetMap {
    guard case .scalar(let text, let style) = kind else {
      return ScalarOffsetMap(end: range.lowerBound)
    }
    var map = ScalarOffsetMap(end: range.upperBound)
    switch style {
    case .plain, .singleQuoted, .doubleQuoted: map.readFlow(source, range, quote: style.quote)
    case .literal, .folded: map.readBlock(source, range, text, isFolded: style == .folded)
    }
    return map
  }
}

extension YAMLNode.Style {
  /// What the text stands between.
  fileprivate var quote: Unicode.Scalar? {
    switch self {
    case .singleQuoted: "'"
    case .doubleQuoted: "\""
    case .plain, .literal, .folded: nil
    }
  }
}

/// For each scalar of a text the position in the source that gave it. It replays the rules of YAML 1.1 as
/// libyaml has them (`scanner.c`): escapes, folding of lines, indentation of block scalars.
struct ScalarOffsetMap {
  private(set) var positions: [Int] = []
  /// The position behind the last scalar of the text.
  private(set) var end: Int
  /// Line breaks since the last text, for folding.
  private var breaks: [Int] = []

  init(end: Int) {
    self.end = end
  }

  /// Plain and quoted texts: blanks around a line break go, one break becomes a space, n breaks n - 1 breaks.
  mutating func readFlow(_ source: YAMLSource, _ range: Range<Int>, quote: Unicode.Scalar?) {
    var position = quote == nil ? range.lowerBound : range.lowerBound + 1
    let stop = quote == nil ? range.upperBound : range.upperBound - 1
    end = stop
    var blanks: [Int] = []
    var isFirstBreakKept = false
    while position < stop {
      let scalar = source.scalars[position]
      if source.isBlank(position) {
        if breaks.isEmpty, !isFirstBreakKept { blanks.append(position) }
        position += 1
      } else if source.isBreak(position) {
        blanks = []
        breaks.append(position)
        position += width(ofBreakAt: position, in: source)
      } else {
        positions += blanks
        blanks = []
        fold(escapedFirst: isFirstBreakKept)
        isFirstBreakKept = false
        if quote == "\"", scalar == "\\", source.isBreak(position + 1) {
          position += 1 + width(ofBreakAt: position + 1, in: source)
          isFirstBreakKept = true
        } else {
          positions.append(position)
          position += Self.width(ofScalarAt: position, in: source, quote: quote)
        }
      }
    }
    positions += blanks
    fold(escapedFirst: isFirstBreakKept)
  }

  /// One break gives a space; more give themselves without the first. After an escaped break all count.
  private mutating func fold(escapedFirst: Bool) {
    if escapedFirst || breaks.count == 1 {
      positions += breaks
    } else {
      positions += breaks.dropFirst()
    }
    breaks = []
  }

  /// How many scalars of the source make the one of the text whose first stands at `position`.
  static func width(
    ofScalarAt position: Int, in source: YAMLSource, quote: Unicode.Scalar?
  ) -> Int {
    // The break that ends a block text may be the end of the file.
    guard position < source.scalars.count else { return 1 }
    let scalar = source.scalars[position]
    if quote == "'", scalar == "'" { return 2 }
    guard quote == "\"", scalar == "\\" else { return 1 }
    switch source.scalars[position + 1] {
    case "x": return 4
    case "u": return 6
    case "U": return 10
    default: return 2
    }
  }

  private func width(ofBreakAt position: Int, in source: YAMLSource) -> Int {
    source.scalars[position] == "\r" ? 2 : 1
  }

  /// `|` and `>`: the lines below the indicator without their indentation.
  mutating func readBlock(
    _ source: YAMLSource, _ range: Range<Int>, _ text: String, isFolded: Bool
  ) {
    let lines = source.lineRanges(from: source.lineRange(around: range.lowerBound).upperBound)
    let wanted = text.unicodeScalars.count
    let indent = indentation(of: lines, in: source, text)
    var leadingBreak: Int?
    var wasBlank = false
    for line in lines where positions.count < wanted {
      let spaces = leadingSpaces(line, in: source)
      let content = line.dropFirst(min(indent, spaces))
      if content.isEmpty {
        breaks.append(line.upperBound)
        continue
      }
      if spaces < indent { break }
      let isBlank = source.isBlank(content.lowerBound)
      if let kept = leadingBreak {
        if isFolded, !wasBlank, !isBlank {
          if breaks.isEmpty { positions.append(kept) }
        } else {
          positions.append(kept)
        }
      }
      positions += breaks
      breaks = []
      positions += content
      end = content.upperBound
      leadingBreak = content.upperBound
      wasBlank = isBlank
    }
    if let leadingBreak { positions.append(leadingBreak) }
    positions += breaks
    positions = Array(positions.prefix(wanted))
  }

  /// The columns that are not part of the text: of the first line with text, what the source has and the
  /// text has not. So explicit indentation (`|2`) needs no rule of its own.
  private func indentation(
    of lines: [Range<Int>], in source: YAMLSource, _ text: String
  ) -> Int {
    var spaces = 0
    var empty = 0
    for scalar in text.unicodeScalars {
      if scalar == " " {
        spaces += 1
      } else if scalar == "\n", spaces == 0 {
        empty += 1
      } else {
        break
      }
    }
    guard empty < lines.count else { return 0 }
    return max(0, leadingSpaces(lines[empty], in: source) - spaces)
  }

  private func leadingSpaces(_ line: Range<Int>, in source: YAMLSource) -> Int {
    source.scalars[line].prefix { $0 == " " }.count
  }
}
