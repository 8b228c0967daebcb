package import Diagnostics
package import Graph
package import Policy
package import YAML

/// What lint looks at: documents that check has found right, together with what they compile to.
package struct LintSubject {
  /// One document.
  package struct Document {
    /// As the user would open it.
    package var file: String
    /// Relative to the root.
    package var path: String
    package var text: String
    package var root: YAMLNode

    var kind: String { root["kind"]?.text ?? "" }
    var specification: YAMLNode? { root["spec"] }
  }

  /// Those that are YAML.
  package private(set) var documents: [Document] = []
  package let graph: CompiledGraph
  /// The day on which lint runs: `2026-11-21`.
  package let today: String
  /// Whether the root has the schemas that modelines name.
  package let hasSchemas: Bool
  /// What was seen of each comparison with a param in a journal; empty where none was given.
  package let usage: [ParameterUsage]
  /// Quotes the documents.
  package private(set) var renderer = DiagnosticRenderer()

  package init(
    _ inputs: [PolicyLoader.Input], graph: CompiledGraph, today: String, hasSchemas: Bool,
    usage: [ParameterUsage] = []
  ) {
    self.graph = graph
    self.today = today
    self.hasSchemas = hasSchemas
    self.usage = usage
    for input in inputs {
      let text = String(decoding: input.bytes, as: UTF8.self)
      renderer.addSource(text, file: input.file)
      guard let root = YAMLDocument.parse(input.bytes, file: input.file).root else { continue }
      documents.append(Document(file: input.file, path: input.path, text: text, root: root))
    }
  }

  /// The documents of a kind.
  func documents(of kind: DocumentKind) -> [Document] {
    documents.filter { $0.kind == kind.rawValue }
  }
}

/// What a journal says about one limit: how large the values were that were held against it.
package struct ParameterUsage: Sendable {
  /// `exec.queuewarden`
  package var bot: String
  package var parameter: String
  /// In slot units: all but one of a thousand were not above this.
  package var high: Int64
  package var count: Int

  package init(bot: String, parameter: String, high: Int64, count: Int) {
    self.bot = bot
    self.parameter = parameter
    self.high = high
    self.count = count
  }
}
