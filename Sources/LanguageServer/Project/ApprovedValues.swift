import Policy
import YAML

/// The values that the newest release of a root gives, for comparison with those of the working files. They are read
/// and not proved: `polytraders approve verify` proves a release.
struct ApprovedValues: Sendable {
  /// The text of the release.
  let source: [UInt8]?
  /// `000003`; nil where there is no release.
  let release: String?
  private var values: [Symbol: [GivenValue]] = [:]

  /// Room for the documents of a large desk, as the reader of releases has it.
  private static let limits = YAMLDocument.Limits(
    bytes: 32 << 20, depth: 8, nodes: 20_000, scalarLength: 2 << 20)

  init() {
    source = nil
    release = nil
  }

  init(_ input: PolicyLoader.Input?) {
    source = input?.bytes
    guard let input,
      let root = YAMLDocument.parse(input.bytes, file: input.file, limits: Self.limits).root,
      let documents = root["spec"]?["documents"]?.pairs
    else {
      release = nil
      return
    }
    release = input.path.split(separator: "/").last.map { String($0.prefix(6)) }
    let index = SymbolIndex(
      documents.compactMap { pair in
        guard let path = pair.key.text, let text = pair.value.text else { return nil }
        return SourceDocument(file: path, path: path, text: TextBuffer(text))
      })
    for (_, value) in index.values { values[value.symbol, default: []].append(value) }
  }

  /// What the release gives a param, a threshold or the severity of a code.
  func values(of symbol: Symbol) -> [GivenValue] { values[symbol] ?? [] }
}
