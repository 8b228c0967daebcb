/// A piece of a file to be replaced. Lines and columns count from 1, columns in Unicode scalars; the end is one
/// past the last scalar that goes, so that an edit whose start is its end only inserts.
package struct TextEdit: Hashable, Sendable {
  /// A place between two scalars of a file.
  package struct Position: Hashable, Comparable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    package static func < (left: Position, right: Position) -> Bool {
      (left.line, left.column) < (right.line, right.column)
    }
  }

  /// The path as the user named it.
  package var file: String
  package var start: Position
  package var end: Position
  /// What stands there instead.
  package var replacement: String

  package init(file: String, from start: Position, to end: Position, replacement: String) {
    self.file = file
    self.start = start
    self.end = end
    self.replacement = replacement
  }

  /// Replaces what a location marks.
  package init(_ location: Location, with replacement: String) {
    self.init(
      file: location.file, from: Position(line: location.line, column: location.column),
      to: Position(line: location.line, column: location.endColumn), replacement: replacement)
  }
}

/// What a program can do about a finding by itself.
package struct Fix: Hashable, Sendable {
  /// As an order: `write the modeline`.
  package var description: String
  package var edits: [TextEdit]
  /// Whether no document can mean anything else afterwards. Others are only proposed.
  package var isSafe: Bool

  package init(_ description: String, isSafe: Bool, _ edits: [TextEdit]) {
    self.description = description
    self.isSafe = isSafe
    self.edits = edits
  }
}

extension TextEdit {
  /// The text with the edits made. Of two edits that touch the same scalars only the first is made, so that a
  /// second run can make the other; edits of other files are left out by the caller. A place behind the end
  /// of its line means the end of that line.
  package static func apply(_ edits: [TextEdit], to text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var lineStarts = [0]
    for (index, scalar) in scalars.enumerated() where scalar == "\n" {
      lineStarts.append(index + 1)
    }
    func offset(_ position: Position) -> Int {
      guard position.line >= 1, position.line <= lineStarts.count else { return scalars.count }
      let next = position.line < lineStarts.count ? lineStarts[position.line] - 1 : scalars.count
      return min(lineStarts[position.line - 1] + max(0, position.column - 1), next)
    }
    var result = String.UnicodeScalarView()
    var done = 0
    for edit in edits.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      let start = offset(edit.start)
      let end = max(start, offset(edit.end))
      guard start >= done else { continue }
      result.append(contentsOf: scalars[done..<start])
      result.append(contentsOf: edit.replacement.unicodeScalars)
      done = end
    }
    result.append(contentsOf: scalars[done...])
    return String(result)
  }
}
