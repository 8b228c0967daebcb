import Diagnostics

extension YAMLNode {
  /// Where in the document a place of the file lies, as `spec.rules[3].when`: the innermost entry whose key or
  /// value holds it. Empty for the document as a whole. Lines and columns count from 1.
  package func path(line: Int, column: Int) -> String {
    var path = ""
    var node = self
    while let (step, inner) = node.step(to: Location(file: "", line: line, column: column)) {
      path += step.hasPrefix("[") || path.isEmpty ? step : "." + step
      node = inner
    }
    return path
  }

  /// The last entry that begins at or before a place; nil in a scalar, and before the first entry.
  private func step(to place: Location) -> (String, YAMLNode)? {
    func isReached(_ start: Location) -> Bool {
      (start.line, start.column) <= (place.line, place.column)
    }
    switch kind {
    case .scalar: return nil
    case .sequence(let items):
      guard let index = items.lastIndex(where: { isReached($0.start) }) else { return nil }
      return ("[\(index)]", items[index])
    case .mapping(let pairs):
      guard let pair = pairs.last(where: { isReached($0.key.location) }) else { return nil }
      let name = pair.key.text ?? ""
      let isPlain = name.unicodeScalars.allSatisfy { $0 != "." && $0 != "[" && $0 != "\"" }
      return (isPlain && !name.isEmpty ? name : "\"\(name)\"", pair.value)
    }
  }

  /// The first place of the node, whatever marks it for people.
  private var start: Location { source.location(range.lowerBound..<range.lowerBound) }
}
