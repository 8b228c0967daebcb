import JSON

/// From a name to where it is declared and to everywhere it is used.
struct Navigation {
  let view: DocumentView

  /// Where the symbol at an offset is declared. From the declaration of a param it goes on to the values that
  /// policies give it, and from that of a code to nowhere else.
  func definition(at offset: Int) -> JSONValue {
    guard let occurrence = view.occurrence(at: offset) else { return .null }
    var places = view.index.declarations(of: occurrence.symbol)
    if occurrence.isDeclaration, case .parameter = occurrence.symbol {
      places = values(of: occurrence.symbol)
    }
    return .array(places.compactMap { view.location(of: $0) })
  }

  private func values(of symbol: Symbol) -> [SymbolIndex.Place] {
    let given = view.index.values(of: symbol).map {
      SymbolIndex.Place(file: $0.file, range: $0.value.range, isDeclaration: false)
    }
    return given.isEmpty ? view.index.declarations(of: symbol) : given
  }

  func references(at offset: Int, includingDeclaration: Bool) -> JSONValue {
    guard let occurrence = view.occurrence(at: offset) else { return .null }
    let places = view.index.places(of: occurrence.symbol).filter {
      includingDeclaration || !$0.isDeclaration
    }
    return .array(places.compactMap { view.location(of: $0) })
  }

  /// The places in this document alone.
  func highlights(at offset: Int) -> JSONValue {
    guard let occurrence = view.occurrence(at: offset) else { return .null }
    let places = view.index.places(of: occurrence.symbol).filter { $0.file == view.document.file }
    return .array(
      places.map { place in
        // LSP 3.17, `DocumentHighlightKind`: 3 is a write, 2 a read.
        ["range": view.range(place.range).json, "kind": place.isDeclaration ? 3 : 2]
      })
  }

  /// Declared names of the root that contain `query`.
  static func symbols(matching query: String, in views: [DocumentView]) -> JSONValue {
    let wanted = query.lowercased()
    var found: [JSONValue] = []
    for view in views {
      let symbols = view.index.declared.filter {
        wanted.isEmpty || $0.name.lowercased().contains(wanted)
      }
      for symbol in symbols.sorted(by: { ($0.name, $0.kindName) < ($1.name, $1.kindName) }) {
        for place in view.index.declarations(of: symbol) {
          guard let location = view.location(of: place) else { continue }
          found.append([
            "name": .string(symbol.name), "kind": .number("\(symbol.kind.rawValue)"),
            "containerName": .string(symbol.bot ?? symbol.kindName), "location": location,
          ])
        }
      }
    }
    return .array(found)
  }
}

/// LSP 3.17, `SymbolKind`.
enum SymbolKind: Int64 {
  case module = 2
  case namespace = 3
  case `class` = 5
  case property = 7
  case field = 8
  case constant = 14
  case string = 15
  case array = 18
  case object = 19
  case key = 20
  case enumerationMember = 22
  case event = 24
  case variable = 13
  case function = 12
}

extension Symbol {
  var kind: SymbolKind {
    switch self {
    case .bot: .class
    case .parameter, .staleness: .property
    case .fact: .namespace
    case .field: .field
    case .named: .variable
    case .export: .constant
    case .code: .enumerationMember
    case .family: .namespace
    case .strategy, .approver: .object
    case .constant: .enumerationMember
    case .function: .function
    case .builtIn: .variable
    }
  }
}
