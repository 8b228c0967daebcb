import Policy
import YAML

/// Where every symbol of a root is declared and named, over all of its documents.
struct SymbolIndex: Sendable {
  /// A place in a document of the root, in its present text.
  struct Place: Hashable, Sendable {
    var file: String
    var range: Range<Int>
    var isDeclaration: Bool
  }

  /// By file.
  let documents: [String: SourceDocument]
  let bots: BotDirectory
  /// By file, in the order of the text; of the present text.
  private(set) var occurrences: [String: [Occurrence]] = [:]
  /// With the files that give them, in the order of the files.
  private(set) var values: [(file: String, value: GivenValue)] = []
  private var places: [Symbol: [Place]] = [:]

  init(_ documents: [SourceDocument]) {
    self.documents = Dictionary(documents.map { ($0.file, $0) }) { first, _ in first }
    let bots = BotDirectory(bots: documents.compactMap { BotOutline($0) })
    self.bots = bots
    for document in documents {
      guard let tree = document.tree else { continue }
      let indexer = DocumentIndexer(tree, bots: bots)
      var own: [Occurrence] = []
      for var occurrence in indexer.occurrences {
        guard let range = document.current(occurrence.range) else { continue }
        occurrence.range = range
        own.append(occurrence)
        places[occurrence.symbol, default: []].append(
          Place(file: document.file, range: range, isDeclaration: occurrence.isDeclaration))
      }
      occurrences[document.file] = own
      for var value in indexer.values {
        guard let range = document.current(value.range) else { continue }
        value.range = range
        values.append((document.file, value))
      }
    }
  }

  /// The innermost symbol at an offset; its end counts as part of it, where a cursor often stands.
  func occurrence(at offset: Int, in file: String) -> Occurrence? {
    let touching = (occurrences[file] ?? []).filter {
      $0.range.lowerBound <= offset && offset <= $0.range.upperBound
    }
    return touching.first { offset < $0.range.upperBound } ?? touching.first
  }

  /// Every place of a symbol, in the order of files and text.
  func places(of symbol: Symbol) -> [Place] {
    (places[symbol] ?? []).sorted {
      ($0.file, $0.range.lowerBound) < ($1.file, $1.range.lowerBound)
    }
  }

  /// Where it is declared; empty for what the program itself knows.
  func declarations(of symbol: Symbol) -> [Place] { places(of: symbol).filter(\.isDeclaration) }

  /// Every symbol that is declared somewhere.
  var declared: [Symbol] {
    places.filter { $0.value.contains(where: \.isDeclaration) }.map(\.key)
  }

  /// The names of declared symbols that `body` picks.
  func names(_ body: (Symbol) -> String?) -> [String] { declared.compactMap(body).sorted() }

  /// What stands behind a key in the document that declares it.
  func declaration(ofEntry path: [String], kind: DocumentKind) -> YAMLNode? {
    for document in documents.values.sorted(by: { $0.file < $1.file }) {
      guard let tree = document.tree, tree.kind == kind else { continue }
      if let node = path.reduce(Optional(tree.root), { $0?[$1] }) { return node }
    }
    return nil
  }

  /// The values given to a param, a threshold or a code's severity, with their files.
  func values(of symbol: Symbol) -> [(file: String, value: GivenValue)] {
    values.filter { $0.value.symbol == symbol }
  }
}
