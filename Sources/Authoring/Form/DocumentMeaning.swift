import CEL
import YAML

/// What a document says, whatever it looks like: texts, the order of lists and of free names, conditions in their
/// canonical spelling. Two documents with one meaning compile to one digest.
indirect enum DocumentMeaning: Hashable {
  case absent
  case text(String)
  case list([DocumentMeaning])
  case mapping([Entry])

  struct Entry: Hashable {
    var key: String
    var value: DocumentMeaning
  }

  init(_ document: YAMLNode) {
    self.init(document, [], KeyOrder(document))
  }

  private init(_ node: YAMLNode, _ path: [String], _ order: KeyOrder) {
    switch node.kind {
    case .scalar(let text, _):
      if node.isAbsent {
        self = .absent
      } else if order.isExpression(at: path), let expression = try? Parser.parse(text) {
        self = .text(expression.description)
      } else {
        self = .text(text)
      }
    case .sequence(let items):
      self = .list(items.map { DocumentMeaning($0, path + ["0"], order) })
    case .mapping(let pairs):
      let entries = pairs.map { pair in
        let key = pair.key.text ?? ""
        return Entry(key: key, value: DocumentMeaning(pair.value, path + [key], order))
      }
      let isFree = order.order(of: entries.map(\.key), at: path) == nil
      self = .mapping(isFree ? entries : entries.sorted { $0.key < $1.key })
    }
  }
}
