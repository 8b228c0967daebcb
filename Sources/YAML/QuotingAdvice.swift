/// Proposals of quotes for values that YAML reads in its own way: `!` is a tag, `[` and `{` begin
/// collections, `*` and `&` are aliases and anchors, ` #` and `: ` cut an unquoted text, and inside braces a
/// comma or a bracket does.
enum QuotingAdvice {
  /// An entry of one line, as its text can be made out around a fault.
  struct Entry {
    /// `when: `, or `- ` for an item of a list.
    var key: String
    /// The whole value as written, without a comment behind it.
    var value: String
    /// Where the value begins, in the source.
    var start: Int
    /// ` # note`, or nothing.
    var comment: String

    /// The entry with its value in quotes, as in `when: "!book.fresh"`.
    var quoted: String { key + QuotingAdvice.quoted(value) + comment }

    /// The entry with the quote closed that its value opens; nil where it opens none, or has another.
    var closed: String? {
      guard let mark = value.first, mark == "\"" || mark == "'", !value.dropFirst().contains(mark)
      else { return nil }
      return key + QuotingAdvice.quoted(String(value.dropFirst())) + comment
    }
  }

  /// The entry around `position`; nil where none of one line can be made out.
  static func entry(at position: Int, in source: YAMLSource) -> Entry? {
    let line = source.lineRange(around: position)
    let text = Array(source.scalars[line])
    let offset = position - line.lowerBound
    guard let entry = flowEntry(at: offset, in: text) ?? blockEntry(at: offset, in: text),
      !entry.value.isEmpty
    else { return nil }
    let (value, comment) = withoutComment(string(entry.value))
    return Entry(
      key: string(entry.key), value: value, start: line.lowerBound + entry.value.startIndex,
      comment: comment)
  }

  /// The entry around `position` with its value in quotes; see `entry(at:in:)`.
  static func quotedEntry(at position: Int, in source: YAMLSource) -> String? {
    entry(at: position, in: source)?.quoted
  }

  /// The entry around a ` #`, with all up to the next entry, or to the end of the line, in quotes.
  static func quotedWithComment(at position: Int, in source: YAMLSource) -> String? {
    let line = source.lineRange(around: position)
    let text = Array(source.scalars[line])
    let offset = position - line.lowerBound
    guard let entry = flowEntry(at: offset, in: text) ?? blockEntry(at: offset, in: text) else {
      return nil
    }
    return string(entry.key) + quoted(string(entry.value))
  }

  /// In double quotes where nothing has to be escaped for it, else in single quotes.
  static func quoted(_ text: String) -> String {
    if hasApostrophe(text) {
      return single(text.dropFirst().dropLast())
    }
    if !text.contains("\""), !text.contains("\\") { return "\"\(text)\"" }
    return single(text[...])
  }

  /// An opened bracket or double quote is not closed: no complete expression ends like that.
  static func isUnfinished(_ text: String) -> Bool {
    var depth = 0
    var quotes = 0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "\"": quotes += 1
      default: break
      }
    }
    return depth > 0 || quotes % 2 == 1
  }

  /// A text in double quotes begins and does not end.
  static func hasOpenQuote(_ text: String) -> Bool { text.count { $0 == "\"" } % 2 == 1 }

  /// A comment that begins with an operator was meant as more of the condition before it.
  static func goesOn(_ comment: String) -> Bool {
    let words = comment.drop { $0 == "#" || $0 == " " || $0 == "\t" }
    return ["&&", "||", "== ", "!= ", "<= ", ">= "].contains { words.hasPrefix($0) }
  }

  /// `'it's'` was meant as one text, `'a' == 'b'` as an expression: the number of quotes tells them apart.
  private static func hasApostrophe(_ text: String) -> Bool {
    text.hasPrefix("'") && text.hasSuffix("'") && text.count { $0 == "'" } % 2 == 1
  }

  private static func single(_ text: Substring) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  private static func withoutComment(_ value: String) -> (value: String, comment: String) {
    let parts = value.split(separator: " #", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return (value, "") }
    let kept = parts[0].reversed().drop { $0 == " " }.reversed()
    return (String(kept), " #" + parts[1])
  }

  // MARK: entries

  private typealias Scalars = ArraySlice<Unicode.Scalar>

  /// `key: ` or `- ` at the beginning of the line and the rest of it.
  private static func blockEntry(
    at offset: Int, in line: [Unicode.Scalar]
  ) -> (key: Scalars, value: Scalars)? {
    var rest = line.drop { $0 == " " }
    while rest.starts(with: Array("- ".unicodeScalars)) {
      rest = rest.dropFirst(2).drop { $0 == " " }
    }
    let item = rest.startIndex
    let key: Scalars
    if let value = valueStart(ofKeyAt: item, in: line) {
      key = line[item..<value]
      rest = line[value...]
    } else {
      key = item > 1 && line[item - 2] == "-" ? line[(item - 2)..<item] : []
    }
    rest = trimmed(rest)
    guard !key.isEmpty, offset >= rest.startIndex, !isPartOfFlow(rest) else { return nil }
    return (key, rest)
  }

  /// The rest of a line is a whole collection in braces, or has the end of one that began before it: quoting
  /// all of it would be the wrong advice.
  private static func isPartOfFlow(_ rest: Scalars) -> Bool {
    if rest.first == "{", rest.last == "}" { return true }
    var depth = 0
    for scalar in rest {
      if "{[".unicodeScalars.contains(scalar) { depth += 1 }
      if "}]".unicodeScalars.contains(scalar) { depth -= 1 }
      if depth < 0 { return true }
    }
    return false
  }

  /// `key: value` between braces and commas. A value ends where the next `, key: ` begins, since a comma by
  /// itself may be part of it, or at the last brace.
  private static func flowEntry(
    at offset: Int, in line: [Unicode.Scalar]
  ) -> (key: Scalars, value: Scalars)? {
    guard let brace = line.firstIndex(of: "{"), brace < offset, isEntryStart(line[..<brace]),
      let close = line.lastIndex(of: "}"), close > brace, isEntryEnd(line[(close + 1)...])
    else { return nil }
    let separators = line.indices.filter { index in
      (index == brace || line[index] == ",") && index < close
        && valueStart(ofKeyAt: afterBlanks(index + 1, in: line), in: line) != nil
    }
    guard let start = separators.last(where: { $0 < offset }) else { return nil }
    let key = afterBlanks(start + 1, in: line)
    guard let value = valueStart(ofKeyAt: key, in: line) else { return nil }
    let end = separators.first { $0 >= offset } ?? close
    return value <= end ? (line[key..<value], trimmed(line[value..<end])) : nil
  }

  /// Before the brace of a whole entry: nothing, dashes, or one key.
  private static func isEntryStart(_ scalars: Scalars) -> Bool {
    let rest = scalars.drop { $0 == " " || $0 == "-" }
    let key = rest.prefix { isWord($0) }
    return rest.isEmpty || (!key.isEmpty && string(rest.dropFirst(key.count)) == ": ")
  }

  /// Behind the brace of a whole entry: nothing, a comma, or a comment.
  private static func isEntryEnd(_ scalars: Scalars) -> Bool {
    let next = scalars.first { $0 != " " }
    return next == nil || next == "," || next == "#" || next == "]"
  }

  /// Where the value begins, if a plain word and `: ` stand at `start`.
  private static func valueStart(ofKeyAt start: Int, in line: [Unicode.Scalar]) -> Int? {
    let end = line[min(start, line.count)...].firstIndex { !isWord($0) } ?? line.count
    guard end > start, end + 1 < line.count, line[end] == ":", line[end + 1] == " " else {
      return nil
    }
    return afterBlanks(end + 1, in: line)
  }

  private static func afterBlanks(_ start: Int, in line: [Unicode.Scalar]) -> Int {
    line[min(start, line.count)...].firstIndex { $0 != " " } ?? line.count
  }

  private static func trimmed(_ scalars: Scalars) -> Scalars {
    var scalars = scalars
    while scalars.last == " " { scalars.removeLast() }
    return scalars
  }

  private static func string(_ scalars: Scalars) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || "_-./".unicodeScalars.contains(scalar)
  }
}
