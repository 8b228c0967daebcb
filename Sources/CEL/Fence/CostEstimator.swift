/// The cost of expressions over texts and lists, which the general evaluator computes: every node is weighed,
/// what a macro does to each item counts as often as the list's bound allows, and what a function does to each
/// character as often as the text's.
package struct CostEstimator {
  /// A node of the general evaluator, with the values it makes; about ten times an operation of a plan.
  static let nodeWeight = 60

  private let environment: Environment
  private var scope: [String: Extent] = [:]

  /// The worst cost of `expression` by the general evaluator. What a plan computes costs less: see
  /// `CheckedExpression.cost`.
  package static func cost(of expression: Expression, in environment: Environment) -> Cost {
    var estimator = CostEstimator(environment: environment)
    return estimator.visit(expression).cost
  }

  /// The same with the size that the value can have.
  static func estimate(
    of expression: Expression, in environment: Environment
  ) -> (cost: Cost, extent: Extent) {
    var estimator = CostEstimator(environment: environment)
    return estimator.visit(expression)
  }

  private init(environment: Environment) {
    self.environment = environment
  }

  private typealias Estimate = (cost: Cost, extent: Extent)

  private static let node = Cost(nodeWeight)

  private mutating func visit(_ expression: Expression) -> Estimate {
    switch expression.kind {
    case .literal(.string(let text)):
      return (Self.node, .text(.init(text.unicodeScalars.count)))
    case .literal(.bytes(let bytes)): return (Self.node, .text(.init(bytes.count)))
    case .literal: return (Self.node, .scalar)
    case .identifier, .select: return name(expression)
    case .list(let elements):
      return container(elements.map { visit($0.value) })
    case .map(let entries), .message(_, let entries):
      let keys = entries.map { visit($0.key).cost }.reduce(.zero, +)
      let (cost, extent) = container(entries.map { visit($0.value) })
      return (keys + cost, extent)
    case .call(let function, let receiver, let arguments):
      return call(function, receiver, arguments)
    }
  }

  private func container(_ parts: [Estimate]) -> Estimate {
    let element = parts.reduce(Extent.scalar) { .widest($0, $1.extent) }
    return (
      parts.reduce(Self.node) { $0 + $1.cost }, .list(.init(parts.count), element: element)
    )
  }

  private mutating func name(_ expression: Expression) -> Estimate {
    if let name = expression.qualifiedName {
      if let extent = scope[name] { return (Self.node, extent) }
      if let declaration = environment[name] {
        let extent =
          declaration.extent ?? Extent(of: declaration.type, declaration.bound, name: name)
        return (Self.node, extent)
      }
    }
    guard case .select(let operand, _, _) = expression.kind else { return (Self.node, .scalar) }
    let (cost, extent) = visit(operand)
    return (cost + Self.node, extent.element)
  }

  // MARK: Calls

  private mutating func call(
    _ function: String, _ receiver: Expression?, _ arguments: [Expression]
  ) -> Estimate {
    if let receiver, let range = macro(function, receiver, arguments) { return range }
    if function == "bind", receiver?.qualifiedName == "cel", arguments.count == 3,
      let name = arguments[0].qualifiedName
    {
      let value = visit(arguments[1])
      let body = with([name: value.extent]) { $0.visit(arguments[2]) }
      return (value.cost + body.cost, body.extent)
    }
    let operands = ((receiver.map { [$0] } ?? []) + arguments).map { visit($0) }
    if function == "_?_:_", operands.count == 3 {
      let chosen = Cost.larger(operands[1].cost, operands[2].cost)
      return (
        Self.node + operands[0].cost + chosen, .widest(operands[1].extent, operands[2].extent)
      )
    }
    let own = operands.reduce(Self.node) { $0 + $1.cost }
    let (work, extent) = Self.work(of: function, operands.map(\.extent))
    return (own + work, extent)
  }

  private mutating func with<Result>(
    _ names: [String: Extent], _ body: (inout CostEstimator) -> Result
  ) -> Result {
    let outer = scope
    defer { scope = outer }
    scope.merge(names) { $1 }
    return body(&self)
  }

  /// `all`, `exists` and their kin, with one variable or two; nil where the call is none of them.
  private mutating func macro(
    _ function: String, _ receiver: Expression, _ arguments: [Expression]
  ) -> Estimate? {
    guard let variableCount = Self.variables(of: function, arguments.count) else { return nil }
    let names = arguments.prefix(variableCount).compactMap(\.qualifiedName)
    guard names.count == variableCount, let last = names.last else { return nil }
    let range = visit(receiver)
    var variables = [last: range.extent.element]
    // The first of two is an index or a key.
    if names.count == 2 { variables[names[0]] = range.extent.element }
    let bodies = with(variables) { estimator in
      arguments.dropFirst(variableCount).map { estimator.visit($0) }
    }
    let each = bodies.reduce(Self.node) { $0 + $1.cost }
    let cost = range.cost + Self.node + each * range.extent.items
    switch function {
    case "filter": return (cost, range.extent)
    case "map", "transformList", "transformMap":
      return (cost, .list(range.extent.items, element: bodies.last?.extent ?? .scalar))
    default: return (cost, .scalar)
    }
  }

  /// How many of a macro's arguments are names that it declares.
  private static func variables(of function: String, _ count: Int) -> Int? {
    switch (function, count) {
    case ("all", 2), ("exists", 2), ("exists_one", 2), ("existsOne", 2), ("filter", 2),
      ("map", 2), ("map", 3):
      1
    case ("all", 3), ("exists", 3), ("exists_one", 3), ("existsOne", 3), ("transformList", 3),
      ("transformList", 4), ("transformMap", 3), ("transformMap", 4):
      2
    default: nil
    }
  }

  /// What a function does with the sizes of its operands, and how large its result can be.
  private static func work(of function: String, _ operands: [Extent]) -> (Cost, Extent) {
    let one = Cost(1)
    let first = operands.first ?? .scalar
    let second = operands.count > 1 ? operands[1] : .scalar
    let both = one * (first.size + second.size)
    switch function {
    case "_&&_", "_||_", "!_", "-_": return (.zero, .scalar)
    case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "startsWith", "endsWith":
      return (both, .scalar)
    case "_+_":
      switch (first, second) {
      case (.text(let left), .text(let right)): return (both, .text(left + right))
      case (.list(let left, let leftElement), .list(let right, let rightElement)):
        return (both, .list(left + right, element: .widest(leftElement, rightElement)))
      default: return (both, .widest(first, second))
      }
    // Each position of the first against all of the second; a pattern takes each character through each of its
    // states, as RE2 does at worst.
    case "contains", "indexOf", "lastIndexOf", "matches":
      return (one * (first.size * second.size), .scalar)
    case "@in":
      return (Cost(nodeWeight) * second.items + one * (first.size * second.items), .scalar)
    case "_[_]", "_[?_]": return (both, first.element)
    case "size": return (one * first.size, .scalar)
    case "split": return (both, .list(first.size + .init(1), element: first))
    // A text can grow by one replacement at each of its characters and at its end.
    case "replace":
      let longest = operands.last?.size ?? .init(1)
      let size = (first.size + .init(1)) * (longest + .init(1))
      return (one * size, .text(size))
    case "join":
      let size = first.items * (first.element.size + second.size)
      return (one * size, .text(size))
    default:
      let widest = operands.reduce(Extent.scalar) { .widest($0, $1) }
      return (one * operands.reduce(.init(0)) { $0 + $1.size }, widest)
    }
  }
}
