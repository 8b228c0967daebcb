/// Lays out the steps of one way through the graph: each value once, before the first exit that needs it, and
/// comparisons together with the exits they are for.
struct StepEmitter {
  typealias Node = ValueGraph.Node

  /// A step over nodes, which get their slots once all is laid out.
  struct Draft {
    var code: Step.Code
    var label = -1
    var target: Node?
    var left: Node?
    var right: Node?
    var third: Node?
    var constant: Int64 = 0
    /// How many steps a skip passes over.
    var distance: Int?
  }

  private let graph: ValueGraph
  /// Columns have no branches: there both sides of every `&&` and `||` are computed.
  private let isBranching: Bool
  private(set) var steps: [Draft] = []
  /// The operations whose values are there at this point.
  private(set) var computed: Set<Node>
  /// The same where the exit that was laid out last is taken.
  private(set) var computedAtExit: Set<Node> = []
  /// Whether nothing can come behind the last step.
  private(set) var isFinished = false
  /// How many operations and conditions read each node, on all of the way.
  private var uses: [Node: Int] = [:]
  /// The condition under which the steps behind the skip at `position` run, where they end the way so far.
  private var region: (condition: Node, position: Int, end: Int)?

  /// `conditions` are those of all exits of the way.
  init(graph: ValueGraph, isBranching: Bool, computed: Set<Node>, conditions: [Node]) {
    self.graph = graph
    self.isBranching = isBranching
    self.computed = computed
    for condition in conditions { uses[condition, default: 0] += 1 }
    for node in graph.closure(of: conditions) {
      guard case .operation(_, let operands) = graph.kinds[node] else { continue }
      for operand in operands { uses[operand, default: 0] += 1 }
    }
  }

  mutating func finish(label: Int) {
    steps.append(Draft(code: .finish, label: label))
    isFinished = true
  }

  // MARK: Exits

  /// Leaves, by a step of that code, where a fact of the set is among the missing ones.
  mutating func test(_ missing: Node, for facts: UInt64, _ code: Step.Code, label: Int) {
    steps.append(Draft(code: code, label: label, left: missing, constant: Int64(bitPattern: facts)))
  }

  /// Leaves with `label` where `condition` holds.
  mutating func exit(if condition: Node, label: Int) {
    if !isSimple(condition) { prepare(condition) }
    computedAtExit = computed
    if let region, region.condition == condition, region.end == steps.count,
      let distance = steps[region.position].distance
    {
      // What the last exit skipped to was this very condition: it holds behind the skip.
      steps.append(Draft(code: .finish, label: label))
      steps[region.position].distance = distance + 1
      return
    }
    leave(if: condition, isNegated: false, label: label)
    computedAtExit.formUnion(isSimple(condition) ? computed : [])
  }

  /// Whether the exit of a condition is one step behind the values it needs.
  private func isSimple(_ condition: Node) -> Bool {
    guard isBranching, case .operation(let operation, let operands) = graph.kinds[condition] else {
      return true
    }
    return operation == .not
      ? isSimple(operands[0]) : operation != .and && operation != .or
  }

  private mutating func leave(if condition: Node, isNegated: Bool, label: Int) {
    switch graph.kinds[condition] {
    case .constant(let value):
      if (value != 0) != isNegated { finish(label: label) }
    case .operation(.not, let operands):
      leave(if: operands[0], isNegated: !isNegated, label: label)
    case .operation(let operation, let operands)
    where isBranching && (operation == .and || operation == .or) && !computed.contains(condition):
      if (operation == .or) != isNegated {
        leave(if: operands[0], isNegated: isNegated, label: label)
        if !isFinished { leave(if: operands[1], isNegated: isNegated, label: label) }
      } else {
        leave(if: operands[1], where: operands[0], isNegated: isNegated, label: label)
      }
    case .operation(let operation, let operands)
    where operation.isComparison && !computed.contains(condition):
      compare(operation, operands, isNegated: isNegated, label: label)
    default:
      compute(condition)
      steps.append(Draft(code: isNegated ? .exitIfIs : .exitIfIsNot, label: label, left: condition))
    }
  }

  /// Both hold, or neither: passes over the second where the first decides.
  private mutating func leave(
    if second: Node, where first: Node, isNegated: Bool, label: Int
  ) {
    let position = skip(unless: first, isNegated: isNegated)
    let outer = computed
    leave(if: second, isNegated: isNegated, label: label)
    let isEmpty = steps.count == position + 1
    isFinished = false
    computed = outer
    steps[position].distance = steps.count - position - 1
    region = isNegated || isEmpty ? nil : (first, position, steps.count)
  }

  /// Computes all in `node` that can fail, so that nothing behind a skip can.
  private mutating func prepare(_ node: Node) {
    guard graph.canFail[node], !computed.contains(node),
      case .operation(let operation, let operands) = graph.kinds[node]
    else { return }
    if operation.canFail || ticks(operation, operands) != nil { return compute(node) }
    operands.forEach { prepare($0) }
  }

  // MARK: Comparisons

  /// A test of two sides, or of one side and a constant.
  private struct Test {
    var exit: Step.Code
    var skip: Step.Code
    var left: Node
    var right: Node?
    var constant: Int64 = 0
  }

  /// The comparison as a step takes it; nil where it holds always or never, which `constant` says.
  private func test(
    _ operation: Operation, _ operands: [Node], isNegated: Bool
  ) -> (test: Test?, constant: Bool) {
    var (operation, left, right) = (operation, operands[0], operands[1])
    if isNegated {
      switch operation {
      case .equal: operation = .notEqual
      case .notEqual: operation = .equal
      case .less: (operation, left, right) = (.lessOrEqual, right, left)
      default: (operation, left, right) = (.less, right, left)
      }
    }
    if let value = graph.value(of: right) {
      switch operation {
      case .equal:
        return (Test(exit: .exitIfIs, skip: .skipIfIs, left: left, constant: value), false)
      case .notEqual:
        return (Test(exit: .exitIfIsNot, skip: .skipIfIsNot, left: left, constant: value), false)
      case .less:
        return (Test(exit: .exitIfBelow, skip: .skipIfBelow, left: left, constant: value), false)
      default:
        if value == .max { return (nil, true) }
        return (
          Test(exit: .exitIfBelow, skip: .skipIfBelow, left: left, constant: value + 1), false
        )
      }
    }
    if let value = graph.value(of: left) {
      switch operation {
      case .equal, .notEqual: return test(operation, [right, left], isNegated: false)
      case .less:
        return (Test(exit: .exitIfAbove, skip: .skipIfAbove, left: right, constant: value), false)
      default:
        if value == .min { return (nil, true) }
        return (
          Test(exit: .exitIfAbove, skip: .skipIfAbove, left: right, constant: value - 1), false
        )
      }
    }
    switch operation {
    case .equal:
      return (Test(exit: .exitIfEqual, skip: .skipIfEqual, left: left, right: right), false)
    case .notEqual:
      return (Test(exit: .exitIfNotEqual, skip: .skipIfNotEqual, left: left, right: right), false)
    case .less:
      return (Test(exit: .exitIfLess, skip: .skipIfLess, left: left, right: right), false)
    default:
      return (
        Test(exit: .exitIfLessOrEqual, skip: .skipIfLessOrEqual, left: left, right: right), false
      )
    }
  }

  private mutating func compare(
    _ operation: Operation, _ operands: [Node], isNegated: Bool, label: Int
  ) {
    if let ticks = ticks(operation, operands) {
      return compareTicks(ticks, isNegated: isNegated, label: label)
    }
    let (test, always) = test(operation, operands, isNegated: isNegated)
    guard let test else {
      operands.forEach { compute($0) }
      if always { finish(label: label) }
      return
    }
    if test.right == nil, !computed.contains(test.left),
      case .operation(.subtract, let sides) = graph.kinds[test.left],
      let code = Self.ofDifference(test.exit)
    {
      sides.forEach { compute($0) }
      steps.append(
        Draft(
          code: code, label: label, target: test.left, left: sides[0], right: sides[1],
          constant: test.constant))
      computed.insert(test.left)
      return
    }
    compute(test.left)
    if let right = test.right { compute(right) }
    steps.append(
      Draft(
        code: test.exit, label: label, left: test.left, right: test.right, constant: test.constant)
    )
  }

  private static func ofDifference(_ code: Step.Code) -> Step.Code? {
    switch code {
    case .exitIfBelow: .exitIfDifferenceBelow
    case .exitIfAbove: .exitIfDifferenceAbove
    default: nil
    }
  }

  /// The position of a skip that is taken where the condition does not hold.
  private mutating func skip(unless condition: Node, isNegated: Bool) -> Int {
    var condition = condition
    var isNegated = isNegated
    while case .operation(.not, let operands) = graph.kinds[condition] {
      condition = operands[0]
      isNegated.toggle()
    }
    if case .operation(let operation, let operands) = graph.kinds[condition],
      operation.isComparison, !computed.contains(condition),
      ticks(operation, operands) == nil,
      let test = test(operation, operands, isNegated: !isNegated).test
    {
      compute(test.left)
      if let right = test.right { compute(right) }
      steps.append(
        Draft(code: test.skip, left: test.left, right: test.right, constant: test.constant))
    } else {
      compute(condition)
      steps.append(Draft(code: isNegated ? .skipIfIsNot : .skipIfIs, left: condition))
    }
    return steps.count - 1
  }

  // MARK: Ticks

  /// A comparison of a number of ticks with a constant, as `more than count ticks` or its contrary.
  private struct TickTest {
    var difference: Node
    var tick: Node
    var count: Int64
    var isMore: Bool
  }

  private func ticks(_ operation: Operation, _ operands: [Node]) -> TickTest? {
    guard operation == .less || operation == .lessOrEqual else { return nil }
    func parts(_ node: Node) -> [Node]? {
      guard case .operation(.ticksCovering, let parts) = graph.kinds[node],
        !computed.contains(node)
      else { return nil }
      return parts
    }
    if let count = graph.value(of: operands[0]), let parts = parts(operands[1]) {
      let least = operation == .less ? count : count.subtractingReportingOverflow(1).partialValue
      guard count > 0 || (count == 0 && operation == .less) else { return nil }
      return TickTest(difference: parts[0], tick: parts[1], count: least, isMore: true)
    }
    if let count = graph.value(of: operands[1]), let parts = parts(operands[0]) {
      guard count > 0 || (count == 0 && operation == .lessOrEqual) else { return nil }
      let most = operation == .lessOrEqual ? count : count - 1
      return TickTest(difference: parts[0], tick: parts[1], count: most, isMore: false)
    }
    return nil
  }

  private mutating func compareTicks(_ test: TickTest, isNegated: Bool, label: Int) {
    let isMore = test.isMore != isNegated
    compute(test.tick)
    if uses[test.difference] == 1, !computed.contains(test.difference),
      case .operation(.subtract, let sides) = graph.kinds[test.difference]
    {
      sides.forEach { compute($0) }
      steps.append(
        Draft(
          code: isMore ? .exitIfMoreTicksApart : .exitIfAtMostTicksApart, label: label,
          target: test.tick, left: sides[0], right: sides[1], constant: test.count))
      return
    }
    compute(test.difference)
    steps.append(
      Draft(
        code: isMore ? .exitIfMoreTicks : .exitIfAtMostTicks, label: label, left: test.difference,
        right: test.tick, constant: test.count))
  }

  // MARK: Values

  /// Lays out what computes `node`, where it is not there yet.
  mutating func compute(_ node: Node) {
    guard case .operation(let operation, let operands) = graph.kinds[node],
      !computed.contains(node)
    else { return }
    if let test = ticks(operation, operands) {
      compute(test.difference)
      compute(test.tick)
      steps.append(
        Draft(
          code: .moreTicks, target: node, left: test.difference, right: test.tick,
          constant: test.count))
      if !test.isMore {
        steps.append(Draft(code: .not, target: node, left: node))
      }
    } else if operation == .conditional {
      select(node, operands)
    } else {
      operands.forEach { compute($0) }
      steps.append(
        Draft(
          code: Self.code(of: operation), target: node, left: operands[0],
          right: operands.count > 1 ? operands[1] : nil,
          third: operands.count > 2 ? operands[2] : nil))
    }
    computed.insert(node)
  }

  /// `x == 0 ? a : b` needs no comparison.
  private mutating func select(_ node: Node, _ operands: [Node]) {
    var (condition, then, otherwise) = (operands[0], operands[1], operands[2])
    if case .operation(let operation, let sides) = graph.kinds[condition],
      operation == .equal || operation == .notEqual, !computed.contains(condition),
      let zero = sides.firstIndex(where: { graph.value(of: $0) == 0 })
    {
      condition = sides[1 - zero]
      if operation == .equal { swap(&then, &otherwise) }
    }
    for operand in [condition, then, otherwise] { compute(operand) }
    steps.append(
      Draft(code: .select, target: node, left: condition, right: then, third: otherwise))
  }

  private static func code(of operation: Operation) -> Step.Code {
    switch operation {
    case .and: .and
    case .or: .or
    case .not: .not
    case .conditional: .select
    case .equal: .equal
    case .notEqual: .notEqual
    case .less, .greater: .less
    case .lessOrEqual, .greaterOrEqual: .lessOrEqual
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .modulo: .modulo
    case .negate: .negate
    case .absolute: .absolute
    case .least: .least
    case .greatest: .greatest
    case .ticksCovering: .ticksCovering
    case .scaleAway: .scaleAway
    case .scaleToward: .scaleToward
    }
  }
}
