/// The values of a plan as a graph without names and order: equal values are one node, whichever section, gate
/// or bot computes them. Nodes are made simpler where that is exact, errors included: nothing that can fail
/// is dropped, so a program made from the graph fails wherever the plan itself would.
struct ValueGraph {
  typealias Node = Int

  enum Kind: Hashable {
    case constant(Int64)
    case input(Slot)
    /// `greater` and `greaterOrEqual` do not occur: their sides are swapped.
    case operation(Operation, [Node])
  }

  private(set) var kinds: [Kind] = []
  /// Whether computing the node can fail, in itself or below.
  private(set) var canFail: [Bool] = []
  /// Whether the node is known to be 0 or 1.
  private var isBoolean: [Bool] = []
  private var known: [Kind: Node] = [:]

  private mutating func node(_ kind: Kind) -> Node {
    if let node = known[kind] { return node }
    kinds.append(kind)
    var fails = false
    var boolean = false
    switch kind {
    case .constant(let value): boolean = value == 0 || value == 1
    case .input: break
    case .operation(let operation, let operands):
      fails = operation.canFail || operands.contains { canFail[$0] }
      boolean = operation.isBoolean
    }
    canFail.append(fails)
    isBoolean.append(boolean)
    known[kind] = kinds.count - 1
    return kinds.count - 1
  }

  mutating func constant(_ value: Int64) -> Node { node(.constant(value)) }

  mutating func input(_ slot: Slot) -> Node { node(.input(slot)) }

  /// Notes that the node stands where only a truth value can.
  mutating func markBoolean(_ node: Node) { isBoolean[node] = true }

  func value(of node: Node) -> Int64? {
    if case .constant(let value) = kinds[node] { value } else { nil }
  }

  /// Every node from which `nodes` are computed, and they themselves.
  func closure(of nodes: [Node]) -> Set<Node> {
    var found: Set<Node> = []
    var waiting = nodes
    while let node = waiting.popLast() {
      guard found.insert(node).inserted else { continue }
      if case .operation(_, let operands) = kinds[node] { waiting += operands }
    }
    return found
  }
}

// MARK: - Operations

extension ValueGraph {
  mutating func apply(_ operation: Operation, _ operands: [Node]) -> Node {
    switch operation {
    case .greater: return apply(.less, operands.reversed())
    case .greaterOrEqual: return apply(.lessOrEqual, operands.reversed())
    case .not: return not(operands[0])
    case .and, .or: return logical(operation, operands)
    case .conditional: return conditional(operands[0], operands[1], operands[2])
    default: break
    }
    if let folded = fold(operation, operands) { return folded }
    return pushed(operation, operands) ?? node(.operation(operation, operands))
  }

  private mutating func fold(_ operation: Operation, _ operands: [Node]) -> Node? {
    let values = operands.compactMap { value(of: $0) }
    guard values.count == operands.count,
      let result = operation.apply(
        values[0], values.count > 1 ? values[1] : 0, values.count > 2 ? values[2] : 0)
    else { return nil }
    return constant(result)
  }

  mutating func not(_ operand: Node) -> Node {
    markBoolean(operand)
    switch kinds[operand] {
    case .constant(let value): return constant(value ^ 1)
    case .operation(.not, let operands): return operands[0]
    case .operation(.equal, let sides): return apply(.notEqual, sides)
    case .operation(.notEqual, let sides): return apply(.equal, sides)
    case .operation(.less, let sides): return apply(.lessOrEqual, sides.reversed())
    case .operation(.lessOrEqual, let sides): return apply(.less, sides.reversed())
    default: return node(.operation(.not, [operand]))
    }
  }

  private mutating func logical(_ operation: Operation, _ operands: [Node]) -> Node {
    operands.forEach { markBoolean($0) }
    let absorbing: Int64 = operation == .and ? 0 : 1
    for (one, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
      guard let value = value(of: one) else { continue }
      if value != absorbing { return other }
      if !canFail[other] { return one }
    }
    if operands[0] == operands[1] { return operands[0] }
    return node(.operation(operation, operands))
  }

  private mutating func conditional(_ condition: Node, _ then: Node, _ otherwise: Node) -> Node {
    markBoolean(condition)
    if let value = value(of: condition), !canFail[value != 0 ? otherwise : then] {
      return value != 0 ? then : otherwise
    }
    if then == otherwise, !canFail[condition] { return then }
    if isBoolean[then], isBoolean[otherwise] {
      switch (value(of: then), value(of: otherwise)) {
      case (1, 0): return condition
      case (0, 1): return not(condition)
      case (1, nil): return logical(.or, [condition, otherwise])
      case (0, nil): return logical(.and, [not(condition), otherwise])
      case (nil, 0): return logical(.and, [condition, then])
      case (nil, 1): return logical(.or, [not(condition), then])
      default: break
      }
    }
    return node(.operation(.conditional, [condition, then, otherwise]))
  }

  /// A comparison of a choice between constants with a constant becomes the choice between the answers: what
  /// an export such as `outcome == CODE` is once its bot's rules stand in place of `outcome`.
  private mutating func pushed(_ operation: Operation, _ operands: [Node]) -> Node? {
    guard operation.isComparison, operands.count == 2 else { return nil }
    for (index, other) in [(0, 1), (1, 0)] {
      guard value(of: operands[other]) != nil,
        case .operation(.conditional, let parts) = kinds[operands[index]],
        value(of: parts[1]) != nil || value(of: parts[2]) != nil
      else { continue }
      let answers = parts[1...].map { part in
        var sides = operands
        sides[index] = part
        return apply(operation, sides)
      }
      return conditional(parts[0], answers[0], answers[1])
    }
    return nil
  }
}

extension Operation {
  /// Whether the operation has operands for which `apply` gives nil.
  var canFail: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .modulo, .negate, .absolute, .ticksCovering,
      .scaleAway, .scaleToward:
      true
    default: false
    }
  }

  fileprivate var isBoolean: Bool {
    switch self {
    case .and, .or, .not: true
    default: isComparison
    }
  }
}
