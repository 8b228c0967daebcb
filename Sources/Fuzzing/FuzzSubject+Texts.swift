import CEL

extension FuzzSubject {
  /// With texts and lists: what needs none is checked as it is without them, and the bounds of the rest hold.
  func compute(
    _ expression: Expression, _ text: String,
    _ scalar: Result<CheckedExpression, ExpressionErrors>
  ) throws(BrokenPromise) {
    var computed = ComputedExpressions(nextIdentity: Self.names.count)
    let result = Checker.check(expression, in: environment, computing: &computed)
    if case .success = scalar, scalar != result || !computed.expressions.isEmpty {
      throw BrokenPromise("'\(text)' needs no texts, and is another with them")
    }
    if case .failure(let failure) = result { try check(failure.errors, in: text) }
    for (_, part) in computed.expressions {
      for variant in 0..<3 {
        let values = Self.names.map { Self.value($0.type, $0.bound, variant) }
        let evaluation = Evaluator.evaluate(
          part.expression, values, meter: Meter(limit: part.meterLimit))
        if case .error(let error) = evaluation, case .exhausted(let limit) = error.reason,
          limit < Meter.defaultLimit
        {
          throw BrokenPromise("'\(part.text)' costs more than \(part.cost.units) units")
        }
      }
    }
  }

  /// Values of every type, the texts and lists as long as they may be.
  private static func value(_ type: Type, _ bound: Bound, _ variant: Int) -> Evaluation {
    let (length, items) = (bound.length ?? 0, bound.items ?? 0)
    func value(_ type: Type) -> Value {
      switch type {
      case .string: .string(String(repeating: variant == 1 ? "a" : "\u{1F600}", count: length))
      case .list(let element): .list(Array(repeating: value(element), count: items))
      default: Value(slot: variant == 1 ? 1 : 0, as: type) ?? .int(0)
      }
    }
    return variant == 2 ? .unknown([0]) : .value(value(type))
  }
}
