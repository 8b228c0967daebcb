package import Diagnostics

/// The text of a document with its lines, in Unicode scalars. Three ways of counting meet here: offsets of
/// scalars, places of clients (lines end with LF, CR LF or CR; columns in an encoding), and places of findings
/// (lines end with LF or CR LF; columns in scalars from 1, a leading byte order mark not counted).
package struct TextBuffer: Equatable, Sendable {
  package private(set) var scalars: [Unicode.Scalar]
  /// Offsets at which lines begin, as clients count them.
  private var clientLines: [Int] = [0]
  /// The same, as findings count them.
  private var houseLines: [Int] = [0]

  package init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    findLines()
  }

  /// The text of a file; what is no UTF-8 becomes U+FFFD.
  package init(bytes: [UInt8]) {
    self.init(String(decoding: bytes, as: UTF8.self))
  }

  package var text: String { text(0..<scalars.count) }

  /// As a file holds it.
  package var bytes: [UInt8] { Array(text.utf8) }

  package func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  /// Puts `text` in the place of a range of scalars.
  package mutating func replace(_ range: Range<Int>, with text: String) {
    scalars.replaceSubrange(range, with: text.unicodeScalars)
    findLines()
  }

  private mutating func findLines() {
    clientLines = [0]
    houseLines = [0]
    for (offset, scalar) in scalars.enumerated() {
      if scalar == "\n" {
        clientLines.append(offset + 1)
        houseLines.append(offset + 1)
      } else if scalar == "\r", offset + 1 == scalars.count || scalars[offset + 1] != "\n" {
        clientLines.append(offset + 1)
      }
    }
  }

  // MARK: Places of clients

  /// The offset of a client's place. A column behind the end of its line means the end, a line behind the last
  /// one the end of the text, a column inside a scalar its beginning.
  package func offset(of position: TextPosition, in encoding: PositionEncoding) -> Int {
    guard position.line >= 0 else { return 0 }
    guard position.line < clientLines.count else { return scalars.count }
    var offset = clientLines[position.line]
    var column = 0
    while offset < scalars.count, scalars[offset] != "\n", scalars[offset] != "\r" {
      column += encoding.width(of: scalars[offset])
      guard column <= position.character else { break }
      offset += 1
    }
    return offset
  }

  /// A client's name for an offset.
  package func position(of offset: Int, in encoding: PositionEncoding) -> TextPosition {
    let offset = min(max(offset, 0), scalars.count)
    let line = Self.line(of: offset, in: clientLines)
    let column = scalars[clientLines[line]..<offset].reduce(0) { $0 + encoding.width(of: $1) }
    return TextPosition(line: line, character: column)
  }

  package func range(of offsets: Range<Int>, in encoding: PositionEncoding) -> TextRange {
    TextRange(
      position(of: offsets.lowerBound, in: encoding), position(of: offsets.upperBound, in: encoding)
    )
  }

  // MARK: Places of findings

  /// Scalars before the first that findings count.
  private var markWidth: Int { scalars.first == "\u{FEFF}" ? 1 : 0 }

  /// The offsets of a place of a finding; where it is only a point, or lies behind its line, an empty range.
  package func offsets(of location: Location) -> Range<Int> {
    guard location.line >= 1, location.line <= houseLines.count else {
      return scalars.count..<scalars.count
    }
    let start = houseLines[location.line - 1] + (location.line == 1 ? markWidth : 0)
    let end = endOfHouseLine(location.line - 1)
    let lower = min(start + max(0, location.column - 1), end)
    let upper = min(start + max(0, location.endColumn - 1), end)
    return lower..<max(lower, upper)
  }

  /// The line and column of an offset, both from 1, as findings name them.
  package func place(of offset: Int) -> (line: Int, column: Int) {
    let line = Self.line(of: offset, in: houseLines)
    return (line + 1, offset - houseLines[line] + 1 - (line == 0 ? markWidth : 0))
  }

  /// How many lines there are, as findings count them.
  package var lineCount: Int { houseLines.count }

  /// The offsets of a line, counted from 1, without its break.
  package func offsets(ofLine line: Int) -> Range<Int> {
    houseLines[line - 1]..<endOfHouseLine(line - 1)
  }

  private func endOfHouseLine(_ index: Int) -> Int {
    guard index + 1 < houseLines.count else { return scalars.count }
    let end = houseLines[index + 1] - 1
    return end > houseLines[index] && scalars[end - 1] == "\r" ? end - 1 : end
  }

  private static func line(of offset: Int, in starts: [Int]) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
