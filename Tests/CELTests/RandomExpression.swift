import CEL
import TestSupport

/// Random expressions over the variables of `types`, right by their types.
struct RandomExpression {
  private var generator: SeededGenerator
  let types: [Type]

  static let scalars: [Type] = [
    .bool, .int, .duration, .timestamp, .quantity(.ticks), .quantity(.price),
    .enumeration(Enumeration(name: "side", cases: ["BUY", "SELL"])),
  ]

  init(seed: UInt64, types: [Type]) {
    generator = SeededGenerator(seed: seed)
    self.types = types
  }

  mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int(truncatingIfNeeded: generator.next() % UInt64(items.count))]
  }

  mutating func bits() -> UInt64 { generator.next() }

  /// Near the limits, near zero, and anything between.
  mutating func value(of type: Type) -> Int64 {
    switch type {
    case .bool, .enumeration: return Int64(generator.next() & 1)
    default:
      switch generator.next() % 8 {
      case 0: return .max - Int64(generator.next() % 3)
      case 1: return .min + Int64(generator.next() % 3)
      case 2: return Int64(bitPattern: generator.next())
      default: return Int64(generator.next() % 9) - 4
      }
    }
  }

  mutating func expression(_ type: Type, depth: Int) -> CheckedExpression {
    guard depth > 0, generator.next() % 6 != 0 else { return leaf(type) }
    let next = depth - 1
    if generator.next() % 6 == 0 {
      return make(
        .conditional,
        [
          expression(.bool, depth: next), expression(type, depth: next),
          expression(type, depth: next),
        ], type)
    }
    switch type {
    case .bool: return condition(depth: next)
    case .enumeration: return leaf(type)
    case .timestamp:
      return make(
        pick([.add, .subtract]),
        [expression(.timestamp, depth: next), expression(.duration, depth: next)], type)
    default: return number(type, depth: next)
    }
  }

  private func make(_ operation: Operation, _ operands: [CheckedExpression], _ type: Type)
    -> CheckedExpression
  {
    CheckedExpression(.operation(operation, operands), type, at: 0..<0)
  }

  private mutating func leaf(_ type: Type) -> CheckedExpression {
    let variables = types.indices.filter { types[$0] == type }
    if !variables.isEmpty, generator.next() % 4 != 0 {
      let identity = pick(variables)
      return CheckedExpression(.variable(identity, name: "v\(identity)"), type, at: 0..<0)
    }
    return CheckedExpression(.constant(value(of: type)), type, at: 0..<0)
  }

  private mutating func condition(depth: Int) -> CheckedExpression {
    switch generator.next() % 8 {
    case 0, 1:
      return make(.and, [expression(.bool, depth: depth), expression(.bool, depth: depth)], .bool)
    case 2, 3:
      return make(.or, [expression(.bool, depth: depth), expression(.bool, depth: depth)], .bool)
    case 4: return make(.not, [expression(.bool, depth: depth)], .bool)
    default:
      let type = pick(Self.scalars)
      let isOrdered =
        switch type {
        case .bool, .enumeration: false;
        default: true
        }
      let operations: [Operation] =
        isOrdered
        ? [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual] : [.equal, .notEqual]
      return make(
        pick(operations), [expression(type, depth: depth), expression(type, depth: depth)], .bool)
    }
  }

  private mutating func number(_ type: Type, depth: Int) -> CheckedExpression {
    let operation = pick([
      Operation.add, .subtract, .multiply, .divide, .modulo, .negate, .absolute, .least, .greatest,
      .ticksCovering, .scaleAway, .scaleToward,
    ])
    switch operation {
    case .negate, .absolute: return make(operation, [expression(type, depth: depth)], type)
    case .multiply, .divide, .modulo:
      return make(
        operation, [expression(type, depth: depth), expression(.int, depth: depth)], type)
    case .scaleAway, .scaleToward:
      let operands = [type, .int, .int].map { expression($0, depth: depth) }
      return make(operation, operands, type)
    case .ticksCovering where type == .quantity(.ticks):
      let price = Type.quantity(.price)
      return make(
        operation, [expression(price, depth: depth), expression(price, depth: depth)], type)
    case .subtract where type == .duration:
      return make(
        operation, [expression(.timestamp, depth: depth), expression(.timestamp, depth: depth)],
        type)
    default:
      let plain = operation == .ticksCovering ? .add : operation
      return make(plain, [expression(type, depth: depth), expression(type, depth: depth)], type)
    }
  }
}
