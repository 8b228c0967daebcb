internal import CSimdjson

/// Reads one JSON text after the other into a tape of nodes, and reuses its memory from text to
/// text.
///
/// simdjson finds the structure; number grammar, escapes, unique keys, depth and size are checked
/// as well, and no number becomes a Double: its text is kept. A node is valid until the next
/// `parse` and only as long as the bytes it was read from; neither the reader nor its nodes leave
/// the thread.
///
/// ```swift
/// let reader = JSONReader()
/// let order = try unsafe reader.parse(line)
/// let price = order.member("price")?.string
/// ```
@safe package final class JSONReader {
  /// How many arrays and objects may be open at once.
  package let maximumDepth: Int
  /// The longest text in bytes.
  package let maximumBytes: Int
  let parser: OpaquePointer
  /// Owned copy for the forms of `parse` that take a text without a stable address.
  private var copy: UnsafeMutableRawBufferPointer

  /// Nesting up to `maximumDepth` (1...4,096), texts up to `maximumBytes` (below 2 GiB).
  package init(maximumDepth: Int = 64, maximumBytes: Int = 1 << 20) {
    precondition((1...4096).contains(maximumDepth), "the depth limit lies in 1...4096")
    precondition((1..<(1 << 31)).contains(maximumBytes), "the size limit lies in 1..<2^31")
    self.maximumDepth = maximumDepth
    self.maximumBytes = maximumBytes
    guard
      let parser = unsafe polytraders_json_parser_create(
        UInt32(maximumDepth), UInt32(maximumBytes))
    else { fatalError("no memory for a JSON reader") }
    unsafe self.parser = unsafe parser
    unsafe copy = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  deinit {
    unsafe polytraders_json_parser_free(parser)
    unsafe copy.deallocate()
  }

  /// Reads `bytes`, which must stay in place as long as the returned node is used. Nothing behind
  /// them is read: no padding is needed.
  @unsafe package func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONNode {
    guard let base = bytes.baseAddress else { throw .empty }
    let outcome = unsafe polytraders_json_parse(
      parser, base.assumingMemoryBound(to: UInt8.self), bytes.count)
    guard let nodes = unsafe outcome.nodes else { throw unsafe error(outcome, in: bytes) }
    return unsafe JSONNode(node: nodes, base: base)
  }

  /// Reads a copy of `text`, which the reader keeps until the next `parse`. The node is valid only
  /// as long as the reader is held in a variable: `JSONReader().parse(copying:)` would leave it
  /// dangling.
  @unsafe package func parse(copying text: some Collection<UInt8>) throws(JSONError) -> JSONNode {
    let count = text.count
    guard count <= maximumBytes else { throw .tooLarge(limit: maximumBytes) }
    if unsafe copy.count < count {
      unsafe copy.deallocate()
      unsafe copy = .allocate(byteCount: Swift.max(count, 4096), alignment: 16)
    }
    unsafe copy.copyBytes(from: text)
    return try unsafe parse(UnsafeRawBufferPointer(rebasing: copy[..<count]))
  }

  /// Reads a copy of `text` and gives `body` the node, which must not leave it.
  package func withNode<R>(
    of text: some Collection<UInt8>, _ body: (JSONNode) -> R
  ) throws(JSONError) -> R {
    let node = try unsafe parse(copying: text)
    return withExtendedLifetime(self) { body(node) }
  }

  /// Reads a copy of `text` and gives `body` the node, which must not leave it.
  package func withNode<R>(of text: String, _ body: (JSONNode) -> R) throws(JSONError) -> R {
    try withNode(of: text.utf8, body)
  }

  private func error(
    _ outcome: polytraders_json_outcome, in bytes: UnsafeRawBufferPointer
  ) -> JSONError {
    let offset = unsafe Int(outcome.offset)
    switch unsafe Int(outcome.code) {
    case POLYTRADERS_JSON_EMPTY: return .empty
    case POLYTRADERS_JSON_TOO_LARGE: return .tooLarge(limit: maximumBytes)
    case POLYTRADERS_JSON_TOO_DEEP: return .tooDeep(offset: offset, limit: maximumDepth)
    case POLYTRADERS_JSON_NOT_UTF8: return .notUTF8(offset: offset)
    case POLYTRADERS_JSON_UNEXPECTED_END: return .unexpectedEnd(offset: offset)
    case POLYTRADERS_JSON_UNEXPECTED_BYTE:
      return unsafe .unexpectedByte(bytes[offset], offset: offset)
    case POLYTRADERS_JSON_BAD_NUMBER: return .badNumber(offset: offset)
    case POLYTRADERS_JSON_BAD_LITERAL: return .badLiteral(offset: offset)
    case POLYTRADERS_JSON_UNTERMINATED_STRING: return .unterminatedString(offset: offset)
    case POLYTRADERS_JSON_CONTROL_CHARACTER:
      return unsafe .controlCharacter(bytes[offset], offset: offset)
    case POLYTRADERS_JSON_BAD_ESCAPE: return .badEscape(offset: offset)
    case POLYTRADERS_JSON_LONE_SURROGATE: return .loneSurrogate(offset: offset)
    case POLYTRADERS_JSON_DUPLICATE_KEY:
      return unsafe .duplicateKey(name: key(at: offset, in: bytes), offset: offset)
    case POLYTRADERS_JSON_TRAILING_CONTENT: return .trailingContent(offset: offset)
    case POLYTRADERS_JSON_NO_MEMORY: return .noMemory
    default: fatalError("the JSON parser gave an unknown outcome")
    }
  }

  /// The key whose opening quotation mark is at `offset`; the parser has seen its end.
  private func key(at offset: Int, in bytes: UnsafeRawBufferPointer) -> String {
    var end = offset + 1
    var escaped = false
    while unsafe bytes[end] != UInt8(ascii: "\"") {
      if unsafe bytes[end] == UInt8(ascii: "\\") {
        escaped = true
        end += 1
      }
      end += 1
    }
    let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[(offset + 1)..<end])
    return unsafe escaped ? unescape(content) : String(decoding: content, as: UTF8.self)
  }
}
