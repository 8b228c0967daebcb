extension Checker {
  static let operators: [String: Operation] = [
    "_&&_": .and, "_||_": .or, "!_": .not, "_?_:_": .conditional, "_==_": .equal,
    "_!=_": .notEqual, "_<_": .less, "_<=_": .lessOrEqual, "_>_": .greater,
    "_>=_": .greaterOrEqual, "_+_": .add, "_-_": .subtract, "_*_": .multiply, "_/_": .divide,
    "_%_": .modulo, "-_": .negate,
  ]

  /// Functions that make a constant from a text: `duration("45s")`, `price("0.57")`.
  static let constructors: [String: Type] = [
    "duration": .duration, "price": .quantity(.price), "shares": .quantity(.shares),
    "usdc": .quantity(.usdc), "ticks": .quantity(.ticks), "bps": .quantity(.bps),
    "ops": .quantity(.ops), "rate": .quantity(.opsPerMinute), "count": .quantity(.count),
  ]

  /// Everything that can be called, for "did you mean".
  static let knownFunctions =
    Signature.Function.allCases.map(\.rawValue).sorted() + constructors.keys.sorted()

  /// Whether a call is one of the whole language, or an operator over what only that has.
  mutating func isComputed(
    _ function: String, _ receiver: Expression?, _ arguments: [Expression]
  ) -> Bool {
    let function = function.hasPrefix(".") ? String(function.dropFirst()) : function
    if receiver == nil, Self.constructors[function] != nil { return false }
    let name = receiver.map { $0.qualifiedName.map { "\($0).\(function)" } } ?? function
    if receiver == nil && Self.operators[function] != nil
      || name.map({ Signature.Function(rawValue: $0) != nil }) == true
    {
      return !arguments.allSatisfy { isScalar($0) }
    }
    return ExpressionError.Outside(function: name ?? function)
      ?? ExpressionError.Outside(function: function) != nil
  }

  mutating func call(
    _ function: String, _ receiver: Expression?, _ arguments: [Expression], at range: Range<Int>
  ) -> CheckedExpression? {
    // No container here: a name with a leading point is the same name.
    let function = function.hasPrefix(".") ? String(function.dropFirst()) : function
    if let operation = Self.operators[function], receiver == nil {
      return apply(operation, named: operation.symbol, to: arguments, at: range)
    }
    if receiver == nil, let type = Self.constructors[function] {
      return construct(function, type, arguments, at: range)
    }
    let name = receiver.map { $0.qualifiedName.map { "\($0).\(function)" } } ?? function
    if let name, let known = Signature.Function(rawValue: name) {
      return apply(known.operation, named: name, to: arguments, at: range)
    }
    // `math.ceil` is looked up whole; the method of a value, such as `title.matches`, by its own name.
    if let outside = ExpressionError.Outside(function: name ?? function)
      ?? ExpressionError.Outside(function: function)
    {
      return refuse(.outsideFence(outside), at: range)
    }
    return refuse(.unknownFunction(name ?? function, known: Self.knownFunctions), at: range)
  }

  private mutating func apply(
    _ operation: Operation, named name: String, to arguments: [Expression], at range: Range<Int>
  ) -> CheckedExpression? {
    // Doubles last: what stands beside one says how it should have been written.
    let isDouble = arguments.map(\.isDouble)
    var checked = zip(arguments, isDouble).map { $1 ? nil : check($0) }
    let neighbour = checked.lazy.compactMap { $0?.type }.first
    for (index, argument) in arguments.enumerated() where isDouble[index] {
      checked[index] = refuse(
        .outsideFence(.double(argument.doubleValue, beside: neighbour)), at: argument.range)
    }
    let operands = checked.compactMap { $0 }
    guard operands.count == arguments.count else { return nil }
    let adapted = adapt(operands, for: operation)
    switch Signature.result(of: operation, over: adapted.map(\.type)) {
    case .success(let resolution):
      return Self.operation(operation, adapted, resolution, at: range)
    case .failure(let mismatch):
      return refuse(mismatch.reason(name, adapted), at: mismatch.place(adapted) ?? range)
    }
  }

  /// The operation in the form that its units ask for.
  private static func operation(
    _ operation: Operation, _ operands: [CheckedExpression], _ resolution: Signature.Resolution,
    at range: Range<Int>
  ) -> CheckedExpression {
    let arranged = resolution.form.arrange(operation, operands) { value in
      CheckedExpression(.constant(value), .int, at: range)
    } magnitude: { operand in
      CheckedExpression(.operation(.absolute, [operand]), operand.type, at: operand.range)
    }
    return CheckedExpression(
      .operation(arranged.operation, arranged.operands), resolution.type, at: range)
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

  mutating func construct(
    _ function: String, _ type: Type, _ arguments: [Expression], at range: Range<Int>
  ) -> CheckedExpression? {
    guard arguments.count == 1, case .literal(.string(let text)) = arguments[0].kind else {
      return refuse(.notAText(function: function, type: type), at: range)
    }
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

extension Expression {
  /// A floating-point literal, also behind signs.
  fileprivate var isDouble: Bool {
    switch kind {
    case .literal(.double): true
    case .call("-_", nil, let operands): operands.allSatisfy(\.isDouble)
    default: false
    }
  }

  fileprivate var doubleValue: Double {
    switch kind {
    case .literal(.double(let value)): value
    case .call(_, _, let operands): -(operands.first?.doubleValue ?? 0)
    default: 0
    }
  }
}
