import JSON

/// The first messages: what the client can do, what the server can, where the work lies.
extension ServerSession {
  mutating func initialize(_ parameters: JSONValue, now: Int64) -> JSONValue {
    phase = .running
    client = ClientAbilities(parameters["capabilities"] ?? .null)
    for uri in Self.folders(parameters) {
      guard let path = DocumentURI.path(of: uri), let root = files.root(above: path) else {
        continue
      }
      open(root: root, now: now)
    }
    return [
      "capabilities": Self.abilities(client.encoding),
      "serverInfo": ["name": "polytraders", "version": .string(version)],
    ]
  }

  private static func folders(_ parameters: JSONValue) -> [String] {
    if let folders = parameters["workspaceFolders"]?.array {
      return folders.compactMap { $0["uri"]?.string }
    }
    return parameters["rootUri"]?.string.map { [$0] } ?? []
  }

  private static func abilities(_ encoding: PositionEncoding) -> JSONValue {
    [
      "positionEncoding": .string(encoding.rawValue),
      "textDocumentSync": [
        "openClose": true, "change": 2, "save": ["includeText": false],
      ],
      "hoverProvider": true,
      "completionProvider": ["triggerCharacters": [".", ":", " ", "{", "[", "-", "\""]],
      "definitionProvider": true,
      "referencesProvider": true,
      "documentHighlightProvider": true,
      "documentSymbolProvider": true,
      "workspaceSymbolProvider": true,
      "renameProvider": ["prepareProvider": true],
      "codeActionProvider": ["codeActionKinds": ["quickfix"]],
      "documentFormattingProvider": true,
      "workspace": ["workspaceFolders": ["supported": true, "changeNotifications": true]],
    ]
  }

  /// Asks to be told of files that others change.
  mutating func initialized() {
    guard client.watchesFiles else { return }
    outgoing.append(
      .request(
        id: nextRequestID, method: "client/registerCapability",
        parameters: [
          "registrations": [
            [
              "id": "files", "method": "workspace/didChangeWatchedFiles",
              "registerOptions": [
                "watchers": [["globPattern": "**/*.yaml"], ["globPattern": "**/*.yml"]]
              ],
            ]
          ]
        ]))
    nextRequestID += 1
  }
}
