extension TypedExpression {
  /// The expressions that this one is directly made of, in the order of the text.
  package var parts: [TypedExpression] {
    switch kind {
    case .constant, .variable, .local, .failure: []
    case .select(let operand, _, _), .has(let operand, _), .matches(let operand, _): [operand]
    case .and(let left, let right), .or(let left, let right): [left, right]
    case .conditional(let condition, let whenTrue, let whenFalse): [condition, whenTrue, whenFalse]
    case .call(_, let arguments), .quantity(_, let arguments): arguments
    case .list(let elements): elements.map(\.value)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .comprehension(let comprehension):
      [comprehension.range] + (comprehension.filter.map { [$0] } ?? []) + [comprehension.body]
    case .bind(_, let value, let result): [value, result]
    case .alternative(let optional, let other, _): [optional, other]
    case .optionalMap(_, let optional, let body, _): [optional, body]
    }
  }

  /// Every variable of the environment that the expression may depend on.
  package var variables: Set<Int> {
    if case .variable(let identity, _) = kind { return [identity] }
    return parts.reduce(into: []) { $0.formUnion($1.variables) }
  }

  /// Whether it can be evaluated by itself: it uses no variable of a comprehension or binding around it.
  package var isClosed: Bool { isClosed(over: []) }

  private func isClosed(over bound: Set<Int>) -> Bool {
    switch kind {
    case .local(let index, _): bound.contains(index)
    case .comprehension(let loop):
      loop.range.isClosed(over: bound)
        && ((loop.filter.map { [$0] } ?? []) + [loop.body]).allSatisfy {
          $0.isClosed(
            over: bound.union(
              loop.hasTwoVariables ? [loop.local, loop.local + 1] : [loop.local]))
        }
    case .bind(let local, let value, let result):
      value.isClosed(over: bound) && result.isClosed(over: bound.union([local]))
    case .optionalMap(let local, let optional, let body, _):
      optional.isClosed(over: bound) && body.isClosed(over: bound.union([local]))
    default: parts.allSatisfy { $0.isClosed(over: bound) }
    }
  }

  /// What of it policies cannot have, each once and at the innermost place: what is only known when it is
  /// evaluated, and numbers that are not exact (facts/rules-engines.md 4, "Our fence around it").
  package var outsideFence: [ExpressionError] {
    let inner = parts.flatMap(\.outsideFence)
    guard inner.isEmpty, let what = type.outsideFence else { return inner }
    return [ExpressionError(.outsideFence(what), at: range)]
  }
}

extension Type {
  /// What of the type keeps it out of policies; nil where nothing does.
  fileprivate var outsideFence: ExpressionError.Outside? {
    switch self {
    case .double: .floatingPoint
    case .dyn, .parameter: .dynamic
    case .null: .null
    case .list(let element): element.outsideFence
    case .map(let key, let value): key.outsideFence ?? value.outsideFence
    case .abstract(_, let arguments): arguments.lazy.compactMap(\.outsideFence).first
    case .bool, .int, .uint, .string, .bytes, .duration, .timestamp, .quantity, .enumeration, .type:
      nil
    }
  }
}
