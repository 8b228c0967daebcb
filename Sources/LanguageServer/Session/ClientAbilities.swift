import JSON

/// What the client says that it can do, as far as answers depend on it (LSP 3.17, `ClientCapabilities`).
struct ClientAbilities: Sendable {
  var encoding = PositionEncoding.utf16
  var hasRelatedInformation = false
  var hasCodeDescriptions = false
  var hasTags = false
  /// Whether hover texts and documentation may be Markdown.
  var hasMarkdown = false
  /// Whether symbols of a document may stand inside each other.
  var hasNestedSymbols = false
  /// Whether a rename may come as versioned edits.
  var hasDocumentChanges = false
  /// Whether the server may ask to be told of changed files.
  var watchesFiles = false

  init() {}

  init(_ capabilities: JSONValue) {
    let names = capabilities["general"]?["positionEncodings"]?.array?.compactMap(\.string) ?? []
    encoding = .negotiated(among: names)
    let text = capabilities["textDocument"]
    let diagnostics = text?["publishDiagnostics"]
    hasRelatedInformation = diagnostics?["relatedInformation"]?.bool ?? false
    hasCodeDescriptions = diagnostics?["codeDescriptionSupport"]?.bool ?? false
    hasTags = diagnostics?["tagSupport"] != nil
    let formats = text?["hover"]?["contentFormat"]?.array?.compactMap(\.string) ?? []
    hasMarkdown = formats.contains("markdown")
    hasNestedSymbols =
      text?["documentSymbol"]?["hierarchicalDocumentSymbolSupport"]?.bool ?? false
    let workspace = capabilities["workspace"]
    hasDocumentChanges = workspace?["workspaceEdit"]?["documentChanges"]?.bool ?? false
    watchesFiles = workspace?["didChangeWatchedFiles"]?["dynamicRegistration"]?.bool ?? false
  }
}
