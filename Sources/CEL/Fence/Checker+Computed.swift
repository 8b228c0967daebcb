/// Texts and lists: the part of an expression that works with them is checked by the rules of the whole language
/// under the fence, and stands in the checked expression as a variable.
extension Checker {
  /// The typed form of `expression`, or every error in it. What works with texts and lists is added to
  /// `computed`; the form itself is a text or a list only where it is one of those.
  package static func check(
    _ expression: Expression, in environment: Environment,
    computing computed: inout ComputedExpressions
  ) -> Result<CheckedExpression, ExpressionErrors> {
    var checker = Checker(environment: environment, computed: computed)
    guard let checked = checker.check(expression) else {
      return .failure(ExpressionErrors(errors: checker.errors))
    }
    if let added = checker.computed { computed = added }
    return .success(checked)
  }

  /// Whether the value of `expression` fits a slot, as far as its own form tells. What is wrong with it is left
  /// to be found where it is checked.
  mutating func isScalar(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .literal(.string), .literal(.bytes), .list, .map: return false
    case .literal, .message: return true
    case .identifier, .select:
      if let name = expression.qualifiedName {
        return environment[name].map { $0.type.isScalar } ?? true
      }
      return isScalarAsTyped(expression)
    case .call(let function, let receiver, let arguments):
      if receiver == nil, let operation = Self.operators[function] {
        if let known = scalars[expression.range] { return known }
        let isScalar = isScalar(operation, arguments)
        scalars[expression.range] = isScalar
        return isScalar
      }
      return isOfTheFence(function, receiver) || isScalarAsTyped(expression)
    }
  }

  private mutating func isScalar(_ operation: Operation, _ arguments: [Expression]) -> Bool {
    switch operation {
    case .conditional: isScalar(arguments[1]) && isScalar(arguments[2])
    case .add, .subtract, .multiply, .divide, .modulo, .negate:
      arguments.allSatisfy { isScalar($0) }
    default: true
    }
  }

  /// A constructor of constants or a function that plans compute.
  private func isOfTheFence(_ function: String, _ receiver: Expression?) -> Bool {
    if receiver == nil, Self.constructors[function] != nil { return true }
    guard let name = receiver.map({ $0.qualifiedName.map { "\($0).\(function)" } }) ?? function
    else { return false }
    return Signature.Function(rawValue: name) != nil
  }

  /// The same for a call of the whole language: its type says it.
  private mutating func isScalarAsTyped(_ expression: Expression) -> Bool {
    if let known = scalars[expression.range] { return known }
    var other = self
    let isScalar =
      switch TypeChecker.check(other.fenced(expression), in: other.fencedLanguage) {
      case .success(let typed): typed.type.isScalar
      case .failure: true
      }
    scalars[expression.range] = isScalar
    return isScalar
  }

  /// Checks `expression` by the rules of the whole language; the checked form is a variable.
  mutating func compute(_ expression: Expression) -> CheckedExpression? {
    let known = errors.count
    let fenced = fenced(expression)
    guard errors.count == known else { return nil }
    switch TypeChecker.check(fenced, in: fencedLanguage) {
    case .failure(let failure):
      errors += failure.errors
      return nil
    case .success(let typed):
      errors += typed.outsideFence + typed.openPatterns
      guard errors.count == known, var computed else { return nil }
      let text = expression.description
      let (cost, extent) = CostEstimator.estimate(of: expression, in: environment)
      let identity = computed.identity(
        of: ComputedExpression(text: text, expression: typed, cost: cost, extent: extent))
      self.computed = computed
      return CheckedExpression(
        .variable(identity, name: text), typed.type, at: expression.range)
    }
  }

  // MARK: The fence

  /// What policies have of the language, with the names of the environment.
  private var fencedLanguage: LanguageEnvironment {
    var language = LanguageEnvironment.fenced
    for (name, declaration) in environment.declarations {
      switch declaration.meaning {
      case .variable(let identity):
        language.declare(name, declaration.type, .variable(identity))
      case .constant(let value):
        language.declare(
          name, declaration.type,
          .constant(Value(slot: value, as: declaration.type) ?? .int(value)))
      }
    }
    for (name, constant) in constants {
      language.declare(name, constant.type, .constant(constant.value))
    }
    return language
  }

  /// The same expression with constants such as `price("0.57")` under names of their own, which nobody can
  /// write; what the fence keeps out by its form is an error.
  private mutating func fenced(_ expression: Expression) -> Expression {
    switch expression.kind {
    case .literal(.uint): _ = refuse(.outsideFence(.unsigned), at: expression.range)
    case .literal(.double(let value)):
      _ = refuse(.outsideFence(.double(value, beside: nil)), at: expression.range)
    case .literal(.bytes): _ = refuse(.outsideFence(.bytes), at: expression.range)
    case .literal(.null): _ = refuse(.outsideFence(.null), at: expression.range)
    case .message: _ = refuse(.outsideFence(.message), at: expression.range)
    case .literal, .identifier: break
    case .select(let operand, let field, let isOptional):
      return Expression(
        .select(fenced(operand), field: field, isOptional: isOptional), at: expression.range)
    case .list(let elements):
      return Expression(
        .list(
          elements.map { Expression.Element(value: fenced($0.value), isOptional: $0.isOptional) }),
        at: expression.range)
    case .map(let entries):
      return Expression(
        .map(
          entries.map {
            Expression.Entry(
              key: fenced($0.key), value: fenced($0.value), isOptional: $0.isOptional)
          }), at: expression.range)
    case .call(let function, let receiver, let arguments):
      return fenced(function, receiver, arguments, at: expression.range)
    }
    return expression
  }

  /// Whether the environment declares the expression as a whole: what a fact may lack is no missing field.
  private func isNamed(_ expression: Expression) -> Bool {
    expression.qualifiedName.map { environment[$0] != nil } ?? false
  }

  private mutating func fenced(
    _ function: String, _ receiver: Expression?, _ arguments: [Expression], at range: Range<Int>
  ) -> Expression {
    let plain = function.hasPrefix(".") ? String(function.dropFirst()) : function
    if receiver == nil, let type = Self.constructors[plain] {
      guard let checked = construct(plain, type, arguments, at: range),
        case .constant(let number) = checked.kind
      else { return Expression(.literal(.bool(false)), at: range) }
      let name = Expression(.call(function: plain, receiver: nil, arguments: arguments), at: range)
        .description
      constants[name] = (type, Value(slot: number, as: type) ?? .int(number))
      return Expression(.identifier(name, isAbsolute: false), at: range)
    }
    let name = receiver?.qualifiedName.map { "\($0).\(plain)" } ?? plain
    if let outside = ExpressionError.Outside(function: name)
      ?? ExpressionError.Outside(function: plain),
      outside.isBeyondTexts || plain == "has" && arguments.contains(where: isNamed)
    {
      _ = refuse(.outsideFence(outside), at: range)
      return Expression(.literal(.bool(false)), at: range)
    }
    let inner = receiver.map { fenced($0) }
    return Expression(
      .call(function: function, receiver: inner, arguments: arguments.map { fenced($0) }),
      at: range)
  }
}

extension ExpressionError.Outside {
  /// Whether policies cannot call it, with texts and lists or without: what reads the clock, and what makes
  /// values that are not exact.
  fileprivate var isBeyondTexts: Bool {
    guard case .function(let name, let purpose) = self else { return false }
    return purpose == .clock || ["bytes", "double", "dyn", "type", "uint"].contains(name)
  }
}

extension LanguageEnvironment {
  /// The functions that policies can call where they work with texts and lists. What costs more than the sizes
  /// of its arguments tell is left out: patterns that are made from texts, and formats.
  fileprivate static let fenced: LanguageEnvironment = {
    var environment = LanguageEnvironment()
    environment.add(Function.operators)
    environment.add(Function.conversions)
    environment.add(Function.text.filter { $0.name != "format" })
    environment.add(Function.math)
    environment.add(Function.optionals)
    return environment
  }()
}

extension TypedExpression {
  /// Patterns of regular expressions that are not known beforehand, or that are none.
  fileprivate var openPatterns: [ExpressionError] {
    var found = parts.flatMap(\.openPatterns)
    if case .call(let callee, let arguments) = kind, callee.name == "matches" {
      found.append(
        ExpressionError(
          .badMacro(name: "matches", wanted: "a literal text that is a pattern of RE2"),
          at: arguments.last?.range ?? range))
    }
    return found
  }
}
