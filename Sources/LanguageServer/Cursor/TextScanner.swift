package import Policy

/// Goes through a text as YAML's own reader would, line by line, and finds out where an offset stands. What is
/// broken costs as little as can be: brackets that nobody closes end with the block that they began in, a quote
/// that nobody closes with its line.
package struct TextScanner {
  /// A collection that is open.
  struct Frame {
    var id: Int
    /// The column of its entries, from 0; of a collection in brackets, that of the block around it.
    var indent: Int
    var isMapping: Bool
    var isFlow: Bool
    /// The key whose value is open.
    var key: String?
  }

  let scalars: [Unicode.Scalar]
  let cursor: Int
  var position = 0
  var frames: [Frame] = []
  var entries: [Int: [String: String]] = [:]
  /// What was found; the entries of its mappings are complete at the end of the text.
  var found: (context: CursorContext, mappings: [(id: Int, path: [String])])?
  private var nextID = 0

  /// Where `cursor`, an offset of scalars, stands in a text; nil inside a comment.
  package static func context(at cursor: Int, in text: TextBuffer) -> CursorContext? {
    var scanner = TextScanner(text, cursor: cursor)
    scanner.scan()
    guard let found = scanner.found else { return nil }
    var context = found.context
    context.mappings = found.mappings.map { mapping in
      .init(path: mapping.path, entries: scanner.entries[mapping.id] ?? [:])
    }
    return context
  }

  /// The kind that a text says it is of, whether or not it is YAML.
  package static func kind(in text: TextBuffer) -> DocumentKind? {
    for line in text.scalars.split(whereSeparator: { $0 == "\n" || $0 == "\r" }) {
      let words = line.split(separator: " ")
      guard line.first == "k", words.count >= 2, words[0].elementsEqual("kind:".unicodeScalars)
      else { continue }
      var word = String.UnicodeScalarView()
      word.append(contentsOf: words[1].filter { $0 != "\"" && $0 != "'" })
      return DocumentKind(rawValue: String(word))
    }
    return nil
  }

  private init(_ text: TextBuffer, cursor: Int) {
    scalars = text.scalars
    self.cursor = min(max(cursor, 0), scalars.count)
  }

  // MARK: Reading

  subscript(_ offset: Int) -> Unicode.Scalar? {
    offset >= 0 && offset < scalars.count ? scalars[offset] : nil
  }

  var isInFlow: Bool { frames.last?.isFlow ?? false }

  func isLineEnd(_ offset: Int) -> Bool {
    guard let scalar = self[offset] else { return true }
    return scalar == "\n" || scalar == "\r"
  }

  func isBlank(_ offset: Int) -> Bool { self[offset] == " " || self[offset] == "\t" }

  func endOfLine(from offset: Int) -> Int {
    var end = offset
    while !isLineEnd(end) { end += 1 }
    return end
  }

  func startOfLine(_ offset: Int) -> Int {
    var start = offset
    while start > 0, scalars[start - 1] != "\n" { start -= 1 }
    return start
  }

  func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  mutating func skipBlanks() {
    while isBlank(position) { position += 1 }
  }

  // MARK: Frames

  mutating func push(indent: Int, isMapping: Bool, isFlow: Bool) {
    frames.append(
      Frame(id: nextID, indent: indent, isMapping: isMapping, isFlow: isFlow, key: nil))
    nextID += 1
  }

  /// The keys that lead to what stands in the innermost `count` frames.
  func path(of frames: some Sequence<Frame>) -> [String] {
    frames.compactMap { $0.isMapping ? $0.key : "-" }
  }

  mutating func enter(_ key: String, value: String = "") {
    guard let last = frames.indices.last, frames[last].isMapping else { return }
    frames[last].key = key
    entries[frames[last].id, default: [:]][key] = value
  }

  /// Takes note of the place if the cursor is in `region`. `token` is what is written there.
  mutating func note(
    _ slot: CursorContext.Slot, region: ClosedRange<Int>, token: Range<Int>? = nil,
    quote: Unicode.Scalar? = nil, hasColon: Bool = false
  ) {
    guard found == nil, region.contains(cursor) else { return }
    var open = frames
    // The value of a key is below it; a key is not.
    if slot == .key, let last = open.indices.last { open[last].key = nil }
    let range = token ?? cursor..<cursor
    // Before an opening quote nothing can be written.
    guard range.lowerBound <= cursor else { return }
    let start = range.lowerBound
    let before = self[range.lowerBound - 1]
    let context = CursorContext(
      path: path(of: open), slot: slot, prefix: text(start..<cursor), range: range,
      word: text(range), quote: quote,
      isFlow: isInFlow,
      needsBlank: quote == nil && (before == ":" || before == "-" && slot == .item),
      hasColon: hasColon, mappings: [])
    var mappings: [(id: Int, path: [String])] = []
    for (index, frame) in open.enumerated() where frame.isMapping {
      mappings.append((frame.id, path(of: open[..<index])))
    }
    found = (context, mappings)
  }
}
