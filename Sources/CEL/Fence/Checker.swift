/// Resolves names and checks types, units among them. The fence is here: an expression that needs a type
/// outside the 64-bit slots (strings, lists, doubles) is refused with its place.
package struct Checker {
  private let environment: Environment

  /// The typed form of `expression`, or every error in it.
  package static func check(
    _ expression: Expression, in environment: Environment
  ) -> Result<CheckedExpression, ExpressionErrors> {
    var checker = Checker(environment: environment)
    if let checked = checker.check(expression) { return .success(checked) }
    return .failure(ExpressionErrors(errors: checker.errors))
  }

  private var errors: [ExpressionError] = []

  private init(environment: Environment) {
    self.environment = environment
  }

  /// Nil where something below was wrong; the errors are kept, so that one run shows all of them.
  private mutating func check(_ expression: Expression) -> CheckedExpression? {
    switch expression.kind {
    case .literal(let literal): return constant(literal, at: expression.range)
    case .identifier, .select: return name(expression)
    case .call(let function, let receiver, let arguments):
      return call(function, receiver, arguments, at: expression.range)
    case .list: return refuse(.outsideFence("a list"), at: expression.range)
    case .map: return refuse(.outsideFence("a map"), at: expression.range)
    case .message: return refuse(.outsideFence("a message"), at: expression.range)
    }
  }

  private mutating func refuse(
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
    case .uint: refuse(.outsideFence("an unsigned number"), at: range)
    case .double: refuse(.outsideFence("a floating-point number"), at: range)
    case .string: refuse(.outsideFence("a string"), at: range)
    case .bytes: refuse(.outsideFence("a bytes value"), at: range)
    case .null: refuse(.outsideFence("null"), at: range)
    }
  }

  private mutating func name(_ expression: Expression) -> CheckedExpression? {
    guard let name = expression.qualifiedName else {
      return refuse(.outsideFence("a field of a computed value"), at: expression.range)
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
        .outsideFence("a \(declaration.type.name) ('\(name)')"), at: expression.range)
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

// MARK: - Calls

extension Checker {
  private static let operators: [String: Operation] = [
    "_&&_": .and, "_||_": .or, "!_": .not, "_?_:_": .conditional, "_==_": .equal,
    "_!=_": .notEqual, "_<_": .less, "_<=_": .lessOrEqual, "_>_": .greater,
    "_>=_": .greaterOrEqual, "_+_": .add, "_-_": .subtract, "_*_": .multiply, "_/_": .divide,
    "_%_": .modulo, "-_": .negate,
  ]

  private static let functions: [String: Operation] = [
    "math.abs": .absolute, "math.least": .least, "math.greatest": .greatest,
    "ticks.covering": .ticksCovering,
  ]

  /// Functions that make a constant from a text: `duration("45s")`, `price("0.57")`.
  private static let constructors = ["duration", "price", "shares", "usdc"]

  private mutating func call(
    _ function: String, _ receiver: Expression?, _ arguments: [Expression], at range: Range<Int>
  ) -> CheckedExpression? {
    // No container here: a name with a leading point is the same name.
    let function = function.hasPrefix(".") ? String(function.dropFirst()) : function
    if let operation = Self.operators[function], receiver == nil {
      return apply(operation, named: operation.symbol, to: arguments, at: range)
    }
    let name = receiver.map { $0.qualifiedName.map { "\($0).\(function)" } } ?? function
    if receiver == nil, Self.constructors.contains(function) {
      return construct(function, arguments, at: range)
    }
    guard let name, let operation = Self.functions[name] else {
      let known = Self.functions.keys.sorted() + Self.constructors
      return refuse(.unknownFunction(name ?? function, known: known), at: range)
    }
    return apply(operation, named: name, to: arguments, at: range)
  }

  private mutating func apply(
    _ operation: Operation, named name: String, to arguments: [Expression], at range: Range<Int>
  ) -> CheckedExpression? {
    let checked = arguments.map { check($0) }
    let operands = checked.compactMap { $0 }
    guard operands.count == arguments.count else { return nil }
    let adapted = adapt(operands, for: operation)
    switch Signature.result(of: operation, over: adapted.map(\.type)) {
    case .success(let type):
      return CheckedExpression(.operation(operation, adapted), type, at: range)
    case .failure(let mismatch):
      return refuse(mismatch.reason(name, adapted), at: mismatch.place(adapted) ?? range)
    }
  }

  /// A plain whole number beside a quantity takes its unit: `pending >= 1` needs no `ops(1)`. Durations and
  /// timestamps are left out, since the reader could not tell seconds from milliseconds.
  private func adapt(
    _ operands: [CheckedExpression], for operation: Operation
  ) -> [CheckedExpression] {
    switch operation {
    case .multiply, .divide, .modulo, .negate, .absolute, .and, .or, .not: return operands
    default: break
    }
    guard
      let unit = operands.lazy.compactMap({ operand in
        if case .quantity(let unit) = operand.type { unit } else { nil }
      }).first
    else { return operands }
    return operands.map { operand in
      guard case .constant(let value) = operand.kind, operand.type == .int else { return operand }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: unit.grain)
      guard !overflow else { return operand }
      return CheckedExpression(.constant(scaled), .quantity(unit), at: operand.range)
    }
  }

  private mutating func construct(
    _ function: String, _ arguments: [Expression], at range: Range<Int>
  ) -> CheckedExpression? {
    guard arguments.count == 1, case .literal(.string(let text)) = arguments[0].kind else {
      return refuse(
        .noOverload(function: function, arguments: arguments.map { _ in "?" }), at: range)
    }
    let type: Type =
      function == "duration" ? .duration : .quantity(Unit(rawValue: function) ?? .count)
    do {
      let value = try QuantityText.parseBare(text, as: type)
      return CheckedExpression(.constant(value), type, at: range)
    } catch {
      return refuse(
        .badConstant(function: function, text: text, wanted: error.wanted(type)),
        at: arguments[0].range)
    }
  }
}
