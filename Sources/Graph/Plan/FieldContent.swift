package import CEL

/// A text or a list that an event brings, as the field's type says it.
package enum FieldContent: Sendable {
  case text(String)
  case texts([String])
  /// In slot units.
  case numbers([Int64])

  /// The value that expressions see; `type` is the field's. Nil where a time is beyond those of the language.
  package func value(as type: Type) -> Value? {
    switch self {
    case .text(let text): return .string(text)
    case .texts(let texts): return .list(texts.map { .string($0) })
    case .numbers(let numbers):
      guard case .list(let element) = type else { return nil }
      let values = numbers.compactMap { Value(slot: $0, as: element) }
      return values.count == numbers.count ? .list(values) : nil
    }
  }

  /// What a computed text or list is; nil for values of other kinds.
  init?(_ value: Value, as type: Type) {
    switch (value, type) {
    case (.string(let text), .string): self = .text(text)
    case (.list(let list), .list(.string)):
      self = .texts(
        list.elements.compactMap { if case .string(let text) = $0 { text } else { nil } })
    case (.list(let list), .list(let element)) where element.isScalar:
      self = .numbers(list.elements.compactMap(\.slotValue))
    default: return nil
    }
  }

  /// For people, shortened: `"0x9f45…" (66 characters)`, `[0.51, 0.52, … 18 more]`.
  package func text(as type: Type) -> String {
    switch self {
    case .text(let text): return Self.shortened(text)
    case .texts(let texts): return Self.list(texts.map(Self.shortened))
    case .numbers(let numbers):
      guard case .list(let element) = type else { return "" }
      return Self.list(numbers.map { QuantityText.format($0, as: element) })
    }
  }

  private static func shortened(_ text: String) -> String {
    let (count, most) = (text.unicodeScalars.count, 40)
    let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
    let quoted = Expression(.literal(.string(shown)), at: 0..<0).description
    return count > most ? "\(quoted)… (\(count) characters)" : quoted
  }

  private static func list(_ elements: [String]) -> String {
    let most = 8
    let shown = elements.prefix(most).joined(separator: ", ")
    return elements.count > most ? "[\(shown), … \(elements.count - most) more]" : "[\(shown)]"
  }
}

/// Texts are the same where their characters are, never by canonical equivalence as Swift has it.
extension FieldContent: Hashable {
  package static func == (left: FieldContent, right: FieldContent) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
    case (.texts(let left), .texts(let right)):
      left.elementsEqual(right) { $0.utf8.elementsEqual($1.utf8) }
    case (.numbers(let left), .numbers(let right)): left == right
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .text(let text): hasher.combine(text)
    case .texts(let texts): hasher.combine(texts)
    case .numbers(let numbers): hasher.combine(numbers)
    }
  }
}

extension FieldContent {
  /// What of the content is more than the field declares; nil where all is within its bounds.
  package func excess(over bound: Bound) -> (kind: Bound.Kind, count: Int, limit: Int)? {
    let (items, texts): (Int, [String]) =
      switch self {
      case .text(let text): (0, [text])
      case .texts(let texts): (texts.count, texts)
      case .numbers(let numbers): (numbers.count, [])
      }
    if let limit = bound.items, items > limit { return (.items, items, limit) }
    guard let limit = bound.length else { return nil }
    let longest = texts.map(\.unicodeScalars.count).max() ?? 0
    return longest > limit ? (.length, longest, limit) : nil
  }
}
