import JSON
import YAML

/// The outline of a document: its entries with what they hold, down to rules and tests.
struct DocumentSymbols {
  let view: DocumentView
  /// Levels of entries that are shown.
  private static let depth = 6

  func json() -> JSONValue {
    guard view.document.isReadable, let tree = view.document.tree else { return .array([]) }
    let symbols = entries(tree.root, tree, depth: Self.depth)
    return view.client.hasNestedSymbols ? .array(symbols) : .array(symbols.flatMap(flat))
  }

  private func entries(_ node: YAMLNode, _ tree: SourceDocument.Tree, depth: Int) -> [JSONValue] {
    guard depth > 0 else { return [] }
    if let pairs = node.pairs {
      return pairs.compactMap { pair in
        guard let name = pair.key.text, !name.isEmpty else { return nil }
        let start = tree.extent(of: pair.key).lowerBound
        let end = max(tree.extent(of: pair.key).upperBound, tree.extent(of: pair.value).upperBound)
        return symbol(
          name, pair.value.text ?? "", kind(pair.value), start..<end, tree.extent(of: pair.key),
          entries(pair.value, tree, depth: depth - 1))
      }
    }
    return (node.items ?? []).enumerated().compactMap { index, item in
      guard item.pairs != nil else { return nil }
      let name = item["name"] ?? item["code"] ?? item["require"]
      let range = tree.extent(of: item)
      let title = name?.text ?? item.pairs?.first?.key.text ?? "\(index + 1)"
      return symbol(
        "\(index + 1) \(title)", item["do"]?.text ?? "", .event, range,
        name.map { tree.extent(of: $0) } ?? range.lowerBound..<range.lowerBound,
        item["cases"].map { entries($0, tree, depth: depth - 1) } ?? [])
    }
  }

  private func kind(_ value: YAMLNode) -> SymbolKind {
    if value.items != nil { return .array }
    return value.pairs == nil ? .string : .object
  }

  private func symbol(
    _ name: String, _ detail: String, _ kind: SymbolKind, _ range: Range<Int>,
    _ selection: Range<Int>, _ children: [JSONValue]
  ) -> JSONValue {
    [
      "name": .string(name), "detail": .string(String(detail.prefix(80))),
      "kind": .number("\(kind.rawValue)"), "range": view.range(range).json,
      "selectionRange": view.range(selection.clamped(to: range)).json,
      "children": .array(children),
    ]
  }

  /// For clients that know no symbols inside each other.
  private func flat(_ symbol: JSONValue) -> [JSONValue] {
    let own: JSONValue = [
      "name": symbol["name"] ?? "", "kind": symbol["kind"] ?? 13,
      "location": [
        "uri": .string(view.uri(of: view.document.file)), "range": symbol["range"] ?? .null,
      ],
    ]
    return [own] + (symbol["children"]?.array ?? []).flatMap(flat)
  }
}
