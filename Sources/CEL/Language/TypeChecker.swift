/// Resolves names, expands macros and infers types over the whole language (cel-spec, langdef.md "Name
/// Resolution" and "Gradual Type Checking"). The same walk serves an expression that is evaluated unchecked:
/// nothing is refused then, and what cannot be resolved fails where it is evaluated.
package struct TypeChecker {
  let environment: LanguageEnvironment
  let isChecked: Bool
  var substitution = TypeSubstitution()
  var errors: [ExpressionError] = []
  /// The variables of the comprehensions and bindings around, outermost first; their places are their slots.
  private var locals: [(name: String, type: Type)] = []

  /// The typed form of `expression`, or every error in it.
  package static func check(
    _ expression: Expression, in environment: LanguageEnvironment
  ) -> Result<TypedExpression, ExpressionErrors> {
    var checker = TypeChecker(environment: environment, isChecked: true)
    let typed = checker.finished(checker.check(expression))
    if checker.substitution.isExhausted {
      checker.errors.append(ExpressionError(.typesTooLarge, at: expression.range))
    }
    guard checker.errors.isEmpty else {
      return .failure(ExpressionErrors(errors: checker.errors))
    }
    return .success(typed)
  }

  /// The form of `expression` that is evaluated without a check of its types; everything is `dyn`.
  package static func resolve(
    _ expression: Expression, in environment: LanguageEnvironment
  ) -> TypedExpression {
    var checker = TypeChecker(environment: environment, isChecked: false)
    return checker.check(expression)
  }

  /// The typed form of the expression with this text, or every error in it.
  package static func check(
    _ text: String, in environment: LanguageEnvironment
  ) throws(ExpressionErrors) -> TypedExpression {
    try check(try parse(text), in: environment).get()
  }

  /// The form of the expression with this text that is evaluated without a check of its types.
  package static func resolve(
    _ text: String, in environment: LanguageEnvironment
  ) throws(ExpressionErrors) -> TypedExpression {
    resolve(try parse(text), in: environment)
  }

  private static func parse(_ text: String) throws(ExpressionErrors) -> Expression {
    do throws(ExpressionError) {
      return try Parser.parse(text)
    } catch {
      throw ExpressionErrors(errors: [error])
    }
  }

  private init(environment: LanguageEnvironment, isChecked: Bool) {
    self.environment = environment
    self.isChecked = isChecked
  }

  /// Where something is wrong: an error of the check, or of the evaluation where nothing is checked. The type
  /// is `dyn`, so that one mistake gives one error.
  mutating func fail(
    _ reason: ExpressionError.Reason, _ failure: EvaluationError.Reason, at range: Range<Int>
  ) -> TypedExpression {
    if isChecked { errors.append(ExpressionError(reason, at: range)) }
    return TypedExpression(.failure(failure), .dyn, at: range)
  }

  mutating func check(_ expression: Expression) -> TypedExpression {
    switch expression.kind {
    case .literal(let literal): constant(literal, at: expression.range)
    case .identifier(let name, let isAbsolute):
      identifier(name, isAbsolute: isAbsolute, at: expression.range)
    case .select(let operand, let field, let isOptional):
      select(operand, field, isOptional: isOptional, of: expression)
    case .call(let function, let receiver, let arguments):
      call(function, receiver, arguments, at: expression.range)
    case .list(let elements): list(elements, at: expression.range)
    case .map(let entries): map(entries, at: expression.range)
    case .message(let name, _):
      fail(.unknownName(name, known: []), .unboundName(name), at: expression.range)
    }
  }

  /// Checks `body` inside the scope of one more variable, or two.
  mutating func within<Result>(
    _ variables: [(name: String, type: Type)], _ body: (inout TypeChecker) -> Result
  ) -> Result {
    locals += variables
    defer { locals.removeLast(variables.count) }
    return body(&self)
  }

  /// The slot of the next variable.
  var nextLocal: Int { locals.count }

  private func constant(
    _ literal: Expression.Literal, at range: Range<Int>
  ) -> TypedExpression {
    let (value, type): (Value, Type) =
      switch literal {
      case .null: (.null, .null)
      case .bool(let flag): (.bool(flag), .bool)
      case .int(let number): (.int(number), .int)
      case .uint(let number): (.uint(number), .uint)
      case .double(let number): (.double(number), .double)
      case .string(let text): (.string(text), .string)
      case .bytes(let bytes): (.bytes(bytes), .bytes)
      }
    return TypedExpression(.constant(value), type, at: range)
  }
}

// MARK: - Names and fields

extension TypeChecker {
  private func local(named name: String) -> Int? {
    locals.lastIndex { $0.name == name }
  }

  private mutating func identifier(
    _ name: String, isAbsolute: Bool, at range: Range<Int>
  ) -> TypedExpression {
    if !isAbsolute, let slot = local(named: name) {
      return TypedExpression(.local(slot, name: name), locals[slot].type, at: range)
    }
    let name = isAbsolute ? ".\(name)" : name
    return declared(name, at: range) ?? unknown(name, at: range)
  }

  /// A name that means nothing, or the beginning of some that do.
  private mutating func unknown(_ name: String, at range: Range<Int>) -> TypedExpression {
    let members = environment.declarations.keys.filter { $0.hasPrefix("\(name).") }.sorted()
    guard members.isEmpty else {
      return fail(.incompleteName(name, members: members), .unboundName(name), at: range)
    }
    let known = environment.declarations.keys.sorted() + locals.map(\.name)
    return fail(.unknownName(name, known: known), .unboundName(name), at: range)
  }

  /// Whether the name, or what stands before one of its points, is declared.
  private func hasDeclaredPrefix(_ name: String) -> Bool {
    var prefix = name[...]
    while !prefix.isEmpty {
      if environment.declaration(of: String(prefix)) != nil { return true }
      prefix = prefix.lastIndex(of: ".").map { prefix[..<$0] } ?? ""
    }
    return false
  }

  private func declared(_ name: String, at range: Range<Int>) -> TypedExpression? {
    guard let (name, declaration) = environment.declaration(of: name) else { return nil }
    switch declaration.meaning {
    case .variable(let identity):
      return TypedExpression(.variable(identity, name: name), declaration.type, at: range)
    case .constant(let value):
      return TypedExpression(.constant(value), declaration.type, at: range)
    }
  }

  /// A variable of a macro hides every name that begins with it, also `y.z` of a container.
  private func isLocal(_ dottedName: String) -> Bool {
    local(named: String(dottedName.prefix { $0 != "." })) != nil
  }

  private mutating func select(
    _ operand: Expression, _ field: String, isOptional: Bool, of whole: Expression
  ) -> TypedExpression {
    // The longest prefix of a dotted name that means something is taken.
    if let name = whole.dottedName, !isLocal(name) {
      if let declared = declared(name, at: whole.range) { return declared }
      if !hasDeclaredPrefix(name) { return unknown(name, at: whole.range) }
    }
    let operand = check(operand)
    let (type, isChained) = fieldType(of: operand, field, at: whole.range)
    return TypedExpression(
      .select(operand, field: field, isOptional: isOptional),
      isOptional || isChained ? .optional(type) : type, at: whole.range)
  }

  /// The type that a field of `operand` has, without the optional that selection from an optional gives.
  private mutating func fieldType(
    of operand: TypedExpression, _ field: String, at range: Range<Int>
  ) -> (type: Type, isChained: Bool) {
    var type = substitution.resolve(operand.type)
    var isChained = false
    if case .abstract("optional_type", let wrapped) = type, wrapped.count == 1 {
      type = wrapped[0]
      isChained = true
    }
    switch type {
    case .map(_, let value): return (value, isChained)
    case .dyn: return (.dyn, isChained)
    case .parameter:
      // Nothing may be concluded from a field, so the operand stays open to be anything.
      _ = substitution.unify([.dyn], with: [type])
      return (.dyn, isChained)
    default:
      _ = fail(
        .noFields(type: type.name, field: field), .noFields(type: type.name, field: field),
        at: range)
      return (.dyn, isChained)
    }
  }

  /// `has(operand.field)`.
  mutating func has(_ argument: Expression, at range: Range<Int>) -> TypedExpression {
    guard case .select(let operand, let field, false) = argument.kind else {
      return misuse("has", "a field: has(value.field)", at: argument.range)
    }
    let checked = check(operand)
    _ = fieldType(of: checked, field, at: argument.range)
    return TypedExpression(.has(checked, field: field), .bool, at: range)
  }
}

// MARK: - Lists and maps

extension TypeChecker {
  /// The type of both, where one is the other or more general, else `dyn`: literals may mix types.
  private mutating func join(_ type: Type?, _ next: Type) -> Type {
    guard let type else { return next }
    guard substitution.unify([type], with: [next]) else { return .dyn }
    return substitution.moreGeneral(type, next)
  }

  /// The type that stays when the optional of a `?` element is opened.
  private mutating func opened(_ value: TypedExpression, isOptional: Bool) -> Type {
    guard isOptional else { return value.type }
    let wrapped = substitution.fresh()
    // Null would do for an optional of a parameter; here it is opened at once.
    guard substitution.resolve(value.type) != .null,
      substitution.unify([value.type], with: [.optional(wrapped)])
    else {
      let found = substitution.resolve(value.type).name
      return fail(.notOptional(found: found), .notOptional(type: found), at: value.range).type
    }
    return substitution.resolve(wrapped)
  }

  private mutating func list(
    _ elements: [Expression.Element], at range: Range<Int>
  ) -> TypedExpression {
    var type: Type?
    var checked: [TypedExpression.Element] = []
    for element in elements {
      let value = check(element.value)
      checked.append(TypedExpression.Element(value: value, isOptional: element.isOptional))
      type = join(type, opened(value, isOptional: element.isOptional))
    }
    return TypedExpression(.list(checked), .list(type ?? substitution.fresh()), at: range)
  }

  private mutating func map(
    _ entries: [Expression.Entry], at range: Range<Int>
  ) -> TypedExpression {
    var keyType: Type?
    var valueType: Type?
    var checked: [TypedExpression.Entry] = []
    for entry in entries {
      let key = check(entry.key)
      switch substitution.resolve(key.type) {
      case .list, .map, .abstract, .type:
        let found = key.type.name
        _ = fail(.badKey(found), .unsupportedKey(type: found), at: key.range)
      default: keyType = join(keyType, key.type)
      }
      let value = check(entry.value)
      valueType = join(valueType, opened(value, isOptional: entry.isOptional))
      checked.append(
        TypedExpression.Entry(key: key, value: value, isOptional: entry.isOptional))
    }
    let type = Type.map(
      key: keyType ?? substitution.fresh(), value: valueType ?? substitution.fresh())
    return TypedExpression(.map(checked), type, at: range)
  }
}
