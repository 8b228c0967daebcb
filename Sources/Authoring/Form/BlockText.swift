/// A text in the form of `|` or `>`: the sign, and the lines without their indentation.
struct BlockText {
  var header: String
  var lines: [String]

  /// nil where neither form can hold the text. A text that folding would change is written line by line.
  init?(_ text: String, folded: Bool, width: Int) {
    let body = text.prefix(
      upTo: text.lastIndex { $0 != "\n" }.map { text.index(after: $0) } ?? text.startIndex)
    let breaks = text.count - body.count
    guard !body.isEmpty, !text.contains("\r") else { return nil }
    let chomping = breaks == 0 ? "-" : breaks == 1 ? "" : "+"
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if folded, breaks <= 1, Self.canFold(lines) {
      header = ">" + chomping
      self.lines = Self.folded(lines, width: width)
    } else {
      let first = lines.first { !$0.isEmpty } ?? ""
      let isIndented = first.hasPrefix(" ") || first.hasPrefix("\t")
      header = "|" + (isIndented ? "2" : "") + chomping
      self.lines = lines + Array(repeating: "", count: max(0, breaks - 1))
    }
  }

  /// Lines that begin with a blank keep their breaks when others are folded; blanks at an end would be lost.
  private static func canFold(_ lines: [String]) -> Bool {
    guard lines.first?.isEmpty == false else { return false }
    return lines.allSatisfy { line in
      guard let first = line.first, let last = line.last else { return true }
      return first != " " && first != "\t" && last != " " && last != "\t"
    }
  }

  /// Each line of the text filled to the width, with the empty line between that stands for one break.
  private static func folded(_ lines: [String], width: Int) -> [String] {
    var result: [String] = []
    for (index, line) in lines.enumerated() {
      if index > 0 { result.append("") }
      // An empty line stands for one more break; the one above it is written already.
      if !line.isEmpty { result += filled(line, width: width) }
    }
    return result
  }

  /// Only single blanks between words may become a break.
  private static func filled(_ line: String, width: Int) -> [String] {
    var words: [String] = []
    for word in line.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      // An empty piece is a second blank: it joins its neighbours for good.
      if word.isEmpty || words.last?.hasSuffix(" ") == true || word.hasPrefix("\t")
        || words.last?.hasSuffix("\t") == true, !words.isEmpty
      {
        words[words.count - 1] += " " + word
      } else {
        words.append(word)
      }
    }
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.unicodeScalars.count + 1 + word.unicodeScalars.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}
