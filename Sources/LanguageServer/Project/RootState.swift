import Diagnostics
import Graph
import Policy
import YAML

/// What the server knows of one root: its documents with the buffers in place, their symbols, and what the last check
/// said.
struct RootState: Sendable {
  /// Absolute, without a slash at its end.
  let path: String
  /// As they lie on the disk.
  private(set) var files: RootFiles
  /// With the buffers of the editor in place.
  private(set) var current: RootFiles
  /// By file.
  private(set) var documents: [String: SourceDocument] = [:]
  private(set) var index: SymbolIndex
  /// The values of the newest release.
  private(set) var approved = ApprovedValues()
  /// The graph of the last check without an error: types come from it also while something is broken.
  private(set) var graph: CompiledGraph?
  private(set) var diagnostics: [Diagnostic] = []
  /// The names of the last check; a bot that cannot be read stays as it was.
  private(set) var vocabulary = DocumentVocabulary()
  /// When it is to be checked next, in milliseconds of the session's clock; nil where nothing has changed.
  var due: Int64?
  /// Files for which findings stand in the editor.
  var published: Set<String> = []

  init(path: String, files: RootFiles, buffers: [String: [UInt8]]) {
    self.path = path
    self.files = files
    current = files
    index = SymbolIndex([])
    update(buffers: buffers)
  }

  /// Takes over what the disk has now.
  mutating func reload(_ files: RootFiles, buffers: [String: [UInt8]]) {
    self.files = files
    update(buffers: buffers)
  }

  /// Takes over what the editor has now.
  mutating func update(buffers: [String: [UInt8]]) {
    if approved.source != files.release?.bytes { approved = ApprovedValues(files.release) }
    current = files.replacing(with: buffers, root: path)
    var read: [String: SourceDocument] = [:]
    for (_, input) in current.documents {
      read[input.file] = SourceDocument(
        file: input.file, path: input.path, text: TextBuffer(bytes: input.bytes),
        previous: documents[input.file])
    }
    documents = read
    index = SymbolIndex(current.documents.compactMap { read[$0.input.file] })
  }

  /// Checks what is there now.
  mutating func check() {
    let check = RootCheck(current)
    diagnostics = check.diagnostics
    graph = check.graph ?? graph
    let known = check.vocabulary
    var merged = known
    if documents.values.contains(where: { !$0.isReadable }) {
      merged.bots += vocabulary.bots.filter { known.bot(named: $0.name.value) == nil }
      if merged.reasonCodes.isEmpty { merged.reasonCodes = vocabulary.reasonCodes }
    }
    vocabulary = merged
    due = nil
  }

  /// Whether a file is one of this root's documents, or would be one.
  func owns(_ file: String) -> Bool {
    documents[file] != nil
      || file.hasPrefix(path + "/")
        && RootFiles.role(ofPath: String(file.dropFirst(path.count + 1))) != nil
  }
}
