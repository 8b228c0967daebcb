extension TypeChecker {
  /// The typed form of a macro call; nil where it is none, by its name and the number of its arguments
  /// (langdef.md, "Macros"; cel-go's extensions "Bindings", "Two-variable comprehensions", "Optionals").
  mutating func macro(
    _ name: String, _ receiver: Expression?, _ arguments: [Expression], at range: Range<Int>
  ) -> TypedExpression? {
    guard let receiver else {
      return name == "has" && arguments.count == 1 ? has(arguments[0], at: range) : nil
    }
    if receiver.dottedName == "cel", name == "bind", arguments.count == 3 {
      return bind(arguments, at: range)
    }
    if receiver.dottedName == "math", name == "greatest" || name == "least" {
      return extremum(name, arguments, at: range)
    }
    switch (name, arguments.count) {
    case ("optMap", 2), ("optFlatMap", 2):
      return optionalMap(receiver, arguments, isFlat: name == "optFlatMap", at: range)
    case ("all", 2...3): return loop(.all, name, receiver, arguments, at: range)
    case ("exists", 2...3): return loop(.exists, name, receiver, arguments, at: range)
    case ("exists_one", 2...3), ("existsOne", 2...3):
      return loop(.existsOne, name, receiver, arguments, at: range)
    case ("map", 2...3):
      return loop(.list, name, receiver, arguments, filtered: arguments.count == 3, at: range)
    case ("filter", 2): return loop(.filter, name, receiver, arguments, at: range)
    case ("transformList", 3...4):
      return loop(.list, name, receiver, arguments, filtered: arguments.count == 4, at: range)
    case ("transformMap", 3...4):
      return loop(.map, name, receiver, arguments, filtered: arguments.count == 4, at: range)
    case ("transformMapEntry", 3...4):
      return loop(.entries, name, receiver, arguments, filtered: arguments.count == 4, at: range)
    default: return nil
    }
  }

  /// A macro that was given what it cannot use.
  mutating func misuse(_ name: String, _ wanted: String, at range: Range<Int>) -> TypedExpression {
    fail(.badMacro(name: name, wanted: wanted), .badMacro(name: name, wanted: wanted), at: range)
  }

  /// The name of a macro's variable.
  private func variable(_ expression: Expression) -> String? {
    guard case .identifier(let name, isAbsolute: false) = expression.kind else { return nil }
    return name
  }

  /// `cel.bind(name, value, result)`.
  private mutating func bind(
    _ arguments: [Expression], at range: Range<Int>
  ) -> TypedExpression {
    guard let name = variable(arguments[0]) else {
      return misuse("cel.bind", "a name", at: arguments[0].range)
    }
    let value = check(arguments[1])
    let local = nextLocal
    let result = within([(name, value.type)]) { $0.check(arguments[2]) }
    return TypedExpression(
      .bind(local: local, value: value, result: result), result.type, at: range)
  }

  /// `optional.optMap(name, body)`: the body over the value, where there is one.
  private mutating func optionalMap(
    _ receiver: Expression, _ arguments: [Expression], isFlat: Bool, at range: Range<Int>
  ) -> TypedExpression {
    guard let name = variable(arguments[0]) else {
      return misuse(isFlat ? "optFlatMap" : "optMap", "a name", at: arguments[0].range)
    }
    let operand = check(receiver)
    let wrapped = substitution.fresh()
    if isChecked, !substitution.unify([operand.type], with: [.optional(wrapped)]) {
      let found = substitution.resolve(operand.type).name
      _ = fail(.notOptional(found: found), .notOptional(type: found), at: receiver.range)
    }
    let local = nextLocal
    let body = within([(name, substitution.resolve(wrapped))]) { $0.check(arguments[1]) }
    if isFlat, isChecked,
      !substitution.unify([body.type], with: [.optional(substitution.fresh())])
    {
      let found = substitution.resolve(body.type).name
      _ = fail(.notOptional(found: found), .notOptional(type: found), at: body.range)
    }
    return TypedExpression(
      .optionalMap(local: local, operand, body: body, isFlat: isFlat),
      isFlat ? body.type : .optional(body.type), at: range)
  }

  /// `math.greatest` and `math.least` of any number of arguments: of one list where there are more than two.
  private mutating func extremum(
    _ name: String, _ arguments: [Expression], at range: Range<Int>
  ) -> TypedExpression {
    guard !arguments.isEmpty else { return misuse("math.\(name)", "an argument", at: range) }
    if arguments.count < 3 {
      let operands = arguments.map { check($0) }
      return apply("math.\(name)", operands, at: range)
    }
    let elements = arguments.map { Expression.Element(value: $0, isOptional: false) }
    let list = check(Expression(.list(elements), at: range))
    return apply("math.\(name)", [list], isReceiver: false, at: range)
  }
}

// MARK: - Comprehensions

extension TypeChecker {
  /// One or two variables, perhaps a filter, and a body, over a list or a map.
  private mutating func loop(
    _ kind: Comprehension.Kind, _ name: String, _ receiver: Expression, _ arguments: [Expression],
    filtered: Bool = false, at range: Range<Int>
  ) -> TypedExpression {
    let variableCount = arguments.count - (filtered ? 2 : 1)
    var names: [String] = []
    for argument in arguments.prefix(variableCount) {
      guard let variable = variable(argument), !names.contains(variable) else {
        return misuse(
          name, names.isEmpty ? "a name for the elements" : "two different names",
          at: argument.range)
      }
      names.append(variable)
    }
    let operand = check(receiver)
    let types = elementTypes(of: operand, in: name)
    let local = nextLocal
    let variables: [(String, Type)] =
      variableCount == 1
      ? [(names[0], types.isMap ? types.key : types.value)]
      : [(names[0], types.key), (names[1], types.value)]
    let (filter, body) = within(variables) { checker in
      (
        filtered ? checker.check(arguments[variableCount]) : nil,
        checker.check(arguments[arguments.count - 1])
      )
    }
    if let filter { demandCondition(filter, of: name) }
    let type: Type
    switch kind {
    case .all, .exists, .existsOne:
      demandCondition(body, of: name)
      type = .bool
    case .filter:
      demandCondition(body, of: name)
      type = .list(variables[0].1)
    case .list: type = .list(body.type)
    case .map: type = .map(key: types.key, value: body.type)
    case .entries: type = entriesType(of: body, in: name)
    }
    let comprehension = Comprehension(
      kind: kind, range: operand, local: local, hasTwoVariables: variableCount == 2,
      filter: filter, body: body)
    return TypedExpression(.comprehension(comprehension), type, at: range)
  }

  /// The key and value types of what is gone through; those of a list are its index and its element.
  private mutating func elementTypes(
    of operand: TypedExpression, in macro: String
  ) -> (key: Type, value: Type, isMap: Bool) {
    let type = substitution.resolve(operand.type)
    switch type {
    case .list(let element): return (.int, element, false)
    case .map(let key, let value): return (key, value, true)
    case .dyn: return (.dyn, .dyn, false)
    case .parameter:
      // It stays open to be a list or a map.
      _ = substitution.unify([.dyn], with: [type])
      return (.dyn, .dyn, false)
    default:
      _ = fail(
        .notIterable(macro: macro, found: type.name), .notIterable(type: type.name),
        at: operand.range)
      return (.dyn, .dyn, false)
    }
  }

  /// The type of the map that `transformMapEntry` puts together.
  private mutating func entriesType(of body: TypedExpression, in macro: String) -> Type {
    let type = Type.map(key: substitution.fresh(), value: substitution.fresh())
    if isChecked, !substitution.unify([body.type], with: [type]) {
      let found = substitution.resolve(body.type).name
      _ = fail(
        .badMacro(name: macro, wanted: "a map as its last argument, found \(found)"),
        .noMatchingOverload(function: macro, arguments: [found]), at: body.range)
    }
    return substitution.resolve(type)
  }
}
