package import Diagnostics

/// One node of a parsed document, with the place a person can open. Every scalar is text: `yes`, `012`
/// and `1:30` mean what the schema of the reader says, never what YAML 1.1 would guess.
package struct YAMLNode: Sendable {
  /// How a scalar was written. `literal` is `|`, `folded` is `>`.
  package enum Style: Sendable, Hashable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  package enum Kind: Sendable {
    case scalar(String, Style)
    case sequence([YAMLNode])
    /// Entries in the order of the file. Keys are scalars and differ from each other.
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  package let kind: Kind
  /// A scalar on one line: its whole extent with the quotes. A block scalar: its `|` or `>`. A block
  /// mapping: its first key. Other collections: their first character.
  package let location: Location
  /// The text this node was read from.
  let source: YAMLSource
  /// Positions of the first scalar and one past the last in the file, without a leading byte order mark. A block
  /// collection ends where the next entry begins.
  package let range: Range<Int>
}

extension YAMLNode {
  /// The text of a scalar; nil for collections. A key with nothing after its colon has an empty text.
  package var text: String? {
    if case .scalar(let text, _) = kind { text } else { nil }
  }

  /// How a scalar was written; nil for collections.
  package var style: Style? {
    if case .scalar(_, let style) = kind { style } else { nil }
  }

  /// The entries of a mapping in the order of the file; nil for the other kinds.
  package var pairs: [(key: YAMLNode, value: YAMLNode)]? {
    if case .mapping(let pairs) = kind { pairs } else { nil }
  }

  /// The items of a sequence; nil for the other kinds.
  package var items: [YAMLNode]? {
    if case .sequence(let items) = kind { items } else { nil }
  }

  /// Nothing stands here: `key:` without a value, or an empty list item. `""` is a value.
  package var isAbsent: Bool {
    if case .scalar(let text, .plain) = kind { text.isEmpty } else { false }
  }

  /// The value of `key` in a mapping; nil where there is none or this is no mapping. Searches the
  /// entries one by one.
  package subscript(key: String) -> YAMLNode? {
    pairs?.first { $0.key.text == key }?.value
  }

  /// The key node of `key` in a mapping, for findings about the key itself.
  package func key(_ key: String) -> YAMLNode? {
    pairs?.first { $0.key.text == key }?.key
  }

  /// The node as it stands in the file, in quotes: what to write where a text was meant; nil over several lines.
  package var quoted: String? {
    let line = source.lineRange(around: range.lowerBound)
    guard range.upperBound <= line.upperBound, !range.isEmpty else { return nil }
    return QuotingAdvice.quoted(source.text(range))
  }

  /// Whether a collection is written in `{ }` or `[ ]`.
  package var isWrittenInBrackets: Bool {
    guard text == nil, range.lowerBound < source.scalars.count else { return false }
    return "{[".unicodeScalars.contains(source.scalars[range.lowerBound])
  }

  /// What the node is, for "expected text, found a mapping".
  package var kindName: String {
    switch kind {
    case .scalar(let text, let style):
      text.isEmpty && style == .plain ? "nothing" : "text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The place of the `#` that ended this plain scalar; nil where no comment follows it on its line. Where
  /// the text makes no sense to its reader, this is often the cause: ` #` inside an unquoted value.
  package var commentAfter: Location? {
    guard style == .plain else { return nil }
    var position = range.upperBound
    while position < source.scalars.count, source.isBlank(position) { position += 1 }
    guard position > range.upperBound, position < source.scalars.count,
      source.scalars[position] == "#"
    else { return nil }
    return source.location(position..<position + 1)
  }

  /// The entry of this plain scalar with the comment behind it in quotes too, ready to paste: without the `#`,
  /// which means nothing in a condition, unless it stands in a text. Nil where no comment follows.
  package var quotedWithComment: String? {
    guard commentAfter != nil, let text,
      let whole = QuotingAdvice.quotedWithComment(at: range.lowerBound, in: source)
    else { return nil }
    let parts = whole.split(separator: " #", maxSplits: 1)
    guard !QuotingAdvice.hasOpenQuote(text), parts.count == 2 else { return whole }
    return "\(parts[0]) \(parts[1].drop { $0 == " " })"
  }
}
