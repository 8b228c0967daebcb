import JSON
import LanguageServer
import Testing

/// A client of the server in one process: opens documents, changes them, asks, and keeps what it is told.
struct Editor {
  var session: ServerSession
  var now: Int64 = 0
  /// The texts that are open, by URI.
  var texts: [String: String] = [:]
  /// The findings that stand in the editor, by URI.
  var findings: [String: [JSONValue]] = [:]
  /// Everything else that came, in order.
  var messages: [JSONValue] = []
  private var nextID: Int64 = 0
  private var versions: [String: Int64] = [:]
  private let root: String

  /// An editor that has opened a folder and told what it can.
  init(
    _ files: MemoryFiles, root: String = "/desk", encoding: String = "utf-16",
    documentChanges: Bool = false
  ) throws {
    session = ServerSession(files: files, version: "test")
    self.root = root
    let answer = try request(
      "initialize",
      [
        "rootUri": .string("file://\(root)"), "processId": nil,
        "capabilities": [
          "general": ["positionEncodings": [.string(encoding)]],
          "textDocument": [
            "publishDiagnostics": [
              "relatedInformation": true, "codeDescriptionSupport": true,
              "tagSupport": ["valueSet": [1]],
            ],
            "hover": ["contentFormat": ["markdown", "plaintext"]],
            "documentSymbol": ["hierarchicalDocumentSymbolSupport": true],
          ],
          "workspace": ["workspaceEdit": ["documentChanges": .bool(documentChanges)]],
        ],
      ])
    #expect(answer["capabilities"]?["positionEncoding"]?.string == encoding)
    notify("initialized", .object([]))
  }

  /// The house's documents in an editor that has some of them open, checked.
  static func house(_ open: String...) throws -> Editor {
    var editor = try Editor(MemoryFiles.house())
    for path in open { try editor.open(path) }
    editor.wait()
    return editor
  }

  static func frame(_ message: JSONValue) -> FrameDecoder.Frame {
    .body(Array(message.compactText.utf8))
  }

  // MARK: Talking

  mutating func request(_ method: String, _ parameters: JSONValue) throws -> JSONValue {
    let answer = self.answer(method, parameters)
    if let error = answer["error"] {
      throw EditorError.refused(
        code: error["code"]?.int64 ?? 0, message: error["message"]?.string ?? "")
    }
    return try #require(answer["result"])
  }

  /// The whole answer to a request.
  mutating func answer(_ method: String, _ parameters: JSONValue) -> JSONValue {
    nextID += 1
    let id = nextID
    let message: JSONValue = [
      "jsonrpc": "2.0", "id": .number("\(id)"), "method": .string(method), "params": parameters,
    ]
    let outgoing = session.receive([Self.frame(message)], now: now)
    var answer: JSONValue = .null
    for json in outgoing.map(\.json) {
      if json["id"]?.int64 == id, json["method"] == nil { answer = json } else { take(json) }
    }
    return answer
  }

  mutating func notify(_ method: String, _ parameters: JSONValue) {
    let message: JSONValue = [
      "jsonrpc": "2.0", "method": .string(method), "params": parameters,
    ]
    for message in session.receive([Self.frame(message)], now: now) { take(message.json) }
  }

  /// Lets time pass.
  mutating func wait(_ milliseconds: Int64 = 1_000) {
    now += milliseconds
    for message in session.wake(now: now) { take(message.json) }
  }

  private mutating func take(_ json: JSONValue) {
    guard json["method"]?.string == "textDocument/publishDiagnostics",
      let uri = json["params"]?["uri"]?.string
    else { return messages.append(json) }
    findings[uri] = json["params"]?["diagnostics"]?.array ?? []
  }

  // MARK: Documents

  func uri(_ path: String) -> String { path.contains(":") ? path : "file://\(root)/\(path)" }

  mutating func open(_ path: String, _ text: String? = nil) throws {
    let known = try text ?? #require(MemoryFiles.documents[path])
    texts[uri(path)] = known
    versions[uri(path)] = 1
    notify(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": .string(uri(path)), "languageId": "yaml", "version": 1, "text": .string(known),
        ]
      ])
  }

  /// Replaces the whole text.
  mutating func change(_ path: String, to text: String) {
    texts[uri(path)] = text
    versions[uri(path), default: 1] += 1
    notify(
      "textDocument/didChange",
      [
        "textDocument": [
          "uri": .string(uri(path)), "version": .number("\(versions[uri(path)] ?? 1)"),
        ],
        "contentChanges": [["text": .string(text)]],
      ])
  }

  /// Replaces the first occurrence of a text.
  mutating func replace(_ path: String, _ old: String, with new: String) throws {
    let text = try #require(texts[uri(path)])
    let range = try #require(text.firstRange(of: old), "'\(old)' in \(path)")
    change(path, to: text.replacingCharacters(in: range, with: new))
  }

  /// The codes of the findings of a document, in order.
  func codes(_ path: String) -> [String] {
    (findings[uri(path)] ?? []).compactMap { $0["code"]?.string }
  }

  /// The codes of all documents.
  var allCodes: [String] {
    findings.values.flatMap { $0.compactMap { $0["code"]?.string } }.sorted()
  }

  // MARK: Places

  /// The place of `|` in a piece of the text, which stands there once without it: `params.st|ale_ttl_s`.
  func place(_ path: String, _ mark: String, utf16: Bool = true) throws -> JSONValue {
    let text = try #require(texts[uri(path)])
    let parts = mark.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "no | in '\(mark)'")
    let piece = String(parts[0] + parts[1])
    let range = try #require(text.firstRange(of: piece), "'\(piece)' in \(path)")
    let offset = text.index(range.lowerBound, offsetBy: parts[0].count)
    let before = text[..<offset]
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    return [
      "textDocument": ["uri": .string(uri(path))],
      "position": [
        "line": .number("\(lines.count - 1)"),
        "character": .number("\(lines[lines.count - 1].utf16.count)"),
      ],
    ]
  }

  mutating func hover(_ path: String, _ mark: String) throws -> String {
    let answer = try request("textDocument/hover", place(path, mark))
    return answer["contents"]?["value"]?.string ?? ""
  }

  mutating func completions(_ path: String, _ mark: String) throws -> [String] {
    let answer = try request("textDocument/completion", place(path, mark))
    let items = answer["items"]?.array ?? []
    let sorted = items.sorted { ($0["sortText"]?.string ?? "") < ($1["sortText"]?.string ?? "") }
    return sorted.compactMap { $0["label"]?.string }
  }

  /// The texts that a list of locations covers, with their files: `bots/queue-warden.yaml stale_ttl_s`.
  func pieces(_ locations: JSONValue, _ files: MemoryFiles) -> [String] {
    (locations.array ?? []).compactMap { location in
      guard let uri = location["uri"]?.string, let range = location["range"] else { return nil }
      let path = String(uri.dropFirst("file://\(root)/".count))
      guard let text = texts[uri] ?? files.roots[root]?[path] else { return nil }
      return "\(path) \(Self.text(of: range, in: text))"
    }
  }

  /// What a range covers, in UTF-16 columns.
  static func text(of range: JSONValue, in text: String) -> String {
    let start = offset(range["start"] ?? .null, in: text)
    let end = offset(range["end"] ?? .null, in: text)
    let units = Array(text.utf16)
    return String(decoding: units[min(start, units.count)..<min(end, units.count)], as: UTF16.self)
  }

  private static func offset(_ position: JSONValue, in text: String) -> Int {
    var line = position["line"]?.int64 ?? 0
    var offset = 0
    for unit in text.utf16 {
      if line == 0 { break }
      if unit == 10 { line -= 1 }
      offset += 1
    }
    return offset + Int(position["character"]?.int64 ?? 0)
  }

  // MARK: Edits

  /// The texts of files after an edit of the workspace, by path; of closed files from `files`.
  func applying(_ edit: JSONValue, to files: MemoryFiles) throws -> [String: String] {
    var texts = files.roots[root] ?? [:]
    for (uri, text) in self.texts { texts[String(uri.dropFirst("file://\(root)/".count))] = text }
    var edits: [(uri: String, edits: [JSONValue])] = []
    for member in edit["changes"]?.members ?? [] {
      edits.append((member.key, member.value.array ?? []))
    }
    for change in edit["documentChanges"]?.array ?? [] {
      edits.append(
        (change["textDocument"]?["uri"]?.string ?? "", change["edits"]?.array ?? []))
    }
    for (uri, edits) in edits {
      let path = String(uri.dropFirst("file://\(root)/".count))
      var units = Array(try #require(texts[path]).utf16)
      let whole = String(decoding: units, as: UTF16.self)
      let sorted = edits.map { edit -> (Int, Int, String) in
        (
          Self.offset(edit["range"]?["start"] ?? .null, in: whole),
          Self.offset(edit["range"]?["end"] ?? .null, in: whole), edit["newText"]?.string ?? ""
        )
      }.sorted { ($0.0, $0.1) > ($1.0, $1.1) }
      for (start, end, text) in sorted { units.replaceSubrange(start..<end, with: text.utf16) }
      texts[path] = String(decoding: units, as: UTF16.self)
    }
    return texts
  }
}

/// Why a request has no result.
enum EditorError: Error, Equatable {
  case refused(code: Int64, message: String)
}

extension String {
  func firstRange(of piece: String) -> Range<String.Index>? {
    guard !piece.isEmpty else { return nil }
    // By UTF-8, so that a line break before a piece is no part of a character with it.
    let (whole, wanted) = (Array(utf8), Array(piece.utf8))
    guard whole.count >= wanted.count else { return nil }
    for start in 0...(whole.count - wanted.count)
    where whole[start] == wanted[0] && whole[start..<start + wanted.count].elementsEqual(wanted) {
      let lower = utf8.index(utf8.startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: wanted.count)
    }
    return nil
  }

  func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
