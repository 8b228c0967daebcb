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
    let (cost, extent) = estimator.visit(expression)
    // What leaves the evaluator can be walked through by anybody.
    return extent == .scalar ? cost : cost + Cost(1) * extent.weight
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
      return (Self.node, .text(.init(text.utf8.count)))
    case .literal(.bytes(let bytes)): return (Self.node, .text(.init(bytes.count)))
    case .literal: return (Self.node, .scalar)
    case .identifier, .select: return name(expression)
    case .list(let elements):
      return container(elements.map { visit($0.value) })
    case .map(let entries), .message(_, let entries):
      return container(entries.flatMap { [visit($0.key), visit($0.value)] })
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
    let (function, receiver) = named(function, receiver)
    let written = (receiver.map { [$0] } ?? []) + arguments
    let operands = written.map { visit($0) }
    if function == "_?_:_", operands.count == 3 {
      let chosen = Cost.larger(operands[1].cost, operands[2].cost)
      return (
        Self.node + operands[0].cost + chosen, .widest(operands[1].extent, operands[2].extent)
      )
    }
    let own = operands.reduce(Self.node) { $0 + $1.cost }
    var pattern: String?
    if written.count > 1, case .literal(.string(let text)) = written[1].kind { pattern = text }
    let (work, extent) = Self.work(of: function, operands.map(\.extent), pattern: pattern)
    return (own + work, extent)
  }

  /// `regex.extract(t, p)` is a function of two values, where `regex` is none itself.
  private func named(
    _ function: String, _ receiver: Expression?
  ) -> (function: String, receiver: Expression?) {
    let function = function.hasPrefix(".") ? String(function.dropFirst()) : function
    guard let space = receiver?.qualifiedName, scope[space] == nil, environment[space] == nil else {
      return (function, receiver)
    }
    return ("\(space).\(function)", nil)
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
    let body = bodies.last?.extent ?? .scalar
    let items = range.extent.items
    let each = bodies.reduce(Self.node) { $0 + $1.cost }
    let cost = range.cost + Self.node + each * items
    switch function {
    case "filter": return (cost, range.extent)
    case "map", "transformList": return (cost, .list(items, element: body))
    case "transformMap":
      return (cost, .list(items + items, element: .widest(range.extent.element, body)))
    case "transformMapEntry":
      return (
        cost + Self.node * (items * body.items), .list(items * body.items, element: body.element)
      )
    case "optMap": return (cost, .optional(body))
    case "optFlatMap": return (cost, body)
    default: return (cost, .scalar)
    }
  }

  /// How many of a macro's arguments are names that it declares.
  private static func variables(of function: String, _ count: Int) -> Int? {
    switch (function, count) {
    case ("all", 2), ("exists", 2), ("exists_one", 2), ("existsOne", 2), ("filter", 2),
      ("map", 2), ("map", 3), ("optMap", 2), ("optFlatMap", 2):
      1
    case ("all", 3), ("exists", 3), ("exists_one", 3), ("existsOne", 3), ("transformList", 3),
      ("transformList", 4), ("transformMap", 3), ("transformMap", 4),
      ("transformMapEntry", 3), ("transformMapEntry", 4):
      2
    default: nil
    }
  }
}
