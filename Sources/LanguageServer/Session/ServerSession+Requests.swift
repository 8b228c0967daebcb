import Authoring
import Diagnostics
import JSON
import Policy

/// Questions about documents.
extension ServerSession {
  mutating func feature(
    _ method: String, _ fields: MessageFields
  ) throws(ResponseError) -> JSONValue {
    if method == "workspace/symbol" { return try workspaceSymbols(fields) }
    guard Self.features.contains(method) else {
      throw ResponseError(.methodNotFound, "'\(method)' is not known here")
    }
    guard let view = view(of: try fields.text("textDocument", "uri")) else { return .null }
    switch method {
    case "textDocument/documentSymbol": return DocumentSymbols(view: view).json()
    case "textDocument/codeAction":
      return CodeActions(view: view).json(in: try fields.range("range"))
    case "textDocument/formatting": return try formatting(view)
    default: break
    }
    let offset = view.document.text.offset(
      of: try fields.position("position"), in: client.encoding)
    switch method {
    case "textDocument/hover": return Hover(view: view).json(at: offset)
    case "textDocument/completion": return Completion(view: view).json(at: offset)
    case "textDocument/definition": return Navigation(view: view).definition(at: offset)
    case "textDocument/references":
      return Navigation(view: view).references(
        at: offset,
        includingDeclaration: fields.json["context"]?["includeDeclaration"]?.bool ?? true)
    case "textDocument/documentHighlight": return Navigation(view: view).highlights(at: offset)
    case "textDocument/prepareRename":
      return try Rename(view: view, files: files(of: view)).prepare(at: offset)
    case "textDocument/rename":
      let (edit, warnings) = try Rename(view: view, files: files(of: view)).edit(
        at: offset, to: try fields.text("newName"))
      for warning in warnings {
        outgoing.append(
          .notification(
            method: "window/showMessage", parameters: ["type": 2, "message": .string(warning)]))
      }
      return edit
    default: throw ResponseError(.internalError, "'\(method)' is announced and not answered")
    }
  }

  private static let features: Set<String> = [
    "textDocument/hover", "textDocument/completion", "textDocument/definition",
    "textDocument/references", "textDocument/documentHighlight", "textDocument/documentSymbol",
    "textDocument/prepareRename", "textDocument/rename", "textDocument/codeAction",
    "textDocument/formatting",
  ]

  private mutating func workspaceSymbols(_ fields: MessageFields) throws(ResponseError) -> JSONValue
  {
    let query = try fields.text("query")
    var views: [DocumentView] = []
    for path in roots.keys.sorted() {
      refresh(path)
      guard let root = roots[path], let first = root.documents.values.min(by: { $0.path < $1.path })
      else { continue }
      views.append(view(of: first, in: root))
    }
    return Navigation.symbols(matching: query, in: views)
  }

  // MARK: Symbols

  /// Every place of a document at which a symbol is named, in the order of the text.
  package mutating func occurrences(inDocument uri: String) -> [Occurrence] {
    view(of: uri).flatMap { $0.index.occurrences[$0.document.file] } ?? []
  }

  /// Whether some document of the same root declares a symbol.
  package mutating func isDeclared(_ symbol: Symbol, nearDocument uri: String) -> Bool {
    view(of: uri).map { !$0.index.declarations(of: symbol).isEmpty } ?? false
  }

  // MARK: Views

  /// What is to be known of a document; nil where the client has it not open and no root has it.
  private mutating func view(of uri: String) -> DocumentView? {
    let file = documents[uri]?.file ?? DocumentURI.path(of: uri)
    if let file, let path = root(of: file) {
      refresh(path)
      guard let root = roots[path], let document = root.documents[file] else { return nil }
      return view(of: document, in: root)
    }
    guard let open = documents[uri] else { return nil }
    let document = SourceDocument(file: uri, path: uri, text: open.text)
    return DocumentView(
      document: document, index: SymbolIndex([document]), graph: nil,
      vocabulary: DocumentVocabulary(), approved: ApprovedValues(), diagnostics: [], client: client,
      openURIs: [uri: uri],
      versions: [uri: open.version])
  }

  private func view(of document: SourceDocument, in root: RootState) -> DocumentView {
    var uris: [String: String] = [:]
    var versions: [String: Int64] = [:]
    for open in documents.values {
      guard let file = open.file else { continue }
      uris[file] = open.uri
      versions[file] = open.version
    }
    return DocumentView(
      document: document, index: root.index, graph: root.graph, vocabulary: root.vocabulary,
      approved: root.approved,
      diagnostics: root.diagnostics.filter { $0.location?.file == document.file }, client: client,
      openURIs: uris, versions: versions)
  }

  private func files(of view: DocumentView) -> RootFiles? {
    root(of: view.document.file).flatMap { roots[$0]?.current }
  }

  /// The whole text in the form that `polytraders fmt` gives it: nothing where it has it, an error that says why
  /// where the document cannot be formatted.
  private func formatting(_ view: DocumentView) throws(ResponseError) -> JSONValue {
    let text = view.document.text
    switch Formatter.format(text.bytes, file: view.document.path) {
    case .refused(let findings):
      throw ResponseError(
        .requestFailed,
        findings.first.map { "not formatted: \($0.message)" } ?? "the document was not formatted")
    case .formatted(let formatted):
      guard formatted != text.text else { return [] }
      return [
        ["range": view.range(0..<text.scalars.count).json, "newText": .string(formatted)]
      ]
    }
  }
}
