extension TypeChecker {
  /// A macro, an operator, a function of a namespace (`math.abs(x)`) or a function, in this order.
  mutating func call(
    _ function: String, _ receiver: Expression?, _ arguments: [Expression], at range: Range<Int>
  ) -> TypedExpression {
    if let expanded = macro(function, receiver, arguments, at: range) { return expanded }
    guard let receiver else {
      switch function {
      case "_&&_": return logical(arguments, at: range) { .and($0, $1) }
      case "_||_": return logical(arguments, at: range) { .or($0, $1) }
      case "_?_:_": return conditional(arguments, at: range)
      default: break
      }
      return apply(function, check(arguments), at: range)
    }
    if let name = receiver.dottedName.map({ "\($0).\(function)" }),
      environment.function(named: name) != nil || Self.quantityOperations[name] != nil
    {
      return apply(name, check(arguments), at: range)
    }
    return apply(function, check([receiver] + arguments), isReceiver: true, at: range)
  }

  private mutating func check(_ expressions: [Expression]) -> [TypedExpression] {
    var checked: [TypedExpression] = []
    for expression in expressions { checked.append(check(expression)) }
    return checked
  }

  /// A function without receiver, or what it is over quantities.
  mutating func apply(
    _ name: String, _ arguments: [TypedExpression], at range: Range<Int>
  ) -> TypedExpression {
    quantity(name, arguments, at: range)
      ?? apply(name, arguments, isReceiver: false, at: range)
  }

  /// Finds the overloads that the types leave; where several do with different results, it is `dyn`.
  mutating func apply(
    _ name: String, _ arguments: [TypedExpression], isReceiver: Bool, at range: Range<Int>
  ) -> TypedExpression {
    guard let function = environment.function(named: name) else {
      return fail(
        .unknownFunction(name, known: environment.functions.keys.filter(Self.isSpoken).sorted()),
        .unknownFunction(name), at: range)
    }
    let fitting = function.overloads.filter {
      $0.isReceiver == isReceiver && $0.parameters.count == arguments.count
    }
    var candidates: [Overload] = []
    var result: Type?
    for overload in fitting {
      guard isChecked else {
        candidates.append(overload)
        continue
      }
      let (parameters, ownResult) = instance(of: overload)
      guard substitution.unify(arguments.map(\.type), with: parameters) else { continue }
      candidates.append(overload)
      let resolved = substitution.resolve(ownResult)
      result = result == nil || result == resolved ? resolved : .dyn
    }
    guard !candidates.isEmpty else {
      let types = resolvedNames(arguments)
      return fail(
        .noOverload(function: Self.spoken(function.name), arguments: types),
        .noMatchingOverload(function: Self.spoken(function.name), arguments: types), at: range)
    }
    let callee = Callee(
      name: Self.spoken(function.name), candidates: candidates, operation: function.operation)
    return TypedExpression(special(callee, arguments), result ?? .dyn, at: range)
  }

  private mutating func resolvedNames(_ expressions: [TypedExpression]) -> [String] {
    var names: [String] = []
    for expression in expressions { names.append(substitution.resolve(expression.type).name) }
    return names
  }

  /// The calls that evaluate their arguments otherwise, or that can be prepared.
  private func special(
    _ callee: Callee, _ arguments: [TypedExpression]
  ) -> TypedExpression.Kind {
    let parameters = callee.candidates[0].parameters
    switch callee.name {
    case "or" where parameters.first == .optional(.parameter("A")):
      return .alternative(arguments[0], arguments[1], isValue: false)
    case "orValue" where parameters.first == .optional(.parameter("A")):
      return .alternative(arguments[0], arguments[1], isValue: true)
    case "matches" where parameters == [.string, .string]:
      guard case .constant(.string(let pattern)) = arguments[1].kind,
        let expression = try? RegularExpression(pattern)
      else { break }
      return .matches(arguments[0], expression)
    default: break
    }
    return .call(callee, arguments)
  }

  /// The types of the overload with parameters of its own.
  private mutating func instance(
    of overload: Overload
  ) -> (parameters: [Type], result: Type) {
    var fresh: [String: Type] = [:]
    var parameters: [Type] = []
    for parameter in overload.parameters { parameters.append(renamed(parameter, &fresh)) }
    return (parameters, renamed(overload.result, &fresh))
  }

  private mutating func renamed(_ type: Type, _ fresh: inout [String: Type]) -> Type {
    switch type {
    case .parameter(let name):
      if let known = fresh[name] { return known }
      let parameter = substitution.fresh()
      fresh[name] = parameter
      return parameter
    case .list(let element): return .list(renamed(element, &fresh))
    case .map(let key, let value):
      return .map(key: renamed(key, &fresh), value: renamed(value, &fresh))
    case .type(let inner): return .type(renamed(inner, &fresh))
    case .abstract(let name, let arguments):
      var renamedArguments: [Type] = []
      for argument in arguments { renamedArguments.append(renamed(argument, &fresh)) }
      return .abstract(name, renamedArguments)
    default: return type
    }
  }

  /// Whether people write the function by its name, as they do not with operators.
  private static func isSpoken(_ name: String) -> Bool {
    !name.contains("_") && !name.contains("@")
  }

  /// The operator as it is written: `+` for `_+_`.
  private static func spoken(_ name: String) -> String {
    guard !isSpoken(name) else { return name }
    return String(name.filter { $0 != "_" && $0 != "@" })
  }
}

// MARK: - Operators

extension TypeChecker {
  private mutating func logical(
    _ arguments: [Expression], at range: Range<Int>,
    _ kind: (TypedExpression, TypedExpression) -> TypedExpression.Kind
  ) -> TypedExpression {
    let operands = check(arguments)
    let result = kind(operands[0], operands[1])
    let name = if case .and = result { "&&" } else { "||" }
    for operand in operands { demandCondition(operand, of: name) }
    return TypedExpression(result, .bool, at: range)
  }

  /// A condition must be `bool`, or not known before the evaluation.
  mutating func demandCondition(_ expression: TypedExpression, of name: String) {
    guard isChecked, !substitution.unify([expression.type], with: [.bool]) else { return }
    let found = substitution.resolve(expression.type).name
    _ = fail(.notBoolean(name, found: found), .notBoolean(type: found), at: expression.range)
  }

  private mutating func conditional(
    _ arguments: [Expression], at range: Range<Int>
  ) -> TypedExpression {
    var operands = check(arguments)
    demandCondition(operands[0], of: "?:")
    operands.replaceSubrange(1..., with: adapted(Array(operands[1...])))
    let result = substitution.fresh()
    let branches = [operands[1].type, operands[2].type]
    if isChecked, !substitution.unify(branches, with: [result, result]) {
      let types = resolvedNames(Array(operands[1...]))
      _ = fail(
        .branchesDiffer(types[0], types[1]),
        .noMatchingOverload(function: "?:", arguments: types), at: range)
    }
    return TypedExpression(
      .conditional(operands[0], operands[1], operands[2]), substitution.resolve(result), at: range)
  }
}

// MARK: - Quantities

extension TypeChecker {
  /// An operator with a unit or an enumeration among its operands: the arithmetic of the policy fence. Nil
  /// where there is none.
  private mutating func quantity(
    _ function: String, _ operands: [TypedExpression], at range: Range<Int>
  ) -> TypedExpression? {
    guard let operation = Self.quantityOperations[function], isChecked,
      operands.contains(where: { Self.hasUnit(substitution.resolve($0.type)) })
    else { return nil }
    let operands = operation.takesOneUnit ? adapted(operands) : operands
    let slots = operands.map {
      CheckedExpression(.constant(0), substitution.resolve($0.type), at: $0.range)
    }
    switch Signature.result(of: operation, over: slots.map(\.type)) {
    case .success(let resolution):
      let arranged = resolution.form.arrange(operation, operands) { value in
        TypedExpression(.constant(.int(value)), .int, at: range)
      } magnitude: { operand in
        TypedExpression(.quantity(.absolute, [operand]), operand.type, at: operand.range)
      }
      return TypedExpression(
        .quantity(arranged.operation, arranged.operands), resolution.type, at: range)
    case .failure(let mismatch):
      return fail(
        mismatch.reason(operation.symbol, slots),
        .noMatchingOverload(function: operation.symbol, arguments: slots.map(\.type.name)),
        at: mismatch.place(slots) ?? range)
    }
  }

  private static let quantityOperations: [String: Operation] = [
    "_==_": .equal, "_!=_": .notEqual, "_<_": .less, "_<=_": .lessOrEqual, "_>_": .greater,
    "_>=_": .greaterOrEqual, "_+_": .add, "_-_": .subtract, "_*_": .multiply, "_/_": .divide,
    "_%_": .modulo, "-_": .negate, "math.abs": .absolute, "math.least": .least,
    "math.greatest": .greatest, "ticks.covering": .ticksCovering,
  ]

  private static func hasUnit(_ type: Type) -> Bool {
    switch type {
    case .quantity, .enumeration: true
    default: false
    }
  }

  /// A plain whole number beside a quantity takes its unit, as in `Checker`.
  private mutating func adapted(_ operands: [TypedExpression]) -> [TypedExpression] {
    let units = operands.compactMap { operand in
      if case .quantity(let unit) = operand.type { unit } else { nil }
    }
    guard let unit = units.first else { return operands }
    return operands.map { operand in
      guard case .constant(.int(let value)) = operand.kind, operand.type == .int else {
        return operand
      }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: unit.grain)
      guard !overflow else { return operand }
      return TypedExpression(.constant(.int(scaled)), .quantity(unit), at: operand.range)
    }
  }
}

extension Operation {
  /// Whether both operands are of one unit, so that a bare number can take that of the other.
  fileprivate var takesOneUnit: Bool {
    switch self {
    case .multiply, .divide, .modulo, .negate, .absolute, .and, .or, .not: false
    default: true
    }
  }
}
