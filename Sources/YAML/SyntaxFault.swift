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
  static func read(_ fault: YAMLFault, in source: YAMLSource) -> YAMLProblem.Placed {
    let line = source.lineRange(around: fault.position)
    if let tab = tabInIndentation(line, in: source) {
      let others = source.lineRanges.filter { other in
        other != line && tabInIndentation(other, in: source) != nil
      }
      let lines = others.map { source.location($0).line }
      return .init(.tabIndentation(others: lines), source.location(tab..<tab + 1))
    }
    let (kind, position) = classify(fault, in: source)
    let place = source.location(position..<position + 1)
    if isColonWithoutKey(position, in: source) { return .init(.emptyKey, place) }
    let quoted =
      kind.isMendedByQuotes ? QuotingAdvice.quotedEntry(at: position, in: source) : nil
    return .init(.syntax(kind, quoted: quoted), place)
  }

  private var isMendedByQuotes: Bool {
    switch self {
    case .cannotBegin("\t"): false
    case .colonInValue, .cannotBegin, .textAfterValue, .badAnchorName, .brokenFlow: true
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

  private static func classify(_ fault: YAMLFault, in source: YAMLSource) -> (SyntaxFault, Int) {
    let position = min(fault.position, max(0, source.scalars.count))
    let context = fault.context ?? ""
    switch fault.problem {
    case "mapping values are not allowed in this context":
      let line = source.lineRange(around: position)
      let before = source.text(line.lowerBound..<max(line.lowerBound, position))
      return (before.contains(": ") ? .colonInValue : .wrongIndentation, position)
    case "found character that cannot start any token":
      return (.cannotBegin(source.scalars[position]), position)
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
    case "did not find expected node content" where !isAtEnd(position, in: source):
      return (.missingValue, position)
    case "block sequence entries are not allowed in this context":
      return (.cannotBegin("-"), position)
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
