import CEL

extension CheckedExpression {
  /// The tree in brackets, for the message of a property that does not hold.
  var text: String {
    switch kind {
    case .constant(let value): "\(value)"
    case .variable(_, let name): name
    case .operation(let operation, let operands):
      "(\(operation.symbol) \(operands.map(\.text).joined(separator: " ")))"
    }
  }
}
