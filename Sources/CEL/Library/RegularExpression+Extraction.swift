extension RegularExpression {
  /// The first match: of a pattern with a group, what the group caught. Nil where nothing matches or the
  /// group took no part. Source: cel-go ext/README.md, "regex.extract".
  package func extract(from text: String) throws(LibraryError) -> String? {
    try checkGroups()
    var search = SearchCount()
    return firstMatches(in: text, count: 1, &search).first.flatMap { caught(by: $0, in: text) }
  }

  /// As `extract`, for every match from left to right. Source: "regex.extractAll".
  package func extractAll(from text: String) throws(LibraryError) -> [String] {
    var search = SearchCount()
    return try extractAll(from: text, &search)
  }

  /// As `extractAll(from:)`, with its searches counted; past the limit of `search` the rest is missing.
  package func extractAll(
    from text: String, _ search: inout SearchCount
  ) throws(LibraryError) -> [String] {
    try checkGroups()
    return firstMatches(in: text, &search).compactMap { caught(by: $0, in: text) }
  }

  /// `text` with the first `count` matches replaced, all for a negative count. In the replacement `\0` stands
  /// for the match, `\1` to `\9` for its groups and `\\` for a backslash. Source: "regex.replace".
  package func replace(
    in text: String, with replacement: String, count: Int64 = -1,
    limit: Int = StringLibrary.defaultLimit
  ) throws(LibraryError) -> String {
    var search = SearchCount()
    return try replace(in: text, with: replacement, count: count, limit: limit, &search)
  }

  /// As `replace(in:with:count:limit:)`, with its searches counted; past the limit of `search` not all is
  /// replaced.
  package func replace(
    in text: String, with replacement: String, count: Int64, limit: Int,
    _ search: inout SearchCount
  ) throws(LibraryError) -> String {
    let parts = try parsed(replacement)
    let matches = firstMatches(in: text, count: count < 0 ? .max : Int(clamping: count), &search)
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var done = 0
    for match in matches {
      result += bytes[done..<match.whole.lowerBound]
      for part in parts {
        switch part {
        case .bytes(let literal): result += literal
        case .group(0): result += bytes[match.whole]
        case .group(let group): if let range = match.groups[group - 1] { result += bytes[range] }
        }
        guard result.count <= limit else { throw .resultTooLarge(limit: limit) }
      }
      done = match.whole.upperBound
    }
    result += bytes[done...]
    guard result.count <= limit else { throw .resultTooLarge(limit: limit) }
    return String(decoding: result, as: UTF8.self)
  }

  private enum ReplacementPart {
    case bytes([UInt8])
    case group(Int)
  }

  private func parsed(_ replacement: String) throws(LibraryError) -> [ReplacementPart] {
    var result: [ReplacementPart] = []
    var literal: [UInt8] = []
    var rest = replacement.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        literal.append(byte)
        continue
      }
      guard let next = rest.popFirst() else { throw .badReplacement(replacement) }
      switch next {
      case UInt8(ascii: "\\"): literal.append(next)
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let group = Int(next - UInt8(ascii: "0"))
        guard group <= groupCount else { throw .noSuchGroup(group, count: groupCount) }
        if !literal.isEmpty { result.append(.bytes(literal)) }
        literal = []
        result.append(.group(group))
      default: throw .badReplacement(replacement)
      }
    }
    if !literal.isEmpty { result.append(.bytes(literal)) }
    return result
  }

  private func checkGroups() throws(LibraryError) {
    guard groupCount <= 1 else { throw .severalGroups(pattern) }
  }

  private func caught(by match: Match, in text: String) -> String? {
    guard let range = match.groups.first ?? match.whole else { return nil }
    let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
    return String(text[start..<text.utf8.index(start, offsetBy: range.count)])
  }
}
