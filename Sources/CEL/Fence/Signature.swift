/// Which types an operation takes and gives: the unit arithmetic of the fence.
enum Signature {
  enum Mismatch: Error {
    case count
    case overload
    case units
    case notBoolean(operand: Int)
    case branches

    func reason(_ name: String, _ operands: [CheckedExpression]) -> ExpressionError.Reason {
      let types = operands.map(\.type.name)
      switch self {
      case .count, .overload: return .noOverload(function: name, arguments: types)
      case .units: return .differentUnits(operation: name, left: types[0], right: types[1])
      case .notBoolean(let index): return .notBoolean(name, found: types[index])
      case .branches: return .branchesDiffer(types[1], types[2])
      }
    }

    func place(_ operands: [CheckedExpression]) -> Range<Int>? {
      if case .notBoolean(let index) = self { operands[index].range } else { nil }
    }
  }

  static func result(of operation: Operation, over types: [Type]) -> Result<Type, Mismatch> {
    switch operation {
    case .and, .or: boolean(types, count: 2)
    case .not: boolean(types, count: 1)
    case .conditional: conditional(types)
    case .equal, .notEqual: comparison(types, ordered: false)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: comparison(types, ordered: true)
    case .add, .subtract: sum(types, isSubtraction: operation == .subtract)
    case .multiply: product(types)
    case .divide, .modulo: quotient(types, isModulo: operation == .modulo)
    case .negate, .absolute: number(types, count: 1...1)
    case .least, .greatest: number(types, count: 2...2)
    case .ticksCovering:
      types == [.quantity(.price), .quantity(.price)]
        ? .success(.quantity(.ticks)) : .failure(types.count == 2 ? .overload : .count)
    }
  }

  private static func boolean(_ types: [Type], count: Int) -> Result<Type, Mismatch> {
    guard types.count == count else { return .failure(.count) }
    if let wrong = types.firstIndex(where: { $0 != .bool }) {
      return .failure(.notBoolean(operand: wrong))
    }
    return .success(.bool)
  }

  private static func conditional(_ types: [Type]) -> Result<Type, Mismatch> {
    guard types.count == 3 else { return .failure(.count) }
    guard types[0] == .bool else { return .failure(.notBoolean(operand: 0)) }
    return types[1] == types[2] ? .success(types[1]) : .failure(.branches)
  }

  private static func comparison(_ types: [Type], ordered: Bool) -> Result<Type, Mismatch> {
    guard types.count == 2 else { return .failure(.count) }
    guard types[0] == types[1] else { return .failure(.units) }
    if ordered, case .enumeration = types[0] { return .failure(.overload) }
    if ordered, types[0] == .bool { return .failure(.overload) }
    return .success(.bool)
  }

  private static func isNumber(_ type: Type) -> Bool {
    switch type {
    case .int, .duration, .quantity: true
    default: false
    }
  }

  private static func number(_ types: [Type], count: ClosedRange<Int>) -> Result<Type, Mismatch> {
    guard count.contains(types.count), let first = types.first else { return .failure(.count) }
    guard types.allSatisfy(isNumber) else { return .failure(.overload) }
    return types.allSatisfy { $0 == first } ? .success(first) : .failure(.units)
  }

  private static func sum(_ types: [Type], isSubtraction: Bool) -> Result<Type, Mismatch> {
    guard types.count == 2 else { return .failure(.count) }
    switch (types[0], types[1]) {
    case (.timestamp, .timestamp) where isSubtraction: return .success(.duration)
    case (.timestamp, .duration): return .success(.timestamp)
    case (.duration, .timestamp) where !isSubtraction: return .success(.timestamp)
    case (let left, let right) where left == right && isNumber(left): return .success(left)
    case (let left, let right) where isNumber(left) && isNumber(right): return .failure(.units)
    case (let left, let right) where isTime(left) || isTime(right): return .failure(.units)
    default: return .failure(.overload)
    }
  }

  private static func isTime(_ type: Type) -> Bool {
    type == .timestamp || type == .duration
  }

  private static func product(_ types: [Type]) -> Result<Type, Mismatch> {
    guard types.count == 2 else { return .failure(.count) }
    switch (types[0], types[1]) {
    case (.int, let other) where isNumber(other), (let other, .int) where isNumber(other):
      return .success(other)
    case (.quantity(.ticks), .quantity(.price)), (.quantity(.price), .quantity(.ticks)):
      return .success(.quantity(.price))
    case (let left, let right) where isNumber(left) && isNumber(right): return .failure(.units)
    default: return .failure(.overload)
    }
  }

  private static func quotient(_ types: [Type], isModulo: Bool) -> Result<Type, Mismatch> {
    guard types.count == 2 else { return .failure(.count) }
    switch (types[0], types[1]) {
    case (let left, .int) where isNumber(left): return .success(left)
    case (let left, let right) where left == right && isNumber(left):
      return .success(isModulo ? left : .int)
    case (let left, let right) where isNumber(left) && isNumber(right): return .failure(.units)
    default: return .failure(.overload)
    }
  }
}
