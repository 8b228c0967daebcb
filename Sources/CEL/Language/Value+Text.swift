extension Value: CustomStringConvertible {
  /// The value as CEL would write it; for messages and explanations.
  package var description: String {
    switch self {
    case .null: Expression.Literal.null.text
    case .bool(let flag): "\(flag)"
    case .int(let number): "\(number)"
    case .uint(let number): "\(number)u"
    case .double(let number): "\(number)"
    case .string(let text): Expression.Literal.string(text).text
    case .bytes(let bytes): Expression.Literal.bytes(bytes).text
    case .list(let list): "[\(list.elements.map(\.description).joined(separator: ", "))]"
    case .map(let map):
      "{\(map.entries.map { "\($0.key.value): \($0.value)" }.joined(separator: ", "))}"
    case .type(let name): name
    case .timestamp(let time): "timestamp(\"\(time)\")"
    case .duration(let span): "duration(\"\(span)\")"
    case .optional(let wrapped): wrapped.map { "optional.of(\($0))" } ?? "optional.none()"
    case .address(let address): "ip(\"\(address)\")"
    case .network(let block): "cidr(\"\(block)\")"
    }
  }
}
