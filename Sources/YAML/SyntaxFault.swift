import Diagnostics

/// libyaml's reasons to stop, in the terms of the person who wrote the file.
enum SyntaxFault {
  /// A second `: ` on a line, in a value without quotes.
  case colonInValue
  /// An entry deeper or less deep than its neighbours.
  case wrongIndentation
  /// An indicator that may not begin a value.
  case cannotBegin(Unicode.Scalar)
  /// A line that should be `key: value` and has no colon.
  case missingColon
  case unclosedQuote
  /// Something follows a value inside `[` or `{`.
  case brokenFlow(closing: Character)
  case unclosedFlow(opening: Character)
  /// A bracket that no other one opened.
  case closesNothing(Unicode.Scalar)
  /// Nothing stands between two commas.
  case missingValue
  /// Something follows a value that is already complete.
  case textAfterValue
  /// Something follows `...` or a complete document.
  case afterEnd
  case badEscape
  case badAnchorName
  /// Anything else, in libyaml's words.
  case other(String)
}

extension SyntaxFault {
  /// The finding about a fault; `quoted` is the quoted text that came last before it.
  static func read(
    _ fault: YAMLFault, behind quoted: Range<Int>?, in source: YAMLSource
  ) -> YAMLProblem.Placed {
    let line = source.lineRange(around: fault.position)
    if let tab = tabInIndentation(line, in: source) {
      let others = source.lineRanges.filter { other in
        other != line && tabInIndentation(other, in: source) != nil
      }
      let lines = others.map { source.location($0).line }
      return .init(.tabIndentation(others: lines), source.location(tab..<tab + 1))
    }
    if let quoted, let early = endsLate(quoted, before: fault.position, in: source) { return early }
    let (kind, position) = classify(fault, in: source)
    let place = source.location(position..<position + 1)
    if isColonWithoutKey(position, in: source) { return .init(.emptyKey, place) }
    if kind.isInFlow || fault.problem == noContent, let cut = commentBefore(position, in: source) {
      return cut
    }
    let entry = QuotingAdvice.entry(at: position, in: source)
    if kind.isUnclosedQuote { return .init(.syntax(kind, quoted: entry?.closed), place) }
    guard kind.isMendedByQuotes else { return .init(.syntax(kind, quoted: nil), place) }
    return entry.flatMap { property(of: $0, in: source) }
      ?? .init(.syntax(kind, quoted: entry?.quoted), place)
  }

  /// The value begins with a sign of YAML, which is what is wrong, wherever the reader stumbled over it.
  private static func property(
    of entry: QuotingAdvice.Entry, in source: YAMLSource
  ) -> YAMLProblem.Placed? {
    let word = String(entry.value.prefix { $0 != " " })
    let name = String(word.dropFirst())
    let problem: YAMLProblem
    switch entry.value.first {
    case "!": problem = .tag(word, quoted: entry.quoted)
    case "&" where !name.hasPrefix("&"): problem = .anchor(name, quoted: entry.quoted)
    case "*": problem = .alias(name, quoted: entry.quoted)
    default: return nil
    }
    let count = word.unicodeScalars.count
    return .init(problem, source.location(entry.start..<entry.start + count))
  }

  /// A quoted text of several lines with a fault right behind it: its quote was to be closed on its first line,
  /// and the next one, which opens another text, closed it instead.
  private static func endsLate(
    _ quoted: Range<Int>, before position: Int, in source: YAMLSource
  ) -> YAMLProblem.Placed? {
    let first = source.lineRange(around: quoted.lowerBound)
    guard quoted.upperBound > first.upperBound, position >= quoted.upperBound,
      position <= source.scalars.count,
      source.scalars[quoted.upperBound..<position].allSatisfy({ $0 == " " })
    else { return nil }
    let closed = QuotingAdvice.entry(at: quoted.lowerBound, in: source)?.closed
    return .init(
      .syntax(.unclosedQuote, quoted: closed),
      source.location(quoted.lowerBound..<quoted.lowerBound + 1))
  }

  /// The `#` of a comment at the end of the lines before `position` where it may have hidden the end of what
  /// stands in brackets.
  private static func commentBefore(
    _ position: Int, in source: YAMLSource
  ) -> YAMLProblem.Placed? {
    guard isFirst(position, in: source), position <= source.scalars.count else { return nil }
    let before = source.lineRange(around: position).lowerBound
    guard before > 0 else { return nil }
    let line = source.lineRange(around: before - 1)
    let hash = line.dropFirst().first { index in
      let before = source.scalars[line.lowerBound..<index]
      return source.scalars[index] == "#" && source.isBlank(index - 1)
        && before.count { $0 == "\"" } % 2 == 0 && before.count { $0 == "'" } % 2 == 0
    }
    guard let hash,
      source.scalars[hash..<line.upperBound].contains(where: { "}]".unicodeScalars.contains($0) })
    else { return nil }
    return .init(
      .cutInFlow(quoted: QuotingAdvice.quotedWithComment(at: hash, in: source)),
      source.location(hash..<hash + 1))
  }

  private var isUnclosedQuote: Bool {
    if case .unclosedQuote = self { true } else { false }
  }

  private var isInFlow: Bool {
    switch self {
    case .brokenFlow, .unclosedFlow, .missingValue: true
    default: false
    }
  }

  private var isMendedByQuotes: Bool {
    switch self {
    case .cannotBegin("\t"): false
    case .colonInValue, .cannotBegin, .textAfterValue, .badAnchorName, .brokenFlow,
      .missingValue, .closesNothing:
      true
    default: false
    }
  }

  private static func isColonWithoutKey(_ position: Int, in source: YAMLSource) -> Bool {
    guard position < source.scalars.count, source.scalars[position] == ":" else { return false }
    let before = source.scalars[..<position].last { $0 != " " }
    return before.map { "\n{[,".unicodeScalars.contains($0) } ?? true
  }

  private static func isAtEnd(_ position: Int, in source: YAMLSource) -> Bool {
    source.scalars[min(position, source.scalars.count)...].allSatisfy {
      " \n\r".unicodeScalars.contains($0)
    }
  }

  /// Only blanks stand before `position` on its line.
  private static func isFirst(_ position: Int, in source: YAMLSource) -> Bool {
    let line = source.lineRange(around: position)
    return source.scalars[line.lowerBound..<max(line.lowerBound, position)].allSatisfy {
      $0 == " "
    }
  }

  private static func tabInIndentation(_ line: Range<Int>, in source: YAMLSource) -> Int? {
    let indent = source.scalars[line].prefix { $0 == " " || $0 == "\t" }
    return indent.firstIndex(of: "\t")
  }

  private static let noContent = "did not find expected node content"

  private static func classify(_ fault: YAMLFault, in source: YAMLSource) -> (SyntaxFault, Int) {
    let position = min(fault.position, max(0, source.scalars.count))
    let context = fault.context ?? ""
    switch fault.problem {
    case "mapping values are not allowed in this context":
      let line = source.lineRange(around: position)
      let before = source.text(line.lowerBound..<max(line.lowerBound, position))
      return (before.contains(": ") ? .colonInValue : .wrongIndentation, position)
    case "found character that cannot start any token":
      return (begin(at: position, in: source), position)
    case "could not find expected ':'":
      return (.missingColon, fault.contextPosition)
    case "found unexpected end of stream", "found unexpected document indicator":
      return (.unclosedQuote, fault.contextPosition)
    case "did not find expected ',' or ']'":
      return flow("[", "]", fault, position, in: source)
    case "did not find expected ',' or '}'":
      return flow("{", "}", fault, position, in: source)
    case "did not find expected key", "did not find expected '-' indicator":
      return (isFirst(position, in: source) ? .wrongIndentation : .textAfterValue, position)
    case "did not find expected comment or line break" where context.contains("block scalar"):
      let before = source.scalars[..<fault.contextPosition].last { $0 != " " }
      let begins = before == ":" || before == "-"
      let sign = source.scalars[fault.contextPosition]
      return (begins ? .cannotBegin(sign) : .textAfterValue, fault.contextPosition)
    case "did not find expected <document start>":
      return (.afterEnd, position)
    case noContent where !isAtEnd(position, in: source):
      return (content(at: position, in: source), position)
    case "block sequence entries are not allowed in this context":
      return (.cannotBegin("-"), position)
    case "mapping keys are not allowed in this context":
      return (.cannotBegin("?"), position)
    case "found unknown escape character", "did not find expected hexdecimal number",
      "found invalid Unicode character escape code":
      return (.badEscape, position)
    case "did not find expected alphabetic or numeric character"
    where context.contains("anchor") || context.contains("alias"):
      return (.badAnchorName, fault.contextPosition)
    default:
      return (.other(fault.problem), position)
    }
  }

  /// A sign that may not begin a value: unless it stands behind one that is complete.
  private static func begin(at position: Int, in source: YAMLSource) -> SyntaxFault {
    let entry = QuotingAdvice.entry(at: position, in: source)
    let isQuoted = entry.map { $0.value.hasPrefix("\"") || $0.value.hasPrefix("'") } ?? false
    if isQuoted, let entry, position > entry.start { return .textAfterValue }
    return .cannotBegin(source.scalars[position])
  }

  /// What stands where a value should.
  private static func content(at position: Int, in source: YAMLSource) -> SyntaxFault {
    switch source.scalars[position] {
    case "-": .cannotBegin("-")
    case "?": .cannotBegin("?")
    case "]", "}": .closesNothing(source.scalars[position])
    default: .missingValue
    }
  }

  /// Where the bracket was never closed, say so at the bracket.
  private static func flow(
    _ opening: Character, _ closing: Character, _ fault: YAMLFault, _ position: Int,
    in source: YAMLSource
  ) -> (SyntaxFault, Int) {
    isClosed(from: fault.contextPosition, in: source)
      ? (.brokenFlow(closing: closing), position)
      : (.unclosedFlow(opening: opening), fault.contextPosition)
  }

  /// As many brackets close as open somewhere behind `position`. Quotes are not looked at: the text is broken
  /// already, and this only chooses between two messages.
  private static func isClosed(from position: Int, in source: YAMLSource) -> Bool {
    var depth = 0
    for scalar in source.scalars[position...] {
      if "{[".unicodeScalars.contains(scalar) { depth += 1 }
      if "}]".unicodeScalars.contains(scalar) { depth -= 1 }
      if depth == 0 { return true }
    }
    return false
  }
}
