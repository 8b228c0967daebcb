/// Proposals of quotes for values that YAML reads in its own way: `!` is a tag, `[` and `{` begin
/// collections, `*` and `&` are aliases and anchors, ` #` and `: ` cut an unquoted text.
enum QuotingAdvice {
  /// The value that begins at or around `position` on its line, from its first character to the end of the
  /// line; nil where the line is no block entry.
  static func value(at position: Int, in source: YAMLSource) -> String? {
    entry(at: position, in: source)?.value
  }

  /// The whole entry with its value in quotes, `when: "!book.fresh"`; nil where that would not help.
  static func quotedEntry(at position: Int, in source: YAMLSource) -> String? {
    guard let (prefix, value) = entry(at: position, in: source), !value.isEmpty else { return nil }
    return prefix + quoted(value)
  }

  /// In double quotes where nothing has to be escaped for it, else in single quotes.
  static func quoted(_ text: String) -> String {
    if !text.contains("\""), !text.contains("\\") { return "\"\(text)\"" }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
      + "'"
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

  /// `key: ` or `- ` and the rest of the line. A line inside a flow collection is no block entry.
  private static func entry(
    at position: Int, in source: YAMLSource
  ) -> (prefix: String, value: String)? {
    let line = source.lineRange(around: position)
    let text = source.text(line)
    var rest = Substring(text).drop { $0 == " " }
    var isItem = false
    while rest.hasPrefix("- ") {
      rest = rest.dropFirst(2).drop { $0 == " " }
      isItem = true
    }
    var prefix = isItem ? "- " : ""
    let key = rest.prefix { isKeyCharacter($0) }
    let afterKey = rest.dropFirst(key.count)
    if !key.isEmpty, afterKey.hasPrefix(": ") {
      prefix = "\(key): "
      rest = afterKey.dropFirst(2).drop { $0 == " " }
    } else if !isItem {
      return nil
    }
    let start = line.lowerBound + (text.unicodeScalars.count - rest.unicodeScalars.count)
    guard position >= start else { return nil }
    // A mapping in braces on one line: quoting all of it would be the wrong advice.
    if rest.hasPrefix("{"), rest.contains(": ") { return nil }
    let trimmed = rest.reversed().drop { $0 == " " }.reversed()
    return (prefix, String(trimmed))
  }

  private static func isKeyCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
      || character == "." || character == "/"
  }
}
