import JSON

/// What the client tells: documents that it opens, changes, saves and closes; files that others change.
extension ServerSession {
  mutating func notify(_ method: String, _ parameters: JSONValue, now: Int64) {
    // Before `initialize` and behind `shutdown` only `exit` counts.
    guard phase == .running else { return }
    let fields = MessageFields(parameters)
    do throws(ResponseError) {
      switch method {
      case "initialized": initialized()
      case "textDocument/didOpen": try didOpen(fields, now: now)
      case "textDocument/didChange": try didChange(fields, now: now)
      case "textDocument/didSave": didSave(try fields.text("textDocument", "uri"), now: now)
      case "textDocument/didClose": didClose(try fields.text("textDocument", "uri"), now: now)
      case "workspace/didChangeWatchedFiles": didChangeFiles(try fields.list("changes"), now: now)
      case "workspace/didChangeWorkspaceFolders":
        for folder in parameters["event"]?["added"]?.array ?? [] {
          guard let path = folder["uri"]?.string.flatMap({ DocumentURI.path(of: $0) }),
            let root = files.root(above: path)
          else { continue }
          open(root: root, now: now)
        }
      default: break
      }
    } catch {
      log("\(method): \(error.message)", level: 1)
    }
  }

  private mutating func didOpen(_ fields: MessageFields, now: Int64) throws(ResponseError) {
    let uri = try fields.text("textDocument", "uri")
    let document = OpenDocument(
      uri: uri, version: try fields.integer("textDocument", "version"),
      text: try fields.text("textDocument", "text"))
    documents[uri] = document
    if let file = document.file, let root = files.root(above: Self.folder(of: file)) {
      open(root: root, now: now)
    }
    changed(document, now: now, quiet: 0)
  }

  private mutating func didChange(_ fields: MessageFields, now: Int64) throws(ResponseError) {
    let uri = try fields.text("textDocument", "uri")
    guard var document = documents[uri] else {
      throw ResponseError(.invalidParams, "'\(uri)' is not open")
    }
    let version = fields.json["textDocument"]?["version"]?.int64 ?? document.version
    defer {
      documents[uri] = document
      changed(document, now: now, quiet: Self.quietTime)
    }
    try document.apply(try fields.list("contentChanges"), version: version, in: client.encoding)
  }

  private mutating func didSave(_ uri: String, now: Int64) {
    guard let document = documents[uri] else { return }
    changed(document, now: now, quiet: 0, reload: true)
  }

  private mutating func didClose(_ uri: String, now: Int64) {
    guard let document = documents.removeValue(forKey: uri) else { return }
    looseDue[uri] = nil
    changed(document, now: now, quiet: 0, reload: true)
    // What is not a document of a root has no findings once nobody looks at it.
    if root(of: document.file) == nil { publish([], uri: uri, version: nil) }
  }

  private mutating func didChangeFiles(_ changes: [JSONValue], now: Int64) {
    for change in changes {
      guard let file = change["uri"]?.string.flatMap({ DocumentURI.path(of: $0) }) else { continue }
      for (path, root) in roots where root.owns(file) {
        roots[path]?.due = now
        reload(path)
      }
    }
  }

  // MARK: Roots

  /// The folder that a file lies in.
  static func folder(of file: String) -> String {
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "/"
    return folder.isEmpty ? "/" : folder
  }

  /// The root that a file is a document of.
  func root(of file: String?) -> String? {
    guard let file else { return nil }
    return roots.filter { $0.value.owns(file) }.keys.max { $0.count < $1.count }
  }

  /// Begins to look after a root.
  mutating func open(root: String, now: Int64) {
    guard roots[root] == nil else { return }
    var state = RootState(
      path: root, files: files.documents(ofRoot: root), buffers: buffers)
    state.due = now
    roots[root] = state
  }

  mutating func reload(_ path: String) {
    let (found, buffers) = (files.documents(ofRoot: path), buffers)
    roots[path]?.reload(found, buffers: buffers)
    stale.remove(path)
  }

  /// The texts of open files, by path.
  var buffers: [String: [UInt8]] {
    documents.values.reduce(into: [:]) { buffers, document in
      if let file = document.file { buffers[file] = document.text.bytes }
    }
  }

  private mutating func changed(
    _ document: OpenDocument, now: Int64, quiet: Int64, reload: Bool = false
  ) {
    guard let path = root(of: document.file) else {
      if documents[document.uri] != nil { looseDue[document.uri] = now + quiet }
      return
    }
    roots[path]?.due = now + quiet
    stale.insert(path)
    if reload { self.reload(path) }
  }

  /// Brings the symbols of a root up to date with the texts of the editor.
  mutating func refresh(_ path: String) {
    guard stale.remove(path) != nil else { return }
    let buffers = buffers
    roots[path]?.update(buffers: buffers)
  }
}
