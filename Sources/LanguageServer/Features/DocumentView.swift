import CEL
import Diagnostics
import Graph
import JSON
import Policy
import YAML

/// All that a feature needs to answer a question about one document.
struct DocumentView {
  let document: SourceDocument
  /// Over all documents of the root, or over this one where it lies in none.
  let index: SymbolIndex
  /// Of the last texts without an error.
  let graph: CompiledGraph?
  let vocabulary: DocumentVocabulary
  let approved: ApprovedValues
  /// What the last check said about this document.
  let diagnostics: [Diagnostic]
  let client: ClientAbilities
  /// The clients' names for the files that it has open.
  let openURIs: [String: String]
  /// The versions of those files.
  let versions: [String: Int64]

  /// The form of the document, with the names of its root; nil where its kind is not known.
  var form: DocumentForm? {
    document.kind.map { DocumentForm.form(for: $0, in: vocabulary) }
  }

  func uri(of file: String) -> String { openURIs[file] ?? DocumentURI.uri(of: file) }

  func text(of file: String) -> TextBuffer? {
    file == document.file ? document.text : index.documents[file]?.text
  }

  /// A range of this document as the client counts it.
  func range(_ offsets: Range<Int>) -> TextRange {
    document.text.range(of: offsets, in: client.encoding)
  }

  func location(of place: SymbolIndex.Place) -> JSONValue? {
    text(of: place.file).map { text in
      [
        "uri": .string(uri(of: place.file)),
        "range": text.range(of: place.range, in: client.encoding).json,
      ]
    }
  }

  /// The symbol at an offset.
  func occurrence(at offset: Int) -> Occurrence? {
    index.occurrence(at: offset, in: document.file)
  }

  /// `policies/execution.yaml:14`
  func placeText(_ file: String, _ offset: Int) -> String {
    let path = index.documents[file]?.path ?? file
    let line = text(of: file)?.place(of: offset).line ?? 1
    return "\(path):\(line)"
  }
}

extension DocumentView {
  /// The bot that a document, or the part of it around a cursor, is about.
  func bot(around context: CursorContext) -> BotOutline? {
    switch document.kind {
    case .bot:
      return index.bots.bots.first { $0.file == document.file }
    case .policy:
      guard context.path.count >= 3, context.path[0] == "spec", context.path[1] == "bots" else {
        return nil
      }
      return index.bots.bot(meant: context.path[2])
    case .tests:
      let item = Array(context.path.prefix(3))
      let name =
        context.value(of: "bot", inMappingAt: item)
        ?? context.value(of: "bot", inMappingAt: ["spec"])
      return name.flatMap { index.bots.bot(meant: $0) }
    case .override:
      return context.value(of: "bot", inMappingAt: ["spec"]).flatMap {
        index.bots.bot(meant: $0)
      }
    default: return nil
    }
  }
}
