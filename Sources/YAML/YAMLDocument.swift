package import Diagnostics

/// A document read from the bytes of a file: the tree, or every finding about why there is none.
package struct YAMLDocument: Sendable {
  /// What a document may cost. Anything above is refused as soon as it is seen, so that a hostile file
  /// costs no more than an honest one.
  package struct Limits: Sendable {
    /// Bytes of the file.
    package var bytes: Int
    /// Collections inside each other.
    package var depth: Int
    /// Scalars, sequences and mappings together, keys included.
    package var nodes: Int
    /// Unicode scalars of one text.
    package var scalarLength: Int

    package init(
      bytes: Int = 1 << 20, depth: Int = 32, nodes: Int = 50_000, scalarLength: Int = 65_536
    ) {
      self.bytes = bytes
      self.depth = depth
      self.nodes = nodes
      self.scalarLength = scalarLength
    }
  }

  /// The only node of the document that has no parent; nil exactly where `diagnostics` has an error.
  package let root: YAMLNode?
  /// In the order of the file. Codes PT01xx; the table is `YAMLProblem`.
  package let diagnostics: [Diagnostic]

  /// Findings of one kind beyond this number are not listed.
  static let mostFindings = 20

  /// Reads one document. `file` is the path as the user named it and stands in every location.
  package static func parse(
    _ bytes: [UInt8], file: String, limits: Limits = Limits()
  ) -> YAMLDocument {
    guard bytes.count <= limits.bytes else {
      let place = Location(file: file, line: 1, column: 1)
      return refused([.init(.tooManyBytes(bytes.count, limit: limits.bytes), place)])
    }
    let decoded = YAMLSource.decode(bytes, file: file)
    guard decoded.problems.isEmpty else { return refused(decoded.problems) }
    // Before libyaml sees them: it compares each with all before it.
    if let directive = decoded.source.tagDirective { return refused([directive]) }

    var builder = TreeBuilder(source: decoded.source, limits: limits)
    var input = bytes
    if input.starts(with: [0xEF, 0xBB, 0xBF]) { input.removeFirst(3) }
    do {
      try YAMLEvent.read(input) { builder.receive($0) }
    } catch {
      builder.report(error)
    }
    return builder.finish()
  }

  static func refused(_ problems: [YAMLProblem.Placed]) -> YAMLDocument {
    YAMLDocument(root: nil, diagnostics: sorted(problems))
  }

  static func sorted(_ problems: [YAMLProblem.Placed]) -> [Diagnostic] {
    var bag = DiagnosticBag()
    for placed in problems { bag.add(placed.diagnostic) }
    return bag.sorted
  }
}
