/// Runs typed expressions (cel-spec, langdef.md "Evaluation"). An unknown or an error of a part is that of the
/// whole, unless `&&`, `||`, `all`, `exists` or a conditional get by without the part; an unknown beats an error.
package struct Evaluator<Variables: VariableSource> {
  /// A variable of a comprehension or binding.
  enum Local {
    case value(Value)
    /// What `cel.bind` names, before its first use.
    case pending(TypedExpression)
    case failed(Interruption)
  }

  let variables: Variables
  var meter: Meter
  var locals: [Local] = []

  /// What `expression` comes to. It may be a part of a checked expression, if it uses no variable of a
  /// comprehension around it.
  package static func evaluate(
    _ expression: TypedExpression, _ variables: Variables, meter: Meter = Meter()
  ) -> Evaluation {
    var evaluator = Evaluator(variables: variables, meter: meter)
    do throws(Interruption) {
      let value = try evaluator.value(of: expression)
      // What leaves here can be walked through by anybody.
      try evaluator.charge(value.weight, at: expression.range)
      return .value(value)
    } catch {
      switch error {
      case .unknown(let facts): return .unknown(facts)
      case .failed(let error), .exhausted(let error): return .error(error)
      }
    }
  }

  /// Expressions may be a thousand operators high, so the frames that repeat are kept small: the kinds are
  /// spread over three functions.
  mutating func value(of expression: TypedExpression) throws(Interruption) -> Value {
    switch expression.kind {
    case .constant(let value): return value
    case .local(let index, _): return try local(index)
    case .call(let callee, let arguments):
      return try call(callee, arguments, at: expression.range)
    case .quantity(let operation, let operands):
      return try quantity(operation, operands, expression.type, at: expression.range)
    case .and, .or, .conditional, .select, .has: return try choice(expression)
    default: return try rare(expression)
    }
  }

  private mutating func choice(_ expression: TypedExpression) throws(Interruption) -> Value {
    switch expression.kind {
    case .and(let left, let right): return try logical(left, right, decidedBy: false)
    case .or(let left, let right): return try logical(left, right, decidedBy: true)
    case .conditional(let condition, let whenTrue, let whenFalse):
      return try value(of: try self.condition(condition) ? whenTrue : whenFalse)
    case .select(let operand, let field, let isOptional):
      return try select(operand, field, isOptional: isOptional, at: expression.range)
    case .has(let operand, let field): return try has(operand, field, at: expression.range)
    default: return try rare(expression)
    }
  }

  private mutating func rare(_ expression: TypedExpression) throws(Interruption) -> Value {
    switch expression.kind {
    case .variable(let identity, let name):
      return try variable(identity, name, at: expression.range)
    case .matches(let text, let pattern): return try matches(text, pattern)
    case .list(let elements): return try list(elements, at: expression.range)
    case .map(let entries): return try map(entries, at: expression.range)
    case .comprehension(let comprehension):
      return try run(comprehension, at: expression.range)
    case .bind(let local, let initial, let result):
      set(local, .pending(initial))
      return try value(of: result)
    case .alternative(let optional, let other, let isValue):
      return try alternative(optional, other, isValue: isValue, at: expression.range)
    case .optionalMap(let local, let optional, let body, let isFlat):
      return try optionalMap(local, optional, body, isFlat: isFlat)
    case .failure(let reason): throw .failed(EvaluationError(reason, at: expression.range))
    case .constant, .local, .call, .quantity, .and, .or, .conditional, .select, .has:
      return try value(of: expression)
    }
  }
}

/// Where the values of an expression's variables come from.
package protocol VariableSource {
  /// The value of the variable that was declared with this identity; nil for one that nobody bound.
  func outcome(of variable: Int) -> Evaluation?
}

extension [Evaluation]: VariableSource {
  package func outcome(of variable: Int) -> Evaluation? {
    indices.contains(variable) ? self[variable] : nil
  }
}

// MARK: - Parts

extension Evaluator {
  mutating func charge(_ units: Int, at range: Range<Int>) throws(Interruption) {
    do throws(EvaluationError.Reason) {
      try meter.charge(units)
    } catch {
      throw .exhausted(EvaluationError(error, at: range))
    }
  }

  /// Runs what can fail without a place, and gives it the place.
  mutating func guarded<Result>(
    at range: Range<Int>,
    _ body: (inout Meter) throws(EvaluationError.Reason) -> Result
  ) throws(Interruption) -> Result {
    do throws(EvaluationError.Reason) {
      return try body(&meter)
    } catch {
      let located = EvaluationError(error, at: range)
      if case .exhausted = error { throw .exhausted(located) }
      throw .failed(located)
    }
  }

  mutating func set(_ index: Int, _ local: Local) {
    while locals.count <= index { locals.append(.value(.null)) }
    locals[index] = local
  }

  private mutating func local(_ index: Int) throws(Interruption) -> Value {
    switch locals[index] {
    case .value(let value): return value
    case .failed(let interruption): throw interruption
    case .pending(let expression):
      // The locals of the expression lie where the binding and those of the body do.
      let body = Array(locals[index...])
      let result: Local
      do throws(Interruption) {
        result = .value(try value(of: expression))
      } catch {
        result = .failed(error)
      }
      locals.replaceSubrange(index..., with: body)
      locals[index] = result
      return try local(index)
    }
  }

  private func variable(
    _ identity: Int, _ name: String, at range: Range<Int>
  ) throws(Interruption) -> Value {
    switch variables.outcome(of: identity) {
    case .value(let value): return value
    case .unknown(let facts): throw .unknown(facts)
    case .error(let error): throw .failed(EvaluationError(error.reason, at: range))
    case nil: throw .failed(EvaluationError(.unboundName(name), at: range))
    }
  }

  /// A part that must be `bool`.
  mutating func condition(_ expression: TypedExpression) throws(Interruption) -> Bool {
    let value = try value(of: expression)
    guard case .bool(let condition) = value else {
      throw .failed(
        EvaluationError(.notBoolean(type: value.typeName), at: expression.range))
    }
    return condition
  }

  private mutating func logical(
    _ left: TypedExpression, _ right: TypedExpression, decidedBy decisive: Bool
  ) throws(Interruption) -> Value {
    var interruption: Interruption?
    do throws(Interruption) {
      if try condition(left) == decisive { return .bool(decisive) }
    } catch {
      guard !error.isExhaustion else { throw error }
      interruption = error
    }
    do throws(Interruption) {
      if try condition(right) == decisive { return .bool(decisive) }
    } catch {
      throw interruption?.combined(with: error) ?? error
    }
    if let interruption { throw interruption }
    return .bool(!decisive)
  }
}
