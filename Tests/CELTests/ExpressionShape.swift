import CEL

/// An expression as nested calls, `f(a, b)`, without places: two trees are the same where their shapes are.
func shape(_ expression: Expression) -> String {
  switch expression.kind {
  case .literal(let literal): return shape(literal)
  case .identifier(let name, let isAbsolute): return isAbsolute ? "absolute(\(name))" : name
  case .select(let operand, let field, let isOptional):
    return "\(isOptional ? "optional " : "")field(\(shape(operand)), \(field))"
  case .call(let function, let receiver, let arguments):
    let on = receiver.map { "\(shape($0))~" } ?? ""
    return "\(on)\(function)(\(arguments.map(shape).joined(separator: ", ")))"
  case .list(let elements):
    return
      "[\(elements.map { ($0.isOptional ? "?" : "") + shape($0.value) }.joined(separator: ", "))]"
  case .map(let entries): return "map{\(shape(entries))}"
  case .message(let name, let entries): return "\(name){\(shape(entries))}"
  }
}

private func shape(_ entries: [Expression.Entry]) -> String {
  entries.map { "\($0.isOptional ? "?" : "")\(shape($0.key)): \(shape($0.value))" }
    .joined(separator: ", ")
}

/// Unlike the description, it tells every kind of literal apart.
private func shape(_ literal: Expression.Literal) -> String {
  switch literal {
  case .null: "null"
  case .bool(let value): "\(value)"
  case .int(let value): "\(value)"
  case .uint(let value): "uint \(value)"
  case .double(let value): "double \(value)"
  case .string(let value): "string \(value.unicodeScalars.map { String($0.value, radix: 16) })"
  case .bytes(let value): "bytes \(value)"
  }
}
