import Policy
import YAML

/// In which order the keys of a mapping stand: that of the document's form where it names them, that of the author
/// where names are free, since the order of facts or rules may mean something.
struct KeyOrder {
  private let form: DocumentForm?

  init(_ document: YAMLNode) {
    form = document["kind"]?.text.flatMap(DocumentKind.init(rawValue:)).map {
      DocumentForm.form(for: $0)
    }
  }

  /// Positions of the entries of a mapping at a path, in the order in which they are to stand; nil where the
  /// author's order holds.
  func order(of keys: [String], at path: [String]) -> [Int]? {
    guard let form else { return nil }
    let values = form.values(at: path)
    let isFree = values.contains { value in
      switch value.shape {
      case .entries, .anything: true
      default: false
      }
    }
    guard !isFree else { return nil }
    let isOpen = values.contains { value in if case .open = value.shape { true } else { false } }
    // Of alternatives, such as a rule and a 'require', the one that has most of the keys.
    let known = values.map { $0.fields.map(\.key) }.max { left, right in
      keys.count(where: left.contains) < keys.count(where: right.contains)
    }
    guard let known, !known.isEmpty else { return nil }
    func rank(_ key: String) -> Int {
      // Beside names of facts only what names a test and what it expects have a place of their own.
      if isOpen { return key == "name" ? 0 : key == "expect" ? 2 : 1 }
      return known.firstIndex(of: key) ?? known.count
    }
    return keys.indices.sorted { (rank(keys[$0]), $0) < (rank(keys[$1]), $1) }
  }

  /// Whether the text at a path is a CEL expression.
  func isExpression(at path: [String]) -> Bool {
    guard let form else { return false }
    return form.values(at: path).contains { value in
      if case .expression = value.shape { true } else { false }
    }
  }
}
