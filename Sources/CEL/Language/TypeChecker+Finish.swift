extension TypeChecker {
  /// The tree with all types as they turned out; what nothing was concluded about is `dyn`.
  mutating func finished(_ expression: TypedExpression) -> TypedExpression {
    TypedExpression(
      finished(expression.kind), substitution.resolve(expression.type, isFinal: true),
      at: expression.range)
  }

  private mutating func finished(_ kind: TypedExpression.Kind) -> TypedExpression.Kind {
    switch kind {
    case .constant, .variable, .local, .failure: return kind
    case .select(let operand, let field, let isOptional):
      return .select(finished(operand), field: field, isOptional: isOptional)
    case .has(let operand, let field): return .has(finished(operand), field: field)
    case .and(let left, let right): return .and(finished(left), finished(right))
    case .or(let left, let right): return .or(finished(left), finished(right))
    case .conditional(let condition, let whenTrue, let whenFalse):
      return .conditional(finished(condition), finished(whenTrue), finished(whenFalse))
    case .call(let callee, let arguments): return .call(callee, arguments.map { finished($0) })
    case .quantity(let operation, let operands):
      return .quantity(operation, operands.map { finished($0) })
    case .matches(let text, let pattern): return .matches(finished(text), pattern)
    case .list(let elements):
      return .list(
        elements.map {
          TypedExpression.Element(value: finished($0.value), isOptional: $0.isOptional)
        })
    case .map(let entries):
      return .map(
        entries.map {
          TypedExpression.Entry(
            key: finished($0.key), value: finished($0.value), isOptional: $0.isOptional)
        })
    case .comprehension(var comprehension):
      comprehension.range = finished(comprehension.range)
      comprehension.filter = comprehension.filter.map { finished($0) }
      comprehension.body = finished(comprehension.body)
      return .comprehension(comprehension)
    case .bind(let local, let value, let result):
      return .bind(local: local, value: finished(value), result: finished(result))
    case .alternative(let optional, let other, let isValue):
      return .alternative(finished(optional), finished(other), isValue: isValue)
    case .optionalMap(let local, let optional, let body, let isFlat):
      return .optionalMap(
        local: local, finished(optional), body: finished(body), isFlat: isFlat)
    }
  }
}
