/// Where a cursor stands in a document: below which keys, and what is being written there. Read off the text alone,
/// since a document is seldom YAML while somebody writes it.
package struct CursorContext: Equatable, Sendable {
  /// What is written at the cursor.
  package enum Slot: Equatable, Sendable {
    /// A key of the mapping at `path`.
    case key
    /// The value at `path`.
    case value
    /// An item of a list at `path`, which may become a value or a mapping.
    case item
  }

  /// The keys from the root of the document; the step into a list is `-`.
  package var path: [String]
  package var slot: Slot
  /// What has been written of it up to the cursor, without an opening quote.
  package var prefix: String
  /// The offsets of all that stands there, without quotes: what a choice replaces.
  package var range: Range<Int>
  /// All that stands there, as written.
  package var word: String
  /// The quote that it begins with.
  package var quote: Unicode.Scalar?
  /// Whether it stands in braces or brackets.
  package var isFlow: Bool
  /// Whether a blank has to come before what is written: the cursor stands behind a colon or a dash.
  package var needsBlank: Bool
  /// Whether a colon follows already.
  package var hasColon: Bool
  /// The entries of the mappings around the cursor, outermost first: those of the mapping at the cursor last. A
  /// value that is no text on the same line is empty.
  package var mappings: [Mapping]

  /// The entries of one mapping.
  package struct Mapping: Equatable, Sendable {
    package var path: [String]
    package var entries: [String: String]
  }

  /// The text of `key` in the mapping at `path` around the cursor.
  package func value(of key: String, inMappingAt path: [String]) -> String? {
    mappings.last { $0.path == path }?.entries[key].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The keys of the mapping that the cursor stands in, without the one that it stands on.
  package var siblings: Set<String> {
    guard slot != .value, let last = mappings.last, last.path == path else { return [] }
    return Set(last.entries.keys).subtracting(hasColon ? [word] : [])
  }
}
