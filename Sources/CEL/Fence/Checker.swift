/// Resolves names and checks types, units among them. The fence is here: an expression that needs a type
/// outside the 64-bit slots is refused with its place, texts and lists only where nobody computes them
/// (`Checker+Computed.swift`).
package struct Checker {
  let environment: Environment
  /// What works with texts and lists; nil where nothing may.
  var computed: ComputedExpressions?
  /// Constants of the expression with their types, by the names that stand for them in its computed parts.
  var constants: [String: (type: Type, value: Value)] = [:]
  /// Whether operators and calls of the whole language give scalars, by their places.
  var scalars: [Range<Int>: Bool] = [:]

  /// The typed form of `expression`, or every error in it.
  package static func check(
    _ expression: Expression, in environment: Environment
  ) -> Result<CheckedExpression, ExpressionErrors> {
    var checker = Checker(environment: environment)
    if let checked = checker.check(expression) { return .success(checked) }
    return .failure(ExpressionErrors(errors: checker.errors))
  }

  var errors: [ExpressionError] = []

  init(environment: Environment, computed: ComputedExpressions? = nil) {
    self.environment = environment
    self.computed = computed
  }

  /// Nil where something below was wrong; the errors are kept, so that one run shows all of them.
  mutating func check(_ expression: Expression) -> CheckedExpression? {
    if computed != nil, isComputed(expression) { return compute(expression) }
    switch expression.kind {
    case .literal(let literal): return constant(literal, at: expression.range)
    case .identifier, .select: return name(expression)
    case .call(let function, let receiver, let arguments):
      return call(function, receiver, arguments, at: expression.range)
    case .list: return refuse(.outsideFence(.list), at: expression.range)
    case .map: return refuse(.outsideFence(.map), at: expression.range)
    case .message: return refuse(.outsideFence(.message), at: expression.range)
    }
  }

  /// Whether the expression is to be computed by the general evaluator: it is no scalar, or makes one of what is
  /// none.
  private mutating func isComputed(_ expression: Expression) -> Bool {
    guard case .call(let function, let receiver, let arguments) = expression.kind else {
      return !isScalar(expression)
    }
    return isComputed(function, receiver, arguments) || !isScalar(expression)
  }

  mutating func refuse(
    _ reason: ExpressionError.Reason, at range: Range<Int>
  ) -> CheckedExpression? {
    errors.append(ExpressionError(reason, at: range))
    return nil
  }

  private mutating func constant(
    _ literal: Expression.Literal, at range: Range<Int>
  ) -> CheckedExpression? {
    switch literal {
    case .bool(let value): CheckedExpression(.constant(value ? 1 : 0), .bool, at: range)
    case .int(let value): CheckedExpression(.constant(value), .int, at: range)
    case .uint: refuse(.outsideFence(.unsigned), at: range)
    case .double(let value): refuse(.outsideFence(.double(value, beside: nil)), at: range)
    case .string: refuse(.outsideFence(.string), at: range)
    case .bytes: refuse(.outsideFence(.bytes), at: range)
    case .null: refuse(.outsideFence(.null), at: range)
    }
  }

  private mutating func name(_ expression: Expression) -> CheckedExpression? {
    guard let name = expression.qualifiedName else {
      return refuse(.outsideFence(.computedField), at: expression.range)
    }
    guard let declaration = environment[name] else {
      let members = environment.members(of: name)
      if !members.isEmpty {
        return refuse(.incompleteName(name, members: members), at: expression.range)
      }
      return refuse(.unknownName(name, known: environment.names), at: expression.range)
    }
    guard declaration.type.isScalar else {
      return refuse(
        .outsideFence(.name(name, type: declaration.type.name)), at: expression.range)
    }
    switch declaration.meaning {
    case .variable(let identity):
      return CheckedExpression(
        .variable(identity, name: name), declaration.type, at: expression.range)
    case .constant(let value):
      return CheckedExpression(.constant(value), declaration.type, at: expression.range)
    }
  }
}

/// All that is wrong with one expression.
package struct ExpressionErrors: Error, Equatable, Sendable {
  package var errors: [ExpressionError]
}
