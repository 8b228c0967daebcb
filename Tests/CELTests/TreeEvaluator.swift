import CEL

/// A second opinion on what a checked expression is worth: walks the tree, in 128-bit arithmetic, by the words
/// of the specification (cel-spec, langdef.md "Runtime Errors", "Logical Operators"; unknowns beat errors,
/// as in cel-go). Shares nothing with the plan but the tree.
struct TreeEvaluator {
  enum Value: Equatable {
    case known(Int64)
    case error
    /// Depends on missing facts, of which this is the first.
    case unknown(fact: Int)
  }

  /// By identity of the variable.
  var values: [Int64]
  var facts: [Int?]
  var missing: UInt64
  /// Whether any operation failed, also one whose error is absorbed above it.
  private(set) var sawError = false

  init(values: [Int64], facts: [Int?], missing: UInt64) {
    self.values = values
    self.facts = facts
    self.missing = missing
  }

  mutating func value(of expression: CheckedExpression) -> Value {
    switch expression.kind {
    case .constant(let value): return .known(value)
    case .variable(let identity, _):
      if let fact = facts[identity], missing >> UInt64(fact) & 1 == 1 {
        return .unknown(fact: fact)
      }
      return .known(values[identity])
    case .operation(let operation, let operands):
      let operands = operands.map { value(of: $0) }
      switch operation {
      case .and: return Self.logical(operands, absorbing: 0)
      case .or: return Self.logical(operands, absorbing: 1)
      case .conditional:
        guard case .known(let condition) = operands[0] else { return operands[0] }
        return condition != 0 ? operands[1] : operands[2]
      default: return strict(operation, operands)
      }
    }
  }

  private static func worst(_ operands: [Value]) -> Value? {
    let unknown = operands.compactMap { if case .unknown(let fact) = $0 { fact } else { nil } }
      .min()
    if let unknown { return .unknown(fact: unknown) }
    return operands.contains(.error) ? .error : nil
  }

  private static func logical(_ operands: [Value], absorbing: Int64) -> Value {
    operands.contains(.known(absorbing))
      ? .known(absorbing) : worst(operands) ?? .known(1 - absorbing)
  }

  private mutating func strict(_ operation: Operation, _ operands: [Value]) -> Value {
    if let worst = Self.worst(operands) { return worst }
    let numbers = operands.compactMap {
      if case .known(let value) = $0 { Int128(value) } else { nil }
    }
    guard let exact = Self.result(operation, numbers), let result = Int64(exactly: exact) else {
      sawError = true
      return .error
    }
    return .known(result)
  }

  private static func result(_ operation: Operation, _ numbers: [Int128]) -> Int128? {
    let left = numbers[0]
    let right = numbers.count > 1 ? numbers[1] : 0
    let third = numbers.count > 2 ? numbers[2] : 0
    switch operation {
    case .scaleAway where third > 0:
      // The nearest whole number that is not nearer to zero.
      let (least, rest) = (left * right).magnitude.quotientAndRemainder(dividingBy: third.magnitude)
      let rounded = Int128(rest == 0 ? least : least + 1)
      return (left < 0) != (right < 0) ? -rounded : rounded
    case .scaleToward where third > 0: return left * right / third
    case .scaleAway, .scaleToward: return nil
    case .not: return 1 - left
    case .equal: return left == right ? 1 : 0
    case .notEqual: return left == right ? 0 : 1
    case .less: return left < right ? 1 : 0
    case .lessOrEqual: return left > right ? 0 : 1
    case .greater: return left > right ? 1 : 0
    case .greaterOrEqual: return left < right ? 0 : 1
    case .add: return left + right
    case .subtract: return left - right
    case .multiply: return left * right
    case .divide: return right == 0 ? nil : left / right
    case .modulo:
      // The quotient has to exist, though the remainder of such a division would be 0.
      return right == 0 || left == Int128(Int64.min) && right == -1 ? nil : left % right
    case .negate: return -left
    case .absolute: return left < 0 ? -left : left
    case .least: return left < right ? left : right
    case .greatest: return left < right ? right : left
    case .ticksCovering: return right <= 0 ? nil : ((left < 0 ? -left : left) + right - 1) / right
    case .and, .or, .conditional: return nil
    }
  }
}
