import Diagnostics

/// The scalars of a file and the starts of its lines. libyaml counts positions in scalars; this turns them
/// into the lines and columns that editors count: a line ends with LF or CR LF and nothing else.
final class YAMLSource: Sendable {
  let file: String
  /// Without a leading byte order mark.
  let scalars: [Unicode.Scalar]
  private let lineStarts: [Int]

  init(file: String, scalars: [Unicode.Scalar]) {
    self.file = file
    self.scalars = scalars
    var starts = [0]
    for (position, scalar) in scalars.enumerated() where scalar == "\n" {
      starts.append(position + 1)
    }
    lineStarts = starts
  }

  /// The place of a range of positions; where it runs over the end of its first line, only its first
  /// scalar is marked.
  func location(_ range: Range<Int>) -> Location {
    let start = min(max(range.lowerBound, 0), scalars.count)
    let line = lineIndex(of: start)
    let column = start - lineStarts[line] + 1
    let end = min(range.upperBound, scalars.count)
    let onOneLine = lineIndex(of: end) == line
    let width = onOneLine ? max(0, end - start) : 1
    return Location(file: file, line: line + 1, column: column, endColumn: column + width)
  }

  /// The positions of the line around `position`, without its line break.
  func lineRange(around position: Int) -> Range<Int> {
    let line = lineIndex(of: min(max(position, 0), scalars.count))
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : scalars.count
    if end > start, scalars[end - 1] == "\r" { end -= 1 }
    return start..<end
  }

  /// The positions of every line, without line breaks.
  var lineRanges: [Range<Int>] { lineStarts.map { lineRange(around: $0) } }

  /// The positions of the lines behind `position`, without line breaks.
  func lineRanges(from position: Int) -> [Range<Int>] {
    lineStarts[(lineIndex(of: position) + 1)...].map { lineRange(around: $0) }
  }

  /// The column behind the last one of a line, both from 1.
  func lineEndColumn(ofLine line: Int) -> Int {
    lineRange(around: lineStarts[line - 1]).count + 1
  }

  /// What stands from a place to the end of its line.
  func rest(from place: Location) -> String {
    let start = lineStarts[place.line - 1] + place.column - 1
    return text(start..<lineRange(around: start).upperBound)
  }

  func isBlank(_ position: Int) -> Bool {
    scalars[position] == " " || scalars[position] == "\t"
  }

  func isBreak(_ position: Int) -> Bool {
    scalars[position] == "\n" || scalars[position] == "\r"
  }

  func text(_ range: Range<Int>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[range])
    return text
  }

  private func lineIndex(of position: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= position { low = middle } else { high = middle }
    }
    return low
  }
}
