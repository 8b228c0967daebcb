import TestSupport

/// Writes an expression into a YAML document in one of the styles of scalars, as people and editors do, and
/// notes where one of its tokens landed.
struct ScalarLayout {
  enum Style: CaseIterable {
    case plain, plainLines, single, singleLines, double, doubleEscaped, doubleLines
    case literal, folded
  }

  private(set) var text = ""
  /// Of the token, from 1; the end is behind its last character, as written.
  private(set) var line = 0
  private(set) var column = 0
  private(set) var endColumn = 0

  private let lineEnd: String
  private var currentLine = 1
  private var currentColumn = 1
  private var random: SeededGenerator

  /// `head` stands before the value, as in `      when: `; `tail` on the lines behind it. `tokens` are joined by
  /// blanks; line breaks may stand for any of these but inside a quoted text.
  init(
    _ tokens: [String], marked: Int, _ style: Style, head: String, tail: String, indent: Int,
    hasCarriageReturns: Bool, _ random: inout SeededGenerator
  ) {
    lineEnd = hasCarriageReturns ? "\r\n" : "\n"
    self.random = SeededGenerator(seed: random.next())
    put(head)
    switch style {
    case .plain: write(tokens, marked) { $0.put(" ") }
    case .plainLines: write(tokens, marked) { $0.blankOrBreak(indent) }
    case .single: quote("'", tokens, marked, indent: nil)
    case .singleLines: quote("'", tokens, marked, indent: indent)
    case .double: quote("\"", tokens, marked, indent: nil)
    case .doubleEscaped: quote("\"", tokens, marked, indent: nil, escapes: true)
    case .doubleLines: quote("\"", tokens, marked, indent: indent, escapes: true)
    case .literal: block("|", tokens, marked, indent)
    case .folded: block(">", tokens, marked, indent)
    }
    put("\n" + tail)
  }

  private mutating func chance(_ part: UInt64) -> Bool { random.next() % part == 0 }

  /// Line breaks are written as the file has them.
  private mutating func put(_ piece: String) {
    for scalar in piece.unicodeScalars {
      if scalar == "\n" {
        text += lineEnd
        currentLine += 1
        currentColumn = 1
      } else {
        text.unicodeScalars.append(scalar)
        currentColumn += 1
      }
    }
  }

  private mutating func write(
    _ tokens: [String], _ marked: Int,
    escape: (inout ScalarLayout, Unicode.Scalar) -> Void = {
      $0.put(String($1))
    }, between: (inout ScalarLayout) -> Void
  ) {
    for (index, token) in tokens.enumerated() {
      if index > 0 { between(&self) }
      if index == marked { (line, column) = (currentLine, currentColumn) }
      for scalar in token.unicodeScalars { escape(&self, scalar) }
      if index == marked { endColumn = currentColumn }
    }
  }

  /// One blank, or a break with blank lines, which a flow scalar folds.
  private mutating func blankOrBreak(_ indent: Int) {
    guard chance(3) else { return put(" ") }
    if chance(4) { put("  ") }
    put(String(repeating: "\n", count: chance(4) ? 3 : 1))
    put(String(repeating: " ", count: indent + Int(random.next() % 4)))
  }

  /// `indent` where the text may run over several lines.
  private mutating func quote(
    _ mark: String, _ tokens: [String], _ marked: Int, indent: Int?, escapes: Bool = false
  ) {
    put(mark)
    write(tokens, marked) { layout, scalar in
      let isSingle = mark == "'"
      if isSingle {
        layout.put(scalar == "'" ? "''" : String(scalar))
      } else if scalar == "\"" || scalar == "\\" {
        layout.put("\\\(scalar)")
      } else if escapes, layout.chance(5) {
        layout.put(Self.escaped(scalar, isLong: layout.chance(2)))
      } else {
        layout.put(String(scalar))
      }
    } between: { layout in
      guard let indent else { return layout.put(escapes && layout.chance(4) ? "\\n" : " ") }
      // A break that is escaped gives nothing, so that the blank stands before it.
      if mark == "\"", layout.chance(4) {
        layout.put(" \\\n" + String(repeating: " ", count: indent))
      } else {
        layout.blankOrBreak(indent)
      }
    }
    put(mark)
    if chance(3) { put(" # a note: é") }
  }

  private static func escaped(_ scalar: Unicode.Scalar, isLong: Bool) -> String {
    let digits = String(scalar.value, radix: 16)
    let width = scalar.value > 0xFFFF ? 8 : isLong || scalar.value > 0xFF ? 4 : 2
    let letter = width == 8 ? "U" : width == 4 ? "u" : "x"
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }

  /// Every chomping and indentation indicator; lines that are deeper than the first, and empty ones.
  private mutating func block(_ sign: String, _ tokens: [String], _ marked: Int, _ indent: Int) {
    let chomping = ["", "-", "+"][Int(random.next() % 3)]
    let isExplicit = chance(2)
    let width = 1 + Int(random.next() % 9)
    let parent = indent - 2
    let indicator = isExplicit ? "\(width)" : ""
    let header = chance(2) ? indicator + chomping : chomping + indicator
    put(sign + header + (chance(3) ? " # a note" : ""))
    let pad = String(
      repeating: " ", count: isExplicit ? parent + width : indent + Int(random.next() % 3))
    put(String(repeating: "\n", count: chance(4) ? 2 : 1) + pad)
    // Where the width is given, the first line may begin with blanks of its own.
    if isExplicit, chance(2) { put("   ") }
    write(tokens, marked) { layout in
      guard layout.chance(3) else { return layout.put(" ") }
      layout.put(String(repeating: "\n", count: layout.chance(4) ? 3 : 1) + pad)
      if layout.chance(3) { layout.put("    ") }
    }
    if chance(3) { put("\n") }
  }
}
