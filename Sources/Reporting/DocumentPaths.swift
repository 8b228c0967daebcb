import Diagnostics
import YAML

/// Finds the entry of a document that a finding is about. A finding keeps its path when lines are added above
/// it, so whoever compares two runs does not take it for a new one.
struct DocumentPaths {
  private let sources: [String: String]
  private var roots: [String: YAMLNode?] = [:]

  init(_ sources: [String: String]) {
    self.sources = sources
  }

  /// `spec.rules[3].when`; nil where the file is not known or is no document.
  subscript(location: Location) -> String? {
    mutating get {
      guard let root = root(of: location.file) else { return nil }
      return root.path(line: location.line, column: location.column)
    }
  }

  private mutating func root(of file: String) -> YAMLNode? {
    if let known = roots[file] { return known }
    let root = sources[file].flatMap { YAMLDocument.parse(Array($0.utf8), file: file).root }
    roots[file] = .some(root)
    return root
  }
}
