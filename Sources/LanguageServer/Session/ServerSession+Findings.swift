import Diagnostics
import JSON
import YAML

/// Checks, and the findings that go to the editor.
extension ServerSession {
  /// Checks a root over the disk as it is now and the texts of the editor, and publishes what it found.
  mutating func check(root path: String) {
    reload(path)
    roots[path]?.check()
    guard let root = roots[path] else { return }
    var found: [String: [Diagnostic]] = [:]
    for diagnostic in root.diagnostics {
      guard let file = diagnostic.location?.file, root.documents[file] != nil else {
        log("\(path): \(diagnostic.message)", level: 1)
        continue
      }
      found[file, default: []].append(diagnostic)
    }
    let open = documents.values.filter { self.root(of: $0.file) == path }
    let files = root.published.union(found.keys).union(open.compactMap(\.file))
    for file in files.sorted() {
      let document = open.first { $0.file == file }
      let findings = FindingWriter(
        client: client, texts: { root.documents[$0]?.text },
        explanation: self.files.explanation)
      publish(
        (found[file] ?? []).map { findings.json($0) },
        uri: document?.uri ?? DocumentURI.uri(of: file), version: document?.version)
    }
    roots[path]?.published = Set(found.keys)
  }

  /// A document that lies in no root: whether it is YAML is all that can be said.
  mutating func checkLoose(_ uri: String) {
    guard let document = documents[uri] else { return }
    guard Self.isYAML(uri) else { return publish([], uri: uri, version: document.version) }
    let parsed = YAMLDocument.parse(document.text.bytes, file: uri)
    let findings = FindingWriter(
      client: client, texts: { _ in document.text }, explanation: files.explanation)
    publish(
      parsed.diagnostics.map { findings.json($0) }, uri: uri, version: document.version)
  }

  private static func isYAML(_ uri: String) -> Bool {
    let lower = uri.lowercased()
    return lower.hasSuffix(".yaml") || lower.hasSuffix(".yml") || lower.hasPrefix("untitled:")
  }

  mutating func publish(_ findings: [JSONValue], uri: String, version: Int64?) {
    var members: [JSONValue.Member] = [.init("uri", .string(uri))]
    if let version { members.append(.init("version", .number("\(version)"))) }
    members.append(.init("diagnostics", .array(findings)))
    outgoing.append(
      .notification(method: "textDocument/publishDiagnostics", parameters: .object(members)))
  }
}

/// Writes findings as LSP has them.
struct FindingWriter {
  let client: ClientAbilities
  /// The text of a file as it is now.
  let texts: (String) -> TextBuffer?
  /// The path of the explanation of a code.
  var explanation: (String) -> String? = { _ in nil }

  func json(_ diagnostic: Diagnostic) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("range", diagnostic.location.map(range)?.json ?? Self.nowhere.json),
      .init("severity", .number(Self.severity(diagnostic.severity))),
      .init("code", .string(diagnostic.code)), .init("source", "polytraders"),
      .init(
        "message",
        .string(
          ([diagnostic.message] + diagnostic.help.map { "help: \($0)" }).joined(separator: "\n"))),
    ]
    if client.hasCodeDescriptions, let page = explanation(diagnostic.code) {
      members.append(.init("codeDescription", ["href": .string(DocumentURI.uri(of: page))]))
    }
    if client.hasTags, Self.unnecessary.contains(diagnostic.code) {
      members.append(.init("tags", [1]))
    }
    if client.hasRelatedInformation, !diagnostic.related.isEmpty {
      members.append(.init("relatedInformation", .array(diagnostic.related.map(related))))
    }
    return .object(members)
  }

  /// Rules and gates that can never decide: what stands there is shown faded.
  private static let unnecessary: Set<String> = ["PT1101", "PT1102", "PT1107", "PT1108"]

  private static let nowhere = TextRange(
    TextPosition(line: 0, character: 0), TextPosition(line: 0, character: 0))

  private static func severity(_ severity: DiagnosticSeverity) -> String {
    switch severity {
    case .error: "1"
    case .warning: "2"
    case .note: "3"
    }
  }

  private func related(_ related: RelatedLocation) -> JSONValue {
    [
      "location": [
        "uri": .string(DocumentURI.uri(of: related.location.file)),
        "range": range(of: related.location).json,
      ],
      "message": .string(related.message),
    ]
  }

  /// The marked place; a point is widened to the word that begins there, so that there is something to see.
  func range(of location: Location) -> TextRange {
    guard let text = texts(location.file) else { return Self.nowhere }
    var offsets = text.offsets(of: location)
    if offsets.isEmpty {
      var end = offsets.lowerBound
      while end < text.scalars.count, !" \t\r\n".unicodeScalars.contains(text.scalars[end]) {
        end += 1
      }
      offsets = offsets.lowerBound..<end
    }
    return text.range(of: offsets, in: client.encoding)
  }
}
