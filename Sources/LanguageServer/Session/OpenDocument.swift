import JSON

/// A document that the client has open: its text is the client's, not the disk's.
struct OpenDocument: Sendable {
  /// As the client names it.
  let uri: String
  /// Absolute; nil for what is no file of this machine.
  let file: String?
  var version: Int64
  var text: TextBuffer

  /// The longest text that is kept, in scalars; a longer one is cut, and its check says so.
  static let longestText = 8 << 20

  init(uri: String, version: Int64, text: String) {
    self.uri = uri
    file = DocumentURI.path(of: uri)
    self.version = version
    self.text = TextBuffer(text)
  }

  /// Applies the changes of one notification in their order; where one cannot be applied, the text stays as it was
  /// before it.
  mutating func apply(
    _ changes: [JSONValue], version: Int64, in encoding: PositionEncoding
  ) throws(ResponseError) {
    self.version = version
    for change in changes {
      let fields = MessageFields(change)
      let new = try fields.text("text")
      guard change["range"] != nil, change["range"] != .null else {
        text = TextBuffer(new)
        continue
      }
      let range = try fields.range("range")
      let start = text.offset(of: range.start, in: encoding)
      let end = text.offset(of: range.end, in: encoding)
      guard text.scalars.count + new.unicodeScalars.count <= Self.longestText else {
        throw ResponseError(.invalidParams, "the text would be longer than \(Self.longestText)")
      }
      text.replace(min(start, end)..<max(start, end), with: new)
    }
  }
}
