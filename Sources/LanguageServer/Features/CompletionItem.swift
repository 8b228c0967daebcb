import JSON

/// One proposal of a completion.
struct CompletionItem {
  /// LSP 3.17, `CompletionItemKind`.
  enum Kind: Int64 {
    case text = 1
    case method = 2
    case function = 3
    case field = 5
    case variable = 6
    case module = 9
    case property = 10
    case unit = 11
    case value = 12
    case enumerationMember = 20
    case constant = 21
    case reference = 18
    case event = 23
  }

  var label: String
  var kind: Kind
  /// What stands beside it in the list: a type, a severity.
  var detail = ""
  var documentation = ""
  /// What is written; the label where it says nothing.
  var insertion: String?
  /// Lower numbers come first.
  var rank = 5

  func json(replacing range: TextRange, order: Int, isMarkdown: Bool) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("label", .string(label)), .init("kind", .number("\(kind.rawValue)")),
    ]
    if !detail.isEmpty { members.append(.init("detail", .string(detail))) }
    if !documentation.isEmpty {
      members.append(
        .init(
          "documentation",
          [
            "kind": .string(isMarkdown ? "markdown" : "plaintext"),
            "value": .string(documentation),
          ]))
    }
    let number = String(order)
    let padding = String(repeating: "0", count: max(0, 4 - number.count))
    members.append(.init("sortText", .string("\(rank)\(padding)\(number)")))
    members.append(.init("filterText", .string(label)))
    members.append(
      .init(
        "textEdit", ["range": range.json, "newText": .string(insertion ?? label)]))
    return .object(members)
  }
}
